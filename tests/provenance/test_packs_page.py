"""The page about packs says what the library does."""

import doctest
import os

from tests.provenance.conftest import ROOT


def test_every_line_of_the_page_is_true() -> None:
    failed, tried = doctest.testfile(os.fspath(ROOT / "docs" / "packs.md"), module_relative=False, encoding="utf-8")
    assert (failed, tried > 4) == (0, True)
