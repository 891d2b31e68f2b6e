"""Provenance: where an address lives, whom that concerns, and why we say so.

A pure library: no Django, no cryptography, no clock, and no socket outside `resolver`.
The way of one address: `address.parse` → `locate.gather` → `decision.decide_country`.
"""
