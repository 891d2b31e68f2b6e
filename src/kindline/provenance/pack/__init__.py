"""Packs: dated, hashed tables of networks, contacts, platforms. Loading one proves it whole; none is ever changed."""

from kindline.provenance.pack.facts import Facts
from kindline.provenance.pack.intervals import Intervals
from kindline.provenance.pack.model import (
    AbuseContact,
    Manifest,
    NetworkFact,
    PackDamaged,
    PlatformEntry,
    Source,
    Table,
)
from kindline.provenance.pack.pack import Pack

__all__ = [
    "AbuseContact",
    "Facts",
    "Intervals",
    "Manifest",
    "NetworkFact",
    "Pack",
    "PackDamaged",
    "PlatformEntry",
    "Source",
    "Table",
]
