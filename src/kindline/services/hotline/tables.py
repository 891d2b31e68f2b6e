"""How a report, an address and a notice move. The same tables print the manual's diagrams and are walked by a test."""

from kindline.kernel.procedure.table import Move, Procedure

# Whoever is the assessor answers: the police in person, or licensed analysts; the event says which.
ASSESSORS = ("police", "analyst")

REPORT = Procedure(
    name="report",
    initial="received",
    final=frozenset({"closed"}),
    moves=(
        Move("hand_over", ("received",), "handed_over", ("worker",), "a parcel to every recipient", "received"),
        Move("acknowledge", ("handed_over",), "acknowledged", ASSESSORS, "a signed answer", "handed over"),
        Move(
            "close",
            ("acknowledged",),
            "closed",
            ("worker", "member", *ASSESSORS, "operator", "supervisor"),
            "every address has ended",
            "closed",
        ),
        Move("reopen", ("closed",), "acknowledged", (*ASSESSORS, "worker"), "another verdict, or a return"),
    ),
)

JUDGED = ("acknowledged", "awaiting_release", "held")
RELEASED = ("released", "routed", "watching")

ADDRESS = Procedure(
    name="address",
    initial="sealed",
    final=frozenset({"closed"}),
    moves=(
        Move("acknowledge", ("sealed",), "acknowledged", ASSESSORS, "a signed answer"),
        Move("judge", ("acknowledged",), "awaiting_release", ASSESSORS, "verdict: abuse material", "", ("release",)),
        Move(
            "dismiss",
            (*JUDGED, *RELEASED),
            "closed",
            ASSESSORS,
            "verdict: not, cannot tell, gone, duplicate, or no feedback",
        ),
        Move("reconsider", ("closed",), "acknowledged", ASSESSORS, "another verdict than the one that ended it"),
        Move(
            "hold",
            ("acknowledged", "awaiting_release", *RELEASED),
            "held",
            ASSESSORS,
            "instruction: hold or preserve first",
            "",
            ("hold_review",),
        ),
        Move("lift", ("held",), "awaiting_release", ASSESSORS, "the hold is over, release still awaited"),
        Move(
            "release",
            ("awaiting_release",),
            "released",
            ASSESSORS,
            "the address sealed to the routing key, its tag equal",
        ),
        Move("resume", ("held", "routed"), "released", ASSESSORS, "hold over or instruction changed: routed anew"),
        Move("route", RELEASED, "routed", ("worker", "supervisor"), "a decision with its claims"),
        Move(
            "watch",
            ("released", "routed", "held"),
            "watching",
            ("worker", "provider", "member", *ASSESSORS, "operator"),
            "removal stated, transferred, or no answer",
            "",
            ("watch",),
        ),
        Move(
            "close",
            ("routed", "watching"),
            "closed",
            ("worker", "member", *ASSESSORS, "operator", "supervisor"),
            "a graded outcome",
            "",
            ("return_watch", "return_soon"),
        ),
        Move("return", ("closed",), "routed", ("worker", *ASSESSORS), "it is back"),
    ),
)

NOTICE = Procedure(
    name="notice",
    initial="prepared",
    final=frozenset({"closed", "withdrawn"}),
    moves=(
        Move("confirm", ("prepared",), "confirmed", ("operator", "worker"), "the mailbox is known to reach them"),
        Move("announce", ("confirmed",), "announced", ("worker", "operator"), "the mail left, or the form was sent"),
        Move("pick_up", ("announced",), "picked_up", ("provider",), "code and second factor"),
        Move(
            "acknowledge",
            ("announced", "picked_up"),
            "acknowledged",
            ("provider", "operator"),
            "a POST by the provider, or an answer a person read",
        ),
        Move("act", ("acknowledged",), "acted", ("provider", "operator"), "what was done, per address"),
        Move("close", ("acted", "acknowledged", "picked_up", "announced"), "closed", ("worker", "supervisor")),
        Move(
            "withdraw",
            ("prepared", "confirmed", "announced"),
            "withdrawn",
            (*ASSESSORS, "worker"),
            "no line left before anybody read it",
        ),
    ),
)

PROCEDURES = (REPORT, ADDRESS, NOTICE)
