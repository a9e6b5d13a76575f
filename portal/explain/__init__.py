"""Explain this number: each figure has an address with its rule, its rows, its day and check."""
