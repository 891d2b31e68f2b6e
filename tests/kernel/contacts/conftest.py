"""Two counsellors at a line of a real installation."""

import pytest

from kindline.kernel.people.models import User
from tests.installation import Installation


@pytest.fixture
def nora(installation: Installation, db: object) -> User:
    return User.objects.create_user(username="nora", role="counsellor", last_name="N. Peeters")


@pytest.fixture
def omar(installation: Installation, db: object) -> User:
    return User.objects.create_user(username="omar", role="counsellor")
