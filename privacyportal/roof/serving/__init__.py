"""How does the portal run with one command? Processes kept together, a mail server that keeps what it is given."""
