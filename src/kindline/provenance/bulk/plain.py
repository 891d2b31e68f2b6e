"""Telling at column speed which lines the URL standard leaves as they are, and which only it can read.

Three ways, from the fastest: a line that is its own canonical form by a pattern narrower than the standard's; an
http(s) line that `ada_url.normalize_url` brings there; everything else, which `address.parse` reads line by line.
A pattern may send too much to the slow way, never too little: the differential test holds all three equal.
"""

import ada_url
import polars as pl

from kindline.provenance.address import MAX_LENGTH

# The first character keeps dot segments out, written plainly or as `%2e`.
_SEGMENT = r"(?:[A-Za-z0-9\-_~!$&()*+,;=:@][A-Za-z0-9\-._~!$&()*+,;=:@%]*)?"
_QUERY = r"[A-Za-z0-9\-._~!$&()*+,;=:@/?%|\[\]]*"
_NAME = r"(?:[a-z0-9_-]{1,63}\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]"
PLAIN = rf"^https?://{_NAME}(?:/{_SEGMENT})+(?:\?{_QUERY})?$"
PLAIN_NAME = rf"^{_NAME}$"
# An encoded name must be checked by the standard; `data:` may carry content; a gateway's path names what it shows.
_NOT_AS_IT_STANDS = ["data:", "data%3a", "xn--", "/ipfs/", "/ipns/"]
_FOR_NORMALISING = r"(?i)^https?://.*[!-~]$"
# On port 8888 may be a local Freenet node.
_NOT_FOR_NORMALISING = ["data:", "data%3a", ":8888/"]
_NORMALISED = r"^https?://(?:\[[0-9a-f:.]+\]|[^/:?@\[\]]*[^/:?@\[\].])(?::\d+)?/"
_HOST = r"^(\[[^\]]*\]|[^:]+)"
_GATEWAY = r"^https?://[^/]+/ip[fn]s/"
# Hosts that mean something else than a place in the public DNS are read one by one.
_ODD_NAME = (
    r"(?:^|\.)(?:onion|tor2web|i2p|ipfs|ipns)(?:\.|$)"
    r"|(?:^|\.)(?:localhost|local|internal|lan|intranet|home|corp|localdomain"
    r"|invalid|eth|bit|crypto|exit|gnu|zkey|arpa|alt)$"
)
_LONGEST_NAME = 253


def canonical_forms(lines: pl.Series) -> pl.Series:
    """The canonical form of every line that the two fast ways can read; null for the others."""
    stands = lines.str.contains(PLAIN) & ~_any_of(lines, _NOT_AS_IT_STANDS) & (lines.str.len_bytes() <= MAX_LENGTH)
    rest = ~stands
    others = lines.filter(rest)
    readable = others.str.contains(_FOR_NORMALISING) & ~_any_of(others, _NOT_FOR_NORMALISING)
    rest = rest.scatter(rest.arg_true(), readable & (others.str.len_bytes() <= MAX_LENGTH))
    found = pl.select(pl.when(stands).then(lines).otherwise(None)).to_series()
    if not rest.any():
        return found
    normalised = _acceptable(pl.Series([_normalised(line) for line in lines.filter(rest).to_list()], dtype=pl.String))
    return found.scatter(rest.arg_true(), normalised)


def _any_of(lines: pl.Series, words: list[str]) -> pl.Series:
    return lines.str.contains_any(words, ascii_case_insensitive=True)


def _normalised(line: str) -> str | None:
    """As the standard writes it, fragment dropped."""
    try:
        return str(ada_url.normalize_url(line)).partition("#")[0]
    except ValueError:
        return None


def _acceptable(canonical: pl.Series) -> pl.Series:
    keep = canonical.str.contains(_NORMALISED) & ~canonical.str.contains(_GATEWAY)
    return pl.select(pl.when(keep).then(canonical).otherwise(None)).to_series()


def hosts_in(canonical: pl.Series) -> pl.Series:
    """What stands between the slashes and the next one, a port and the brackets' colons told apart where they occur."""
    authority = canonical.str.split_exact("/", 2).struct.field("field_2")
    ported = authority.str.contains(":", literal=True).fill_null(False)
    if not ported.any():
        return authority
    return authority.scatter(ported.arg_true(), authority.filter(ported).str.extract(_HOST, 1))


def plain_names(hosts: pl.Series) -> pl.Series:
    """True for names of the public DNS that need no look at their single labels."""
    return hosts.str.contains(PLAIN_NAME) & ~hosts.str.contains(_ODD_NAME) & (hosts.str.len_bytes() <= _LONGEST_NAME)
