"""What registries say of a network, an AS or a domain (RDAP, RFC 9082, 9083): read offline, asked only when approved.

`parse` reads any document and never raises. `RdapClient` asks registries and nobody else.
"""

from kindline.provenance.rdap.answers import Answers, RdapAnswer
from kindline.provenance.rdap.asking import NotApproved, RdapClient, RdapFailed
from kindline.provenance.rdap.bootstrap import REGISTRIES, Bootstrap
from kindline.provenance.rdap.reading import RdapFact, parse
from kindline.provenance.rdap.subjects import Autnum, Domain, Network, NotAsked, Subject

__all__ = [
    "Answers",
    "REGISTRIES",
    "Autnum",
    "Bootstrap",
    "Domain",
    "Network",
    "NotApproved",
    "NotAsked",
    "RdapAnswer",
    "RdapClient",
    "RdapFact",
    "RdapFailed",
    "Subject",
    "parse",
]
