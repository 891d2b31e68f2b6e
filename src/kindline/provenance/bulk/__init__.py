"""Millions of addresses on one machine: columns in chunks, each chunk the same wherever and by whomever it is run.

Needs the extra `bulk` (polars, numpy, zstandard). What comes out equals `address.parse`, `locate.gather` and
`decision.decide_country` line by line; `docs/bulk.md` says how that is fast.
"""

from kindline.provenance.bulk.kernel import Bench, locate_chunk
from kindline.provenance.bulk.records import SCHEMA
from kindline.provenance.bulk.routes import NO_ROUTES, Routes

__all__ = ["NO_ROUTES", "SCHEMA", "Bench", "Routes", "locate_chunk"]
