"""Complaints, inquiries and requests of data subjects, from intake to closure (sections 9, 12 and 13)."""
