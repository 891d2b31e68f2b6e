"""How each promise is broken, and which test then fails. Read by `./kindline prove`; kept true by `tests/promises`."""

from kindline.faces.cli.proofs import named, numbered
from kindline.faces.cli.proofs.shape import LATER, NAMED, PROMISES, Edit, Proof

__all__ = ["LATER", "NAMED", "PROMISES", "PROOFS", "Edit", "Proof"]
PROOFS = numbered.PROOFS + named.PROOFS
