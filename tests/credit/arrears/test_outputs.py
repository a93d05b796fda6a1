import re
import subprocess
import sys
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from html.parser import HTMLParser
from io import BytesIO
from zipfile import ZipFile

import attrs
import pytest
from python_calamine import CalamineWorkbook

from cobranza.credit.arrears import (
    Acceleration,
    Annex,
    Component,
    Forgiveness,
    MoratoryTerms,
    RateChange,
    Restructuring,
    agreement_annex,
    moratory_interest,
    render_annex,
    render_annex_pdf,
    render_plan_workbook,
    restructure,
    track,
)
from cobranza.credit.arrears._paper import Paper
from cobranza.credit.plans import Charge, Floating, amortize
from cobranza.errors import MissingExtraError
from cobranza.ledger import Ledger, Party
from tests.credit.arrears.makers import TODAY, arrears_of, item, monthly, taxed
from tests.ledger.makers import SELLER

D = Decimal
TERMS = MoratoryTerms(rate="0.24", days_in_year=360)
HOSTILE = Party(rfc="URE180429TM6", name="<script>alert('x')</script> & \u202eSON")
ARREARS = moratory_interest(
    Ledger.build(
        [
            taxed(1, ("100000.00", "0.16"), on=10),
            attrs.evolve(taxed(2, ("40000.00", "0.00"), on=41), number="=1+1"),
        ]
    ).receivables,
    as_of=TODAY,
    terms=TERMS,
)
AGREED = restructure(ARREARS, plan=monthly(), forgiveness=Forgiveness(principal="6000.00"))


def annex(
    agreed: Restructuring = AGREED,
    terms: MoratoryTerms = TERMS,
    acceleration: Acceleration | None = None,
) -> Annex:
    return agreement_annex(agreed, creditor=SELLER, terms=terms, acceleration=acceleration)


class Text(HTMLParser):
    """What a reader sees, and the tags that were opened and not closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.seen.append(data)


class TestAnnex:
    def test_its_tables_have_every_figure(self) -> None:
        debts, plan, applied, documents = annex().tables
        assert [row[0] for row in debts.rows] == ["A1", "=1+1"]
        assert debts.totals[-1] == f"{AGREED.restructured:,}"
        assert len(plan.rows) == len(AGREED.instalments)
        first = AGREED.instalments[0]
        assert plan.rows[0][:3] == ("1", "30/07/2026", f"{first.principal:,}")
        assert plan.rows[-1][-1] == "0.00"
        assert plan.totals[-2] == f"{AGREED.payable:,}"
        assert len(applied.rows) == sum(len(row.applied) for row in AGREED.instalments)
        assert documents.rows[0] == (
            *("Egreso (nota de crédito)", "", "30/06/2026", "", "4,461.54", "615.38", "A1"),
            "Anexo 20, guía de llenado, apéndice 5; c_TipoRelacion 01",
        )
        assert documents.totals == ()
        assert documents.figures == (False, True, False, False, True, True, False, False)

    def test_its_facts(self) -> None:
        facts = {label: text for label, text, _ in annex().facts}
        assert facts["Se condona"] == "6,000.00 MXN"
        assert facts["Tasa anual del plan"] == "18.0\xa0%"
        assert facts["Total por pagar"] == f"{AGREED.payable:,} MXN"
        assert "Cargos a la firma" not in facts

    def test_charges_have_a_column_where_there_are_some(self) -> None:
        fees = [
            Charge(name="Administración", amount="100.00", iva="0.16"),
            Charge(name="Apertura", amount="200.00", iva="0.16", at_opening=True),
        ]
        plan = partial(amortize, rate="0.18", start=TODAY, periods=6, charges=fees)
        found = annex(restructure(ARREARS, plan=plan))
        assert "Comisiones y seguros" in found.tables[1].headings
        assert "Comisiones y seguros" not in annex().tables[1].headings
        facts = {label: text for label, text, _ in found.facts}
        assert facts["Cargos a la firma"] == "232.00 MXN"

    def test_a_rate_that_floats(self) -> None:
        rate = Floating(reference=[(TODAY, "0.09")], max_age=365)
        plan = partial(amortize, rate=rate, start=TODAY, periods=2)
        facts = {label: text for label, text, _ in annex(restructure(ARREARS, plan=plan)).facts}
        assert facts["Tasa anual del plan"] == "variable"

    def test_one_row_has_no_totals(self) -> None:
        agreed = restructure(arrears_of([item("100.00")]), plan=monthly(1))
        assert [table.totals for table in annex(agreed).tables] == [()] * 4


class TestClauses:
    def test_the_legal_rate(self) -> None:
        first = annex(terms=MoratoryTerms(grace_days=3)).clauses[0]
        assert "con 3 días de gracia" in first
        assert "de 6.0\xa0% (la legal: Código de Comercio, 362), sobre un año de 365 días" in first

    def test_an_agreed_rate_and_its_changes(self) -> None:
        changes = [
            RateChange(since=TODAY - timedelta(days=9), rate="0.30"),
            RateChange(since=date(2026, 9, 1), rate="0.36"),
        ]
        terms = MoratoryTerms(rate="0.24", changes=changes)
        first = annex(terms=terms).clauses[0]
        assert "de 30.0\xa0%, 36.0\xa0% desde el 1 de septiembre de 2026, sobre" in first

    @pytest.mark.parametrize(
        ("clause", "text"),
        [
            (Acceleration(late_instalments=1), "si hay 1 pago vencido."),
            (Acceleration(late_instalments=2), "si hay 2 pagos vencidos."),
            (Acceleration(days_late=30), "si un pago lleva más de 30 días de atraso."),
            (
                Acceleration(late_instalments=2, days_late=30),
                "si hay 2 pagos vencidos o si un pago lleva más de 30 días de atraso.",
            ),
        ],
    )
    def test_acceleration(self, clause: Acceleration, text: str) -> None:
        assert f"El saldo vence anticipadamente {text}" in annex(acceleration=clause).clauses

    def test_the_order_of_payment(self) -> None:
        assert (
            "Los pagos se aplican en este orden: intereses moratorios, intereses ordinarios y "
            "capital." in annex().clauses
        )
        order = (Component.PRINCIPAL, Component.ORDINARY, Component.MORATORY)
        found = agreement_annex(AGREED, creditor=SELLER, terms=TERMS, order=order)
        assert "capital, intereses ordinarios e intereses moratorios" in found.clauses[1]

    def test_novation_and_capitalization_are_said(self) -> None:
        assert any("no es novación" in each for each in annex().clauses)
        agreed = restructure(ARREARS, plan=monthly(), novation=True, capitalize=True)
        clauses = annex(agreed).clauses
        assert "Este convenio es novación de las obligaciones originales." in clauses
        assert any("capitalizar los intereses moratorios" in each for each in clauses)

    def test_further_clauses_come_last(self) -> None:
        found = agreement_annex(AGREED, creditor=SELLER, terms=TERMS, clauses=["Uno.", "Dos."])
        assert found.clauses[-2:] == ("Uno.", "Dos.")


class TestPage:
    def test_it_stands_alone_and_forbids_the_rest(self) -> None:
        page = render_annex(annex())
        assert Text(page).open == []
        assert "default-src 'none'" in page
        assert not re.search(r"https?://|<script|<link|<img", page)
        assert '<html lang="es">' in page
        assert "@page" in page

    def test_text_is_escaped_and_what_cannot_be_seen_is_shown(self) -> None:
        agreed = attrs.evolve(AGREED, customer=HOSTILE)
        page = render_annex(annex(agreed))
        assert "<script" not in page
        assert "\u202e" not in page
        assert "<script>alert('x')</script> & \N{REPLACEMENT CHARACTER}SON" in "".join(
            Text(page).seen
        )

    def test_it_depends_on_the_annex_alone(self) -> None:
        assert render_annex(annex()) == render_annex(annex())

    def test_totals_stand_below(self) -> None:
        page = render_annex(annex())
        assert page.count("<tfoot>") == 3
        assert page.count('<td class="figure">Total</td>') == 2


class TestPdf:
    def test_it_is_one_and_always_the_same(self) -> None:
        found = render_annex_pdf(annex())
        assert found.startswith(b"%PDF-")
        assert found == render_annex_pdf(annex())

    def test_many_instalments_take_many_pages(self) -> None:
        pages = re.compile(rb"/Count (\d+)")
        short, long = (
            render_annex_pdf(annex(restructure(ARREARS, plan=monthly(periods))))
            for periods in (2, 60)
        )
        counts = [int(max(pages.findall(found), key=int)) for found in (short, long)]
        assert counts[0] < counts[1]

    @pytest.mark.parametrize("periods", range(9, 13))
    def test_signatures_stay_on_one_page(self, periods: int) -> None:
        paper = Paper(annex(restructure(ARREARS, plan=monthly(periods))))
        paper.set_compression(compress=False)
        streams = paper.print().split(b"endstream")
        (signed,) = [each for each in streams if b"(Acreedor)" in each]
        assert b"(Deudor)" in signed

    def test_without_fpdf2(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for module in ("fpdf", "fpdf.enums", "cobranza._paper"):
            monkeypatch.setitem(sys.modules, module, None)
        monkeypatch.delitem(sys.modules, "cobranza.credit.arrears._paper", raising=False)
        with pytest.raises(MissingExtraError, match=r"cobranza\[pdf\]"):
            render_annex_pdf(annex())


class TestWorkbook:
    @staticmethod
    def sheets(found: bytes) -> dict[str, list[list[object]]]:
        book = CalamineWorkbook.from_filelike(BytesIO(found))
        return {
            name: [list(row) for row in book.get_sheet_by_name(name).to_python()]
            for name in book.sheet_names
        }

    def test_its_sheets(self) -> None:
        found = self.sheets(render_plan_workbook(AGREED, arrears=ARREARS))
        assert list(found) == [
            *("Plan de pagos", "Adeudo", "Aplicación", "Comprobantes", "Intereses moratorios"),
        ]
        plan = found["Plan de pagos"]
        assert plan[3] == [
            *("Pago", "Fecha", "Capital", "Moratorios", "Intereses", "IVA", "Importe", "Saldo"),
        ]
        first = AGREED.instalments[0]
        assert plan[4][:3] == [1.0, date(2026, 7, 30), float(first.principal)]
        assert plan[10][6] == float(AGREED.payable)

    def test_interest_is_there_only_where_it_was_given(self) -> None:
        assert "Intereses moratorios" not in self.sheets(render_plan_workbook(AGREED))
        lines = self.sheets(render_plan_workbook(AGREED, arrears=ARREARS))["Intereses moratorios"]
        assert lines[4][1:] == [
            *(date(2026, 2, 10), date(2026, 6, 30), 141.0, 116000.0, 0.24, 360.0, 10904.0),
        ]

    def test_text_is_never_a_formula(self) -> None:
        found = render_plan_workbook(AGREED)
        assert "=1+1" in [row[0] for row in self.sheets(found)["Adeudo"]]
        with ZipFile(BytesIO(found)) as archive:
            for name in archive.namelist():
                formulas = re.findall(
                    r"<f>(.*?)</f>", archive.read(name).decode("utf-8", "replace")
                )
                assert all(each.startswith("SUBTOTAL(109,") for each in formulas)
            assert any(name.startswith("xl/tables/") for name in archive.namelist())

    def test_it_depends_on_the_agreement_alone(self) -> None:
        assert render_plan_workbook(AGREED) == render_plan_workbook(AGREED)

    def test_without_xlsxwriter(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "xlsxwriter", None)
        with pytest.raises(MissingExtraError, match=r"cobranza\[excel\]"):
            render_plan_workbook(AGREED)


class TestFrames:
    def test_instalments(self) -> None:
        pytest.importorskip("polars")
        from cobranza.credit.arrears.frames import (  # noqa: PLC0415 - an extra
            application_frame,
            moratory_frame,
            plan_frame,
            status_frame,
        )

        plan = plan_frame(AGREED)
        assert plan["payment"].to_list() == [row.payment for row in AGREED.instalments]
        assert plan["due"].to_list() == [row.due for row in AGREED.instalments]
        applied = application_frame(AGREED)
        assert applied["amount"].sum() == AGREED.restructured
        lines = moratory_frame(ARREARS)
        assert lines["interest"].sum() == sum(each.accrued for each in ARREARS)
        status = track(AGREED.dues, [], as_of=date(2026, 8, 1))
        states = status_frame(status)
        assert states["state"].to_list() == ["late", *["pending"] * 5]
        assert states["paid_on"].null_count() == 6
        assert moratory_frame([]).schema == lines.schema

    def test_without_polars(self) -> None:
        code = (
            "import sys; sys.modules['polars'] = None\n"
            "from cobranza.errors import MissingExtraError\n"
            "try:\n import cobranza.credit.arrears.frames\n"
            "except MissingExtraError as error:\n print(error)\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
        )
        assert "cobranza.credit.arrears.frames needs polars" in done.stdout


def test_importing_loads_nothing_heavy() -> None:
    code = (
        "import sys, cobranza.credit.arrears, cobranza.credit.bad_debt\n"
        "heavy = 'fpdf', 'holidays', 'jinja2', 'lxml', 'numpy', 'polars', 'xlsxwriter'\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"


def test_the_day_of_the_file_is_that_of_the_agreement() -> None:
    created = datetime.combine(TODAY, datetime.min.time())
    assert f"{created:%Y%m%d}".encode() in render_annex_pdf(annex())
