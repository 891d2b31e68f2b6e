"""Carrying: claim under a lease, deliver outside any transaction, record under the fencing token (P4)."""

import random

LEASE_SECONDS = 180


def carry_due(*, worker: str, limit: int = 50, chance: random.Random | None = None) -> int:
    """Carry what is due, urgent first; how many attempts were made. Call it outside any transaction."""
    raise NotImplementedError
