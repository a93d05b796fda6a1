"""A ledger in a folder: what it takes in, and that it is the ledger of all that it was given."""

import os
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import polars as pl
import pytest

from cobranza.calendars import Calendar, Roll
from cobranza.errors import LedgerError, SourceError, StoreError
from cobranza.ledger import CashReceipt, Ledger, SkipReason, Terms
from cobranza.ledger.customers import Customer, Customers
from cobranza.sources import Limits
from cobranza.store import Facts, Settings, Store
from tests.cfdi.documents import TIMBRE, UUID, cfdi_bytes, complemento
from tests.ledger.makers import (
    BUYER,
    SELLER,
    cancelled,
    day,
    invoice,
    moment,
    note,
    pays,
    receipt,
    uid,
)
from tests.store.cases import make_small, portfolio_in, rebuilt
from tests.test_sources import JPEG, put, zipped

OTHER = attrs.evolve(BUYER, rfc="XIA190128J61", name="XENON INDUSTRIAL ARTICLES")
PARTS = ("receivables", "events", "inconsistencies", "deadlines", "unapplied", "links")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.create(tmp_path / "store")


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A folder of documents, and what is said of them."""
    folder = tmp_path_factory.mktemp("company")
    said = portfolio_in(folder)
    return folder / "cfdi", said


def xml(number: int, total: str = "100.00") -> bytes:
    """An invoice with a UUID of that number."""
    timbre = TIMBRE.replace(UUID, uid(number))
    return cfdi_bytes(Total=total, SubTotal=total, after=complemento(timbre))


def fail(*_: object) -> None:
    pytest.fail("read again")


def totals(store: Store) -> dict[str, Decimal]:
    return {each.uuid: each.amount for each in store.ledger().receivables}


def must_be(store: Store, expected: Ledger) -> None:
    assert store.ledger() == expected
    assert Store.open(store.folder).ledger() == expected


class TestFiles:
    def test_a_folder_is_the_ledger_of_its_files(
        self, store: Store, company: tuple[Path, dict[str, Any]]
    ) -> None:
        folder, said = company
        update = store.update(folder, **said)
        assert (update.generation, update.new, update.documents) == (1, 120, 120)
        assert (update.built, update.unchanged, update.refused) == (120, 0, ())
        must_be(store, rebuilt(folder, **said))

    def test_real_documents_in_two_halves(self, store: Store, corpus: Path, tmp_path: Path) -> None:
        files = sorted((corpus / "4.0").rglob("*.xml"))
        for half, name in ((files[::2], "1"), (files[1::2], "2")):
            for path in half:
                put(tmp_path / name / path.name, path.read_bytes())
            store.update(tmp_path / name)
        must_be(store, rebuilt(tmp_path / "1", tmp_path / "2"))

    def test_day_by_day_as_folders_and_archives(
        self,
        store: Store,
        company: tuple[Path, dict[str, Any]],
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        make_small(monkeypatch)
        folder, said = company
        files = sorted(folder.rglob("*.xml"))
        days = [tmp_path / "1", zipped(tmp_path / "2.zip", {}), tmp_path / "3"]
        days[1] = zipped(
            tmp_path / "2.zip", {path.name: path.read_bytes() for path in files[40:90]}
        )
        for place, some in ((days[0], files[:50]), (days[2], files[85:])):
            for path in some:
                put(place / path.name, path.read_bytes())
        for number, place in enumerate(days, 1):
            assert store.update(place, **(said if number == 2 else {})).generation == number
            must_be(store, rebuilt(*days[:number], **(said if number > 1 else {})))

    def test_what_is_known_is_not_read_again(
        self, store: Store, company: tuple[Path, dict[str, Any]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder, said = company
        store.update(folder, **said)
        before = {path: path.stat().st_mtime_ns for path in store.folder.rglob("*.parquet")}
        monkeypatch.setattr("cobranza.sources._files._load_file", fail)
        again = store.update(folder, **said)
        assert (again.generation, again.unchanged, again.new, again.built) == (1, 120, 0, 0)
        after = {path: path.stat().st_mtime_ns for path in store.folder.rglob("*.parquet")}
        assert after == before

    def test_contents_tell_where_time_does_not(
        self, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = put(tmp_path / "x/a.xml", xml(1))
        store.update(tmp_path / "x")
        os.utime(path, (1, 1))
        monkeypatch.setattr("cobranza.sources._digest.digest_one", fail)
        update = store.update(tmp_path / "x")
        assert (update.unchanged, update.new, update.changed, update.built) == (1, 0, (), 0)
        monkeypatch.setattr("cobranza.sources._files._load_file", fail)
        assert store.update(tmp_path / "x").unchanged == 1  # the new time is known now

    def test_a_file_that_changed_counts_with_its_new_contents(
        self, store: Store, tmp_path: Path
    ) -> None:
        path = put(tmp_path / "x/a.xml", xml(1))
        put(tmp_path / "x/b.xml", xml(2))
        store.update(tmp_path / "x")
        put(path, xml(1, "250.00"))
        update = store.update(tmp_path / "x")
        assert (update.changed, update.documents, update.withdrawn) == (("a.xml",), 1, 1)
        assert totals(store) == {uid(1): Decimal(250), uid(2): Decimal(100)}
        must_be(store, rebuilt(tmp_path / "x"))

    def test_a_file_that_became_another_document_takes_the_old_one_away(
        self, store: Store, tmp_path: Path
    ) -> None:
        path = put(tmp_path / "x/a.xml", xml(1))
        store.update(tmp_path / "x")
        put(path, xml(2))
        store.update(tmp_path / "x")
        assert [*totals(store)] == [uid(2)]
        put(path, JPEG)
        update = store.update(tmp_path / "x")
        assert ([each.name for each in update.refused], update.withdrawn) == (["a.xml"], 1)
        assert totals(store) == {}
        must_be(store, rebuilt())

    def test_contents_stay_while_any_file_has_them(self, store: Store, tmp_path: Path) -> None:
        path = put(tmp_path / "x/a.xml", xml(1))
        put(tmp_path / "y/copy.xml", xml(1))
        store.update(tmp_path / "x")
        assert store.update(tmp_path / "y").documents == 0
        put(path, xml(2))
        assert store.update(tmp_path / "x").withdrawn == 0
        assert sorted(totals(store)) == [uid(1), uid(2)]

    def test_a_file_that_is_gone_stays_in_the_ledger(self, store: Store, tmp_path: Path) -> None:
        path = put(tmp_path / "x/a.xml", xml(1))
        put(tmp_path / "x/b.xml", xml(2))
        store.update(tmp_path / "x")
        path.unlink()
        assert store.update(tmp_path / "x").unchanged == 1
        assert sorted(totals(store)) == [uid(1), uid(2)]

    def test_two_contents_of_one_uuid_whatever_came_first(
        self, store: Store, tmp_path: Path
    ) -> None:
        put(tmp_path / "1/a.xml", xml(1, "250.00"))
        put(tmp_path / "2/a.xml", xml(1))
        put(tmp_path / "3/a.xml", xml(1, "30.00"))
        for number in ("2", "1", "3"):
            store.update(tmp_path / number)
        must_be(store, rebuilt(*(tmp_path / number for number in "123")))
        assert [each.code for each in store.ledger().inconsistencies] == ["COB201"]
        put(tmp_path / "1/a.xml", xml(1))
        put(tmp_path / "3/a.xml", xml(1))
        store.update(tmp_path / "1")
        store.update(tmp_path / "3")
        assert store.ledger().inconsistencies == ()

    def test_refused_files_are_named_and_read_again_when_they_may_be_better(
        self, store: Store, tmp_path: Path
    ) -> None:
        put(tmp_path / "x/a.xml", JPEG)
        (tmp_path / "x/b.xml").mkdir()
        (tmp_path / "x/c.xml").symlink_to("nowhere")
        first = store.update(tmp_path / "x")
        assert [(each.name, each.reason.value) for each in first.refused] == [
            ("a.xml", "not-xml"),
            ("c.xml", "unreadable"),
        ]
        again = store.update(tmp_path / "x")
        assert ([each.name for each in again.refused], again.generation) == (["c.xml"], 1)
        put(tmp_path / "x/nowhere", xml(1))
        assert store.update(tmp_path / "x").changed == ("c.xml",)
        assert [*totals(store)] == [uid(1)]

    def test_documents_without_effect_are_skipped(self, store: Store, tmp_path: Path) -> None:
        put(tmp_path / "x/t.xml", cfdi_bytes(TipoDeComprobante="T", Total="0", SubTotal="0"))
        put(tmp_path / "x/u.xml", cfdi_bytes())
        put(tmp_path / "y/t.xml", (tmp_path / "x/t.xml").read_bytes() + b"\n")
        first, second = (store.update(tmp_path / folder) for folder in ("x", "y"))
        assert first.skipped == {SkipReason.NOT_RECEIVABLE: 1, SkipReason.NO_UUID: 1}
        assert (second.skipped, second.refused) == ({SkipReason.NOT_RECEIVABLE: 1}, ())
        must_be(store, rebuilt(tmp_path / "x", tmp_path / "y"))
        assert sorted(each.source for each in store.ledger().skipped) == ["t.xml", "u.xml"]

    def test_members_of_one_name_are_all_read(self, store: Store, tmp_path: Path) -> None:
        path = tmp_path / "a.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("a.xml", xml(1))
            with pytest.warns(UserWarning, match="Duplicate name"):
                archive.writestr("a.xml", xml(2))
        assert store.update(path).documents == 2
        assert store.update(path).unchanged == 2

    def test_a_list_is_known_by_where_its_files_are(
        self, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for number in (1, 2):
            put(tmp_path / f"{number}/a.xml", xml(number))
            monkeypatch.chdir(tmp_path / f"{number}")
            store.update(["a.xml"])
        assert sorted(totals(store)) == [uid(1), uid(2)]
        assert store.update([tmp_path / "1/a.xml"]).unchanged == 1

    def test_a_single_file(self, store: Store, tmp_path: Path) -> None:
        store.update(put(tmp_path / "a.xml", xml(1)))
        assert [*totals(store)] == [uid(1)]

    def test_limits_hold(self, store: Store, tmp_path: Path) -> None:
        put(tmp_path / "x/a.xml", xml(1))
        (refused,) = store.update(tmp_path / "x", limits=Limits(file_bytes=10)).refused
        assert refused.reason.value == "too-large"

    def test_a_source_that_cannot_be_used_changes_nothing(
        self, store: Store, tmp_path: Path
    ) -> None:
        with pytest.raises(SourceError, match="does not exist"):
            store.update(tmp_path / "nowhere", status=cancelled(1))
        assert (store.generation, store.facts) == (0, Facts())
        assert [path.name for path in store.folder.iterdir() if path.is_dir()] == [
            "generation-000000"
        ]

    def test_progress(self, store: Store, tmp_path: Path) -> None:
        for number in (1, 2, 3):
            put(tmp_path / f"x/{number}.xml", xml(number))
        told: list[tuple[str, int, int]] = []
        store.update(tmp_path / "x", progress=lambda *each: told.append(each))
        assert told == [("reading", 3, 3), ("building", 3, 3)]


class TestFacts:
    def test_what_is_said_later_of_a_subject_counts(self, store: Store) -> None:
        store.update(documents=[invoice(1), invoice(2)], status=cancelled(1, 2, on=5))
        update = store.update(status={**cancelled(2, on=7), uid(9).lower(): cancelled(9)[uid(9)]})
        assert update.facts == {"status": 3}  # one new, one taken back, one in its place
        assert {*store.facts.status} == {uid(1), uid(2), uid(9)}
        must_be(
            store,
            Ledger.build(
                [invoice(1), invoice(2)],
                status={**cancelled(1, on=5), **cancelled(2, on=7), **cancelled(9)},
            ),
        )

    def test_movements_are_added_and_equal_ones_once(self, store: Store) -> None:
        first, second = (
            CashReceipt(invoice=uid(1), date=day(5), amount=Decimal(10), reference=text)
            for text in ("A", "B")
        )
        store.update(documents=[invoice(1)], cash=[first])
        store.update(cash=[second, first])
        assert store.facts.cash == (first, second)
        must_be(store, Ledger.build([invoice(1)], cash=[first, second]))

    def test_replace_forgets_the_kinds_given(self, store: Store) -> None:
        cash = CashReceipt(invoice=uid(1), date=day(5), amount=Decimal(10), reference="A")
        store.update(documents=[invoice(1)], cash=[cash], terms={BUYER.rfc: Terms(days=9)})
        update = store.update(cash=[], replace=True)
        assert (update.facts, update.built) == ({"cash": 1}, 1)
        must_be(store, Ledger.build([invoice(1)], terms={BUYER.rfc: Terms(days=9)}))

    def test_a_fact_waits_for_its_document(self, store: Store) -> None:
        cash = CashReceipt(invoice=uid(1), date=day(5), amount=Decimal(10), reference="A")
        store.update(cash=[cash], status=cancelled(2), deliveries={uid(3): day(4)})
        must_be(store, Ledger.build([], cash=[cash]))
        found = [invoice(1), invoice(2), invoice(3)]
        store.update(documents=found)
        must_be(
            store,
            Ledger.build(found, cash=[cash], status=cancelled(2), deliveries={uid(3): day(4)}),
        )

    def test_a_reference_that_looks_like_another_document(self, store: Store) -> None:
        """The case of a fact belongs to the invoice that it names, not to what it is called."""
        cash = CashReceipt(invoice=uid(9), date=day(5), amount=Decimal(10), reference=uid(1))
        store.update(documents=[invoice(1)], cash=[cash])
        store.update(documents=[note(11, "5.00", 1)])
        must_be(store, Ledger.build([invoice(1), note(11, "5.00", 1)], cash=[cash]))

    def test_customers_that_contradict_those_known_change_nothing(self, store: Store) -> None:
        store.update(customers=Customers(records=(Customer(key="A", rfc=BUYER.rfc),)))
        with pytest.raises(LedgerError, match="tells them apart"):
            store.update(
                documents=[invoice(1)],
                customers=Customers(records=(Customer(key="B", rfc=BUYER.rfc),)),
            )
        assert store.generation == 1
        assert [each.key for each in store.facts.customers] == ["A"]

    @pytest.mark.parametrize(
        ("given", "message"),
        [
            ({"status": {uid(1): "cancelado"}}, "got a str, expected a DocumentStatus"),
            ({"cash": [invoice(1)]}, "got a Invoice, expected a CashReceipt"),
            ({"customers": [OTHER]}, "got a Party, expected a Customer"),
            ({"deliveries": {uid(1): moment(1)}}, "got a datetime, expected a date"),
            ({"documents": [OTHER]}, "got a Party, expected a document of a ledger"),
        ],
    )
    def test_something_else_changes_nothing(
        self, store: Store, given: dict[str, Any], message: str
    ) -> None:
        with pytest.raises(TypeError, match=message):
            store.update(**given)
        assert store.generation == 0


class TestWhatIsBuiltAgain:
    def test_only_what_something_touches(self, store: Store) -> None:
        store.update(documents=[invoice(1), invoice(2, customer=OTHER)])
        update = store.update(documents=[receipt(21, pays(1, "10.00"))])
        assert (update.islands, update.built) == (1, 2)

    def test_what_joins_two_islands_builds_both(self, store: Store) -> None:
        store.update(documents=[invoice(1), invoice(2, customer=OTHER)])
        update = store.update(documents=[receipt(21, pays(1, "10.00"), pays(2, "10.00"))])
        assert (update.islands, update.built) == (1, 3)

    def test_the_customers_of_whom_something_else_is_said(self, store: Store) -> None:
        store.update(documents=[invoice(1), invoice(2, customer=OTHER)])
        assert store.update(terms={OTHER.rfc: Terms(days=5)}).built == 1
        table = Customers(records=(Customer(key="B", rfc=BUYER.rfc, region="Norte"),))
        assert store.update(customers=table).built == 1
        assert store.update(customers=table).built == 0
        assert store.update(terms={"ICV060329BY0": Terms(days=5)}).built == 0
        assert store.update(terms={"b": Terms(days=3)}).built == 1

    def test_the_rest_is_carried_over_as_it_is(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        make_small(monkeypatch)
        strangers = [attrs.evolve(OTHER, rfc=f"XIA19012{number}J61") for number in range(9)]
        store.update(documents=[invoice(n, customer=each) for n, each in enumerate(strangers)])
        before = {path: path.read_bytes() for path in store.folder.rglob("part-*/*.parquet")}
        store.update(documents=[receipt(21, pays(0, "10.00"))])
        after = {path: path.read_bytes() for path in store.folder.rglob("part-*/*.parquet")}
        kept = before.keys() & after.keys()
        assert kept
        assert all(before[path] == after[path] for path in kept)
        assert {path.parent.parent.name for path in after.keys() - before.keys()} == {
            "generation-000002"
        }

    def test_small_updates_leave_no_trail_of_small_parts(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        make_small(monkeypatch)
        for number in range(13):
            stranger = attrs.evolve(OTHER, rfc=f"XIA1901{number:02}J61")
            store.update(documents=[invoice(number, customer=stranger)])
        parts = {path.parent for path in store.folder.rglob("part-*/documents.parquet")}
        sizes = [pl.read_parquet(part / "documents.parquet").height for part in parts]
        assert sum(sizes) == 13
        assert sum(size < 2 for size in sizes) <= 1
        assert max(sizes) <= 4


class TestSettings:
    def test_documents_of_other_issuers_are_kept_out_of_the_ledger(self, tmp_path: Path) -> None:
        store = Store.create(tmp_path / "s", Settings(issuer=" eku9003173c9 "))
        found = [invoice(1), invoice(2, issuer=OTHER), note(11, "5.00", 2)]
        store.update(documents=found[:2])
        store.update(documents=found[2:])
        must_be(store, Ledger.build(found, issuer=SELLER.rfc))
        assert len(store.intake().documents) == 3

    def test_a_file_of_another_issuer_that_changed(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        make_small(monkeypatch)
        store = Store.create(tmp_path / "s", Settings(issuer=SELLER.rfc))
        for number in range(6):
            data = xml(number).replace(SELLER.rfc.encode(), OTHER.rfc.encode())
            put(tmp_path / f"x/{number}.xml", data)
        store.update(tmp_path / "x")
        put(tmp_path / "x/0.xml", xml(9))
        update = store.update(tmp_path / "x")
        assert (update.withdrawn, update.built) == (1, 1)
        must_be(store, rebuilt(tmp_path / "x", issuer=SELLER.rfc))
        assert len(store.intake().documents) == 6

    def test_policies_and_calendar_are_those_of_the_build(self, tmp_path: Path) -> None:
        calendar = Calendar(holidays=frozenset({day(3)}), market="XMEX")
        settings = Settings(pue="alert", credit_notes="oldest", calendar=calendar)
        Store.create(tmp_path / "s", settings)
        store = Store.open(tmp_path / "s")
        assert store.settings == settings
        found = [invoice(1, method="PUE"), invoice(2), note(11, "5.00", 2, 1)]
        terms = {BUYER.rfc: Terms(days=1, roll=Roll.FOLLOWING)}
        store.update(documents=found, terms=terms)
        expected = Ledger.build(
            found, terms=terms, pue="alert", credit_notes="oldest", calendar=calendar
        )
        assert expected.deadlines
        must_be(store, expected)

    def test_a_policy_that_does_not_exist(self) -> None:
        with pytest.raises(LedgerError, match="pue is 'paid', expected one of"):
            Settings(pue="paid")  # type: ignore[arg-type]
        with pytest.raises(TypeError, match="calendar"):
            Settings(calendar="XMEX")  # type: ignore[arg-type]


class TestFolder:
    def test_a_new_store_is_an_empty_ledger(self, store: Store) -> None:
        must_be(store, Ledger.build([]))
        assert repr(store) == f"Store({str(store.folder)!r}, generation=0)"
        assert store.facts == Facts()

    def test_is_made_in_an_empty_folder_only(self, store: Store, tmp_path: Path) -> None:
        with pytest.raises(StoreError, match="is a stored ledger already"):
            Store.create(store.folder)
        put(tmp_path / "x/a.xml")
        with pytest.raises(StoreError, match="is not empty"):
            Store.create(tmp_path / "x")
        with pytest.raises(StoreError, match="cannot be written to"):
            Store.create(tmp_path / "x/a.xml")
        (tmp_path / "y").mkdir()
        Store.create(tmp_path / "y")

    def test_nothing_new_writes_nothing(self, store: Store) -> None:
        store.update(documents=[invoice(1)])
        update = store.update(documents=[invoice(1)], status={})
        assert (update.generation, update.documents, update.built) == (1, 0, 0)

    def test_only_the_files_of_this_generation_are_there(self, store: Store) -> None:
        for number in (1, 2, 3):
            store.update(documents=[invoice(number)])
        folders = {path.name for path in store.folder.iterdir()}
        assert folders == {"lock", "manifest.json", "generation-000000", "generation-000003"}
        tables = {path.name for path in (store.folder / "generation-000000").iterdir()}
        assert tables == {"files.parquet", "facts.parquet"}
