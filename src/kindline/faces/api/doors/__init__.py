"""The doors a request passes, in this order: spoken, bounded, signed, paced, once. Each is a middleware and a file."""
