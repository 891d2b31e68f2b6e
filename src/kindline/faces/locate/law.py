"""The mandate's routing law as the table that bulk location is handed."""

from kindline.kernel.directory.shipped import shipped
from kindline.kernel.mandate.nouns import Mandate
from kindline.provenance.address import LocatorKind
from kindline.provenance.bulk import Routes
from kindline.services.hotline.routing import PLACES, NoRoute, Situation, decide_route, routing_kind

SUPPOSED = ("abuse_material", "act_now")
"""A list of addresses has no verdicts: the route shown is the one that follows if the police confirm and release."""


def routes_of(mandate: Mandate) -> Routes:
    names: dict[tuple[str, str], str] = {}
    for kind in LocatorKind:
        for place in PLACES:
            try:
                rule = decide_route(mandate, Situation(*SUPPOSED, kind=routing_kind(kind.value), place=place))
            except NoRoute:
                continue
            names[kind.value, place] = rule.name
    return Routes(names, shipped().countries)
