"""Many addresses pasted at once: one a line, several in a line, or in the middle of a sentence.

`;` and `,` belong to an address unless what follows them starts another one. Words around addresses are left out;
whatever looks like an address and is none comes back as a refusal, so that nothing is lost in silence.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kindline.provenance.address.apps import read_app
from kindline.provenance.address.irc import read_spoken_irc
from kindline.provenance.address.mending import DOT, EDGE
from kindline.provenance.address.model import Locator, Refusal, RefusalCode
from kindline.provenance.address.platforms import NAMES
from kindline.provenance.address.reading import parse
from kindline.provenance.address.refused import MAX_LENGTH, is_embedded
from kindline.provenance.address.text import Text
from kindline.provenance.ip import read_ip
from kindline.provenance.suffix import has_known_suffix

_START = r"(?:h(?:tt|xx|\*\*)ps?|ftp|magnet|ed2k|ipfs|ipns|news|nntp|ircs?|freenet)(?:\[:\]|:)|www\."
_STARTS = re.compile(_START, re.IGNORECASE)
_ED2K = r"ed2k://\|.*?\|/(?=\s|$)"
_PIECES = re.compile(rf"{_ED2K}|\S+", re.IGNORECASE)
_ALSO_STARTS = re.compile(r"@\w|(?:data|blob|javascript|file):", re.IGNORECASE)
_SEPARATOR = re.compile(rf"(?<![,;])[,;]+(?={_START})", re.IGNORECASE)
_HOST_SEPARATOR = re.compile(r"(?<![,;])[,;]+(?=[\w-]+(?:\.[\w-]+)+)")
_FILE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|bmp|heic|avif|mp4|m4v|mov|avi|mkv|webm|wmv|flv|mp3|zip|rar|7z|html?|php|aspx?|pdf)$",
    re.IGNORECASE,
)
_ON = frozenset(("on", "in", "op", "via", "sur", "auf", "bei"))
_PAYLOAD_LINE = re.compile(r"[A-Za-z0-9+/=%\s]*")


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    line: int
    start: int

    def parsed(self) -> Locator | Refusal:
        found = parse(self.text)
        if isinstance(found, Locator):
            return found
        return replace(found, line=self.line, start=self.start, end=self.start + len(self.text))


def parse_many(text: str) -> list[Locator | Refusal]:
    """One locator or refusal for each address, in order; refusals carry line and position. Never empty."""
    found = [piece.parsed() for piece in _pieces(text)]
    return found or [Refusal(RefusalCode.EMPTY, end=len(text))]


def _pieces(text: str) -> Iterator[_Piece]:
    lines = text.split("\n")
    start = number = 0
    while number < len(lines):
        line = lines[number]
        used = 1
        if is_embedded(line):
            used = _payload_lines(lines, number)
            block = "\n".join(lines[number : number + used])
            yield from _around_payload(block, number + 1, start)
        elif line.strip(EDGE):
            yield from _in_line(line.removesuffix("\r"), number + 1, start)
        start += sum(len(part) + 1 for part in lines[number : number + used])
        number += used


def _payload_lines(lines: list[str], first: int) -> int:
    """How many lines one embedded payload runs on: base64 is often wrapped."""
    used = 1
    while (
        first + used < len(lines)
        and len(lines[first + used].strip()) > 20
        and _PAYLOAD_LINE.fullmatch(lines[first + used])
    ):
        used += 1
    return used


def _around_payload(block: str, number: int, start: int) -> Iterator[_Piece]:
    """The payload as one piece; addresses after it in the same line stand on their own."""
    following = re.search(rf"\s(?={_START})", block, re.IGNORECASE)
    if following and is_embedded(block[: following.start()]):
        yield _Piece(block[: following.start()], number, start)
        yield from _in_line(block[following.end() :], number, start + following.end())
    else:
        yield _Piece(block, number, start)


def _in_line(line: str, number: int, start: int) -> Iterator[_Piece]:
    if _is_one(line):
        yield _Piece(line, number, start)
        return
    spans = [span for span in _spans(line) if " " in line[slice(*span)] or _looks_like_address(line[slice(*span)])]
    for begin, end in spans or [(0, len(line))]:
        yield _Piece(line[begin:end], number, start + begin)


def _is_one(line: str) -> bool:
    """True when the whole line is one address although it holds blanks."""
    line = line.strip(EDGE)
    if len(_PIECES.findall(line)) == 1 and not list(_cuts(line)):
        return True
    plain = Text.of(line)
    return isinstance(read_app(plain), Locator) or bool(read_spoken_irc(plain)) or _is_file_with_blanks(line.split())


def _is_file_with_blanks(words: list[str]) -> bool:
    """`http://x.test/my file.jpg`: cut at the blank it would be another address."""
    if len(words) < 2:
        return False
    first, *between, last = words
    return bool(
        _STARTS.match(first)
        and "/" in first.partition("://")[2]
        and not _FILE.search(first)
        and first[-1] not in ",;"
        and _FILE.search(last)
        and "/" not in last
        and not any(_looks_like_address(word) for word in between)
    )


def _spans(line: str) -> Iterator[tuple[int, int]]:
    """Where pieces of a line stand; handles stay with the platform beside them, spaced dots with their host."""
    glued = DOT.sub(lambda dot: re.sub(r"\s", "\u200b", dot[0]), line)
    words = [piece.span() for piece in _PIECES.finditer(glued)]
    at = 0
    while at < len(words):
        taken = _handle_span([line[slice(*span)] for span in words[at : at + 3]])
        begin, end = words[at][0], words[at + taken - 1][1]
        at += taken
        if taken > 1:
            yield _trimmed(line, begin, end)
            continue
        for cut_begin, cut_end in _parts(line[begin:end]):
            yield _trimmed(line, begin + cut_begin, begin + cut_end)


def _handle_span(words: list[str]) -> int:
    """How many words make one handle: `telegram @name`, `@name on telegram`, `@name (telegram)`."""
    if (
        len(words) > 1
        and words[0].lower().rstrip(":") in NAMES
        and (words[1].startswith("@") or words[0].endswith(":"))
    ):
        return 2
    if (
        words[0].startswith("@")
        and len(words) > 2
        and words[1].lower() in _ON
        and words[2].lower().rstrip(",;.)") in NAMES
    ):
        return 3
    if words[0].startswith("@") and len(words) > 1 and words[1].lower().strip("(),;.") in NAMES:
        return 2
    return 1


def _cuts(token: str) -> Iterator[tuple[int, int]]:
    """Where `,` or `;` ends one address and starts the next: (end, start) pairs."""
    if len(token) > MAX_LENGTH:
        return
    begin = 0
    found = [*_SEPARATOR.finditer(token), *_HOST_SEPARATOR.finditer(token)]
    for cut in sorted(found, key=lambda cut: (cut.start(), -cut.end())):
        if cut.start() >= begin and _starts_another(token[begin : cut.start()], token[cut.end() :]):
            yield cut.span()
            begin = cut.end()


def _starts_another(before: str, after: str) -> bool:
    if not _looks_like_address(before):
        return False
    if "?" in before and not re.match(r"magnet|ed2k", after, re.IGNORECASE):
        return False
    host_only = "/" not in (before.partition("://")[2] if "://" in before else before)
    return host_only or _STARTS.match(after) is not None


def _parts(token: str) -> Iterator[tuple[int, int]]:
    begin = 0
    for end, start in _cuts(token):
        yield begin, end
        begin = start
    yield begin, len(token)


def _trimmed(line: str, begin: int, end: int) -> tuple[int, int]:
    """Without the punctuation of the sentence around it; a bracket stays when its partner is inside."""
    while begin < end and line[begin] in "\"'(<«“,;" and not DOT.match(line, begin):
        begin += 1
    for _ in range(8):
        token = line[begin:end]
        if not token:
            break
        if token[-1] not in ".,;:!\"'>»”" and not (token[-1] == ")" and token.count("(") < token.count(")")):
            break
        end -= 1
    return begin, end


def _looks_like_address(token: str) -> bool:
    if _STARTS.match(token) or "://" in token or _ALSO_STARTS.match(token) or read_ip(token):
        return True
    head = re.split(r"[/?#]", token, maxsplit=1)[0]
    if DOT.search(head):
        return True
    if not re.search(r"[^\W_][.-]*\.[^\W_]", head):
        return False
    host = re.sub(r":\d+$", "", head.rpartition("@")[2])
    return has_known_suffix(host) or "/" in token or host.rpartition(".")[2].isalpha()
