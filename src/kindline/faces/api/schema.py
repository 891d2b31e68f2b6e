"""The OpenAPI 3.1 document: the same bytes from the same release, made without a database."""

import json
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from kindline.faces.api.phrases import PROBLEMS
from kindline.faces.api.problems import KIND
from kindline.faces.api.scoped import ClientAssertion

REF = {"$ref": "#/components/schemas/ProblemDetails"}
ALWAYS = (400, 401, 403, 422, 429)
WITH_BODY = (411, 413, 415)
RETRY = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 1}}}
KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "description": "Sent again within a day with the same request, the answer is the first one.",
    "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]{16,64}$"},
}


class Document(OpenAPISchema):
    """Ninja's document, with our problems, scopes and idempotency keys in it."""

    def operation_details(self, operation: Operation) -> dict[str, Any]:
        details: dict[str, Any] = super().operation_details(operation)
        for parameter in details["parameters"]:
            # A list belongs into the schema, where it stands as well; beside it OpenAPI wants a map.
            parameter.pop("examples", None)
        if operation.methods == ["POST"] and not operation.path.endswith("/fetch"):
            details["parameters"] = [*details["parameters"], KEY]
        return details

    def responses(self, operation: Operation) -> dict[Any, Any]:
        found = super().responses(operation)
        return found | {status: refusal(status) for status in refusals(operation)}

    def operation_security(self, operation: Operation) -> list[dict[str, Any]] | None:
        super().operation_security(operation)
        scopes = [auth.scope for auth in operation.auth_callbacks if isinstance(auth, ClientAssertion) and auth.scope]
        return [{ClientAssertion.__name__: scopes}] if operation.auth_callbacks else None


def refusals(operation: Operation) -> list[int]:
    """Every status but success that this operation can have."""
    found = set(ALWAYS)
    if operation.methods == ["POST"]:
        found |= {*WITH_BODY, *(() if operation.path.endswith("/fetch") else (409,))}
    if "{" in operation.path:
        found.add(404)
    return sorted(found)


def refusal(status: int) -> dict[str, Any]:
    codes = sorted(code for code, phrase in PROBLEMS.items() if phrase.status == status)
    described: dict[str, Any] = {"description": f"Codes: {', '.join(codes)}.", "content": {KIND: {"schema": REF}}}
    return described | ({"headers": RETRY} if status == 429 else {})


def document(api: NinjaAPI, *, problem: dict[str, Any]) -> bytes:
    """The document, sorted, with a final newline. `problem`: the JSON Schema of our refusals."""
    made = json.loads(json.dumps(Document(api, "v1/")))
    definitions = problem.pop("$defs", {})
    made["components"]["schemas"] |= {"ProblemDetails": problem, **definitions}
    return json.dumps(made, indent=1, sort_keys=True, ensure_ascii=False).encode() + b"\n"
