"""A hotline under a mandate to assess, with two analysts and the worker's rounds."""

import pytest

from kindline.kernel.people.models import User
from tests.assessing import Analysts, Desk
from tests.services.hotline.conftest import Play, play

__all__ = ["play"]


@pytest.fixture
def desk(play: Play) -> Desk:
    """The desk of the installation that `play` plays around."""
    analysts = Analysts()
    analysts.work_in(play.installation)
    return Desk(play.installation, analysts)


@pytest.fixture
def ann(desk: Desk, db: None) -> User:
    return desk.analysts.person("ann")


@pytest.fixture
def ben(desk: Desk, db: None) -> User:
    return desk.analysts.person("ben")
