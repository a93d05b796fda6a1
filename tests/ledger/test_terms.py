"""Terms: due dates, and what is read from CondicionesDePago."""

import csv
import time
from datetime import date
from pathlib import Path

import pytest

from cobranza.errors import LedgerError
from cobranza.ledger import DueSource, Ledger, Party, Terms, parse_terms
from tests.ledger.makers import day, events, invoice, uid


class TestTerms:
    """Days are calendar days; a month ends on the same day of the next, or on its last."""

    @pytest.mark.parametrize(
        ("terms", "due"),
        [
            (Terms(), date(2026, 1, 31)),
            (Terms(days=30), date(2026, 3, 2)),
            (Terms(months=1), date(2026, 2, 28)),
            (Terms(months=2), date(2026, 3, 31)),
            (Terms(months=13), date(2027, 2, 28)),
            (Terms(months=25), date(2028, 2, 29)),
            (Terms(months=1, days=1), date(2026, 3, 1)),
        ],
    )
    def test_due(self, terms: Terms, due: date) -> None:
        assert terms.due(date(2026, 1, 31)) == due

    @pytest.mark.parametrize("days", [-1, 3661])
    def test_absurd(self, days: int) -> None:
        with pytest.raises(LedgerError, match="expected 0 to 3660"):
            Terms(days=days)

    @pytest.mark.parametrize("months", ["1", 1.0, True])
    def test_not_whole(self, months: object) -> None:
        with pytest.raises(TypeError, match="expected an int"):
            Terms(months=months)  # type: ignore[arg-type]


DAYS = {
    "30 días": 30,
    "30 DIAS": 30,
    "30dias": 30,
    "30  dias": 30,
    "\t30 DÍAS\n": 30,
    "NETO 30": 30,
    "Neto a 30 días": 30,
    "NETO30": 30,
    "Net 30": 30,
    "NET-45": 45,
    "net 30 days": 30,
    "n/30": 30,
    "30 días neto": 30,
    "30 neto": 30,
    "CREDITO A 45 DIAS": 45,
    "CRÉDITO 45 DÍAS": 45,
    "Crédito de 45": 45,
    "CREDITO30DIAS": 30,
    "Plazo: 60": 60,
    "DIAS DE CREDITO: 21": 21,
    "8 días de crédito": 8,
    "Pago a 30 días.": 30,
    "A 15 días naturales": 15,
    "60 d": 60,
    "30 dias fecha factura": 30,
    "30 d.f.f.": 30,
    "CREDITO 30 FECHA FACTURA": 30,
    "0 dias": 0,
    "CONTADO": 0,
    "Contado.": 0,
    "PAGO DE CONTADO": 0,
    "PAGO EN UNA SOLA EXHIBICION DE CONTADO": 0,
    "INMEDIATO": 0,
    "Pago inmediato": 0,
    "CONTRAENTREGA": 0,
    "Contra entrega": 0,
    "A la vista": 0,
    "Pago anticipado": 0,
    "Prepago": 0,
    "Due on receipt": 0,
    "treinta días": 30,
    "CUARENTA Y CINCO DÍAS": 45,
    "Noventa dias": 90,
    "ciento veinte días": 120,
    "crédito a quince días": 15,
    "30 (treinta) días": 30,
    "30 (TREINTA) DÍAS NATURALES": 30,
    "2 semanas": 14,
    "una semana": 7,
    "2% 10, NETO 30": 30,
    "2/10 NET 30": 30,
    "5% pronto pago 10 días, crédito 30 días": 30,
    "2.5 % de descuento en 10 dias; 60 dias": 60,
    "A 30 días con 3% mensual de intereses moratorios": 30,
    "30 días; 30 días": 30,
    "\uff13\uff10 d\u00edas": 30,  # full-width digits
    "CONTADO O 8 DIAS": 8,
}
NOTHING = (
    "PAGO EN UNA SOLA EXHIBICION",
    "Pago en una sola exhibición",
    "Pago en parcialidades o diferido",
    "CREDITO",
    "Crédito",
    "PUE",
    "PPD",
    "CONDICIONES",
    "Condiciones de pago",
    "CondicionesDePago",
    "",
    "   ",
    "99",
    "03",
    "30",
    "9999 dias",
    "999 días",
    "367 dias",
    "-30 días",
    "1.5 dias",
    "30/06/2026",
    "2026-06-30",
    "30-06-2026 dias",
    "30 de junio de 2026",
    "vence el día 30",
    "EKU9003173C9",
    "RFC URE180429TM6 D",
    "55 1234 5678",
    "Tel. 5512345678",
    "5512345678 días",
    "FACTURA 1234 DIAS",
    "50%",
    "30% dias",
    "30/60/90 días",
    "30, 60 y 90 días",
    "30 y 60 días",
    "30-60 días",
    "15 a 30 dias",
    "30 días o 45 días",
    "15 días hábiles",
    "30 días fin de mes",
    "30 dias EOM",
    "18 meses",
    "neto 400",
    "credito 2 mensualidades",
    "60 semanas",
    "diarias 30",
    "x" * 1001,
    "30 días " * 200,
)


@pytest.mark.parametrize(("text", "days"), DAYS.items())
def test_days(text: str, days: int) -> None:
    assert parse_terms(text) == Terms(days=days)


@pytest.mark.parametrize(
    ("text", "months"),
    [("1 mes", 1), ("2 MESES", 2), ("un mes", 1), ("CREDITO 3 MESES", 3), ("12 meses", 12)],
)
def test_months_are_calendar_months(text: str, months: int) -> None:
    assert parse_terms(text) == Terms(months=months)


@pytest.mark.parametrize("text", NOTHING)
def test_nothing_for_sure(text: str) -> None:
    assert parse_terms(text) is None


@pytest.mark.parametrize(
    "piece",
    ["1 ", "1", "9% ", "1%de ", "net ", "30 d ", "a", " ", "credito ", "ciento ", "1,", "(", "y "],
)
def test_hostile_text_takes_no_time(piece: str) -> None:
    text = (piece * 1000)[:999]
    started = time.perf_counter()
    for tail in ("", "!", "d"):
        parse_terms(text + tail)
    assert time.perf_counter() - started < 1  # linear text takes about a millisecond


def test_every_text_of_the_corpus(corpus: Path) -> None:
    """The CondicionesDePago of public documents: six distinct texts when this was written."""
    with (corpus / "index.csv").open(encoding="utf-8", newline="") as index:
        files = [row["file"] for row in csv.DictReader(index) if row["version"] == "4.0"]
    texts: set[str] = set()
    for name in files:
        text = (corpus / name).read_text("utf-8", errors="replace")
        texts |= {piece.split('"')[0] for piece in text.split(' CondicionesDePago="')[1:]}
    expected = {
        "Pago a 30 días.": Terms(days=30),
        "30 días": Terms(days=30),
        "CONTADO": Terms(days=0),
        "Condiciones de pago": None,
        "CondicionesDePago": None,
        "CONDICIONES": None,
    }
    assert {text: parse_terms(text) for text in texts & expected.keys()} == expected


class TestDue:
    """Agreed with the customer, else what the invoice says, else the day of issue."""

    @pytest.mark.parametrize(
        ("text", "agreed", "due", "source"),
        [
            ("30 días", {"URE180429TM6": Terms(days=45)}, day(46), DueSource.TERMS),
            ("30 días", {"ure180429tm6": Terms(days=45)}, day(46), DueSource.TERMS),
            ("30 días", {"XIA190128J61": Terms(days=45)}, day(31), DueSource.DOCUMENT),
            ("CONTADO", {}, day(1), DueSource.DOCUMENT),
            ("Condiciones de pago", {}, day(1), DueSource.ISSUE_DATE),
            (None, {}, day(1), DueSource.ISSUE_DATE),
        ],
    )
    def test_order(
        self, text: str | None, agreed: dict[str, Terms], due: date, source: DueSource
    ) -> None:
        (receivable,) = Ledger.build([invoice(1, terms=text)], terms=agreed).receivables
        assert (receivable.due, receivable.due_source) == (due, source)

    def test_it_moves_no_balance(self) -> None:
        ledger = Ledger.build([invoice(1, terms="30 días")])
        assert len(events(ledger, 1)) == 1

    def test_per_customer(self) -> None:
        other = Party(rfc="XIA190128J61", name="XENON INDUSTRIAL ARTICLES")
        documents = [invoice(1), invoice(2, customer=other)]
        ledger = Ledger.build(documents, terms={"XIA190128J61": Terms(days=10)})
        dues = {each.uuid: each.due for each in ledger.receivables}
        assert dues == {uid(1): day(1), uid(2): day(11)}
