"""Documents and ledgers with everything in them, whether or not business makes such."""

from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from string import Formatter
from typing import TypeVar

from hypothesis import strategies as st

from cobranza._frozen import FrozenDict
from cobranza.ledger import (
    CODES,
    Application,
    CreditNote,
    DueSource,
    Event,
    EventKind,
    Inconsistency,
    Installment,
    Invoice,
    Ledger,
    Party,
    Payment,
    PaymentReceipt,
    Receivable,
    Relation,
    Skipped,
    SkipReason,
    Tax,
    Unapplied,
    UnappliedReason,
)
from cobranza.ledger._build.order import inconsistency_order, receivable_order, unapplied_order
from tests.ledger.makers import BUYER, SELLER, day, moment

T = TypeVar("T")

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
optional_texts = st.none() | texts
days = st.dates(date(1900, 1, 1), date(2999, 12, 31))
# Local time without zone is not told twice, so there is no fold.
moments = st.builds(datetime.combine, days, st.times().map(lambda time: time.replace(fold=0)))
# As documents print them, and as nobody does: exponents, signed zeros, more decimals than SAT's.
amounts = st.one_of(
    st.integers(0, 10**8).map(lambda cents: Decimal(cents).scaleb(-2)),
    st.integers(1 - 10**24, 10**24 - 1).map(lambda units: Decimal(units).scaleb(-6)),
    st.sampled_from(
        ["0", "-0.00", "1160.0", "1E+3", "1E-28", "0.00000000005", "1.0000000000000"]
    ).map(Decimal),
    st.tuples(st.integers(-(10**17), 10**17), st.integers(0, 10**6)).map(
        lambda pair: Decimal(f"{pair[0]}.{pair[1]:025d}")
    ),
)
optional_amounts = st.none() | amounts

parties = st.builds(Party, rfc=texts, name=texts, regime=optional_texts, tax_id=optional_texts)
relations = st.lists(st.builds(Relation, kind=texts, uuid=texts, path=optional_texts), max_size=2)
taxes = st.lists(
    st.builds(
        Tax,
        tax=texts,
        factor=optional_texts,
        rate=optional_amounts,
        base=optional_amounts,
        amount=optional_amounts,
        withheld=st.booleans(),
    ),
    max_size=2,
)
applications = st.builds(
    Application,
    invoice=texts,
    currency=texts,
    paid=amounts,
    equivalence=optional_amounts,
    installment=st.none() | st.integers(-(2**63), 2**63 - 1),
    previous_balance=optional_amounts,
    remaining=optional_amounts,
    taxes=taxes.map(tuple),
    path=optional_texts,
)
payments = st.builds(
    Payment,
    date=days,
    currency=texts,
    amount=amounts,
    exchange_rate=optional_amounts,
    form=optional_texts,
    operation=optional_texts,
    applications=st.lists(applications, max_size=2).map(tuple),
    path=optional_texts,
)
_common = {
    "uuid": texts,
    "issuer": parties,
    "customer": parties,
    "issued": moments,
    "currency": texts,
    "total": amounts,
    "exchange_rate": optional_amounts,
    "number": texts,
    "relations": relations.map(tuple),
    "taxes": taxes.map(tuple),
}
documents = st.one_of(
    st.builds(
        Invoice,
        **_common,
        payment_method=optional_texts,
        payment_form=optional_texts,
        payment_terms_text=optional_texts,
        is_advance=st.booleans(),
    ),
    st.builds(CreditNote, **_common, payment_form=optional_texts),
    st.builds(PaymentReceipt, **_common, payments=st.lists(payments, max_size=2).map(tuple)),
)
events = st.builds(
    Event,
    kind=st.sampled_from(EventKind),
    date=days,
    amount=amounts,
    document=texts,
    recorded=moments,
    path=optional_texts,
    reverses=st.none() | st.sampled_from(EventKind),
    counterpart=optional_texts,
    original_amount=optional_amounts,
    original_currency=optional_texts,
    exchange_rate=optional_amounts,
    declared=st.none() | applications,
    note=texts,
)
receivables = st.builds(
    Receivable,
    uuid=texts,
    number=texts,
    issuer=parties,
    customer=parties,
    issued=moments,
    due=st.none() | days,
    due_source=st.sampled_from(DueSource),
    currency=texts,
    exchange_rate=optional_amounts,
    amount=amounts,
    payment_method=optional_texts,
    events=st.lists(events, min_size=1, max_size=4).map(tuple),
    schedule=st.lists(st.builds(Installment, due=days, amount=amounts), max_size=2).map(tuple),
    taxes=taxes.map(tuple),
    relations=relations.map(tuple),
    account=texts,
    dimensions=st.dictionaries(texts, texts, max_size=2).map(FrozenDict),
)
# Every field that a message of any code asks for, but for those that a case has by itself.
_FIELDS = sorted(
    {
        name
        for code in CODES.values()
        for _, name, _, _ in Formatter().parse(code.message)
        if name and name not in {"document", "receivable"}
    }
)
inconsistencies = st.builds(
    Inconsistency,
    code=st.sampled_from(sorted(CODES)),
    document=texts,
    since=days,
    until=st.none() | days,
    receivable=optional_texts,
    path=optional_texts,
    values=st.tuples(*[amounts | st.integers() | texts | days] * len(_FIELDS)).map(
        lambda values: tuple(zip(_FIELDS, values, strict=True))
    ),
)
unapplied = st.builds(
    Unapplied,
    document=texts,
    kind=st.sampled_from(EventKind),
    customer=parties,
    date=days,
    amount=amounts,
    currency=texts,
    reason=st.sampled_from(UnappliedReason),
    invoice=optional_texts,
    path=optional_texts,
)
skipped = st.builds(
    Skipped,
    reason=st.sampled_from(SkipReason),
    kind=texts,
    uuid=texts,
    source=texts,
    detail=texts,
)


@st.composite
def ledgers(draw: st.DrawFn) -> Ledger:
    """A ledger in its own order, as `Ledger.build` leaves it."""

    def some(each: st.SearchStrategy[T]) -> list[T]:
        return draw(st.lists(each, max_size=2))

    def each_once(each: st.SearchStrategy[T]) -> list[T]:
        return draw(st.lists(each, max_size=2, unique_by=attrgetter("uuid")))

    return Ledger(
        receivables=tuple(sorted(each_once(receivables), key=receivable_order)),
        inconsistencies=tuple(sorted(some(inconsistencies), key=inconsistency_order)),
        deadlines=tuple(sorted(some(inconsistencies), key=inconsistency_order)),
        unapplied=tuple(sorted(some(unapplied), key=unapplied_order)),
        skipped=tuple(sorted(some(skipped))),
        discarded=tuple(sorted(some(documents), key=repr)),
        documents=tuple(sorted(each_once(documents), key=attrgetter("uuid"))),
    )


near_days = st.integers(1, 12).map(day)
cents = st.integers(-300, 300).map(lambda number: Decimal(number).scaleb(-2))


@st.composite
def plain_receivables(draw: st.DrawFn, number: int) -> Receivable:
    schedule = draw(st.lists(st.builds(Installment, due=near_days, amount=cents), max_size=4))
    dates = draw(st.lists(near_days, min_size=1, max_size=4))
    return Receivable(
        uuid=str(number),
        number="",
        issuer=SELLER,
        customer=BUYER,
        issued=moment(1, number),
        due=max(each.due for each in schedule) if schedule else draw(st.none() | near_days),
        due_source=DueSource.TERMS,
        currency=draw(st.sampled_from(["MXN", "USD"])),
        exchange_rate=None,
        amount=Decimal(1),
        payment_method=None,
        events=tuple(
            Event(
                kind=EventKind.ADJUSTMENT,
                date=each,
                amount=draw(cents),
                document="",
                recorded=moment(1),
            )
            for each in sorted(dates)
        ),
        schedule=tuple(sorted(schedule, key=lambda each: each.due)),
        dimensions=draw(st.dictionaries(st.sampled_from(["region", "seller"]), texts)),
    )


@st.composite
def plain_ledgers(draw: st.DrawFn) -> Ledger:
    """Receivables alone, with few days and small amounts, so that balances come to nothing."""
    numbers = range(draw(st.integers(0, 4)))
    return Ledger(receivables=tuple(draw(plain_receivables(number)) for number in numbers))
