"""Asking the public for help, on four signatures, and taking every trace of it down again."""
