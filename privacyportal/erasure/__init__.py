"""Content that law wants gone is erased for good; who, when, why, under which rule and the hash of it remain."""
