"""The one reader of what people write."""
