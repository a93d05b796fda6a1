"""Islands: who has to do with whom, and that nothing in a ledger looks across the water."""

from collections import defaultdict

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.ledger import (
    Adjustment,
    CashReceipt,
    CreditNote,
    Ledger,
    LedgerDocument,
    Party,
    PuePolicy,
)
from cobranza.ledger.islands import islands, links, union
from tests.ledger.makers import BUYER, SELLER, invoice, note, pays, receipt, uid
from tests.store.strategies import Told, built, documents, told

PUBLIC = Party(rfc="XAXX010101000", name="PUBLICO EN GENERAL")


class TestLinks:
    def test_a_document_is_linked_by_itself_its_references_and_its_customer(self) -> None:
        rep = receipt(21, pays(1, "5"), pays(2, "5"), pays(1, "5"), replaces=[22])
        assert links(rep) == (uid(21), uid(22), uid(1), uid(2), "account URE180429TM6")

    def test_a_note_is_linked_by_what_it_names(self) -> None:
        assert links(note(11, "5", 2, 1))[:3] == (uid(11), uid(2), uid(1))

    @pytest.mark.parametrize(
        ("customer", "account"),
        [
            (Party(rfc="ure180429tm6"), "account URE180429TM6"),
            (Party(rfc="XEXX010101000", name="Acme, Inc."), "account XEXX010101000:ACME INC"),
            (Party(rfc="XEXX010101000", tax_id="12-3"), "account XEXX010101000#123"),
            (Party(rfc="", name="Juan"), "account :JUAN"),
        ],
    )
    def test_accounts_of_somebody(self, customer: Party, account: str) -> None:
        assert links(invoice(1, customer=customer))[1:] == (account,)

    @pytest.mark.parametrize("customer", [PUBLIC, Party(rfc="XEXX010101000"), Party(rfc="")])
    def test_accounts_of_anybody_link_by_issuer_and_number(self, customer: Party) -> None:
        first, double = (links(invoice(1, customer=customer)) for _ in range(2))
        assert len(first) == 2
        assert first == double
        others = {
            *links(invoice(2, customer=customer)),
            *links(invoice(3, customer=customer, issuer=BUYER)),
        }
        assert not others & {*first}

    def test_nothing_but_itself_where_there_is_no_number_either(self) -> None:
        assert links(attrs.evolve(invoice(1, customer=PUBLIC), number="")) == (uid(1),)


class TestIslands:
    def test_of_nothing(self) -> None:
        assert islands([]) == []

    def test_without_links_each_is_alone(self) -> None:
        assert islands([(), (), ()]) == [0, 1, 2]

    def test_numbers_follow_the_first_of_each(self) -> None:
        assert islands([("a",), ("b",), ("c", "a"), ("d",), ("b", "d")]) == [0, 1, 0, 1, 1]

    @pytest.mark.parametrize("step", [1, -1])
    def test_a_chain_of_a_hundred_thousand(self, step: int) -> None:
        """Deep for recursion, and quadratic for whoever walks it again and again."""
        chain = [(number, number + 1) for number in range(100_000)][::step]
        assert set(islands(chain)) == {0}

    @pytest.mark.property
    @given(st.lists(st.sets(st.integers(0, 12), max_size=3), max_size=12))
    def test_agrees_with_walking_from_each(self, keys: list[set[int]]) -> None:
        numbers = islands(keys)
        for start in range(len(keys)):
            reached, pending = {start}, [start]
            while pending:
                here = keys[pending.pop()]
                near = {thing for thing, each in enumerate(keys) if each & here} - reached
                reached |= near
                pending += near
            assert {
                thing for thing, each in enumerate(numbers) if each == numbers[start]
            } == reached
        assert list(dict.fromkeys(numbers)) == list(range(len(set(numbers))))


class TestLaw:
    @pytest.mark.property
    @given(documents(), told, st.sampled_from(("paid_at_issue", "open", "alert")))
    def test_a_ledger_is_the_union_of_those_of_its_islands(
        self, found: tuple[LedgerDocument, ...], said: Told, pue: PuePolicy
    ) -> None:
        facts: list[Adjustment | CashReceipt] = [*said.adjustments, *said.cash]
        numbers = islands([*map(links, found), *((each.invoice,) for each in facts)])
        members = defaultdict[int, list[object]](list)
        for number, member in zip(numbers, [*found, *facts], strict=True):
            members[number].append(member)
        parts = [
            built(
                tuple(each for each in island if isinstance(each, LedgerDocument)),
                attrs.evolve(
                    said,
                    adjustments=tuple(each for each in said.adjustments if each in island),
                    cash=tuple(each for each in said.cash if each in island),
                ),
                pue=pue,
            )
            for island in members.values()
        ]
        assert union(parts) == built(found, said, pue=pue)

    def test_strangers_are_apart_and_customers_together(self) -> None:
        stranger = Party(rfc="XIA190128J61")
        found = [
            invoice(1),
            invoice(2, customer=stranger),
            note(11, "5", 1),
            invoice(3),
            invoice(4, customer=PUBLIC),
            invoice(5, customer=PUBLIC),
        ]
        assert islands(map(links, found)) == [0, 1, 0, 0, 2, 3]

    def test_a_credit_to_another_customer_joins_two(self) -> None:
        stranger = Party(rfc="XIA190128J61")
        credit = attrs.evolve(note(11, "5", 1), customer=stranger)
        assert isinstance(credit, CreditNote)
        assert islands(map(links, [invoice(1), invoice(2, customer=stranger), credit])) == [0, 0, 0]


def test_union_keeps_the_order_of_a_ledger() -> None:
    late, early = (Ledger.build([each]) for each in (invoice(1, on=9), invoice(2, on=3)))
    both = union([late, early])
    assert [each.uuid for each in both.receivables] == [uid(2), uid(1)]
    assert [each.uuid for each in both.documents] == [uid(1), uid(2)]
    assert SELLER in {each.issuer for each in both.documents}
