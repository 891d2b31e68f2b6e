"""What inside an address may tell who reported it, or belongs to somebody: pointed out, never removed (HOUSE P5).

Nothing here changes a canonical form: some sites carry the content's id in a parameter called `s` or `id`.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import unquote

from kindline.provenance.address.model import Note, NoteCode

_NAMES: dict[NoteCode, frozenset[str]] = {
    NoteCode.USER_NAME: frozenset(
        "user username user_name uname login account nick nickname author member profile userid user_id owner".split()
    ),
    NoteCode.EMAIL: frozenset("email mail e-mail e_mail useremail".split()),
    NoteCode.SESSION: frozenset(
        "session sessionid session_id sess sid jsessionid phpsessid aspsessionid cfid cftoken uid".split()
    ),
    NoteCode.TOKEN: frozenset(
        "token access_token auth authkey auth_key apikey api_key key sig signature jwt code otp password pass passwd "
        "pwd secret credential ticket hash_token x-amz-signature x-amz-credential".split()
    ),
    NoteCode.REFERRAL_CODE: frozenset(
        "ref referral referrer refcode ref_code referer invite invitation inv aff affiliate aff_id promo".split()
    ),
    NoteCode.TRACKING: frozenset(
        "fbclid gclid dclid msclkid twclid ttclid yclid igshid igsh si mc_eid mc_cid _ga _gl wt_mc_id share_id".split()
    ),
}
_CODE_OF = {name: code for code, names in _NAMES.items() for name in names}
_SEGMENT_CODES = {
    "u": NoteCode.USER_NAME,
    "user": NoteCode.USER_NAME,
    "users": NoteCode.USER_NAME,
    "member": NoteCode.USER_NAME,
    "members": NoteCode.USER_NAME,
    "profile": NoteCode.USER_NAME,
    "invite": NoteCode.REFERRAL_CODE,
    "joinchat": NoteCode.REFERRAL_CODE,
    "ref": NoteCode.REFERRAL_CODE,
    "referral": NoteCode.REFERRAL_CODE,
    "token": NoteCode.TOKEN,
    "session": NoteCode.SESSION,
}
_EMAIL = re.compile(r"[\w.+-]{1,64}(?:@|%40)[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_TOKEN = re.compile(r"[A-Za-z0-9_\-+=.~%]{16,}")
_JWT = re.compile(r"eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*")


def observe(address: str) -> tuple[Note, ...]:
    """Notes on one URL's path, query and fragment; parts are substrings of the text given."""
    before, _, fragment = _after_authority(address).partition("#")
    path, _, query = before.partition("?")
    found = [*_in_path(path), *_in_query(query)]
    if fragment:
        found += [Note(NoteCode.FRAGMENT_DROPPED, "#" + fragment), *_in_query(fragment.partition("?")[2])]
    taken = {note.part for note in found}
    found += [Note(NoteCode.EMAIL, part) for part in _EMAIL.findall(before) if part not in taken]
    return tuple(dict.fromkeys(found))


def _after_authority(address: str) -> str:
    rest = re.sub(r"^[A-Za-z][A-Za-z0-9+.-]*:[/\\]*", "", address, count=1)
    start = re.search(r"[/\\?#]", rest)
    return rest[start.start() :] if start else ""


def _in_path(path: str) -> Iterator[Note]:
    previous = ""
    for segment in re.split(r"[/\\]", path):
        step, *parameters = segment.split(";")
        yield from _in_query("&".join(parameters))
        code = _SEGMENT_CODES.get(previous.lower())
        if step and code:
            yield Note(code, step)
        elif len(step) > 1 and step[0] in "@~":
            yield Note(NoteCode.USER_NAME, step)
        elif "." not in step and len(step) >= 32 and is_high_entropy(step):
            yield Note(NoteCode.TOKEN, step)
        previous = step


def _in_query(query: str) -> Iterator[Note]:
    for pair in re.split(r"[&;]", query):
        name, _, value = pair.partition("=")
        code = _code(unquote(name).lower(), value)
        if value and code:
            yield Note(code, pair)


def _code(name: str, value: str) -> NoteCode | None:
    if _EMAIL.fullmatch(value):
        return NoteCode.EMAIL
    if name.startswith("utm_"):
        return NoteCode.TRACKING
    if name in _CODE_OF:
        return _CODE_OF[name]
    return NoteCode.TOKEN if is_high_entropy(value) or _JWT.fullmatch(value) else None


def is_high_entropy(value: str) -> bool:
    """True for what a machine made to be unguessable: 16 characters or more, mixed, at 3 bits a character at least."""
    if not _TOKEN.fullmatch(value) or not re.search(r"\d", value) or not re.search(r"[A-Za-z]", value):
        return False
    if re.fullmatch(r"[a-z]+(?:[-_.][a-z0-9]+)+", value, re.IGNORECASE) and not re.search(r"\d[a-z]|[a-z]\d", value):
        return False  # words with hyphens and a number: a title, not a token
    counts = Counter(value)
    return -sum(n / len(value) * math.log2(n / len(value)) for n in counts.values()) >= 3.0
