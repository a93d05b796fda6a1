"""Reports as programs and people use them."""

import copy
import json
import pickle

import attrs
import pytest

from cobranza.cfdi import Finding, FindingsError, NotEvaluated, Report, Severity, check
from cobranza.errors import CobranzaError
from tests.cfdi.documents import cfdi_bytes


def finding(
    code: str, severity: Severity = Severity.ERROR, message: str = "Falta «Total»"
) -> Finding:
    return Finding(
        code=code,
        severity=severity,
        path="/cfdi:Comprobante/@Total",
        line=2,
        message=message,
        value=None,
        expected="atributo obligatorio",
    )


WARNING = finding("COB001", Severity.WARNING)
FIRST, SECOND, OTHER = (
    finding("CFDI40999"),
    finding("CFDI40999", message="Otro"),
    finding("CFDI40101"),
)
REPORT = Report(
    source="año.xml",
    findings=(FIRST, WARNING, OTHER, SECOND),
    not_evaluated=(NotEvaluated(what="sellos", reason="esta versión no los verifica"),),
)
FINE = Report(source=None, findings=(WARNING,), not_evaluated=())


def test_only_errors_make_a_document_wrong() -> None:
    assert REPORT.errors == (FIRST, OTHER, SECOND)
    assert not REPORT.ok
    assert FINE.errors == ()
    assert FINE.ok


def test_by_code_keeps_their_order() -> None:
    groups = REPORT.by_code()
    assert dict(groups) == {
        "CFDI40999": (FIRST, SECOND),
        "COB001": (WARNING,),
        "CFDI40101": (OTHER,),
    }
    assert groups["CFDI40108"] == ()


def test_to_dict_is_ready_for_json() -> None:
    found = json.loads(json.dumps(REPORT.to_dict(), ensure_ascii=False))
    assert found["source"] == "año.xml"
    assert found["ok"] is False
    assert found["findings"][0] == {
        "code": "CFDI40999",
        "severity": "error",
        "path": "/cfdi:Comprobante/@Total",
        "line": 2,
        "message": "Falta «Total»",
        "value": None,
        "expected": "atributo obligatorio",
    }
    assert found["findings"][1]["severity"] == "warning"
    assert found["not_evaluated"] == [{"what": "sellos", "reason": "esta versión no los verifica"}]
    assert set(found) == {"source", "ok", "findings", "not_evaluated"}


@pytest.mark.parametrize(
    "data", [b"", b"<a/>", cfdi_bytes(), cfdi_bytes(Total="x", Serie="\u2028")]
)
def test_every_report_is_ready_for_json(data: bytes) -> None:
    report = check(data)
    assert json.loads(json.dumps(report.to_dict()))["ok"] is report.ok


def test_raise_for_errors() -> None:
    FINE.raise_for_errors()
    with pytest.raises(FindingsError) as caught:
        REPORT.raise_for_errors()
    assert isinstance(caught.value, CobranzaError)
    assert caught.value.report is REPORT
    message = str(caught.value)
    assert message.startswith("año.xml: ")
    assert message.splitlines()[1:] == [
        "  CFDI40999 Falta «Total»",
        "  CFDI40101 Falta «Total»",
        "  CFDI40999 Otro",
    ]
    assert "COB001" not in message
    assert not str(FindingsError(attrs.evolve(REPORT, source=None))).startswith("año.xml")


@pytest.mark.parametrize("value", [REPORT, FIRST, REPORT.not_evaluated[0], Severity.ERROR])
def test_values_survive_copies_and_pickles(value: object) -> None:
    assert pickle.loads(pickle.dumps(value)) == value  # noqa: S301
    assert copy.deepcopy(value) == value
    assert len({value, copy.copy(value)}) == 1


def test_the_error_survives_pickling() -> None:
    again = pickle.loads(pickle.dumps(FindingsError(REPORT)))  # noqa: S301
    assert again.report == REPORT
    assert str(again) == str(FindingsError(REPORT))


def test_reports_are_frozen() -> None:
    for value in (REPORT, FIRST, REPORT.not_evaluated[0]):
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            setattr(value, attrs.fields(type(value))[0].name, None)
