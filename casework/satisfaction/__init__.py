"""What people asked said of the service (G-3)."""
