"""Synthetic demo data: the same seed makes the same data, and everything is marked as demo."""
