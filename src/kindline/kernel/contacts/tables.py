"""How a contact moves. `waiting` is a ringing telephone; whatever a counsellor begins is open at once."""

from kindline.kernel.procedure.table import Move, Procedure

COUNSELLOR, EXCHANGE, WORKER = "counsellor", "exchange", "worker"
CONTACT = Procedure(
    name="contact",
    initial="waiting",
    final=frozenset({"erased"}),
    moves=(
        Move("take", ("waiting", "missed", "open", "ended"), "open", (COUNSELLOR, EXCHANGE)),
        Move("miss", ("waiting",), "missed", (EXCHANGE, WORKER)),
        Move("end", ("open",), "ended", (COUNSELLOR,), requires="what kind of contact it was"),
        Move("erase", ("waiting", "missed", "open", "ended"), "erased", (WORKER,), requires="no legal hold"),
    ),
)
