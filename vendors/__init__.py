"""Outsourcees supervised under section 6, joint-use partners and arrangements under section 8."""
