"""Taking an address out of notices that have not left, without touching what the provider's other lines ask."""

from kindline.kernel.procedure.table import advance
from kindline.services.hotline.models import Address, Notice

NOT_ANNOUNCED = ("prepared", "confirmed")


def withdraw_notices(address: Address, *, by: str, why: str) -> int:
    """Remove the address from every notice not yet announced; an emptied notice is withdrawn. How many lines."""
    items = list(address.notice_items.filter(notice__state__in=NOT_ANNOUNCED).select_related("notice"))
    for item in items:
        item.delete()
        notice: Notice = item.notice
        if not notice.items.exists():
            advance(notice, "withdraw", by=by, role="police" if by.startswith("police") else "worker", facts={"why": why})
    return len(items)
