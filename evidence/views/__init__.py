"""Pages of photos and files."""
