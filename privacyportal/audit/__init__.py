"""The trail that cannot be rewritten: one way in, `audit.trail.record()`."""
