"""Code lists: what is recorded is always (list, version, code), so that a figure of today can be read in ten years."""
