"""What each kind of partner may do at most; a partner may be given less, never more."""

from collections.abc import Collection

PARCELS, ANSWERS = "parcels", "answers"
NOTICES, ACTIONS = "notices", "actions"
REFERRALS, REPORTS = "referrals", "reports"

MAY: dict[str, tuple[str, ...]] = {
    "authority": (PARCELS, ANSWERS),
    "provider": (NOTICES, ACTIONS),
    "member": (REFERRALS, REPORTS),
    "site": (REPORTS,),
}
# These are sealed to it or seal for reporters, so it needs a key that opens, or signs what it seals.
OPENS = ("provider", "member")


def allowed(kind: str, asked: Collection[str]) -> list[str]:
    """The scopes asked for, or all that the kind may have; ValueError for one that it may not."""
    if not set(asked) <= set(MAY[kind]):
        raise ValueError(f"a {kind} may have: {', '.join(MAY[kind])}")
    return sorted(asked or MAY[kind])
