"""At the terminal a person is a name and the digits of the app, as at the door of the desk."""

import json
from pathlib import Path

import pyotp
import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache

from kindline.faces.cli.persons import NotThem, card, recognised
from kindline.kernel.people.models import User

pytestmark = pytest.mark.db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def bo() -> User:
    cache.clear()
    user = User.objects.create_user(username="bo", role="supervisor")
    TOTP.activate(user, SECRET)
    return user


def test_the_right_digits_are_taken_once(bo: User) -> None:
    digits = pyotp.TOTP(SECRET).now()
    assert recognised("bo", digits=digits) == bo
    with pytest.raises(NotThem):
        recognised("bo", digits=digits)


def test_nobody_is_let_in_by_a_name_alone(bo: User) -> None:
    User.objects.create_user(username="new", role="operator")
    digits = pyotp.TOTP(SECRET).now()
    for name, said in (("bo", ""), ("bo", "000000" if digits != "000000" else "1"), ("new", digits), ("x", digits)):
        with pytest.raises(NotThem):
            recognised(name, digits=said)
    User.objects.update(is_active=False)
    with pytest.raises(NotThem):
        recognised("bo", digits=digits)


def test_a_card_answers_in_a_demonstration_only(tmp_path: Path) -> None:
    (tmp_path / "outside" / "desk").mkdir(parents=True)
    (tmp_path / "outside" / "desk" / "bo.json").write_text(json.dumps({"secret": SECRET}))
    assert card(tmp_path, "bo") == ""
    (tmp_path / "demo").touch()
    assert len(card(tmp_path, "bo")) == 6 and card(tmp_path, "ann") == ""
