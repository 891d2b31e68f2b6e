"""Packs: dated, hashed tables of networks and abuse contacts. Loading one proves it whole; no pack is ever changed."""

from kindline.provenance.pack.model import AbuseContact, Manifest, NetworkFact, PackDamaged
from kindline.provenance.pack.pack import Pack

__all__ = ["AbuseContact", "Manifest", "NetworkFact", "Pack", "PackDamaged"]
