"""How does the portal come back after a loss? One encrypted file with everything, proved by restoring it."""
