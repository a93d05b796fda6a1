"""Customers: what makes an account, who a document names, and the tree of accounts."""

import pickle
from datetime import date
from decimal import Decimal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.errors import LedgerError, MoneyError
from cobranza.ledger.customers import (
    FOREIGN,
    GENERAL_PUBLIC,
    Customer,
    Customers,
    account_key,
)
from cobranza.ledger.documents import Party
from cobranza.ledger.terms import Agreement, Terms


def foreign(name: str = "", tax_id: str | None = None) -> Party:
    return Party(rfc=FOREIGN, name=name, tax_id=tax_id)


def table(*records: Customer) -> Customers:
    return Customers(records=records)


class TestAccountKey:
    def test_is_the_rfc(self) -> None:
        assert account_key(Party(rfc=" xia190128j61", name="X", tax_id="1")) == "XIA190128J61"

    @pytest.mark.parametrize("name", ["PUBLICO EN GENERAL", "", "MARÍA LÓPEZ"])
    def test_the_general_public_is_one_account(self, name: str) -> None:
        assert account_key(Party(rfc="XAXX010101000", name=name)) == GENERAL_PUBLIC

    def test_foreigners_have_their_own(self) -> None:
        keys = {
            account_key(foreign("Acme, Inc.", "12-3456789")),
            account_key(foreign("Acme, Inc.", "98-7654321")),
            account_key(foreign("Acme, Inc.")),
            account_key(foreign("Acme GmbH")),
            account_key(foreign("123456789")),
            account_key(Party(rfc="", name="Acme GmbH")),
            account_key(Party(rfc=FOREIGN)),
        }
        assert len(keys) == 7

    def test_writing_makes_no_difference(self) -> None:
        names = ("Müller & Söhne, GmbH", "MULLER SOHNE GMBH", " müller  söhne (gmbh)")
        assert len({account_key(foreign(name)) for name in names}) == 1
        tax_ids = ("12-3456789", "123456789", " 12 345.6789")
        assert len({account_key(foreign("A", tax_id)) for tax_id in tax_ids}) == 1

    def test_a_debtor_need_not_have_a_tax_id(self) -> None:
        @attrs.frozen
        class Debtor:
            rfc: str
            name: str

        assert account_key(Debtor(FOREIGN, "Acme")) == account_key(foreign("Acme", ""))

    @pytest.mark.property
    @given(st.text(max_size=20), st.text(max_size=20), st.none() | st.text(max_size=20))
    def test_never_mixes_nominal_and_shared(self, rfc: str, name: str, tax_id: str | None) -> None:
        key = account_key(Party(rfc=rfc, name=name, tax_id=tax_id))
        nominal = rfc.strip().upper() not in {"", FOREIGN}
        assert nominal == (key == rfc.strip().upper())
        assert nominal or key.startswith((":", "#", f"{FOREIGN}:", f"{FOREIGN}#"))


class TestCustomer:
    def test_has_terms_by_day(self) -> None:
        customer = Customer(
            key="C-1",
            agreements=(
                Agreement(terms=Terms(days=30), since=date(2026, 1, 1)),
                Agreement(terms=Terms(days=45), until=date(2025, 6, 30)),
            ),
        )
        days = (date(2025, 6, 30), date(2025, 7, 1), date(2026, 1, 1))
        assert [customer.terms_on(each) for each in days] == [Terms(days=45), None, Terms(days=30)]

    def test_is_a_value(self) -> None:
        customer = Customer(key="C-1", names=("A", "B"), dimensions={"canal": "Mayoreo"})
        assert pickle.loads(pickle.dumps(customer)) == customer  # noqa: S301
        assert len({customer, attrs.evolve(customer)}) == 1
        assert (customer.name, Customer(key="C-1").name) == ("A", "")

    @pytest.mark.parametrize(
        ("fields", "message"),
        [
            ({"key": ""}, "key is empty"),
            ({"credit_limit": Decimal(-1)}, "credit_limit is -1, expected 0 or more"),
            ({"dimensions": {"region": "Norte"}}, "dimension 'region' is a field"),
            (
                {"agreements": (Agreement(terms=Terms()), Agreement(terms=Terms()))},
                "agreements with C-1 overlap",
            ),
        ],
    )
    def test_errors(self, fields: dict[str, object], message: str) -> None:
        with pytest.raises(LedgerError, match=message):
            Customer(**{"key": "C-1", **fields})  # type: ignore[arg-type]

    def test_a_limit_is_an_amount(self) -> None:
        assert Customer(key="C-1", credit_limit=Decimal(0)).credit_limit == 0
        with pytest.raises(MoneyError, match="expected a finite decimal"):
            Customer(key="C-1", credit_limit=Decimal("Infinity"))
        with pytest.raises(TypeError, match="expected a Decimal"):
            Customer(key="C-1", credit_limit=1000)  # type: ignore[arg-type]


ACME = Customer(key="ACME", rfc=FOREIGN, names=("Acme, Inc.", "ACME CORP"), tax_id="12-3456789")
BOLT = Customer(key="BOLT", rfc=FOREIGN, names=("Bolt Ltd",))
XENON = Customer(key="XENON", rfc="XIA190128J61", names=("XENON INDUSTRIAL ARTICLES",))
PUBLIC = Customer(key="MOSTRADOR", rfc=GENERAL_PUBLIC)


class TestLookUp:
    customers = table(ACME, BOLT, XENON, PUBLIC)

    @pytest.mark.parametrize(
        ("party", "found"),
        [
            (Party(rfc="xia190128j61", name="whatever"), XENON),
            (Party(rfc="URE180429TM6", name="XENON INDUSTRIAL ARTICLES"), None),
            (Party(rfc="XAXX010101000", name="Bolt Ltd"), PUBLIC),
            (foreign("another name", "123456789"), ACME),
            (foreign("acme inc"), ACME),
            (foreign("Acme Corp."), ACME),
            (foreign("Acme, Inc.", "99-9999999"), None),  # another Acme
            (foreign("Bolt Ltd", "55-5555555"), BOLT),  # the table does not know the number
            (foreign("Bolt Ltd."), BOLT),
            (foreign("Nobody", "55-5555555"), None),
            (foreign(), None),
            (Party(rfc="", name="Bolt Ltd"), None),
        ],
    )
    def test_of_what_a_document_says(self, party: Party, found: Customer | None) -> None:
        assert self.customers.of(party) == found

    def test_by_key(self) -> None:
        assert (self.customers.get("ACME"), self.customers.get("acme")) == (ACME, None)

    def test_a_name_of_two_is_of_neither(self) -> None:
        other = Customer(key="ACME-2", rfc=FOREIGN, names=("Acme Inc",), tax_id="98-7654321")
        third = Customer(key="ACME-3", rfc=FOREIGN, names=("Acme Inc",), tax_id="55-5555555")
        customers = table(ACME, other, third)
        assert customers.of(foreign("Acme, Inc.")) is None
        assert customers.of(foreign("Acme, Inc.", "00-0000000")) is None
        assert customers.of(foreign("Acme, Inc.", "987654321")) == other
        assert customers.of(foreign("ACME CORP")) == ACME

    def test_parties_without_rfc_go_by_name(self) -> None:
        group = Customer(key="GRUPO", names=("Grupo Norte",))
        customers = table(group, Customer(key="SIN NOMBRE"), Customer(key="TAMPOCO"))
        assert customers.of(Party(rfc="", name="GRUPO NORTE")) == group
        assert customers.of(Party(rfc="")) is None

    def test_is_a_collection(self) -> None:
        assert (len(self.customers), list(self.customers)) == (4, [ACME, BOLT, XENON, PUBLIC])
        assert pickle.loads(pickle.dumps(self.customers)) == self.customers  # noqa: S301

    @pytest.mark.parametrize(
        ("records", "message"),
        [
            ((XENON, attrs.evolve(XENON, rfc="")), "two customers have the key 'XENON'"),
            (
                (XENON, attrs.evolve(XENON, key="X2")),
                "customers 'XENON' and 'X2' are both 'XIA190128J61' in documents",
            ),
            (
                (ACME, attrs.evolve(ACME, key="A2", names=())),
                "customers 'ACME' and 'A2' are both 'XEXX010101000#123456789'",
            ),
            ((PUBLIC, attrs.evolve(PUBLIC, key="P2")), "are both 'XAXX010101000'"),
            (
                (BOLT, attrs.evolve(BOLT, key="B2", tax_id="1")),
                "customers 'BOLT' and 'B2' are both 'XEXX010101000:BOLT LTD'",
            ),
            ((Customer(key="X", rfc=FOREIGN),), "customer 'X' has the RFC of all foreigners"),
            ((attrs.evolve(XENON, parent="NADIE"),), "parent of 'XENON' is 'NADIE'"),
            ((attrs.evolve(XENON, parent="XENON"),), "customer 'XENON' is above itself"),
            (
                (
                    Customer(key="A", parent="B"),
                    Customer(key="B", parent="C"),
                    Customer(key="C", parent="B"),
                ),
                "customer 'B' is above itself",
            ),
        ],
    )
    def test_errors(self, records: tuple[Customer, ...], message: str) -> None:
        with pytest.raises(LedgerError, match=message):
            Customers(records=records)


class TestTree:
    root = Customer(key="GRUPO", group="Industria", region="Centro")
    norte = Customer(key="NORTE", parent="GRUPO", region="Norte", seller="Ana")
    mty = Customer(key="MTY", parent="NORTE", segment="A", dimensions={"canal": "Mayoreo"})
    gdl = Customer(key="GDL", parent="GRUPO", group="Comercio")
    customers = table(mty, norte, gdl, root)

    def test_up_and_down(self) -> None:
        assert list(self.customers.ancestors(self.mty)) == [self.norte, self.root]
        assert self.customers.root(self.mty) == self.customers.root(self.root) == self.root
        assert self.customers.children("GRUPO") == (self.norte, self.gdl)
        assert self.customers.children("MTY") == ()

    def test_groups_come_from_above(self) -> None:
        groups = [self.customers.group_of(each) for each in (self.mty, self.gdl, self.root)]
        assert groups == ["Industria", "Comercio", "Industria"]
        assert table(Customer(key="A")).group_of(Customer(key="A")) is None

    def test_dimensions(self) -> None:
        assert self.customers.dimensions_of(self.mty) == {
            "group": "Industria",
            "segment": "A",
            "canal": "Mayoreo",
        }
        assert self.customers.dimensions_of(self.norte) == {
            "group": "Industria",
            "region": "Norte",
            "seller": "Ana",
        }

    @pytest.mark.property
    @given(st.lists(st.none() | st.integers(0, 11), min_size=1, max_size=12))
    def test_a_table_is_a_forest_or_is_refused(self, parents: list[int | None]) -> None:
        records = [
            Customer(key=str(n), parent=None if parent is None else str(parent))
            for n, parent in enumerate(parents)
        ]
        # Follow the parents for as many steps as there are customers: a tree ends before.
        ends: list[int | None] = list(range(len(parents)))
        missing = any(parent is not None and parent >= len(parents) for parent in parents)
        for _ in parents:
            ends = [
                parents[end] if end is not None and end < len(parents) else None for end in ends
            ]
        if missing or any(end is not None for end in ends):
            with pytest.raises(LedgerError):
                table(*records)
            return
        customers = table(*records)
        for customer in customers:
            root = customers.root(customer)
            assert root.parent is None
            assert customers.root(root) == root
            assert all(child.parent == customer.key for child in customers.children(customer.key))
        assert sum(len(customers.children(each.key)) for each in customers) == sum(
            parent is not None for parent in parents
        )
