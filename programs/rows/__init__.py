"""Row-level security: what of the cases a request may read and write at all, whatever it asks."""
