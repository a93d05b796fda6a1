"""The summary on a terminal: readable at 80 columns, harmless, plain where nothing else goes."""

import io
import sys

import pytest
from rich.console import Console

from cobranza.errors import MissingExtraError
from cobranza.ledger import Party
from cobranza.report import PortfolioReport, print_summary
from cobranza.sources import RefusalReason, Refused
from tests.ledger.makers import invoice, pays, receipt
from tests.report.cases import VILLAIN, report_of
from tests.report.test_page import busy_report


def summary(
    report: PortfolioReport, *, lang: str = "es", encoding: str = "utf-8", width: int = 80
) -> str:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding, errors="replace")
    print_summary(report, Console(file=stream, width=width), lang=lang)  # type: ignore[arg-type]
    stream.flush()
    return raw.getvalue().decode(encoding)


def test_everything_is_there() -> None:
    text = summary(busy_report())
    for words in (
        "Cartera por cobrar al 31 de marzo de 2026",
        "ESCUELA KEMPER URGATE",
        "11 leídos",
        "Vacío",
        "a.xml: found ''",
        "En MXN",
        "2,074.00",
        "Antigüedad de saldos, MXN",
        "Antigüedad de saldos, USD",
        "UNIVERSIDAD ROBOTICA ESPAÑOLA",
        "REP de una factura que no está (COB210)",
        "Qué pide atención",
    ):
        assert words in text
    assert "Sin vencimiento" not in text


@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "cp1252"])
def test_eighty_columns_are_enough(lang: str, encoding: str) -> None:
    name = Party(rfc="AAA010101AA1", name="UN NOMBRE LARGO " * 8)
    documents = [invoice(1, "123456789.12", customer=name), invoice(2, "1.00", currency="USD")]
    refused = [
        Refused(name=f"{n}.xml", reason=RefusalReason.INVALID, detail="x" * 200) for n in range(9)
    ]
    text = summary(report_of(documents, *refused), lang=lang, encoding=encoding)
    assert max(map(len, text.splitlines())) <= 80
    assert "123,456,789.12" in text
    assert "refused.csv" in text
    assert ("█" in text) == (encoding == "utf-8")
    assert ("#" in text) == (encoding != "utf-8")


def test_documents_cannot_steer_the_terminal() -> None:
    documents = [invoice(1, customer=VILLAIN), invoice(2, customer=Party(rfc="[red]", name=""))]
    refused = Refused(name="\x1b]0;x\x07", reason=RefusalReason.NOT_XML, detail="\x1b[2J")
    text = summary(report_of(documents, refused))
    assert "\x1b" not in text
    assert "\x9b" not in text
    assert "[red]" in text


def test_nothing_open() -> None:
    text = summary(report_of([]))
    assert "Ninguna factura tiene saldo a esta fecha." in text
    assert "Nada fuera de lo común." in text


def test_a_balance_in_favour_has_no_bar() -> None:
    text = summary(report_of([invoice(1, "1.00"), receipt(2, pays(1, "3.00"))]))
    assert "-2.00" in text
    assert "█" not in text


def test_missing_rates_are_named() -> None:
    assert "falta el tipo de cambio" in summary(report_of([invoice(1), invoice(2, currency="USD")]))


def test_standard_output_is_the_default(capsys: pytest.CaptureFixture[str]) -> None:
    print_summary(report_of([]))
    assert capsys.readouterr().out.startswith("Cartera por cobrar")


def test_without_rich_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "cobranza.report._summary")
    for name in [name for name in sys.modules if name.partition(".")[0] == "rich"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "rich", None)
    with pytest.raises(MissingExtraError, match=r"needs rich: pip install 'cobranza\[cli\]'"):
        print_summary(report_of([]))


def test_another_missing_module_is_not_taken_for_rich(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "cobranza.report._summary")
    monkeypatch.setitem(sys.modules, "cobranza.report._wording", None)
    with pytest.raises(ModuleNotFoundError, match="_wording"):
        print_summary(report_of([]))
