"""What partners may ask, a file a partner. Each loads within the partner's own things and calls one verb."""
