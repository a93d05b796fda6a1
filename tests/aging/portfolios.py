"""Hypothesis strategies for items: any dates, payments, credits, currencies and customers."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from cobranza.aging import Applied, Buckets, Item, Party

RFCS = ("XIA190128J61", "URE180429TM6", "XAXX010101000", "XEXX010101000", "")
NAMES = ("ALFA", "BETA", "GAMMA")
CURRENCIES = ("MXN", "USD", "JPY")
FIRST = date(2025, 1, 1)

currencies = st.sampled_from(CURRENCIES)
days = st.integers(0, 700).map(lambda number: FIRST + timedelta(days=number))
amounts = st.integers(-(10**9), 10**9).map(lambda cents: Decimal(cents).scaleb(-2))
buckets = st.lists(st.integers(1, 400), min_size=1, max_size=6, unique=True).map(
    lambda limits: Buckets.days(*sorted(limits))
)
applications = st.lists(st.builds(Applied, date=days, amount=amounts), max_size=3)


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
        ),
        max_size=12,
    )
