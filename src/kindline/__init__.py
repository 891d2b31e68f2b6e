"""Kindline: six public duties for a child-protection organisation on one kernel."""

__version__ = "0.1.0"
