"""Forms of construction plans: what is typed is kept as text, right or wrong."""
