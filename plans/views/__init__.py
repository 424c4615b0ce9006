"""Pages of construction plans: the street's own, and the district's desk."""
