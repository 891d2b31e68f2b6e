"""Each module one kind of page; each view one verb of a service."""
