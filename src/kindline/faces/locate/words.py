"""The sentences of the page that explains one address. Codes without a sentence of their own are read as words."""

from kindline.provenance.claims import Disclosure, Predicate
from kindline.provenance.decision import Confidence, Instead, Reason

CONFIDENCE = {
    Confidence.EXACT: "every needed source spoke and agreed",
    Confidence.LIKELY: "enough sources spoke, and none contradicts",
    Confidence.PERSON: "a person decides or confirms before anything follows",
}

DISCLOSED = {
    Disclosure.L0: "nobody learnt of it",
    Disclosure.L1: "a registry learnt of the network",
    Disclosure.L2: "a shared resolver learnt of the name",
    Disclosure.L3: "somebody was asked directly, a person approved",
}

SAYS = {
    Predicate.REGISTERED_CC: "is registered in",
    Predicate.GEO_CC: "stands in",
    Predicate.HOLDER_CC: "is announced by a holder in",
    Predicate.RDAP_CC: "is, to its registry, in",
    Predicate.ENTITY_CC: "is run by an entity in",
    Predicate.ABUSE_CONTACT: "takes complaints at",
    Predicate.PACK_AS_OF: "holds tables as of",
    Predicate.NO_ADDRESS: "has no address:",
}

INSTEAD = {
    Instead.SAID_HOME: "{said} the home country instead of {value}",
    Instead.NOT_MADE: "nobody had said: {said} {value}",
}

REASONS = {
    "no_host": "it names no host on the internet",
    "no_address": "the name has no address ({})",
    "not_resolved": "no addresses are known ({})",
    "behind_proxy": "every address belongs to a proxy that hides the host: {}",
    "home_in_dispute": "sources disagree whether it is at home: {}",
    "country_in_dispute": "sources disagree about the country: {}",
    "network_unknown": "no table knows the network of {}",
    "anycast": "announced from many places at once: {}",
    "several_countries": "its addresses are in several countries: {}",
    "partly_behind_proxy": "some addresses are a proxy's, some are not: {}",
    "all_addresses_in": "all its addresses are in {}",
    "single_witness": "a needed source did not speak",
    "not_all_answered": "not every question was answered ({})",
    "too_few_witnesses": "fewer sources spoke than the rules ask for",
    "platform_unknown": "on a platform that no register knows: {}",
    "platform_in_dispute": "registers disagree about the platform: {}",
    "platform_register": "who runs the platform outranks where its addresses are: {}",
    "platform_answers_elsewhere": "the platform's addresses are elsewhere: {}",
    "platform_unverified": "nobody has verified the register's entry: {}",
    "name_not_asked": "the name itself may tell who looked, so it was not asked",
    "pack_old": "the tables are too old to decide alone (pack, days): {}",
    "place_over_holder": "the place of the servers outranks the seat of their holder: {}",
}


def says(predicate: Predicate) -> str:
    """What a claim says, between its subject and its value."""
    return SAYS.get(predicate, plain(predicate))


def plain(code: str) -> str:
    """A code as words."""
    return code.replace("_", " ")


def reason(why: Reason) -> str:
    """A reason as a sentence."""
    return REASONS.get(why.code, plain(why.code)).format(", ".join(why.args))
