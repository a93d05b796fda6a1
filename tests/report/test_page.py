"""The page: whole, self-contained, escaped, honest about what it leaves out."""

import base64
import hashlib
import json
import re
import sys
import zlib
from collections import Counter
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, get_args

import pytest

import cobranza
from cobranza.aging import PromiseStatus, Reason, Trend
from cobranza.errors import CobranzaError, MissingExtraError
from cobranza.ledger import (
    DueSource,
    EventKind,
    Party,
    PuePolicy,
    Severity,
    Skipped,
    SkipReason,
    Terms,
)
from cobranza.ledger import UnappliedReason as Unapplied
from cobranza.report import (
    HighlightKind,
    Language,
    PortfolioReport,
    Texts,
    _context,
    _grids,
    _payload,
    _templating,
    _texts,
    render_page,
)
from cobranza.sources import RefusalReason, Refused, printable
from tests.ledger.makers import BUYER, cancelled, invoice, note, pays, receipt, uid
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
        if self.open and self.open[-1] not in {"style", "script"}:
            self.text.append(data)

    @property
    def words(self) -> str:
        return " ".join(" ".join(self.text).split())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.attributes if name == tag]


def payload(html: str, name: str) -> Any:
    """What a data block holds."""
    (packed,) = re.findall(rf'id="{name}">([^<]*)</script>', html)
    return json.loads(zlib.decompress(base64.b64decode(packed)))


def digest(html: str, tag: str) -> str:
    inside = html.rpartition(f"<{tag}>")[2].partition(f"</{tag}>")[0]
    return base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()


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
        assert {tag for tag, _ in page.attributes}.isdisjoint({"link", "img", "iframe", "object"})
        assert all(str(link["href"]).startswith("#") for link in page.all("a"))
        assert not re.search(r"url\([^#]|@import|https?:|fetch\(|XMLHttp|innerHTML", html)

    def test_forbids_itself_everything_but_its_own_style_and_script(
        self, report: PortfolioReport, lang: Language
    ) -> None:
        html = render_page(report, lang=lang)
        (policy,) = (
            str(meta["content"])
            for meta in Page(html).all("meta")
            if meta.get("http-equiv") == "Content-Security-Policy"
        )
        assert policy.split("; ") == [
            "default-src 'none'",
            f"style-src 'sha256-{digest(html, 'style')}'",
            f"script-src 'sha256-{digest(html, 'script')}'",
            "base-uri 'none'",
            "form-action 'none'",
        ]
        assert [script.get("id") for script in Page(html).all("script")] == [
            "grids",
            "stories",
            None,
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

    def test_drawings_say_what_they_show_or_stand_beside_their_numbers(
        self, report: PortfolioReport, lang: Language
    ) -> None:
        page = Page(render_page(report, lang=lang))
        ids = {str(each["id"]) for _, each in page.attributes if "id" in each}
        for drawing in page.all("svg"):
            if drawing.get("aria-hidden") != "true":
                assert drawing["role"] == "img"
                title, desc = str(drawing["aria-labelledby"]).split()
                assert {title, desc} <= ids

    def test_every_column_of_a_grid_has_its_heading(
        self, report: PortfolioReport, lang: Language
    ) -> None:
        for grid in payload(render_page(report, lang=lang), "grids")["grids"].values():
            columns = len(grid["columns"])
            assert all(len(row) >= columns for row in grid["rows"])
            assert len(grid["keys"]) in {0, len(grid["rows"])}


class TestContents:
    def test_shows_figures_with_separators_and_evidence(self) -> None:
        words = Page(render_page(busy_report())).words
        # 1,000.00 - 200.00 - 50.00 + 31.00 - 2.00 in MXN, and 70.00 USD at 18.50.
        assert "2,074.00 MXN" in words
        assert "750.00" in words

    def test_each_open_invoice_has_its_story_with_evidence(self) -> None:
        html = render_page(busy_report())
        stories = payload(html, "stories")
        first = payload(html, "grids")["grids"]["invoices"]["rows"][0]
        assert first[0] == "A1"
        assert first[-1] == uid(1)
        told = json.dumps(stories[0], ensure_ascii=False)
        for number in (1, 2, 3):
            assert uid(number) in told
        assert "parcialidad 1" in told
        assert [row[3:] for row in stories[0]["rows"]] == [
            ["1000.00", "1000.00"],
            ["-50.00", "950.00"],
            ["-200.00", "750.00"],
        ]

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
        assert len(page.all("script")) == 3
        assert "b" not in {tag for tag, _ in page.attributes}
        assert page.words.count("<script>alert(1)</script>") > 3
        assert html.count("<script") == 3
        assert HOSTILE.replace("\x9b", "\\x9b") in json.dumps(
            payload(html, "grids"), ensure_ascii=False
        ).replace('\\"', '"').replace("\\\\", "\\")

    @pytest.mark.parametrize(
        "name",
        [
            '"}]</script><script>alert(1)</script>',
            "\u202eXIA\u2066",
            "</title><svg onload=alert(1)>",
            "\\u003cscript\\u003e",
            "a\tb\u2028c",
        ],
    )
    def test_no_name_gets_out_of_its_place(self, name: str) -> None:
        customer = Party(rfc="AAA010101AA1", name=name)
        html = render_page(report_of([invoice(1, customer=customer)]))
        assert html.count("<script") == 3
        assert "<svg onload" not in html
        data = payload(html, "grids")["grids"]["customers"]["rows"]
        assert data[0][0] == f"{printable(name)}\tAAA010101AA1"
        for text in (html, json.dumps(data, ensure_ascii=False)):
            assert not set("\u202e\u2066\u2028") & set(text)

    def test_an_unnamed_customer_and_an_unnumbered_invoice_show_their_keys(self) -> None:
        document = invoice(1, customer=Party(rfc=BUYER.rfc, name=""))
        words = Page(render_page(report_of([document]))).words
        assert BUYER.rfc in words

    def test_a_balance_in_favour_draws_no_bar(self) -> None:
        html = render_page(report_of([invoice(1, "1.00"), receipt(2, pays(1, "3.00"))]))
        assert "-2.00" in Page(html).words
        assert not [rect for rect in Page(html).all("rect") if str(rect["width"]).startswith("-")]

    def test_years_back(self) -> None:
        report = report_of([invoice(1, "300.00", on=-500)], terms={BUYER.rfc: Terms(days=3)})
        words = Page(render_page(report)).words
        assert "Antes" in words
        assert "sin ventas" in words
        assert "Se usó el plazo acordado con 1 cliente." in words

    def test_missing_rates_are_named(self) -> None:
        report = report_of([invoice(1), invoice(2, currency="USD"), invoice(3, currency="EUR")])
        assert "falta el tipo de cambio de EUR, USD (--rate EUR=18.50)" in render_page(report)

    def test_the_issuer_is_named(self) -> None:
        two = [invoice(1), invoice(2, issuer=BUYER)]
        assert "<h1><bdi>2 emisores</bdi></h1>" in render_page(report_of(two))
        assert "<h1><bdi>ESCUELA KEMPER URGATE</bdi></h1>" in render_page(
            report_of(two, issuer="EKU9003173C9")
        )
        assert "<h1><bdi>AAA010101AAA</bdi></h1>" in render_page(
            report_of([], issuer="AAA010101AAA")
        )


class TestLimits:
    @pytest.fixture
    def few(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for module, names in (
            (_grids, ("_CUSTOMERS", "_CASES", "_MOVEMENTS")),
            (_context, ("_CHANGES", "_UNAPPLIED", "_REFUSED_PER_REASON")),
        ):
            for name in names:
                monkeypatch.setattr(module, name, 2)
        monkeypatch.setattr(_grids, "_INVOICES", 3)
        monkeypatch.setattr(_payload, "_STORIES", 1)

    @pytest.mark.usefixtures("few")
    def test_the_page_says_what_it_leaves_out_and_where_it_is(self) -> None:
        customers = [Party(rfc=f"AAA01010{n}AA{n}", name=f"CLIENTE {n}") for n in range(1, 5)]
        documents = [
            *(invoice(n, "900.00", customer=customers[0], on=80 + n) for n in range(1, 5)),
            *(invoice(10 + n, "10.00", customer=each) for n, each in enumerate(customers[1:])),
            *(receipt(20 + n, pays(1, "1.00"), on=86 + n) for n in range(3)),
            *(receipt(30 + n, pays(99, "1.00"), on=10 + n) for n in range(3)),
        ]
        refused = [
            Refused(name=f"{n}.xml", reason=RefusalReason.EMPTY, detail="empty") for n in range(3)
        ]
        html = render_page(report_of(documents, *refused))
        words = Page(html).words
        assert "y 2 más en aging.csv" in words  # customers
        assert "y 4 más en receivables.csv" in words  # of seven open invoices
        assert "y 2 más en receivables.csv" in words  # of four new ones
        assert "y 1 más en unapplied.csv" in words
        assert "y 1 más en refused.csv" in words
        assert re.search(r"y \d más en inconsistencies.csv", words)
        assert len(payload(html, "grids")["grids"]["invoices"]["rows"]) == 3
        assert len(payload(html, "stories")) == 1

    def test_rows_beyond_the_first_are_in_the_data(self) -> None:
        customers = [Party(rfc=f"AAA{n:06d}AA1", name=f"CLIENTE {n}") for n in range(30)]
        documents = [invoice(n + 1, "9.00", customer=customers[n]) for n in range(30)]
        html = render_page(report_of(documents))
        assert "y 5 más en aging.csv" in Page(html).words  # for who has no script
        assert len(payload(html, "grids")["grids"]["customers"]["rows"]) == 30

    def test_a_large_page_stays_small(self) -> None:
        customers = [Party(rfc=f"AAA{n:06d}AA1", name=f"CLIENTE {n}") for n in range(500)]
        documents = [
            invoice(n, "9.00", customer=customers[n % 500], on=n % 80) for n in range(1, 4001)
        ]
        html = render_page(report_of(documents))
        assert len(html.encode()) < 3_000_000
        assert len(payload(html, "stories")) == 4000


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
                    "rows_of",
                    "show_more",
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
            "reason": Reason,
            "trend": Trend,
            "promise": PromiseStatus,
        }.items():
            for word in words:
                assert t(f"{prefix}.{word}", **figures)
        # What no ledger can hold is refused, so it is never skipped.
        for reason in set(SkipReason) - {SkipReason.UNUSABLE}:
            assert t(f"skip.{reason}")
        for policy in get_args(PuePolicy):
            assert t(f"method.pue_{policy}")

    def test_every_text_is_used(self) -> None:
        sources = "".join(
            path.read_text("utf-8")
            for package in ("report", "cli")
            for path in (Path(cobranza.__file__).parent / package).rglob("*.*")
            if path.suffix in {".py", ".j2"}
        )
        unused = [
            key
            for key in _texts.load_texts()
            if "." not in key and f'"{key}"' not in sources and f"'{key}'" not in sources
        ]
        assert unused == []

    @pytest.mark.parametrize(
        ("amount", "written"),
        [
            ("0", "0"),
            ("-949.50", "-950"),
            ("84499.99", "84\xa0k"),
            ("-1250000", "-1.3\xa0M"),
            ("12345678901", "12,345.7\xa0M"),
        ],
    )
    def test_amounts_of_drawings_are_short(self, amount: str, written: str) -> None:
        assert Texts("es").short(Decimal(amount)) == written

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
    _templating.template.cache_clear()
    monkeypatch.setitem(sys.modules, "jinja2", None)
    with pytest.raises(MissingExtraError, match=r"needs jinja2: pip install 'cobranza\[cli\]'"):
        render_page(report_of([]))
