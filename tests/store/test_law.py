"""The law of the store: however what it knows came in, it holds the ledger of all of it."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cobranza.ledger import LedgerDocument, PuePolicy
from cobranza.store import Settings, Store
from tests.ledger.makers import day
from tests.ledger.strategies import LAST_DAY
from tests.store.cases import make_small
from tests.store.strategies import ISSUERS, Told, built, documents, told

pytestmark = [pytest.mark.property, pytest.mark.slow]

Step = tuple[list[LedgerDocument], Told, bool]


@st.composite
def steps(draw: st.DrawFn) -> list[Step]:
    """Documents and facts in several updates, some again, some facts in the place of others."""
    found = draw(documents())
    split: list[list[LedgerDocument]] = [[] for _ in range(4)]
    for document in found:
        split[draw(st.integers(0, 3))].append(document)
    if found:
        split[3] += draw(st.lists(st.sampled_from(found), max_size=2))
    return [(each, draw(told), draw(st.sampled_from([False] * 3 + [True]))) for each in split]


@settings(max_examples=30)
@given(
    steps(),
    st.sampled_from([None, ISSUERS[0].rfc]),
    st.sampled_from(["open", "alert"]),
    st.booleans(),
)
def test_updates_are_one_build(
    taken: list[Step],
    issuer: str | None,
    pue: PuePolicy,
    small: bool,  # noqa: FBT001 - hypothesis gives it
) -> None:
    known: list[LedgerDocument] = []
    said = Told()
    expected = built((), said)
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        if small:
            make_small(patch)
        store = Store.create(Path(folder) / "store", Settings(issuer=issuer, pue=pue))
        for found, more, replace in taken:
            known += found
            said = more if replace else said.then(more)
            store.update(documents=found, **more.given(), replace=replace)
            expected = built(tuple(known), said, issuer=issuer, pue=pue)
            assert store.ledger() == expected
        for number in range(LAST_DAY + 2):
            assert store.balances(day(number)) == expected.balances(day(number))
        for receivable in expected.receivables:
            assert store.get(receivable.uuid) == receivable
