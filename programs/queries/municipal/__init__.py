"""What a municipality reads and does by itself: hand-ins, contacts, applications."""
