"""Several small worlds at once, of several customers, with all that a company may say of them."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import attrs
from hypothesis import strategies as st

from cobranza.calendars import Weekday
from cobranza.ledger import (
    Adjustment,
    AdjustmentKind,
    CashReceipt,
    DocumentState,
    DocumentStatus,
    Ledger,
    LedgerDocument,
    Party,
    PaymentReceipt,
    Terms,
)
from cobranza.ledger.customers import Customer, Customers
from cobranza.ledger.terms import Agreement
from tests.ledger.makers import BUYER, SELLER, day, uid
from tests.ledger.strategies import INVOICES, LAST_DAY, NOTES, RECEIPTS, wild_amounts, wild_worlds

PARTIES = (
    BUYER,
    Party(rfc="XIA190128J61", name="XENON INDUSTRIAL ARTICLES", regime="601"),
    Party(rfc="xia190128j61", name="Xenon", regime="612"),
    Party(rfc="XAXX010101000", name="PUBLICO EN GENERAL"),
    Party(rfc="XEXX010101000", name="ACME, INC.", tax_id="12-3456789"),
    Party(rfc="XEXX010101000", name="Acme Inc"),
    Party(rfc="XEXX010101000"),
    Party(rfc="", name="SIN RFC"),
)
ISSUERS = (SELLER, Party(rfc="IIA040805DZ4", name="INDISTRIA ILUMINADORA DE ALMACENES"))
CUSTOMERS = (
    Customer(key="X", rfc="XIA190128J61", parent="G", region="Norte", dimensions={"canal": "A"}),
    Customer(key="X", rfc="XIA190128J61", parent="G", segment="Mayoreo"),
    Customer(
        key="G", names=("GRUPO",), group="Industria", agreements=(Agreement(terms=Terms(days=7)),)
    ),
    Customer(key="G", names=("GRUPO",), group="Servicios"),
    Customer(key="ACME", rfc="XEXX010101000", names=("Acme Inc",), tax_id="123456789"),
    Customer(key="P", rfc="XAXX010101000", names=("Mostrador",)),
)
TERMS = (
    Terms(days=15),
    Terms(months=1, review_days=(Weekday.MONDAY,), payment_days=(Weekday.FRIDAY,)),
)

days = st.integers(1, LAST_DAY).map(day)
uuids = st.builds(
    lambda world, number: elsewhere(uid(number), world),
    st.integers(0, 2),
    st.sampled_from([*INVOICES, 9, *NOTES, *RECEIPTS]),
)


@attrs.frozen
class Told:
    """What `Ledger.build` is given besides documents, each as its argument of that name."""

    status: Mapping[str, DocumentStatus] = attrs.field(factory=dict)
    terms: Mapping[str, Any] = attrs.field(factory=dict)
    customers: Customers = attrs.field(factory=Customers)
    adjustments: tuple[Adjustment, ...] = ()
    cash: tuple[CashReceipt, ...] = ()
    deliveries: Mapping[str, date] = attrs.field(factory=dict)

    def given(self) -> dict[str, Any]:
        """Give them by name."""
        return {each.name: getattr(self, each.name) for each in attrs.fields(Told)}

    def then(self, later: "Told") -> "Told":
        """Say more, as a store understands it: of one subject, what is said later counts."""
        records = {each.key: each for each in (*self.customers, *later.customers)}
        return Told(
            status={**self.status, **later.status},
            terms={**self.terms, **later.terms},
            customers=Customers(records=tuple(records.values())),
            adjustments=(*self.adjustments, *later.adjustments),
            cash=(*self.cash, *later.cash),
            deliveries={**self.deliveries, **later.deliveries},
        )


def elsewhere(uuid: str, world: int) -> str:
    """The same document in another world."""
    return f"{world}{uuid[1:]}"


def moved(document: LedgerDocument, world: int) -> LedgerDocument:
    """Put a document, and all that it names, into another world."""
    changes: dict[str, Any] = {
        "uuid": elsewhere(document.uuid, world),
        "relations": tuple(
            attrs.evolve(each, uuid=elsewhere(each.uuid, world)) for each in document.relations
        ),
    }
    if isinstance(document, PaymentReceipt):
        changes["payments"] = tuple(
            attrs.evolve(
                payment,
                applications=tuple(
                    attrs.evolve(each, invoice=elsewhere(each.invoice, world))
                    for each in payment.applications
                ),
            )
            for payment in document.payments
        )
    return attrs.evolve(document, **changes)


@st.composite
def documents(draw: st.DrawFn) -> tuple[LedgerDocument, ...]:
    """Documents of up to three worlds, of all customers, some contents of one UUID differing."""
    found: list[LedgerDocument] = []
    for world in range(draw(st.integers(1, 3))):
        found += [
            attrs.evolve(
                moved(each, world),
                customer=draw(st.sampled_from(PARTIES)),
                issuer=draw(st.sampled_from(ISSUERS)),
                number=draw(st.sampled_from(["", "A1", "A2"])),
            )
            for each in draw(wild_worlds).documents
        ]
    if found:
        for twin in draw(st.lists(st.sampled_from(found), max_size=3)):
            total = twin.total + draw(st.sampled_from([Decimal(0), Decimal("0.00"), Decimal(1)]))
            customer = draw(st.sampled_from(PARTIES))
            found.append(attrs.evolve(twin, total=total, customer=customer))
    return tuple(found)


@st.composite
def tables_of_customers(draw: st.DrawFn) -> Customers:
    """Some of the customers; a parent is always there."""
    chosen = {each.key: each for each in draw(st.lists(st.sampled_from(CUSTOMERS), max_size=4))}
    if "X" in chosen:
        chosen.setdefault("G", CUSTOMERS[2])
    return Customers(records=tuple(chosen.values()))


# A reference may look like the UUID of something else.
references = st.sampled_from(["PD-1", "SPEI 7"]) | uuids
cash_receipts = st.builds(
    CashReceipt, invoice=uuids, date=days, amount=wild_amounts, reference=references
)
adjustments = st.builds(
    Adjustment,
    invoice=uuids,
    date=days,
    amount=wild_amounts,
    kind=st.sampled_from(AdjustmentKind),
    reference=references,
)
statuses = st.one_of(
    days.map(lambda on: DocumentStatus(state=DocumentState.CANCELLED, cancelled_on=on)),
    days.map(
        lambda on: DocumentStatus(state=DocumentState.CANCELLATION_REQUESTED, requested_on=on)
    ),
    st.sampled_from([DocumentState.CANCELLED, DocumentState.IN_FORCE]).map(
        lambda state: DocumentStatus(state=state)
    ),
)
told = st.builds(
    Told,
    status=st.dictionaries(uuids, statuses, max_size=4),
    terms=st.dictionaries(
        st.sampled_from(["XIA190128J61", "URE180429TM6", "XEXX010101000", "G"]),
        st.sampled_from(TERMS),
        max_size=2,
    ),
    customers=tables_of_customers(),
    adjustments=st.lists(adjustments, max_size=2).map(tuple),
    cash=st.lists(cash_receipts, max_size=2).map(tuple),
    deliveries=st.dictionaries(uuids, days, max_size=2),
)


def built(found: tuple[LedgerDocument, ...], said: Told, **settings: Any) -> Ledger:
    """The ledger of all at once."""
    return Ledger.build(found, **said.given(), **settings)
