"""The hypothesis strategy of ledgers with known balances; it needs hypothesis."""

from __future__ import annotations

import functools
from datetime import date
from typing import TYPE_CHECKING, Final

from hypothesis import strategies as st

from cobranza.testing._branch import settle
from cobranza.testing._company import customers_of
from cobranza.testing._deck import PLAIN, WRONG
from cobranza.testing._draws import pick, whole
from cobranza.testing._ledger_case import LedgerCase
from cobranza.testing._teller import Teller

if TYPE_CHECKING:
    from cobranza.testing._company import Customer
    from cobranza.testing._steps import Step

__all__: list[str] = []

_SEED: Final = "drawn"
_ALL: Final = (*PLAIN, *WRONG)


@st.composite
def ledgers(  # noqa: D417 - hypothesis gives `draw`, not the caller
    draw: st.DrawFn,
    *,
    stories: int = 5,
    mistakes: bool = False,
    as_of: date = date(2026, 6, 30),
) -> LedgerCase:
    """Sets of documents and facts that hang together, with their true balances on every day.

    Each tells some stories of one issuer and its customers: sales, payments in parts, together and
    across currencies, credit notes, advances, replacements, cancellations, money seen, write-offs.
    They shrink to one invoice.

    Args:
        stories: How many stories are told at most; one has up to five documents.
        mistakes: Whether some have what does not fit, which `LedgerCase.planted` names by code.
        as_of: The day on which all stories end; they begin up to half a year before.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5, database=None)
    ... @given(ledgers(mistakes=True))
    ... def test_every_balance_is_found(case):
    ...     ledger = case.build()
    ...     for day in (date(2026, 3, 31), case.as_of):
    ...         found = {each.uuid: each.balance(day) for each in ledger.receivables}
    ...         assert found == case.balances(day)
    >>> test_every_balance_is_found()
    """
    customers = customers_of(0, as_of)
    told = draw(st.lists(_story(customers, as_of, mistakes=mistakes), min_size=1, max_size=stories))
    steps = (step for story in told for step in story)
    return LedgerCase.of([settle(0, customers, steps, _SEED)], as_of=as_of)


@st.composite
def _story(
    draw: st.DrawFn, customers: dict[str, Customer], as_of: date, *, mistakes: bool
) -> list[Step]:
    """One story, told with what is drawn; by itself, so that it can be left out."""
    between = functools.partial(whole, draw)
    habit, story = pick(draw, _ALL if mistakes else PLAIN)
    return Teller(between, between, customers, as_of).tell(story, habit)
