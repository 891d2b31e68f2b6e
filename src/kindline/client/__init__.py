"""For those who work with a hotline that runs Kindline: sealed things are fetched, opened, answered on their machines.

Only `kindline.sealing` and the standard library: it runs where nothing else of Kindline is. No key ever leaves it.
"""
