"""A person's way in: one-time code, password, second factor, undertaking; and the ways it is refused."""

import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta

import pyotp
import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache

from kindline.faces.cli import dispatch
from kindline.kernel import clock
from kindline.kernel.audit.models import Leaf
from kindline.kernel.people.invitations import NotInvited, accept, invite, invited
from kindline.kernel.people.models import Invitation, User
from tests.faces.desk.conftest import PASSWORD, SECRET, Browser, person
from tests.installation import Installation

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


def newcomer(**fields: object) -> tuple[User, str]:
    user = User.objects.create_user(username="new.person", role="operator", **fields)
    return user, invite(user, by="terminal:test").reveal()


def come_in(browser: Browser, code: str) -> None:
    assert browser.send("/welcome/", code=code, password=PASSWORD, repeated=PASSWORD).headers["Location"] == (
        "/second-factor/"
    )


def make_factor(browser: Browser) -> str:
    """Sets up the authenticator app; returns its secret."""
    page = browser.get("/second-factor/app/")
    secret = page.context["form"].secret
    made = browser.send("/second-factor/app/", code=pyotp.TOTP(secret).now())
    assert made.headers["Location"] == "/second-factor/codes/"
    return secret


def test_the_whole_way_in_leads_to_the_desk_and_not_past_a_step(face: None, installation: Installation) -> None:
    user, code = newcomer()
    browser = Browser()
    assert browser.get("/").headers["Location"] == "/sign-in/"
    come_in(browser, code)
    assert browser.get("/queues/late/").headers["Location"] == "/second-factor/"
    make_factor(browser)
    assert browser.get("/queues/late/").headers["Location"] == "/undertaking/"
    assert browser.send("/undertaking/").status_code == 200, "an unticked box signs nothing"
    assert browser.get("/queues/late/").headers["Location"] == "/undertaking/"
    assert browser.send("/undertaking/", undertake="yes").status_code == 302
    assert browser.get("/queues/late/").status_code == 200
    user.refresh_from_db()
    assert user.undertaking_signed_at is not None
    actions = b" ".join(bytes(leaf.payload) for leaf in Leaf.objects.all())
    for action in (b"person.invited", b"person.came-in", b"person.undertook-secrecy"):
        assert action in actions


def test_sign_in_asks_for_the_password_and_then_for_six_digits(face: None) -> None:
    person("operator", name="o.person")
    browser = Browser()
    response = browser.send("/sign-in/", login="o.person", password=PASSWORD)
    assert response.headers["Location"] == "/sign-in/second/"
    assert browser.get("/queues/late/").headers["Location"] == "/sign-in/"
    assert browser.send("/sign-in/second/", code="000000").status_code == 200
    assert browser.get("/queues/late/").headers["Location"] == "/sign-in/"
    browser.send("/sign-in/second/", code=pyotp.TOTP(SECRET).now())
    assert browser.get("/queues/late/").status_code == 200


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(face: None) -> None:
    person("operator", name="o.person")
    wrong = Browser().send("/sign-in/", login="o.person", password="not the right words").content.decode()
    unknown = Browser().send("/sign-in/", login="x.person", password="not the right words").content.decode()
    strip = lambda page: page.replace("o.person", "").replace("x.person", "").split("csrfmiddlewaretoken")[0]  # noqa: E731
    assert strip(wrong) == strip(unknown)


def test_a_code_works_once(face: None) -> None:
    _, code = newcomer()
    come_in(Browser(), code)
    again = Browser().send("/welcome/", code=code, password=PASSWORD, repeated=PASSWORD)
    assert "not valid any more" in again.content.decode()


def test_a_code_is_stored_as_a_hash_only_and_hidden_in_every_repr(db: None) -> None:
    user = User.objects.create_user(username="new.person", role="operator")
    code = invite(user, by="terminal:test")
    row = Invitation.objects.get()
    bare = code.reveal().replace("-", "")
    assert bare not in str(vars(row)) and code.reveal() not in repr(code)
    assert not any(bare.encode() in bytes(leaf.payload) for leaf in Leaf.objects.all())


def test_a_code_ends_after_three_days_and_when_a_new_one_is_made(db: None, installation: Installation) -> None:
    user, first = newcomer()
    second = invite(user, by="terminal:test").reveal()
    with pytest.raises(NotInvited):
        invited(first)
    assert invited(second.lower().replace("-", " ")) == user
    clock.move(timedelta(hours=73))
    with pytest.raises(NotInvited):
        accept(second, password=PASSWORD)


@pytest.mark.parametrize("password", ["thirteen char", "telechargement", ""])
def test_a_weak_password_is_refused_and_the_code_still_works(password: str, face: None) -> None:
    _, code = newcomer()
    assert Browser().send("/welcome/", code=code, password=password, repeated=password).status_code == 200
    come_in(Browser(), code)


def test_a_session_that_only_knew_the_password_is_worth_nothing_once_a_factor_exists(face: None) -> None:
    user, code = newcomer()
    early = Browser()
    come_in(early, code)
    elsewhere = Browser()
    elsewhere.send("/sign-in/", login="new.person", password=PASSWORD)
    elsewhere.send("/again/", password=PASSWORD)
    make_factor(elsewhere)
    assert AUTHENTICATION_METHODS_SESSION_KEY in early.session
    for path in ("/second-factor/", "/second-factor/app/", "/second-factor/codes/", "/undertaking/", "/queues/late/"):
        assert early.get(path).headers["Location"] == "/again/code/", path


def test_a_new_code_does_not_get_past_the_second_factor(face: None) -> None:
    user = person("operator", name="o.person")
    code = invite(user, by="terminal:test").reveal()
    browser = Browser()
    come_in(browser, code)
    assert browser.get("/queues/late/").headers["Location"] == "/again/code/"


def test_rest_ends_a_session(operator: Browser, installation: Installation) -> None:
    assert operator.get("/queues/late/").status_code == 200
    clock.move(timedelta(seconds=settings.STAFF_IDLE_SECONDS + 60))
    assert operator.get("/queues/late/").headers["Location"] == "/sign-in/"
    assert operator.get("/queues/late/").headers["Location"] == "/sign-in/"


def test_no_session_outlives_a_shift_however_busy(operator: Browser, installation: Installation) -> None:
    for _ in range(settings.SESSION_COOKIE_AGE // 900 + 2):
        clock.move(timedelta(seconds=900))
        last = operator.get("/queues/late/")
    assert last.headers.get("Location") == "/sign-in/"


def test_a_part_of_a_page_leads_the_whole_page_to_sign_in(face: None, db: None) -> None:
    response = Browser().get("/queues/late/", headers={"HX-Request": "true"})
    assert (response.status_code, response.headers["HX-Redirect"]) == (200, "/sign-in/")


def test_a_closed_account_is_out_at_once(browse: Callable[..., Browser]) -> None:
    from kindline.kernel.people.leaving import close_account

    user = person("operator")
    browser = browse(user)
    close_account(user, by="terminal:test")
    assert browser.get("/queues/late/").headers["Location"] == "/sign-in/"


@pytest.mark.parametrize("path", ["/sign-up/", "/accounts/signup/", "/password/reset/", "/email/", "/admin/"])
def test_there_is_no_sign_up_and_no_mail_flow(path: str, operator: Browser) -> None:
    assert operator.get(path).status_code == 404


@pytest.mark.faults
def test_the_terminal_lets_the_first_person_in(tmp_path: object) -> None:
    """A real process on an empty data folder; what it prints opens the door exactly once."""
    assert "staff" in dispatch.names()
    program = [sys.executable, "-m", "kindline.faces.cli"]
    run = lambda *words: subprocess.run([*program, *words], capture_output=True, text=True, env=_env(tmp_path))  # noqa: E731
    assert run("manage", "--face", "desk", "migrate", "--database", "core", "-v", "0").returncode == 0
    added = run("staff", "add", "--role", "installer", "--username", "first.person")
    assert added.returncode == 0, added.stderr
    assert "code: " in added.stdout and "/welcome/" in added.stdout
    assert run("staff", "add", "--role", "installer", "--username", "first.person").returncode == 1
    assert run("staff", "add", "--role", "officer", "--username", "o").returncode == 1
    analyst = ("--username", "ann", "--number", "BE-1", "--from", "2026-01-01")
    assert run("staff", "add", "--role", "analyst", "--username", "ann").returncode == 1
    assert run("staff", "add", "--role", "analyst", "--username", "ann", "--authority", "analysts").returncode == 0
    assert run("staff", "license", *analyst, "--until", "2025-01-01").returncode == 1
    assert "licensed: ann, BE-1" in run("staff", "license", *analyst, "--until", "2027-01-01").stdout
    listed = run("staff", "list").stdout
    assert "first.person" in listed and "no password yet" in listed
    assert run("staff", "close", "--username", "first.person").returncode == 0
    assert "closed" in run("staff", "list").stdout


def _env(folder: object) -> dict[str, str]:
    import os

    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KINDLINE", "DJANGO"))}
    return kept | {"KINDLINE_DATA": str(folder), "KINDLINE_KEYS": f"{folder}.keys", "PYTHONPATH": "src"}


def test_recovery_codes_alone_are_no_second_factor(browse: Callable[..., Browser]) -> None:
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    user = person("operator", factor=False)
    RecoveryCodes.activate(user)
    assert Authenticator.objects.filter(user=user).exists()
    assert browse(user).get("/queues/late/").headers["Location"] == "/second-factor/"
