"""How a report, an address and a notice move. The same tables print the manual's diagrams and are walked by a test."""

from kindline.kernel.procedure.table import Move, Procedure

REPORT = Procedure(
    name="report",
    initial="received",
    final=frozenset({"closed"}),
    moves=(
        Move("hand_over", ("received",), "handed_over", ("worker",), "a parcel to every recipient", "received"),
        Move("acknowledge", ("handed_over",), "acknowledged", ("police",), "a signed answer", "handed over"),
        Move("close", ("acknowledged",), "closed", ("worker", "police"), "every address has ended", "closed"),
        Move("reopen", ("closed",), "acknowledged", ("police", "worker"), "an addition or a return"),
    ),
)

JUDGED = ("acknowledged", "awaiting_release", "held")

ADDRESS = Procedure(
    name="address",
    initial="sealed",
    final=frozenset({"closed"}),
    moves=(
        Move("acknowledge", ("sealed",), "acknowledged", ("police",), "a signed answer"),
        Move("judge", ("acknowledged",), "awaiting_release", ("police",), "verdict: abuse material", "", ("release",)),
        Move("dismiss", JUDGED, "closed", ("police",), "verdict: not, cannot tell, gone, duplicate, or no feedback"),
        Move(
            "hold",
            ("acknowledged", "awaiting_release", "released", "routed", "watching"),
            "held",
            ("police",),
            "instruction: hold or preserve first",
            "",
            ("hold_review",),
        ),
        Move("lift", ("held",), "awaiting_release", ("police",), "the hold is over, release still awaited"),
        Move("release", JUDGED, "released", ("police",), "the address sealed to the routing key, its tag equal"),
        Move("route", ("released", "watching"), "routed", ("worker", "supervisor"), "a decision with its claims"),
        Move("watch", ("routed", "released"), "watching", ("worker", "provider", "police"), "removal stated, or no answer"),
        Move("resume", ("held",), "routed", ("police",), "the hold is over and the address was routed before"),
        Move("close", ("routed", "watching"), "closed", ("worker", "police", "supervisor"), "a graded outcome"),
        Move("return", ("closed",), "routed", ("worker", "police"), "it is back"),
    ),
)

NOTICE = Procedure(
    name="notice",
    initial="prepared",
    final=frozenset({"closed", "withdrawn"}),
    moves=(
        Move("confirm", ("prepared",), "confirmed", ("operator", "worker"), "the mailbox is known to reach them"),
        Move("announce", ("confirmed",), "announced", ("worker",), "the mail left"),
        Move("pick_up", ("announced",), "picked_up", ("provider",), "code and second factor"),
        Move("acknowledge", ("announced", "picked_up"), "acknowledged", ("provider",), "a POST by the provider"),
        Move("act", ("acknowledged",), "acted", ("provider",), "what was done, per address"),
        Move("close", ("acted", "acknowledged", "picked_up", "announced"), "closed", ("worker", "supervisor")),
        Move("withdraw", ("prepared", "confirmed"), "withdrawn", ("police", "worker"), "held before it left"),
    ),
)

PROCEDURES = (REPORT, ADDRESS, NOTICE)
