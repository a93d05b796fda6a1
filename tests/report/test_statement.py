"""The statement of an account: what adds up, what is open, and how it is shown and written."""

import re
import sys
import zlib
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import get_args

import attrs
import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from cobranza._latin import fit
from cobranza.cli._statement import statement as command
from cobranza.errors import CobranzaError, LedgerError, MissingExtraError, SourceError
from cobranza.ledger import EventKind, Ledger, Party, PaymentReceipt, Terms
from cobranza.ledger.customers import Customer, Customers, account_key
from cobranza.ledger.terms import TermPart
from cobranza.report import Language
from cobranza.report._more_texts import load_texts_of
from cobranza.report._templating import template
from cobranza.report.statement import (
    Statement,
    render_statement,
    render_statement_pdf,
    statement,
    write_statement,
)
from cobranza.sources import Intake, digest_files
from cobranza.store import Store
from cobranza.testing.portfolio import Portfolio, write_portfolio
from tests.ledger.makers import BUYER, SELLER, cancelled, day, invoice, note, pays, receipt, uid
from tests.ledger.strategies import LAST_DAY, World, worlds
from tests.report.cases import HOSTILE

LANGUAGES: tuple[Language, ...] = get_args(Language)
PACKAGE = "cobranza.report.statement"
GENERATED_ON = date(2026, 6, 30)
OTHER = Party(rfc="XIA190128J61", name="XENON INDUSTRIAL ARTICLES")
ABROAD = Party(rfc="XEXX010101000", name="ACME INC.")


def plain(*amounts: Decimal) -> str:
    return " ".join(map(str, amounts))


def numbered(number: str, document: PaymentReceipt) -> PaymentReceipt:
    return attrs.evolve(document, number=number)


def of(customer: Party, document: PaymentReceipt) -> PaymentReceipt:
    return attrs.evolve(document, customer=customer)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("portfolio")
    write_portfolio(folder, Portfolio(size=300, seed=3, as_of=GENERATED_ON))
    return folder


@pytest.fixture(scope="module")
def ledger(folder: Path) -> Ledger:
    return Ledger.build(Intake.of(digest_files(folder)).documents)


def check(found: Statement, ledger: Ledger) -> None:
    """The laws of a statement, reckoned here from the receivables."""
    owed: defaultdict[str, Decimal] = defaultdict(Decimal)
    before: defaultdict[str, Decimal] = defaultdict(Decimal)
    for each in ledger.receivables:
        if each.account == found.account:
            owed[each.currency] += each.balance(found.as_of)
            if found.since is not None:
                before[each.currency] += each.balance(found.since - timedelta(days=1))
    for part in found.currencies:
        assert part.opening == before[part.currency]
        assert part.closing == owed.pop(part.currency, Decimal(0))
        running = part.opening
        for line in part.lines:
            assert (found.since or date.min) <= line.event.date <= found.as_of
            running += line.event.amount
            assert line.balance == running
        assert running == part.closing
        assert sum(piece.balance for piece in part.open) == part.closing
        assert part.aged.outstanding == part.closing
        assert part.aged.items == len(part.open)
        assert [line.event.date for line in part.lines] == sorted(
            line.event.date for line in part.lines
        )
    assert not any(owed.values())


class TestLaws:
    @pytest.mark.property
    @given(worlds(), st.integers(1, LAST_DAY), st.none() | st.integers(1, LAST_DAY))
    def test_opening_and_movements_are_the_balances(
        self, world: World, last: int, first: int | None
    ) -> None:
        ledger = world.build()
        since = None if first is None else min(day(first), day(last))
        for account in {each.account for each in ledger.receivables}:
            found = statement(ledger, account, as_of=day(last), since=since)
            check(found, ledger)
            assert sum(each.in_favour for each in found.currencies) == sum(
                each.amount
                for each in ledger.unapplied
                if each.date <= day(last) and account_key(each.customer) == account
            )

    @pytest.mark.parametrize("since", [None, date(2026, 4, 1), GENERATED_ON])
    def test_every_account_of_a_portfolio(self, ledger: Ledger, since: date | None) -> None:
        accounts = {each.account for each in ledger.receivables}
        found = [statement(ledger, key, as_of=GENERATED_ON, since=since) for key in accounts]
        for each in found:
            check(each, ledger)
        # All statements together are the ledger.
        closing: defaultdict[str, Decimal] = defaultdict(Decimal)
        for each in found:
            for part in each.currencies:
                closing[part.currency] += part.closing
        assert dict(closing) == ledger.balances(GENERATED_ON)


class TestContents:
    def test_an_invoice_that_was_paid_in_part(self) -> None:
        ledger = Ledger.build(
            [
                invoice(1, "1000.00", on=1, terms="30 días"),
                numbered("P2", receipt(2, pays(1, "400.00"), on=40)),
                invoice(3, "50.00", on=41, terms="30 días"),
            ]
        )
        found = statement(ledger, BUYER.rfc, as_of=day(50), since=day(35))
        (pesos,) = found.currencies
        assert plain(pesos.opening, pesos.charges, pesos.credits) == "1000.00 50.00 -400.00"
        assert plain(pesos.closing, pesos.net, pesos.in_favour) == "650.00 650.00 0"
        assert [(line.event.kind, line.number, line.document) for line in pesos.lines] == [
            (EventKind.PAYMENT, "A1", "P2"),
            (EventKind.CHARGE, "A3", "A3"),
        ]
        assert [(part.number, part.days_past_due, str(part.balance)) for part in pesos.open] == [
            ("A1", 19, "600.00"),
            ("A3", -21, "50.00"),
        ]
        assert dict(zip(found.buckets.labels, pesos.aged.amounts, strict=True))["1-30"] == 600
        assert found.customer == BUYER
        assert found.issuers == (SELLER,)

    def test_one_receipt_over_several_invoices_stays_together(self) -> None:
        ledger = Ledger.build(
            [
                *(invoice(number, "100.00") for number in (1, 2, 3)),
                receipt(8, pays(2, "100.00"), on=10),
                receipt(9, pays(1, "10.00"), pays(3, "10.00"), on=10),
            ]
        )
        (pesos,) = statement(ledger, BUYER.rfc, as_of=day(20)).currencies
        assert [line.event.document for line in pesos.lines[3:]] == [uid(8), uid(9), uid(9)]

    def test_what_reduces_no_invoice_stands_beside(self) -> None:
        ledger = Ledger.build(
            [
                invoice(1, "100.00"),
                numbered("P2", receipt(2, pays(99, "40.00"))),
                note(3, "5.00", currency="USD"),
            ]
        )
        found = statement(ledger, BUYER.rfc, as_of=day(60))
        pesos, dollars = found.currencies
        assert plain(pesos.closing, pesos.in_favour, pesos.net) == "100.00 40.00 60.00"
        assert (dollars.currency, plain(dollars.closing, dollars.net)) == ("USD", "0.00 -5.00")
        assert [each.document for each in pesos.unapplied] == ["P2"]

    def test_a_customer_who_only_paid(self) -> None:
        ledger = Ledger.build([receipt(2, pays(99, "40.00"))])
        found = statement(ledger, BUYER.rfc, as_of=day(60))
        assert found.customer == BUYER
        assert found.issuers == (SELLER,)

    def test_instalments_are_open_part_by_part(self) -> None:
        ledger = Ledger.build(
            [invoice(1, "100.00")],
            terms={BUYER.rfc: Terms(parts=(TermPart(days=30), TermPart(days=60)))},
        )
        (pesos,) = statement(ledger, BUYER.rfc, as_of=day(45)).currencies
        assert [(part.days_past_due, str(part.balance)) for part in pesos.open] == [
            (14, "50.00"),
            (-16, "50.00"),
        ]

    def test_an_invoice_without_due_date(self) -> None:
        (receivable,) = Ledger.build([invoice(1, "100.00")]).receivables
        ledger = Ledger(receivables=(attrs.evolve(receivable, due=None, schedule=()),))
        found = statement(ledger, BUYER.rfc, as_of=day(45))
        (part,) = found.currencies[0].open
        assert part.due is None
        assert part.days_past_due is None
        assert plain(found.currencies[0].aged.no_due_date) == "100.00"
        assert "Sin vencimiento" in render_statement(found)

    def test_before_anything_happened(self) -> None:
        found = statement(Ledger.build([invoice(1, on=10)]), BUYER.rfc, as_of=day(9))
        assert found.currencies == ()
        assert "no tiene movimientos" in render_statement(found)

    def test_a_currency_without_cents(self) -> None:
        ledger = Ledger.build([invoice(1, "1500", currency="JPY", rate="0.12")])
        (yen,) = statement(ledger, BUYER.rfc, as_of=day(2), since=day(2)).currencies
        assert str(yen.opening) == "1500"


class TestAccounts:
    LEDGER = Ledger.build(
        [
            invoice(1, customer=BUYER),
            invoice(2, customer=OTHER),
            invoice(3, customer=ABROAD),
            invoice(4, customer=Party(rfc="XEXX010101000", name="ZENITH", tax_id="99")),
        ]
    )

    @pytest.mark.parametrize(
        ("wanted", "account"),
        [
            (BUYER.rfc, BUYER.rfc),
            (f" {OTHER.rfc.lower()} ", OTHER.rfc),
            ("XEXX010101000:acme inc", "XEXX010101000:ACME INC"),
            ("xexx010101000#99", "XEXX010101000#99"),
        ],
    )
    def test_by_key(self, wanted: str, account: str) -> None:
        assert statement(self.LEDGER, wanted, as_of=day(9)).account == account

    def test_by_rfc_where_only_one_account_has_it(self) -> None:
        ledger = Ledger.build([invoice(3, customer=ABROAD)])
        assert statement(ledger, ABROAD.rfc, as_of=day(9)).account == "XEXX010101000:ACME INC"

    def test_several_with_one_rfc(self) -> None:
        with pytest.raises(
            LedgerError, match=r"2 accounts are 'XEXX010101000': XEXX.*expected one"
        ):
            statement(self.LEDGER, ABROAD.rfc, as_of=day(9))

    def test_many_with_one_rfc_are_not_all_named(self) -> None:
        documents = [
            invoice(number, customer=Party(rfc=ABROAD.rfc, name=f"N{number}"))
            for number in range(1, 9)
        ]
        with pytest.raises(LedgerError, match=r"8 accounts .* and 3 more; expected"):
            statement(Ledger.build(documents), ABROAD.rfc, as_of=day(9))

    def test_none(self) -> None:
        with pytest.raises(LedgerError, match="no account is 'NOBODY', expected the RFC"):
            statement(self.LEDGER, "NOBODY", as_of=day(9))

    def test_what_is_unapplied_finds_the_account_of_the_table(self) -> None:
        known = Customer(key="C1", rfc=ABROAD.rfc, names=("ACME INC.",), tax_id="12")
        ledger = Ledger.build(
            [invoice(1, "100.00", customer=ABROAD), of(ABROAD, receipt(2, pays(99, "40.00")))],
            customers=Customers(records=[known]),
        )
        (receivable,) = ledger.receivables
        (pesos,) = statement(ledger, receivable.account, as_of=day(60)).currencies
        assert plain(pesos.closing, pesos.in_favour) == "100.00 40.00"

    def test_wrong_questions(self) -> None:
        with pytest.raises(CobranzaError, match="since is 2026-01-10, expected 2026-01-09 or"):
            statement(self.LEDGER, BUYER.rfc, as_of=day(9), since=day(10))
        with pytest.raises(CobranzaError, match="lang is 'fr'"):
            statement(self.LEDGER, BUYER.rfc, as_of=day(9), lang="fr")  # type: ignore[arg-type]


class Reader(HTMLParser):
    """Reads a page strictly: every element closed in order; the text kept."""

    VOID = frozenset({"meta", "rect", "br"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def everything(lang: Language, since: date | None = None) -> Statement:
    """A statement with something of every kind."""
    villain = Party(rfc="XAXX010101000", name=HOSTILE)
    ledger = Ledger.build(
        [
            invoice(1, "1000.00", terms="30 días", customer=villain),
            of(villain, receipt(2, pays(1, "400.00"), on=5)),
            invoice(3, "70.00", on=6, customer=villain),
            of(villain, receipt(4, pays(99, "40.00"), on=7)),
            invoice(5, "10.00", on=8, customer=villain, currency="USD", rate="17"),
        ],
        status=cancelled(3, on=30),
    )
    return statement(ledger, villain.rfc, as_of=day(90), since=since, lang=lang)


@pytest.mark.parametrize("lang", LANGUAGES)
class TestPage:
    def test_it_says_what_the_statement_says(self, lang: Language) -> None:
        text = " ".join(Reader(render_statement(everything(lang))).text)
        for figure in ("1,070.00", "-470.00", "600.00", "40.00", "560.00", "10.00"):
            assert figure in text
        assert {"es": "Estado de cuenta", "en": "Statement of account"}[lang] in text

    def test_texts_of_documents_are_escaped(self, lang: Language) -> None:
        page = Reader(render_statement(everything(lang)))
        assert "script" not in {tag for tag, _ in page.tags}
        assert any("<script>alert(1)</script>" in text for text in page.text)

    def test_nothing_comes_from_outside(self, lang: Language) -> None:
        page = Reader(render_statement(everything(lang)))
        assert not [
            value
            for _, attrs in page.tags
            for value in (attrs.get("src"), attrs.get("href"))
            if value
        ]
        policies = [attrs["content"] for tag, attrs in page.tags if attrs.get("http-equiv")]
        assert policies[0] is not None
        assert policies[0].startswith("default-src 'none'; style-src 'sha256-")

    def test_an_opening_balance_is_a_line(self, lang: Language) -> None:
        page = render_statement(everything(lang, since=day(5)))
        assert page.count({"es": "Saldo anterior", "en": "Opening balance"}[lang]) == 4

    def test_a_quiet_period_says_so(self, lang: Language) -> None:
        ledger = Ledger.build([receipt(2, pays(99, "40.00"), on=1)])
        quiet = statement(ledger, BUYER.rfc, as_of=day(9), lang=lang)
        page, paper = render_statement(quiet), drawn(render_statement_pdf(quiet))
        empty = load_texts_of(PACKAGE)
        for key in ("statement.none_open", "statement.none_moved"):
            assert str(empty[key][lang]) in page
            assert str(empty[key][lang]) in paper


def drawn(pdf: bytes) -> str:
    """The text that a PDF draws; the standard fonts take Windows-1252."""
    streams = re.findall(rb"stream\n(.*?)\nendstream", pdf, re.DOTALL)
    pages = b"\n".join(zlib.decompress(each) for each in streams if each[:1] == b"\x78")
    texts = re.findall(rb"\(((?:\\.|[^\\()])*)\) ?Tj", pages)
    return "\n".join(re.sub(rb"\\(.)", rb"\1", each).decode("cp1252") for each in texts)


class TestPdf:
    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_it_says_what_the_page_says(self, lang: Language) -> None:
        text = drawn(render_statement_pdf(everything(lang)))
        for figure in ("1,070.00", "-470.00", "600.00", "40.00", "560.00", "10.00"):
            assert figure in text

    def test_spanish_is_all_there(self) -> None:
        name = "PEÑA, ÁVILA & GÜEMEZ ¿S.A.? €"
        ledger = Ledger.build([invoice(1, customer=Party(rfc=BUYER.rfc, name=name))])
        text = drawn(render_statement_pdf(statement(ledger, BUYER.rfc, as_of=day(9))))
        assert f"{name} ({BUYER.rfc})" in text
        assert "Antigüedad" not in text
        assert "1\N{EN DASH}30 días" in text

    @pytest.mark.parametrize(
        ("text", "fitted"),
        [
            ("株式会社", "????"),
            ("Őrs Ťažký", "Ors Tažký"),
            ("a\x00b\x1b", "a?b?"),
            ("\U0001f4b0", "?"),
            ("a\u00a0b\tc\nd", "a b c d"),
            ("ﬁn", "fin"),
            ("\u202eabc", "?abc"),
        ],
    )
    def test_what_the_fonts_lack_is_replaced_where_it_can_be_seen(
        self, text: str, fitted: str
    ) -> None:
        assert fit(text) == fitted

    @given(st.text(max_size=60))
    def test_no_text_is_too_much(self, name: str) -> None:
        fit(name).encode("cp1252")

    def test_a_hostile_name_and_a_very_long_one(self) -> None:
        for name in (HOSTILE, "X" * 2000, "{nb} **bold** __u__", "\ud800"):
            ledger = Ledger.build([invoice(1, customer=Party(rfc=BUYER.rfc, name=name))])
            assert render_statement_pdf(statement(ledger, BUYER.rfc, as_of=day(9)))[:5] == b"%PDF-"

    def test_long_statements_take_several_pages_with_headings(self) -> None:
        ledger = Ledger.build([invoice(number) for number in range(1, 101)])
        pdf = render_statement_pdf(statement(ledger, BUYER.rfc, as_of=day(9), lang="en"))
        text = drawn(pdf)
        pages = len(re.findall(rb"/Type /Page\b(?!s)", pdf))
        assert pages > 3
        assert text.count("Page ") == pages
        assert text.replace("\n", "").endswith(f"Page {pages} of {pages}")
        assert text.count("Movement\n") == text.count("Charge\nCredit")

    @pytest.mark.parametrize("count", range(26, 36))
    def test_no_title_stays_alone_at_the_foot_of_a_page(self, count: int) -> None:
        ledger = Ledger.build([invoice(number) for number in range(1, count)])
        text = drawn(render_statement_pdf(statement(ledger, BUYER.rfc, as_of=day(9), lang="en")))
        assert "Movements\nPage" not in text
        assert "Balance\nPage" not in text

    def test_bytes_depend_on_the_statement_alone(self) -> None:
        first, second = (render_statement_pdf(everything("es")) for _ in range(2))
        assert first == second
        assert b"D:20260331000000" in first

    def test_without_fpdf2(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "cobranza.report.statement._paper", None)
        with pytest.raises(MissingExtraError, match=r"pip install 'cobranza\[pdf\]'"):
            render_statement_pdf(everything("es"))


class TestFiles:
    def test_names(self, tmp_path: Path) -> None:
        found = statement(TestAccounts.LEDGER, "XEXX010101000:ACME INC", as_of=day(9))
        paths = write_statement(found, tmp_path / "a", pdf=True)
        assert [path.name for path in paths] == [
            "XEXX010101000-ACME-INC-2026-01-09.html",
            "XEXX010101000-ACME-INC-2026-01-09.pdf",
        ]

    def test_a_key_that_is_no_name_of_a_file(self, tmp_path: Path) -> None:
        ledger = Ledger.build([invoice(1, customer=Party(rfc="../../X", name=""))])
        (path,) = write_statement(statement(ledger, "../../X", as_of=day(9)), tmp_path)
        assert path.parent == tmp_path
        assert path.name == "X-2026-01-09.html"

    def test_where_nothing_can_be_written(self, tmp_path: Path) -> None:
        (tmp_path / "out").write_text("mine")
        with pytest.raises(SourceError, match="out cannot be written to: File exists"):
            write_statement(everything("es"), tmp_path / "out")

    def test_without_jinja2(self, monkeypatch: pytest.MonkeyPatch) -> None:
        template.cache_clear()
        monkeypatch.setitem(sys.modules, "jinja2", None)
        with pytest.raises(MissingExtraError, match=r"pip install 'cobranza\[cli\]'"):
            render_statement(everything("es"))


def test_both_languages_say_the_same() -> None:
    for key, texts in load_texts_of(PACKAGE).items():
        assert set(texts) == {"es", "en"}, key
        fields = {lang: set(re.findall(r"{(\w+)}", str(texts[lang]))) for lang in texts}
        assert fields["es"] == fields["en"], key


class TestCommand:
    @pytest.fixture
    def app(self) -> typer.Typer:
        app = typer.Typer()
        app.command()(command)
        return app

    def test_a_folder(self, app: typer.Typer, folder: Path, tmp_path: Path) -> None:
        given = [str(folder), "--customer", "URE180429TM6", "--as-of", "2026-06-30", "--pdf"]
        done = CliRunner().invoke(app, [*given, "--out", str(tmp_path)])
        assert done.exit_code == 0, done.output
        assert sorted(path.suffix for path in tmp_path.iterdir()) == [".html", ".pdf"]
        assert "Saldo" in done.output

    def test_a_stored_ledger(self, app: typer.Typer, folder: Path, tmp_path: Path) -> None:
        store = Store.create(tmp_path / "cartera")
        store.update(folder)
        given = [str(store.folder), "--customer", "URE180429TM6", "--as-of", "2026-06-30"]
        done = CliRunner().invoke(app, [*given, "--out", str(tmp_path / "out"), "--lang", "en"])
        assert done.exit_code == 0, done.output
        assert "Balance" in done.output

    def test_a_customer_that_is_not_there(self, app: typer.Typer, folder: Path) -> None:
        done = CliRunner().invoke(
            app, [str(folder), "--customer", "NOBODY", "--as-of", "2026-06-30"]
        )
        assert done.exit_code == 2
        assert "no account is 'NOBODY'" in done.output
