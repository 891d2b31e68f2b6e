"""How a missing file moves. Opened from a contact; an ended one opens again when the child is gone again."""

from kindline.kernel.procedure.table import Move, Procedure

COUNSELLOR, WORKER = "counsellor", "worker"
FILE = Procedure(
    name="missing_file",
    initial="open",
    final=frozenset({"erased"}),
    moves=(
        Move("end", ("open",), "ended", (COUNSELLOR,), requires="an outcome"),
        Move("reopen", ("ended",), "open", (COUNSELLOR,)),
        Move("erase", ("open", "ended"), "erased", (WORKER,), requires="no legal hold"),
    ),
)
