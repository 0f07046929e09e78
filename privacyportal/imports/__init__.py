"""How do other people's files come in: read, mapped, checked, and recorded once."""
