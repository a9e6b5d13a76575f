"""What whoever runs the house looks at: health, status, metrics, logs and the way of a request."""
