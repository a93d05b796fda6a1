"""The page in a real browser: it sorts, filters, opens; no document runs a script or a request."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest

from cobranza.ledger import LedgerDocument, Party
from cobranza.report import Language, render_page
from tests.ledger.makers import invoice, note, pays, receipt
from tests.report.browser import CHROMIUM, Browser, chromium
from tests.report.cases import HOSTILE, report_of

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")

NAMES = ("Álamo", "BETA", "ñandú", "Zeta")
ROW = "#customers tbody tr"


def documents() -> Iterator[LedgerDocument]:
    """34 customers: four to know by name, of very different debts, and thirty like each other."""
    for number, (name, amount) in enumerate(
        zip(NAMES, ("9.00", "1000.00", "70.50", "-5.00"), strict=True), 1
    ):
        customer = Party(rfc=f"AAA01010{number}AA{number}", name=name)
        yield invoice(number, amount, customer=customer, on=90 if name == "Zeta" else 10 * number)
    for number in range(30):
        customer = Party(rfc=f"BBB{number:06d}BB1", name=f"CLIENTE {number}")
        yield invoice(100 + number, "50.00", customer=customer, on=85, terms="30 días")
    yield invoice(5, "12.34", customer=Party(rfc="AAA010102AA2", name="BETA"), currency="USD")
    yield receipt(6, pays(2, "200.00", installment=1), on=40)
    yield note(7, "100.00", 2, on=45)
    yield invoice(8, "1.00", customer=Party(rfc="XAXX010101000", name=HOSTILE), on=80)
    yield receipt(9, pays(99, "1.00"))


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with chromium(tmp_path_factory.mktemp("profile")) as browser:
        yield browser


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[Language, Path]:
    folder = tmp_path_factory.mktemp("pages")
    report = report_of(documents(), rates={"USD": Decimal("18.50")})
    languages: tuple[Language, ...] = get_args(Language)
    paths: dict[Language, Path] = {lang: folder / f"{lang}.html" for lang in languages}
    for lang, path in paths.items():
        path.write_text(render_page(report, lang=lang), encoding="utf-8")
    return paths


@pytest.fixture
def page(browser: Browser, pages: dict[Language, Path]) -> Browser:
    browser.size(1280, 900)
    browser.open(pages["es"])
    return browser


def first_cells(page: Browser, count: int = 4) -> list[str]:
    return [each.split(" AAA")[0] for each in page.texts(f"{ROW} > th")[:count]]


def balances(page: Browser) -> list[str]:
    return page.texts(f"{ROW} > td:nth-child(3)")


class TestSorting:
    def test_amounts_sort_as_numbers_and_turn_around(self, page: Browser) -> None:
        heading = "#customers thead th:nth-child(3)"
        page.click(f"{heading} button")
        assert balances(page)[:3] == ["700.00", "70.50", "50.00"]
        assert page.run(f"document.querySelector('{heading}').ariaSort") == "descending"
        page.click(f"{heading} button")
        assert balances(page)[:3] == ["-5.00", "1.00", "9.00"]

    def test_names_sort_as_the_language_does(self, page: Browser) -> None:
        page.click("#customers thead th:first-child button")
        names = page.texts(f"{ROW} > th")
        assert [each.split(" ")[0] for each in names[-25:]].count("Álamo") == 1
        assert names.index(next(each for each in names if each.startswith("Álamo"))) < names.index(
            next(each for each in names if each.startswith("BETA"))
        )


class TestFiltering:
    def test_words_match_without_accents_and_capitals(self, page: Browser) -> None:
        page.type("#customers input", "alamo")
        assert first_cells(page) == ["Álamo"]
        assert page.texts("#customers .count") == ["1 cliente · 9.00 MXN"]
        page.type("#customers input", "aaa010102aa2")
        assert len(page.texts(ROW)) == 2

    def test_what_is_found_adds_up_by_currency(self, page: Browser) -> None:
        page.type("#customers input", "beta")
        assert page.texts("#customers .count") == ["2 clientes · 700.00 MXN · 12.34 USD"]
        page.type("#customers input", "zeta")
        assert page.texts("#customers .count") == ["1 cliente · -5.00 MXN"]

    def test_one_currency(self, page: Browser) -> None:
        page.choose("#customers select[data-column=currency]", "USD")
        assert balances(page) == ["12.34"]

    def test_only_what_is_overdue(self, page: Browser) -> None:
        page.choose("#invoices select[data-column=days_late]", "late")
        # Without terms an invoice is due when issued: on days 1, 10, 20, 30 and 80 of 90.
        assert page.texts("#invoices tbody tr > td:last-child") == ["89", "80", "70", "60", "10"]

    def test_nothing_found(self, page: Browser) -> None:
        page.type("#customers input", "no hay tal")
        assert page.texts(ROW) == ["Nada coincide con el filtro."]

    def test_a_code_shows_its_cases(self, page: Browser) -> None:
        page.click("#inconsistencies a[data-pick='cases code COB210']")
        assert set(page.texts("#cases tbody tr > td:nth-child(2)")) == {"COB210"}


class TestPaging:
    def test_a_page_at_a_time(self, page: Browser) -> None:
        assert len(page.texts(ROW)) == 25
        assert page.texts("#customers .pager") == ["Anterior 1 a 25 de 36 Siguiente"]
        page.click("#customers .pager button:last-child")
        assert len(page.texts(ROW)) == 11
        assert page.texts("#customers .pager") == ["Anterior 26 a 36 de 36 Siguiente"]


class TestOpening:
    def test_customer_invoice_story(self, page: Browser) -> None:
        page.type("#customers input", "beta")
        page.click(f"{ROW} button.open")
        assert page.texts("#customers .inner tbody th") == ["A2"]
        page.click("#customers .inner button.open")
        page.run(
            "new Promise((done) => { const look = () => document.querySelector('.story')"
            " ? done() : setTimeout(look, 10); look(); })"
        )
        (story,) = page.texts("#customers .story")
        for words in ("parcialidad 1", "-200.00", "-100.00", "700.00", "Nota de crédito"):
            assert words.lower() in story.lower()
        page.click(f"{ROW} button.open")
        assert page.texts("#customers .inner") == []

    def test_keys_are_enough(self, page: Browser) -> None:
        page.run(f"document.querySelector('{ROW} button.open').focus()")
        for kind in ("keyDown", "keyUp"):
            page.call(
                "Input.dispatchKeyEvent",
                type=kind,
                key="Enter",
                code="Enter",
                windowsVirtualKeyCode=13,
                text="\r" if kind == "keyDown" else "",
            )
        assert len(page.texts("#customers .inner")) == 1


class TestSafety:
    def test_hostile_names_are_text(self, page: Browser) -> None:
        page.run("window.alert = () => { window.alerted = true; }")
        page.type("#customers input", "alert(1)")
        assert "<script>alert(1)</script><b title='x'>" in page.texts(f"{ROW} > th")[0]
        page.click(f"{ROW} button.open")
        assert page.run("window.alerted === undefined")
        assert page.run("document.querySelectorAll('#customers b').length") == 0

    def test_no_request_no_error(self, page: Browser) -> None:
        page.call("Runtime.evaluate", expression="0")
        requests = [
            each["params"]["request"]["url"]
            for each in page.events
            if each["method"] == "Network.requestWillBeSent"
        ]
        assert [each.partition(":")[0] for each in requests] == ["file"]
        assert not [
            each
            for each in page.events
            if each["method"] in {"Log.entryAdded", "Runtime.exceptionThrown"}
        ]

    def test_its_policy_stops_other_scripts(self, page: Browser) -> None:
        page.run(
            "(() => { const each = document.createElement('script');"
            " each.textContent = 'window.ran = true'; document.body.append(each); })()"
        )
        assert page.run("window.ran === undefined")


@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize("width", [1440, 390])
def test_no_screen_is_too_narrow(
    browser: Browser, pages: dict[Language, Path], lang: Language, width: int
) -> None:
    browser.size(width, 900)
    browser.open(pages[lang])
    assert browser.run("document.documentElement.scrollWidth") == width


def test_light_and_dark(page: Browser) -> None:
    def paper() -> str:
        color: str = page.run("getComputedStyle(document.body).backgroundColor")
        return color

    light = paper()
    page.click("#theme")
    dark = paper()
    assert dark != light
    page.click("#theme")
    assert paper() == light


def test_without_script_the_first_rows_are_there(
    browser: Browser, pages: dict[Language, Path]
) -> None:
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.events.clear()
        browser.call("Page.navigate", url=pages["es"].as_uri())
        while "Page.loadEventFired" not in [each["method"] for each in browser.events]:
            browser.call("Page.getLayoutMetrics")
        root = browser.call("DOM.getDocument")["root"]["nodeId"]
        rows = browser.call("DOM.querySelectorAll", nodeId=root, selector=ROW)["nodeIds"]
        assert len(rows) == 25
    finally:
        browser.call("Emulation.setScriptExecutionDisabled", value=False)
