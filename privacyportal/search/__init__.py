"""What can be found: one index of bigrams, written in the transaction of the deed that wrote the words."""
