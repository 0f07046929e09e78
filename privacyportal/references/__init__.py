"""The identity of everything with a number: issue, resolve, link."""
