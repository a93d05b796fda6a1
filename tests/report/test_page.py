"""The page: whole, self-contained, escaped, honest about what it leaves out."""

import base64
import hashlib
import re
import sys
from collections import Counter
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import get_args

import pytest

import cobranza
from cobranza.errors import CobranzaError, MissingExtraError
from cobranza.ledger import DueSource, EventKind, Party, Severity, Skipped, SkipReason
from cobranza.ledger import UnappliedReason as Unapplied
from cobranza.report import (
    HighlightKind,
    Language,
    PortfolioReport,
    Texts,
    _page,
    _texts,
    render_page,
)
from cobranza.sources import RefusalReason, Refused
from tests.ledger.makers import BUYER, cancelled, invoice, note, pays, receipt
from tests.report.cases import HOSTILE, VILLAIN, report_of

LANGUAGES: tuple[Language, ...] = get_args(Language)
VOID = {"meta", "rect"}


class Page(HTMLParser):
    """Reads a page strictly: every element closed in order; text, links, tables and ids kept."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.attributes: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(attrs) == len(dict(attrs))
        self.attributes.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.text.append(data)

    @property
    def words(self) -> str:
        return " ".join(" ".join(self.text).split())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.attributes if name == tag]


def busy_report() -> PortfolioReport:
    """Something of everything."""
    return report_of(
        [
            invoice(1, "1000.00", terms="30 días"),
            receipt(2, pays(1, "200.00", installment=1), on=20),
            note(3, "50.00", 1),
            invoice(4, "70.00", on=90, currency="USD"),
            receipt(5, pays(99, "40.00")),
            note(6, "10.00"),
            invoice(7, "5.00", method="PUE", on=60),
            invoice(8, "30.00", on=50),
            invoice(9, "31.00", on=51, replaces=[8]),
            invoice(10, "1.00", on=85),
            receipt(11, pays(10, "3.00"), on=86),
        ],
        Refused(name="a.xml", reason=RefusalReason.EMPTY, detail="found ''"),
        Skipped(reason=SkipReason.NO_UUID, kind="I", source="b.xml"),
        status=cancelled(7, on=65),
        rates={"USD": Decimal("18.50")},
    )


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("report", [busy_report(), report_of([])], ids=["busy", "empty"])
class TestEveryPage:
    def test_is_well_formed_and_says_its_language(
        self, report: PortfolioReport, lang: Language
    ) -> None:
        page = Page(render_page(report, lang=lang))
        assert page.all("html") == [{"lang": lang}]

    def test_needs_nothing_but_itself(self, report: PortfolioReport, lang: Language) -> None:
        html = render_page(report, lang=lang)
        page = Page(html)
        names = {name for _, attributes in page.attributes for name in attributes}
        assert names.isdisjoint({"src", "srcset", "data", "style", "onclick", "onload", "action"})
        assert {tag for tag, _ in page.attributes}.isdisjoint({"script", "link", "img", "iframe"})
        assert all(str(link["href"]).startswith("#") for link in page.all("a"))
        assert not re.search(r"url\(|@import|https?:", html)

    def test_forbids_itself_everything_but_its_own_style(
        self, report: PortfolioReport, lang: Language
    ) -> None:
        html = render_page(report, lang=lang)
        (policy,) = (
            str(meta["content"])
            for meta in Page(html).all("meta")
            if meta.get("http-equiv") == "Content-Security-Policy"
        )
        style = html.partition("<style>")[2].partition("</style>")[0]
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert policy.split("; ") == [
            "default-src 'none'",
            f"style-src 'sha256-{digest}'",
            "base-uri 'none'",
            "form-action 'none'",
        ]

    def test_links_lead_somewhere_once(self, report: PortfolioReport, lang: Language) -> None:
        page = Page(render_page(report, lang=lang))
        ids = Counter(attributes["id"] for _, attributes in page.attributes if "id" in attributes)
        assert set(ids.values()) == {1}
        assert {str(link["href"])[1:] for link in page.all("a")} <= set(ids)

    def test_tables_have_captions_and_scoped_headings(
        self, report: PortfolioReport, lang: Language
    ) -> None:
        page = Page(render_page(report, lang=lang))
        assert len(page.all("caption")) == len(page.all("table")) > 0
        assert {heading.get("scope") for heading in page.all("th")} <= {"col", "row"}

    def test_drawings_are_hidden_from_screen_readers_because_their_numbers_stand_beside_them(
        self, report: PortfolioReport, lang: Language
    ) -> None:
        page = Page(render_page(report, lang=lang))
        assert all(drawing["aria-hidden"] == "true" for drawing in page.all("svg"))


class TestContents:
    def test_shows_figures_with_separators_and_evidence(self) -> None:
        words = Page(render_page(busy_report())).words
        # 1,000.00 - 200.00 - 50.00 + 31.00 - 2.00 in MXN, and 70.00 USD at 18.50.
        assert "2,074.00 MXN" in words
        assert "750.00" in words
        for number in (1, 2, 3):
            assert f"00000000-0000-4000-8000-00000000000{number}" in words
        assert "parcialidad 1" in words

    def test_both_languages(self) -> None:
        report = busy_report()
        spanish, english = (Page(render_page(report, lang=lang)).words for lang in LANGUAGES)
        assert "Cartera por cobrar al 31 de marzo de 2026" in spanish
        assert "Accounts receivable as of March 31, 2026" in english
        assert "Vencido" in spanish
        assert "Vencido" not in english

    def test_text_from_documents_is_escaped_wherever_it_appears(self) -> None:
        documents = [
            invoice(1, customer=VILLAIN, issuer=Party(rfc="EKU9003173C9", name=HOSTILE)),
            invoice(2, customer=VILLAIN, terms=HOSTILE),
            receipt(3, pays(99, "1.00")),
        ]
        refused = Refused(name=HOSTILE, reason=RefusalReason.NOT_XML, detail=HOSTILE)
        html = render_page(report_of(documents, refused))
        page = Page(html)
        assert "script" not in {tag for tag, _ in page.attributes}
        assert "b" not in {tag for tag, _ in page.attributes}
        assert page.words.count("<script>alert(1)</script>") > 3
        assert "<script" not in html

    def test_an_unnamed_customer_and_an_unnumbered_invoice_show_their_keys(self) -> None:
        document = invoice(1, customer=Party(rfc=BUYER.rfc, name=""))
        words = Page(render_page(report_of([document]))).words
        assert BUYER.rfc in words

    def test_a_balance_in_favour_draws_no_bar(self) -> None:
        html = render_page(report_of([invoice(1, "1.00"), receipt(2, pays(1, "3.00"))]))
        assert "-2.00" in Page(html).words
        assert not [rect for rect in Page(html).all("rect") if str(rect["width"]).startswith("-")]

    def test_missing_rates_are_named(self) -> None:
        report = report_of([invoice(1), invoice(2, currency="USD"), invoice(3, currency="EUR")])
        assert "falta el tipo de cambio de EUR, USD (--rate EUR=18.50)" in render_page(report)

    def test_the_issuer_is_named(self) -> None:
        two = [invoice(1), invoice(2, issuer=BUYER)]
        assert "<h1>2 emisores</h1>" in render_page(report_of(two))
        assert "<h1>ESCUELA KEMPER URGATE</h1>" in render_page(
            report_of(two, issuer="EKU9003173C9")
        )
        assert "<h1>AAA010101AAA</h1>" in render_page(report_of([], issuer="AAA010101AAA"))


class TestLimits:
    @pytest.fixture
    def few(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in (
            "_CUSTOMERS",
            "_INVOICES_PER_CUSTOMER",
            "_EVENTS_PER_INVOICE",
            "_MOST_OVERDUE",
            "_UNAPPLIED",
            "_CASES",
            "_REFUSED_PER_REASON",
        ):
            monkeypatch.setattr(_page, name, 2)
        monkeypatch.setattr(_page, "_INVOICES", 3)

    @pytest.mark.usefixtures("few")
    def test_the_page_says_what_it_leaves_out_and_where_it_is(self) -> None:
        customers = [Party(rfc=f"AAA01010{n}AA{n}", name=f"CLIENTE {n}") for n in range(1, 5)]
        documents = [
            *(invoice(n, "900.00", customer=customers[0], on=n) for n in range(1, 5)),
            *(invoice(10 + n, "10.00", customer=each) for n, each in enumerate(customers[1:])),
            *(receipt(20 + n, pays(1, "1.00"), on=10 + n) for n in range(3)),
            *(receipt(30 + n, pays(99, "1.00"), on=10 + n) for n in range(3)),
        ]
        refused = [
            Refused(name=f"{n}.xml", reason=RefusalReason.EMPTY, detail="empty") for n in range(3)
        ]
        words = Page(render_page(report_of(documents, *refused))).words
        assert "y 2 más en aging.csv" in words  # customers
        assert "y 2 más en receivables.csv" in words  # invoices of the first customer
        assert "y 2 más en events.csv" in words  # a charge and three payments
        assert "y 5 más en receivables.csv" in words  # of seven overdue invoices
        assert "y 1 más en unapplied.csv" in words
        assert "y 1 más en inconsistencies.csv" in words
        assert "y 1 más en refused.csv" in words

    @pytest.mark.usefixtures("few")
    def test_when_the_page_is_full_customers_keep_their_row(self) -> None:
        customers = [Party(rfc=f"AAA01010{n}AA{n}", name=f"CLIENTE {n}") for n in range(1, 3)]
        documents = [
            *(invoice(n, "9.00", customer=customers[0], currency="USD") for n in range(1, 4)),
            *(invoice(n, "9.00", customer=customers[0]) for n in range(4, 6)),
            invoice(6, "1.00", customer=customers[1]),
        ]
        words = Page(render_page(report_of(documents))).words
        # Two invoices of the first customer in MXN and one of the second make three.
        assert "3 facturas abiertas: receivables.csv" in words

    def test_a_large_page_stays_small(self) -> None:
        customers = [Party(rfc=f"AAA{n:06d}AA1", name=f"CLIENTE {n}") for n in range(600)]
        documents = [
            invoice(n, "9.00", customer=customers[n % 600], on=n % 80) for n in range(1, 3001)
        ]
        html = render_page(report_of(documents))
        assert len(html) < 3_000_000  # bytes, near enough
        assert "y 100 más en aging.csv" in Page(html).words


class TestTexts:
    def test_both_languages_say_everything_with_the_same_figures(self) -> None:
        fields = re.compile(r"{(\w+)}")
        for key, text in _texts.load_texts().items():
            assert set(text) == set(LANGUAGES), key
            spanish, english = (
                set(fields.findall(" ".join([part] if isinstance(part, str) else part)))
                for part in (text["es"], text["en"])
            )
            assert spanish == english, key
            assert (
                isinstance(text["es"], list)
                or "count" not in spanish
                or key
                in {
                    "highlight.concentration",
                    "and_more",
                    "highlight.issuers",
                    "written",
                }
            ), key

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_every_word_of_the_layers_below_has_its_text(self, lang: Language) -> None:
        t = Texts(lang)
        figures = {"count": 2, "file": "x", "currency": "MXN", "amount": "1", "share": "1"}
        figures |= {"name": "x", "days": "2"}
        for prefix, words in {
            "event": EventKind,
            "due": DueSource,
            "unapplied": Unapplied,
            "severity": Severity,
            "refusal": RefusalReason,
            "highlight": HighlightKind,
        }.items():
            for word in words:
                assert t(f"{prefix}.{word}", **figures)
        # What no ledger can hold is refused, so it is never skipped.
        for reason in set(SkipReason) - {SkipReason.UNUSABLE}:
            assert t(f"skip.{reason}")
        for policy in ("open", "paid_at_issue"):
            assert t(f"method.pue_{policy}")

    def test_every_text_is_used(self) -> None:
        sources = "".join(
            path.read_text("utf-8")
            for package in ("report", "cli")
            for path in (Path(cobranza.__file__).parent / package).rglob("*.*")
            if path.suffix in {".py", ".j2"}
        )
        unused = [
            key for key in _texts.load_texts() if "." not in key and f'"{key}"' not in sources
        ]
        assert unused == []

    def test_buckets(self) -> None:
        t = Texts("es")
        labels = ("current", "1-30", ">120", "no due date")
        assert [t.bucket(label) for label in labels] == [
            "Por vencer",
            "1\N{EN DASH}30 días",
            "> 120 días",
            "Sin vencimiento",
        ]

    def test_another_language_is_refused(self) -> None:
        with pytest.raises(CobranzaError, match="lang is 'fr', expected 'es' or 'en'"):
            Texts("fr")  # type: ignore[arg-type]


def test_without_jinja2_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    _page._environment.cache_clear()
    monkeypatch.setitem(sys.modules, "jinja2", None)
    with pytest.raises(MissingExtraError, match=r"needs jinja2: pip install 'cobranza\[cli\]'"):
        render_page(report_of([]))
