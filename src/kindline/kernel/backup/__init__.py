"""Backups: sealed from the first day to a key that the installation itself need not keep (P1, P4)."""
