"""Hypothesis strategies for items: any dates, payments, credits, currencies and customers."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from itertools import pairwise

import attrs
from hypothesis import strategies as st

from cobranza.aging import Applied, AppliedKind, Buckets, Item, Party

RFCS = ("XIA190128J61", "URE180429TM6", "XAXX010101000", "XEXX010101000", "")
NAMES = ("ALFA", "BETA", "GAMMA")
CURRENCIES = ("MXN", "USD", "JPY")
DIMENSIONS = ("region", "seller")
FIRST = date(2025, 1, 1)

currencies = st.sampled_from(CURRENCIES)
days = st.integers(0, 700).map(lambda number: FIRST + timedelta(days=number))
amounts = st.integers(-(10**9), 10**9).map(lambda cents: Decimal(cents).scaleb(-2))
buckets = st.lists(st.integers(1, 400), min_size=1, max_size=6, unique=True).map(
    lambda limits: Buckets.days(*sorted(limits))
)
scales = st.decimals("0.001", "1000", places=3)
kinds = st.sampled_from(AppliedKind)
applications = st.lists(st.builds(Applied, date=days, amount=amounts, kind=kinds), max_size=3)
dimensions = st.dictionaries(st.sampled_from(DIMENSIONS), st.sampled_from(("NORTE", "SUR", "")))


def items_of(
    currencies: st.SearchStrategy[str] = currencies,
    amounts: st.SearchStrategy[Decimal] = amounts,
    applied: st.SearchStrategy[list[Applied]] = applications,
) -> st.SearchStrategy[list[Item]]:
    customers = st.builds(Party, rfc=st.sampled_from(RFCS), name=st.sampled_from(NAMES))
    return st.lists(
        st.builds(
            Item,
            customer=customers,
            currency=currencies,
            issued=days,
            due=st.none() | days,
            amount=amounts,
            applied=applied,
            dimensions=dimensions,
        ),
        max_size=12,
    )


@st.composite
def settled_items(draw: st.DrawFn, *, due: bool = False, max_size: int = 12) -> list[Item]:
    """Debts above zero in MXN, settled in part or in full, with terms up to 90 days."""
    items: list[Item] = []
    for _ in range(draw(st.integers(0, max_size))):
        issued = draw(days)
        cents = draw(st.integers(1, 10**7))
        shares = draw(st.lists(st.integers(0, cents), max_size=2).map(sorted))
        parts = [later - before for before, later in pairwise([0, *shares])]
        terms = st.integers(0, 90).map(partial(_after, issued))
        items.append(
            Item(
                customer=Party(rfc=draw(st.sampled_from(RFCS)), name=draw(st.sampled_from(NAMES))),
                currency="MXN",
                issued=issued,
                due=draw(terms if due else st.none() | terms),
                amount=Decimal(cents).scaleb(-2),
                applied=[
                    Applied(
                        date=_after(issued, draw(st.integers(0, 200))),
                        amount=Decimal(part).scaleb(-2),
                        kind=draw(kinds),
                    )
                    for part in parts
                    if part
                ],
            )
        )
    return items


def scaled(items: list[Item], factor: Decimal) -> list[Item]:
    """The same items with every amount times a factor."""
    return [
        attrs.evolve(
            each,
            amount=each.amount * factor,
            applied=[attrs.evolve(one, amount=one.amount * factor) for one in each.applied],
        )
        for each in items
    ]


def _after(day: date, count: int) -> date:
    return day + timedelta(days=count)


def moment(day: date) -> datetime:
    """A day as a CFDI writes it: local time, without zone."""
    return datetime.combine(day, time(10, 30))
