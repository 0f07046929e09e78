"""What would two years of this portal look like? Invented people, firms and matters, told through the services."""
