"""Posters and social cards: the public facts of one child so that a passer-by stops, in one language a sheet."""
