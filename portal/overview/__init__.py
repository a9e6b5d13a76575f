"""The overview of the state: what stands, what changes, what is stuck."""
