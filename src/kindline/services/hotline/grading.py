"""How an end is known: the provider states it, somebody we trust confirms it, or the name no longer answers.

Only `confirmed` counts as confirmed. Nobody here looks: we never contact an address (P2).
"""

STATED, CONFIRMED, NAME_SILENT = "stated", "confirmed", "name_silent"
# Who may confirm: the police, a member hotline, or a station outside this platform that may look.
SOURCES = ("police", "member", "station")
GRADES = {
    "removed_stated": STATED,
    "not_found_stated": STATED,
    "moved_stated": STATED,
    "gone_name_silent": NAME_SILENT,
    "removed_police": CONFIRMED,
    "removed_member": CONFIRMED,
    **{f"confirmed_{source}": CONFIRMED for source in SOURCES},
}


def grade_of(outcome: str) -> str:
    """`stated`, `confirmed`, `name_silent`, or nothing for an end that is no removal."""
    return GRADES.get(outcome, "")
