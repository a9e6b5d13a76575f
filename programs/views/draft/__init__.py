"""Applying online: the municipality's own pages, from the first word to the receipt."""
