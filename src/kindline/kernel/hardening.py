"""What every process does before it holds a secret."""

import resource


def forbid_core_dumps() -> None:
    """A crash leaves no memory on the disk (FOUNDATIONS §1)."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
