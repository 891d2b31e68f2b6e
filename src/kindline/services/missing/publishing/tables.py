"""How an appeal moves. It is live only while every party it needs agrees; what has ended never lives again."""

from kindline.kernel.procedure.table import Move, Procedure

COUNSELLOR, WORKER = "counsellor", "worker"
APPEAL = Procedure(
    name="missing_appeal",
    initial="draft",
    final=frozenset({"ended"}),
    moves=(
        Move("publish", ("draft",), "live", (COUNSELLOR,), requires="the agreement of all four parties"),
        Move("end", ("draft", "live"), "ended", (COUNSELLOR, WORKER), requires="a reason"),
    ),
)
