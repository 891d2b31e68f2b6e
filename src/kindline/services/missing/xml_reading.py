"""Reading XML that strangers wrote: no document type, no entity, no depth, no size beyond what a message needs.

A document type is refused when it begins, so that neither an external entity nor an expanding one is ever looked at,
and nothing is fetched. Names come as ElementTree writes them: `{namespace}name`.
"""

from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

DEPTH = 32


class Refused(ValueError):
    """Why this is no XML we read, in words for whoever sent it."""


def read(data: bytes, *, limit: int) -> Element:
    """The root of this document; `Refused` says what is wrong and, where it helps, in which line."""
    if len(data) > limit:
        raise Refused(f"larger than {limit} bytes")
    tree = _Tree()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _no_document_type
    parser.StartElementHandler = tree.start
    parser.EndElementHandler = tree.end
    parser.CharacterDataHandler = tree.builder.data
    try:
        parser.Parse(data, True)
    except expat.ExpatError as problem:
        raise Refused(f"not well-formed XML (line {problem.lineno})") from None
    except (LookupError, ValueError) as problem:
        if isinstance(problem, Refused):
            raise
        raise Refused("written in an encoding we do not read") from None
    return tree.builder.close()


def local(element: Element) -> str:
    """The name without its namespace."""
    return element.tag.rpartition("}")[2]


def namespace(element: Element) -> str:
    return element.tag[1:].rpartition("}")[0] if element.tag.startswith("{") else ""


def _no_document_type(*_: object) -> None:
    raise Refused("it declares a document type (DTD); those are refused unread")


class _Tree:
    def __init__(self) -> None:
        self.builder = TreeBuilder()
        self.depth = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEPTH:
            raise Refused(f"nested deeper than {DEPTH} elements")
        self.builder.start(_clark(tag), {_clark(name): value for name, value in attributes.items()})

    def end(self, tag: str) -> None:
        self.depth -= 1
        self.builder.end(_clark(tag))


def _clark(name: str) -> str:
    return "{" + name if "}" in name else name
