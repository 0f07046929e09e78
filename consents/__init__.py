"""Consents of data subjects and provisions to third parties (sections 3, 7, 10 and 11)."""
