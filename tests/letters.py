"""A letter of each kind and language under the founding mandate, about addresses that lead nowhere."""

from datetime import date
from functools import cache

from kindline.faces.cli.commands.routes import mandate_of
from kindline.services.hotline.writing.composing import Case, Place, Sender, compose
from kindline.services.hotline.writing.letter import Letter


@cache
def letter(kind: str, language: str, *addresses: str) -> Letter:
    law = mandate_of("relay-be-2002")
    case = Case(
        number="N-ABCDEFGH", check_code="23456789", day=date(2026, 11, 26), looked_up=date(2026, 11, 25),
        recipient="Reader & Sons", provider="Klaproos Hosting", provider_mailbox="abuse@klaproos.example", route="home",
        places=tuple(
            Place(line, address, "baseline", "BE", (("AS64496", "Klaproos"),))
            for line, address in enumerate(addresses or ("https://album.test/a",), start=1)
        ),
    )  # fmt: skip
    sender = Sender("Hotline", "notices@hotline.example", "https://portal.example", "AB12 " * 16, "CD34 " * 16)
    phrases = law.letters.of(language, assessor="federal-police")
    return compose(kind, language, case=case, law=phrases, sender=sender, preservation_days=90)
