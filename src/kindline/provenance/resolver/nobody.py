"""No resolver: names stay unresolved, and the claims say that nobody was asked."""

from datetime import datetime

import dns.rdatatype

from kindline.provenance.claims import Claim, Disclosure, Silence
from kindline.provenance.resolver.asking import Witness, question, text_of


class NoResolver:
    def resolve(self, host: str, *, at: datetime) -> list[Claim]:
        witness = Witness(source="resolver:none", version="", transport="none", at=at, disclosure=Disclosure.L0)
        return [witness.silence(text_of(question(host)), Silence.NOT_ASKED, dns.rdatatype.ANY)]
