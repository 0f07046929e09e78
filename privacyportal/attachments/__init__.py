"""Files kept safely: type by content, hash, limits, served through permission."""
