"""The page "trace one address by hand" says what the library does."""

import doctest
import os

import pytest

from tests.provenance.conftest import ROOT


def test_every_line_of_the_page_is_true(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    page = os.fspath(ROOT / "docs" / "trace-one-address.md")
    failed, tried = doctest.testfile(page, module_relative=False, encoding="utf-8")
    assert (failed, tried > 15) == (0, True)
