"""No input makes an exception; canonical forms are stable; obfuscation does not change a key."""

import os
import subprocess
import sys
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from kindline.provenance.address import Locator, NoteCode, Refusal, parse, parse_many

pieces = st.sampled_from(
    ["http://", "hxxp://", "h**p", "://", "//", "www.", "example", ".test", "[.]", "(dot)", " dot ", "@", ":", ":80",
     "/", "?", "#", ";", ",", " ", "\n", "\t", "\u200b", "\u00ad", "．", "[", "]", "{.}", "%2e", "%",
     "magnet:?xt=",
     "urn:btih:", "ed2k://|file|", "|", "ipfs://", "news:", "nntp://", "irc://", ".onion", ".i2p", "telegram ", "@naam",
     "data:", "1.2.3.4", "0x7f", "::1", "\ud800", "é", "ß", "..", "xn--", "a" * 60, "<", ">", "'", '"', "\\", "user=",
     "&ref=", "KSK@", "tg://", "(", ")"]
)  # fmt: skip
texts = st.one_of(st.text(max_size=60), st.lists(pieces, max_size=10).map("".join))


@settings(max_examples=400, deadline=None)
@given(texts)
@example("\ud800")
@example("http://\ud800/")
@example("http://[")
@example("@")
@example("[(.)]")
def test_no_text_makes_an_exception_and_canonical_forms_are_stable(text: str) -> None:
    found = parse(text)
    if isinstance(found, Refusal):
        return
    again = parse(found.canonical)
    assert isinstance(again, Locator), found.canonical
    assert (again.canonical, again.key) == (found.canonical, found.key)


@settings(max_examples=200, deadline=None)
@given(texts)
def test_pasted_text_always_gives_at_least_one_answer(text: str) -> None:
    found = parse_many(text)
    assert found
    for item in found:
        if isinstance(item, Refusal):
            assert 0 <= item.start <= item.end <= len(text)


labels = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=10)
paths = st.text("abcdefghijklmnopqrstuvwxyz0123456789-_/;,", max_size=20)


@settings(max_examples=100, deadline=None)
@given(labels, paths, st.sampled_from(["[.]", "(dot)", " (dot) ", "{.}", "[dot]", "．", "\u200b."]))
def test_obfuscation_does_not_change_the_key(label: str, path: str, dot: str) -> None:
    plain, veiled = parse(f"http://{label}.test/{path}"), parse(f"hxxp://{label}{dot}test/{path}")
    assert isinstance(plain, Locator) and isinstance(veiled, Locator)
    assert plain.key == veiled.key
    assert NoteCode.DEOBFUSCATED in {note.code for note in veiled.notes}


def test_hostile_text_is_read_in_time_that_grows_with_its_length() -> None:
    import time

    for unit in (
        " ",
        "[.]",
        "(",
        ")",
        ";",
        ",a.b",
        "@",
        ".",
        "a.b;",
        "[",
        "http://",
        "\u200b",
        "&a=b",
        "%2e",
        "telegram @",
    ):
        text = (unit * 16_000)[:15_000]
        began = time.perf_counter()
        parse(text), parse("http://a.test/" + text[:15_000]), parse("a" + text)
        parse_many(text)
        assert time.perf_counter() - began < 2, repr(unit)


def test_the_library_loads_without_django_or_cryptography_and_grammar_without_dns() -> None:
    code = (
        "import sys; import kindline.provenance.address, kindline.provenance.masking;"
        "early = set(sys.modules); assert 'dns' not in early and 'socket' not in early - before, 'grammar';"
        "import kindline.provenance.decision, kindline.provenance.locate, kindline.provenance.resolver;"
        "assert 'dns' in sys.modules;"
        "assert not {'django', 'kindline.kernel', 'kindline.sealing'} & set(sys.modules)"
    )
    source = str(Path(__file__).parents[2] / "src")
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; before = set(sys.modules) | {{'socket'}}; {code}"],
        env={**os.environ, "PYTHONPATH": source},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
