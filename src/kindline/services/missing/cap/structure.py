"""What may stand in a CAP 1.2 message, in which order and how often: the structure of the OASIS schema as a table.

Our own words for the same facts (docs/decisions/0029); a test reads the published schema and finds this table in it.
"""

from dataclasses import dataclass

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
SIGNATURE = "http://www.w3.org/2000/09/xmldsig#"
MANY = None


@dataclass(frozen=True)
class Part:
    """One element: a simple `kind`, or one of `values`, or its `parts` in their order; `least` to `most` times."""

    name: str
    kind: str = "string"
    least: int = 1
    most: int | None = 1
    values: tuple[str, ...] = ()
    parts: tuple["Part", ...] = ()


def _maybe(name: str, kind: str = "string") -> Part:
    return Part(name, kind, least=0)


def _any(name: str) -> Part:
    return Part(name, least=0, most=MANY)


def _one_of(name: str, values: str, least: int = 1, most: int | None = 1) -> Part:
    return Part(name, "", least, most, values=tuple(values.split()))


def _pairs(name: str) -> Part:
    return Part(name, "", 0, MANY, parts=(Part("valueName"), Part("value")))


RESOURCE = Part(
    "resource",
    "",
    0,
    MANY,
    parts=(
        Part("resourceDesc"),
        Part("mimeType"),
        _maybe("size", "integer"),
        _maybe("uri", "anyURI"),
        _maybe("derefUri"),
        _maybe("digest"),
    ),
)
AREA = Part(
    "area",
    "",
    0,
    MANY,
    parts=(
        Part("areaDesc"),
        _any("polygon"),
        _any("circle"),
        _pairs("geocode"),
        _maybe("altitude", "decimal"),
        _maybe("ceiling", "decimal"),
    ),
)
INFO = Part(
    "info",
    "",
    0,
    MANY,
    parts=(
        _maybe("language", "language"),
        _one_of("category", "Geo Met Safety Security Rescue Fire Health Env Transport Infra CBRNE Other", most=MANY),
        Part("event"),
        _one_of("responseType", "Shelter Evacuate Prepare Execute Avoid Monitor Assess AllClear None", 0, MANY),
        _one_of("urgency", "Immediate Expected Future Past Unknown"),
        _one_of("severity", "Extreme Severe Moderate Minor Unknown"),
        _one_of("certainty", "Observed Likely Possible Unlikely Unknown"),
        _maybe("audience"),
        _pairs("eventCode"),
        _maybe("effective", "dateTime"),
        _maybe("onset", "dateTime"),
        _maybe("expires", "dateTime"),
        _maybe("senderName"),
        _maybe("headline"),
        _maybe("description"),
        _maybe("instruction"),
        _maybe("web", "anyURI"),
        _maybe("contact"),
        _pairs("parameter"),
        RESOURCE,
        AREA,
    ),
)
ALERT = Part(
    "alert",
    "",
    parts=(
        Part("identifier"),
        Part("sender"),
        Part("sent", "dateTime"),
        _one_of("status", "Actual Exercise System Test Draft"),
        _one_of("msgType", "Alert Update Cancel Ack Error"),
        _maybe("source"),
        _one_of("scope", "Public Restricted Private"),
        _maybe("restriction"),
        _maybe("addresses"),
        _any("code"),
        _maybe("note"),
        _maybe("references"),
        _maybe("incidents"),
        INFO,
    ),
)
