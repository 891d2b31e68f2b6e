"""Which countries have a member hotline, and whom to reach there: shipped with source and date, changed by persons.

A change is a row that is never changed again; the list in force is what the file says under what persons said last.
Every list a decision rests on is kept under its hash, so that the decision can be replayed (P6).
"""

from django.db import transaction

from kindline.kernel import clock
from kindline.kernel.audit.record import record
from kindline.kernel.directory.models import MemberChange, MemberList
from kindline.kernel.directory.shipped import Directory, Member, shipped

LONGEST = 120


class NotAMember(ValueError):
    """An entry that cannot be meant: its country has no two letters, or a name or reason is missing or too long."""


def in_force() -> Directory:
    """The list as it stands now, with what persons changed."""
    members = dict(shipped().members)
    for row in MemberChange.objects.order_by("at", "number"):
        members.pop(row.country, None)
        if row.member:
            members[row.country] = Member(
                row.country, row.hotline, row.contact, row.iccam, row.source, row.seen, confirmed=True
            )
    return Directory(dict(sorted(members.items())))


def kept() -> Directory:
    """The list in force, kept under its version for whoever replays what is decided with it now."""
    directory = in_force()
    MemberList.objects.get_or_create(
        version=directory.version, defaults={"countries": sorted(directory.members), "since": clock.now()}
    )
    return directory


def countries_in(version: str) -> frozenset[str]:
    """The countries of a kept list; of the shipped one for a decision older than the directory."""
    found = MemberList.objects.filter(version=version).values_list("countries", flat=True).first()
    return frozenset(found) if found is not None else shipped().countries


def change(member: Member, *, member_now: bool, reason: str, by: str) -> Member:
    """Confirm, change or end a country's entry, with a reason; earlier decisions keep the list they were made with."""
    country, words = member.country, (member.hotline, member.contact, member.source, reason)
    lettered = len(country) == 2 and country.isascii() and country.isalpha() and country.isupper()
    if not lettered or not all(word.strip() and len(word) <= LONGEST for word in words):
        raise NotAMember(country)
    with transaction.atomic(using="core"):
        MemberChange.objects.create(
            number=MemberChange.objects.filter(country=country).count() + 1,
            country=country,
            member=member_now,
            hotline=member.hotline,
            contact=member.contact,
            iccam=member.iccam,
            source=member.source,
            seen=member.seen,
            reason=reason,
            by=by,
            at=clock.now(),
        )
        record("member.changed", subject=country, by=by, facts={"member": member_now, "iccam": member.iccam})
    return member
