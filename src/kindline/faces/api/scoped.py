"""What a partner may do: the scope that stands on an endpoint, in code and in the OpenAPI document alike."""

from django.http import HttpRequest
from ninja.security.base import AuthBase

from kindline.faces.api.doors.signed import who
from kindline.faces.api.problems import Problem
from kindline.kernel.partners.asking import Asking


class ClientAssertion(AuthBase):
    """A partner that was let in and may do this; `scope` empty: any partner."""

    openapi_type = "http"
    openapi_scheme = "bearer"
    openapi_bearerFormat = "JWT"
    openapi_description = (
        "A JWT signed with EdDSA for this one request: `iss` and `sub` your partner id, `aud` the address of this API, "
        "`iat` and `exp` at most five minutes apart, `jti` of 16 to 64 random characters, `htm` the method, `htu` path "
        "and query, `bdh` base64url of the SHA-256 of the body (of nothing, without one); `kid` the id of your key."
    )

    def __init__(self, scope: str = "") -> None:
        self.scope = scope
        super().__init__()

    def __call__(self, request: HttpRequest) -> Asking:
        asking = who(request)
        if self.scope and not asking.may(self.scope):
            raise Problem("not_allowed")
        return asking
