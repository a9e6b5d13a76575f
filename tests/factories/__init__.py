"""Small factories with fixed values; a test names only what it is about."""
