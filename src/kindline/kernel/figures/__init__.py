"""Figures that add up: each with a definition, a denominator, its rows, a frozen snapshot (P10). Knows no service."""
