"""The API's words for what went wrong, by code: status, title, what to do. The code itself never changes."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Phrase(NamedTuple):
    """One kind of problem."""

    status: int
    title: Promise
    detail: Promise


UNSIGNED = _("Send `Authorization: Bearer` with an assertion signed for this request; docs/api.md says how.")

PROBLEMS = {
    "unreadable": Phrase(400, _("This cannot be read"), _("Send JSON in UTF-8, and nothing in the body of a GET.")),
    "bad_key": Phrase(
        400, _("This is no idempotency key"), _("It has 16 to 64 letters, digits, hyphens or underscores.")
    ),
    "not_signed": Phrase(401, _("This request is not signed"), UNSIGNED),
    "not_recognised": Phrase(
        401,
        _("We do not recognise this signature"),
        _("Partner, key or signature is unknown, ended or wrong. Call the hotline if yours should be known."),
    ),
    "stale": Phrase(
        401, _("This assertion is not fresh"), _("It lives five minutes at most. Compare your clock with `now`.")
    ),
    "replayed": Phrase(401, _("This assertion was used before"), _("Sign each request anew, with a fresh `jti`.")),
    "nonce": Phrase(401, _("This assertion is not unique"), _("Its `jti` has 16 to 64 random characters.")),
    "another_request": Phrase(
        401, _("This assertion is for another request"), _("Method, path with query, and body are part of it.")
    ),
    "another_audience": Phrase(
        401, _("This assertion is for somebody else"), _("Its `aud` is the address of this API.")
    ),
    "certificate": Phrase(
        401, _("Your client certificate is missing"), _("Connect with the certificate agreed with the hotline.")
    ),
    "not_allowed": Phrase(
        403, _("This is not open to you"), _("Your part with us does not include it. Ask the hotline if it should.")
    ),
    "not_found": Phrase(404, _("There is nothing here for you"), _("It does not exist, has ended, or is not yours.")),
    "no_such_method": Phrase(405, _("This cannot be done here"), _("The header `Allow` names what can.")),
    "another_request_under_key": Phrase(
        409, _("This idempotency key was used for something else"), _("Take a fresh key for a fresh request.")
    ),
    "still_at_work": Phrase(
        409, _("The same request is being answered"), _("Send it again in a while, with the same key.")
    ),
    "no_length": Phrase(411, _("The length is missing"), _("Send `Content-Length`.")),
    "too_large": Phrase(413, _("This is too large"), _("Send less at once.")),
    "json_only": Phrase(
        415, _("Only JSON is taken here"), _("No pictures, no files, no forms. Never send or save images of abuse.")
    ),
    "not_as_described": Phrase(
        422, _("This is not as described"), _("`errors` names each place; the description is at /v1/openapi.json.")
    ),
    "not_taken": Phrase(422, _("This cannot be taken"), _("`reason` says why.")),
    "too_fast": Phrase(429, _("You are asking too fast"), _("Come back after the seconds in `Retry-After`.")),
    "failed": Phrase(500, _("Something failed on our side"), _("Send it again in a while.")),
}
BY_STATUS = {400: "unreadable", 403: "not_allowed", 404: "not_found", 405: "no_such_method", 500: "failed"}
