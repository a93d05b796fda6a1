"""What a store answers without loading it, against the ledger loaded whole."""

from datetime import date
from pathlib import Path

import pytest

from cobranza.errors import LedgerError
from cobranza.ledger import CODES, Ledger
from cobranza.ledger.frames import TABLES
from cobranza.sources import Intake, digest_files
from cobranza.store import Contents, Store
from tests.cfdi.documents import cfdi_bytes
from tests.ledger.makers import BUYER, day, invoice, note, pays, receipt, uid
from tests.store.cases import AS_OF, make_small, portfolio_in
from tests.test_sources import JPEG, put


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, Ledger, Path]:
    """A store of several parts, the same ledger as objects, and the files."""
    folder = tmp_path_factory.mktemp("stored")
    said = portfolio_in(folder, documents=90, seed=8)
    put(folder / "cfdi/broken.xml", JPEG)
    put(folder / "cfdi/unstamped.xml", cfdi_bytes())
    store = Store.create(folder / "store")
    with pytest.MonkeyPatch.context() as patch:
        make_small(patch)
        store.update(folder / "cfdi", **said)
    return store, store.ledger(), folder / "cfdi"


def test_receivables_one_by_one(stored: tuple[Store, Ledger, Path]) -> None:
    store, ledger, _ = stored
    for each in ledger.receivables:
        assert store.get(each.uuid.lower()) == each
    assert store.get("nothing") is None


@pytest.mark.parametrize("as_of", [None, AS_OF, date(2026, 2, 14), date(2020, 1, 1)])
def test_balances(stored: tuple[Store, Ledger, Path], as_of: date | None) -> None:
    store, ledger, _ = stored
    assert store.balances(as_of) == ledger.balances(as_of)


@pytest.mark.parametrize("lang", ["es", "en"])
def test_stories(stored: tuple[Store, Ledger, Path], lang: str) -> None:
    store, ledger, _ = stored
    for each in ledger.receivables[:12]:
        for name in (each.uuid, each.uuid[:13].lower(), each.number):
            told = str(ledger.explain(name, AS_OF, lang))  # type: ignore[arg-type]
            assert str(store.explain(name, AS_OF, lang)) == told  # type: ignore[arg-type]


def test_names_that_are_no_invoice_s(stored: tuple[Store, Ledger, Path]) -> None:
    store, ledger, _ = stored
    receipts = [each.uuid for each in ledger.documents if each.currency == "XXX"]
    known = ledger.receivables[0].uuid
    for name in ("", "X", "FA1", "00000000", known[:5] + "Z", known[:7], *receipts[:3]):
        with pytest.raises(LedgerError) as expected:
            ledger.explain(name)
        with pytest.raises(LedgerError) as found:
            store.explain(name)
        assert str(found.value) == str(expected.value)


def test_a_name_of_several_invoices(tmp_path: Path) -> None:
    store = Store.create(tmp_path / "s")
    found = [invoice(1), invoice(2), note(11, "5.00", 1), receipt(21, pays(2, "9.00"))]
    store.update(documents=found)
    with pytest.raises(LedgerError, match="2 invoices go by '00000000'"):
        store.explain("00000000")


def test_contents(stored: tuple[Store, Ledger, Path]) -> None:
    store, ledger, _ = stored
    codes = [each.code for each in ledger.inconsistencies]
    assert store.contents() == Contents(
        documents=len(ledger.documents),
        receivables=len(ledger.receivables),
        inconsistencies={code: codes.count(code) for code in CODES if code in codes},
    )


def test_intake_is_what_became_of_the_files(stored: tuple[Store, Ledger, Path]) -> None:
    store, _, folder = stored
    expected = Intake.of(digest_files(folder))
    found = store.intake()
    assert found.digested == expected.digested
    assert found.skipped == expected.skipped
    assert [(each.name, each.reason, each.detail) for each in found.refused] == [
        (each.name, each.reason, each.detail) for each in expected.refused
    ]


def test_intake_has_documents_that_came_from_no_file(tmp_path: Path) -> None:
    store = Store.create(tmp_path / "s")
    store.update(documents=[invoice(1)])
    (digested,) = store.intake().digested
    assert (digested.name, digested.document) == ("", invoice(1))


def test_tables_are_lazy_and_have_the_declared_columns(
    stored: tuple[Store, Ledger, Path],
) -> None:
    store, ledger, _ = stored
    for name, table in TABLES.items():
        assert store.tables[name].collect_schema().names() == [each.name for each in table.columns]
    assert store.tables.receivables.collect().height == len(ledger.receivables)
    refused = store.files.filter(outcome="refused").collect()
    assert refused["name"].to_list() == ["broken.xml"]


def test_an_empty_store_answers(tmp_path: Path) -> None:
    store = Store.create(tmp_path / "s")
    assert store.balances(day(1)) == {}
    assert store.get(uid(1)) is None
    assert store.contents() == Contents(documents=0, receivables=0, inconsistencies={})
    assert store.intake() == Intake.of([])
    with pytest.raises(LedgerError, match="no invoice goes by"):
        store.explain(BUYER.rfc)
