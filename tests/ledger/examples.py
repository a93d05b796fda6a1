"""Each code of an inconsistency by the fewest documents that show it, beside a near miss.

They are run by `test_codes.py` and printed in docs/reference/inconsistencies.md.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

import attrs

from cobranza.ledger import (
    Adjustment,
    AdjustmentKind,
    CashReceipt,
    DocumentState,
    DocumentStatus,
    Inconsistency,
    Invoice,
    Ledger,
    LedgerDocument,
    Party,
    PaymentReceipt,
    PuePolicy,
    Tax,
)
from tests.ledger.makers import BUYER, cancelled, day, invoice, note, pays, receipt, relations, uid

OTHER: Final = Party(rfc="XIA190128J61", name="XENON INDUSTRIAL ARTICLES")


@attrs.frozen(kw_only=True)
class Example:
    """What a ledger is built of."""

    documents: tuple[LedgerDocument, ...]
    status: Mapping[str, DocumentStatus] = attrs.field(factory=dict[str, DocumentStatus])
    cash: tuple[CashReceipt, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    pue: PuePolicy = "paid_at_issue"

    def found(self) -> tuple[Inconsistency, ...]:
        """Give what does not fit when all has happened, the deadlines missed among it."""
        ledger = Ledger.build(**attrs.asdict(self, recurse=False))
        cases = (*ledger.inconsistencies, *ledger.deadlines)
        return tuple(case for case in cases if case.until is None)


def of(*documents: LedgerDocument, **facts: Any) -> Example:
    return Example(documents=documents, **facts)


def status(number: int, state: DocumentState, on: int | None = None) -> dict[str, DocumentStatus]:
    requested = None if on is None else day(on)
    return {uid(number): DocumentStatus(state=state, requested_on=requested)}


def seen(number: int, amount: str, *, on: int, reference: str = "SPEI 8846") -> CashReceipt:
    return CashReceipt(
        invoice=uid(number), date=day(on), amount=Decimal(amount), reference=reference
    )


def adjusted(number: int, amount: str, *, on: int) -> Adjustment:
    return Adjustment(
        invoice=uid(number),
        date=day(on),
        amount=Decimal(amount),
        kind=AdjustmentKind.ADJUSTMENT,
        reference="PD-118",
    )


def iva(base: str, rate: str = "0.160000") -> Tax:
    return Tax(tax="002", factor="Tasa", rate=Decimal(rate), base=Decimal(base))


def numbered(document: Invoice, number: str) -> Invoice:
    return attrs.evolve(document, number=number)


def naming(document: Invoice, kind: str, *numbers: int) -> Invoice:
    return attrs.evolve(document, relations=relations(kind, numbers))


def advance(number: int, total: str, *, on: int = 1) -> Invoice:
    return attrs.evolve(invoice(number, total, on=on, method="PUE"), is_advance=True)


def by_operation(document: PaymentReceipt, operation: str) -> PaymentReceipt:
    (payment,) = document.payments
    return attrs.evolve(document, payments=(attrs.evolve(payment, operation=operation),))


def taxed(document: Invoice, *taxes: Tax) -> Invoice:
    return attrs.evolve(document, taxes=taxes)


PAID: Final = receipt(2, pays(1, "500.00"), on=10)
SEEN: Final = seen(1, "500.00", on=10)
SOLD: Final = taxed(invoice(1), iva("1000.00"))
HALF: Final = pays(1, "580.00")

EXAMPLES: Final[Mapping[str, tuple[Example, Example]]] = {
    "COB201": (
        of(invoice(1, "1160.00"), invoice(1, "11600.00")),
        of(invoice(1, "1160.00"), invoice(1, "1160.00")),
    ),
    "COB202": (of(invoice(1, "-1160.00")), of(invoice(1, "1160.00"))),
    "COB203": (of(invoice(1, on=11), PAID), of(invoice(1, on=10), PAID)),
    "COB204": (
        of(numbered(invoice(1), "A7"), numbered(invoice(2, on=3), "A7")),
        of(numbered(invoice(1), "A7"), numbered(invoice(2, on=3), "A8")),
    ),
    "COB210": (of(PAID), of(PAID, invoice(1))),
    "COB211": (of(invoice(1, method="PUE"), PAID), of(invoice(1, method="PPD"), PAID)),
    "COB212": (
        of(invoice(1), receipt(2, pays(1, "50.00", currency="USD"), currency="USD", rate="20")),
        of(
            invoice(1),
            receipt(2, pays(1, "500.00", equivalence="20"), currency="USD", rate="20", amount="25"),
        ),
    ),
    "COB213": (
        of(invoice(1), receipt(2, pays(1, "1160.01"))),
        of(invoice(1), receipt(2, pays(1, "1160.00"))),
    ),
    "COB214": (
        of(invoice(1), cash=(SEEN,)),
        of(invoice(1), receipt(2, pays(1, "500.00"), on=10, issued=36), cash=(SEEN,)),
    ),
    "COB215": (
        of(invoice(1), receipt(2, pays(1, "500.00"), on=10, issued=37)),
        of(invoice(1), receipt(2, pays(1, "500.00"), on=10, issued=36)),
    ),
    "COB216": (
        of(invoice(1), PAID, receipt(3, pays(1, "500.00"), on=10, issued=12)),
        of(
            invoice(1),
            by_operation(PAID, "8846"),
            by_operation(receipt(3, pays(1, "500.00"), on=10, issued=12), "8847"),
        ),
    ),
    "COB217": (
        of(invoice(1, method="PUE"), pue="alert"),
        of(invoice(1, method="PUE"), cash=(seen(1, "1160.00", on=31),), pue="alert"),
    ),
    "COB220": (
        of(invoice(1), receipt(2, pays(1, "500.00", installment=2))),
        of(invoice(1), receipt(2, pays(1, "500.00", installment=1))),
    ),
    "COB221": (
        of(
            invoice(1),
            receipt(2, pays(1, "500.00", installment=1)),
            receipt(3, pays(1, "400.00", installment=1)),
        ),
        of(
            invoice(1),
            receipt(2, pays(1, "500.00", installment=1)),
            receipt(3, pays(1, "400.00", installment=2)),
        ),
    ),
    "COB222": (
        of(invoice(1), receipt(2, pays(1, "500.00", before="1000.00", after="500.00"))),
        of(invoice(1), receipt(2, pays(1, "500.00", before="1160.00", after="660.00"))),
    ),
    "COB223": (
        of(invoice(1), receipt(2, pays(1, "500.00", before="1160.00", after="0.00"))),
        of(invoice(1), receipt(2, pays(1, "500.00", before="1160.00", after="660.00"))),
    ),
    "COB224": (
        of(invoice(1), note(3, "160.00", 1), receipt(2, pays(1, "500.00", before="1160.00"))),
        of(invoice(1), note(3, "160.00", 1), receipt(2, pays(1, "500.00", before="1000.00"))),
    ),
    "COB225": (
        of(SOLD, receipt(2, attrs.evolve(HALF, taxes=(iva("580.00"),)))),
        of(SOLD, receipt(2, attrs.evolve(HALF, taxes=(iva("500.00"),)))),
    ),
    "COB230": (of(invoice(1), note(2, "160.00")), of(invoice(1), note(2, "160.00", 1))),
    "COB231": (of(invoice(1), note(2, "160.00", 9)), of(invoice(1), note(2, "160.00", 1))),
    "COB232": (of(invoice(1), note(2, "1160.01", 1)), of(invoice(1), note(2, "1160.00", 1))),
    "COB233": (
        of(invoice(1), note(2, "10.00", 1, currency="USD")),
        of(invoice(1), note(2, "10.00", 1, currency="USD", rate="20")),
    ),
    "COB234": (
        of(invoice(1, customer=OTHER), note(2, "160.00", 1)),
        of(invoice(1, customer=BUYER), note(2, "160.00", 1)),
    ),
    "COB235": (
        of(advance(1, "1160.00")),
        of(
            advance(1, "1160.00"),
            naming(invoice(2, "5800.00", on=9), "07", 1),
            note(3, "1160.00", 2, on=9, kind="07"),
        ),
    ),
    "COB236": (
        of(
            advance(1, "1160.00"),
            naming(invoice(2, "5800.00", on=9), "07", 1),
            note(3, "1161.00", 2, on=9, kind="07"),
        ),
        of(
            advance(1, "1160.00"),
            naming(invoice(2, "5800.00", on=9), "07", 1),
            note(3, "1160.00", 2, on=9, kind="07"),
        ),
    ),
    "COB240": (
        of(invoice(1), cash=(SEEN,), status=cancelled(1, on=20)),
        of(invoice(1), status=cancelled(1, on=20)),
    ),
    "COB241": (of(invoice(2, replaces=[1])), of(invoice(1), invoice(2, replaces=[1]))),
    "COB242": (
        of(invoice(1, replaces=[2]), invoice(2, replaces=[1])),
        of(invoice(1), invoice(2, replaces=[1])),
    ),
    "COB243": (
        of(invoice(1), invoice(2, on=2, replaces=[1]), invoice(3, on=3, replaces=[1])),
        of(invoice(1), invoice(2, on=2, replaces=[1]), invoice(3, on=3, replaces=[2])),
    ),
    "COB244": (
        of(invoice(1), receipt(2, replaces=[1])),
        of(receipt(1), receipt(2, replaces=[1])),
    ),
    "COB245": (
        of(invoice(1), invoice(2, on=2, replaces=[1]), status=cancelled(2, on=9)),
        of(invoice(1), invoice(2, on=2, replaces=[1]), status=cancelled(1, on=9)),
    ),
    "COB246": (
        of(invoice(1), invoice(2, "58.00", on=2, currency="USD", rate="20", replaces=[1])),
        of(invoice(1), invoice(2, "1160.00", on=2, replaces=[1])),
    ),
    "COB247": (
        of(invoice(1), naming(invoice(2, on=5), "02", 1), status=cancelled(1, on=20)),
        of(invoice(1), invoice(2, on=5, replaces=[1]), status=cancelled(1, on=20)),
    ),
    "COB248": (
        of(
            invoice(1),
            invoice(2, on=5, replaces=[1]),
            status=status(1, DocumentState.IN_FORCE),
        ),
        of(invoice(1), invoice(2, on=5, replaces=[1]), status=cancelled(1, on=20)),
    ),
    "COB249": (
        of(invoice(1), status=status(1, DocumentState.CANCELLATION_REQUESTED, 20)),
        of(invoice(1), status=status(1, DocumentState.IN_FORCE)),
    ),
    "COB250": (of(invoice(1, customer=OTHER), PAID), of(invoice(1, customer=BUYER), PAID)),
    "COB251": (
        of(invoice(1), invoice(2, on=2, customer=attrs.evolve(BUYER, name="ROBOTICA DEL NORTE"))),
        of(
            invoice(1),
            invoice(2, on=2, customer=attrs.evolve(BUYER, name="Universidad Robótica  Española")),
        ),
    ),
    "COB252": (
        of(
            invoice(1, customer=attrs.evolve(BUYER, regime="601")),
            invoice(2, on=2, customer=attrs.evolve(BUYER, regime="626")),
        ),
        of(
            invoice(1, customer=attrs.evolve(BUYER, regime="601")),
            invoice(2, on=2, customer=attrs.evolve(OTHER, regime="626")),
        ),
    ),
    "COB260": (of(cash=(SEEN,)), of(invoice(1), PAID, cash=(SEEN,))),
    "COB261": (
        of(invoice(1), cash=(seen(1, "-500.00", on=10),)),
        of(invoice(1), adjustments=(adjusted(1, "-500.00", on=10),)),
    ),
}
