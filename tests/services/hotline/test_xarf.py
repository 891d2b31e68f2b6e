"""XARF v4 as the published schema has it: after a verdict of baseline only, and never anything to look at."""

import json
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from kindline.services.hotline.writing import xarf

SCHEMAS = Path(__file__).parents[4] / "shared" / "fixtures" / "xarf-v4"
BY = xarf.Reporter("Hotline (test)", "notices@hotline.example")
needs_schemas = pytest.mark.skipif(not SCHEMAS.exists(), reason="shared/fixtures/xarf-v4 is not beside this repository")


def judged(address: str, classification: str = "baseline") -> dict[str, Any] | None:
    case = xarf.Judged(uuid4(), address, classification, date(2026, 11, 26), "BE", "Klaproos")
    return xarf.report_of(case, by=BY)


@pytest.fixture(scope="module")
def schema() -> Draft202012Validator:
    documents = [json.loads((SCHEMAS / f"{name}.json").read_text()) for name in
                 ("xarf-core", "content-base", "content-csam")]  # fmt: skip
    registry: Registry[Any] = Registry().with_resources(
        (document["$id"], Resource.from_contents(document)) for document in documents
    )
    return Draft202012Validator(
        documents[-1], registry=registry, format_checker=Draft202012Validator.FORMAT_CHECKER
    )  # fmt: skip


@needs_schemas
@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("https://pictures.example/a;b?c=1#d", "pictures.example"),
        ("http://192.0.2.7:8080/x", None),
        ("http://[2001:db8::7]/x", None),
        ("https://xn--bcher-kva.example/x", None),
        ("https://a--b.example/x", None),
        ("https://pictures.example/" + "a" * 300, "pictures.example"),
    ],
)
def test_a_report_satisfies_the_published_schema(schema: Draft202012Validator, address: str, domain: str) -> None:
    report = judged(address)
    assert report is not None and not list(schema.iter_errors(json.loads(xarf.to_bytes(report))))
    assert report.get("domain") == domain
    assert (report["url"], report["detection_method"]) == (address, "user_report")
    assert report["timestamp"] == "2026-11-26T00:00:00Z"


@needs_schemas
def test_the_schema_objects_to_what_we_leave_out(schema: Draft202012Validator) -> None:
    report = judged("https://xn--bcher-kva.example/x")
    assert report is not None
    assert list(schema.iter_errors(report | {"domain": "xn--bcher-kva.example"}))
    assert list(schema.iter_errors(report | {"classification": "national"}))


@pytest.mark.parametrize("classification", ["national", "", "not_illegal", "cannot_tell", "Baseline"])
def test_only_baseline_has_an_honest_word_in_xarf(classification: str) -> None:
    assert judged("https://pictures.example/a", classification) is None


@pytest.mark.parametrize("address", ["magnet:?xt=urn:btih:00", "app:messenger.example/a", "ed2k://|file|a|"])
def test_what_is_no_address_of_the_web_has_none(address: str) -> None:
    assert judged(address) is None


@pytest.mark.parametrize(
    "planted",
    [
        {"screenshot_url": "https://pictures.example/shot.png"},
        {"evidence": [{"content_type": "image/png", "payload": "aGk="}]},
        {"evidence": [{"content_type": "IMAGE/JPEG; q=1", "payload": "aGk="}]},
        {"evidence": [{"content_type": "video/mp4", "payload": "aGk="}]},
        {"evidence": [{"content_type": "application/zip", "payload": "aGk="}]},
        {"evidence": [{"content_type": "application/pdf", "payload": "aGk="}]},
        {"evidence": [{"content_type": "application/octet-stream", "payload": "aGk="}]},
        {"evidence": [{"payload": "aGk="}]},
        {"evidence": [{"content_type": "text/plain", "payload": ""}, {"content_type": "image/gif", "payload": ""}]},
    ],
)
def test_nothing_that_can_be_looked_at_is_ever_written(planted: dict[str, Any]) -> None:
    report = judged("https://pictures.example/a")
    assert report is not None and xarf.to_bytes(report)
    with pytest.raises(xarf.VisualEvidence):
        xarf.to_bytes(report | planted)


def test_text_may_be_evidence() -> None:
    report = judged("https://pictures.example/a")
    assert report and xarf.to_bytes(report | {"evidence": [{"content_type": "text/plain", "payload": "aGk="}]})


def test_a_report_names_no_person_and_no_time_of_day() -> None:
    report = judged("https://pictures.example/a")
    assert report is not None
    assert set(report["reporter"]) == {"org", "contact", "domain"}
    assert not {"verified_at", "description", "_internal", "hash_values", "evidence"} & set(report)
