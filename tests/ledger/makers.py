"""Short ways to write the documents of a test, and what must hold of every ledger."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from cobranza.ledger import (
    Adjustment,
    AdjustmentKind,
    Application,
    CashReceipt,
    CreditNote,
    DocumentState,
    DocumentStatus,
    Event,
    EventKind,
    Invoice,
    Ledger,
    Party,
    Payment,
    PaymentReceipt,
    Relation,
)

SELLER = Party(rfc="EKU9003173C9", name="ESCUELA KEMPER URGATE")
BUYER = Party(rfc="URE180429TM6", name="UNIVERSIDAD ROBOTICA ESPAÑOLA")


def uid(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012X}"


def day(number: int) -> date:
    """A day of January 2026, or of the months after it."""
    return date.fromordinal(date(2025, 12, 31).toordinal() + number)


def moment(number: int, hour: int = 10) -> datetime:
    return datetime.combine(day(number), datetime.min.time()).replace(hour=hour)


def relations(kind: str, numbers: Iterable[int]) -> tuple[Relation, ...]:
    return tuple(Relation(kind=kind, uuid=uid(number)) for number in numbers)


def invoice(
    number: int,
    total: str = "1160.00",
    *,
    on: int = 1,
    method: str | None = "PPD",
    currency: str = "MXN",
    rate: str | None = None,
    replaces: Iterable[int] = (),
    uses: Iterable[int] = (),
    advance: bool = False,
    terms: str | None = None,
    customer: Party = BUYER,
    issuer: Party = SELLER,
) -> Invoice:
    return Invoice(
        uuid=uid(number),
        issuer=issuer,
        customer=customer,
        issued=moment(on),
        number=f"A{number}",
        relations=(*relations("04", replaces), *relations("07", uses)),
        currency=currency,
        total=Decimal(total),
        exchange_rate=None if rate is None else Decimal(rate),
        payment_method=method,
        payment_terms_text=terms,
        is_advance=advance,
    )


def pays(
    number: int,
    paid: str,
    *,
    installment: int | None = None,
    before: str | None = None,
    after: str | None = None,
    currency: str = "MXN",
    equivalence: str | None = "1",
) -> Application:
    return Application(
        invoice=uid(number),
        currency=currency,
        paid=Decimal(paid),
        equivalence=None if equivalence is None else Decimal(equivalence),
        installment=installment,
        previous_balance=None if before is None else Decimal(before),
        remaining=None if after is None else Decimal(after),
        path=f"line {number}",
    )


def receipt(
    number: int,
    *lines: Application,
    on: int = 10,
    issued: int | None = None,
    amount: str | None = None,
    currency: str = "MXN",
    rate: str | None = None,
    replaces: Iterable[int] = (),
) -> PaymentReceipt:
    """A REP with one payment, whose amount is what its lines pay unless given."""
    total = sum((line.paid for line in lines), Decimal(0)) if amount is None else Decimal(amount)
    return PaymentReceipt(
        uuid=uid(number),
        issuer=SELLER,
        customer=BUYER,
        issued=moment(on if issued is None else issued),
        relations=relations("04", replaces),
        payments=(
            Payment(
                date=day(on),
                currency=currency,
                exchange_rate=None if rate is None else Decimal(rate),
                amount=total,
                applications=lines,
            ),
        ),
    )


def note(
    number: int,
    total: str,
    *invoices: int,
    on: int = 5,
    kind: str = "01",
    currency: str = "MXN",
    rate: str | None = None,
    replaces: Iterable[int] = (),
) -> CreditNote:
    return CreditNote(
        uuid=uid(number),
        issuer=SELLER,
        customer=BUYER,
        issued=moment(on),
        relations=(*relations(kind, invoices), *relations("04", replaces)),
        currency=currency,
        total=Decimal(total),
        exchange_rate=None if rate is None else Decimal(rate),
    )


def cancelled(*numbers: int, on: int | None = None) -> dict[str, DocumentStatus]:
    cancelled_on = None if on is None else day(on)
    status = DocumentStatus(state=DocumentState.CANCELLED, cancelled_on=cancelled_on)
    return {uid(number): status for number in numbers}


def cash(number: int, amount: str, *, on: int = 10, reference: str = "SPEI 1") -> CashReceipt:
    """Money seen for an invoice."""
    return CashReceipt(
        invoice=uid(number), date=day(on), amount=Decimal(amount), reference=reference
    )


def by_hand(
    number: int,
    amount: str,
    *,
    on: int = 20,
    kind: AdjustmentKind = AdjustmentKind.ADJUSTMENT,
    reference: str = "PD-1",
    reason: str = "",
) -> Adjustment:
    """A movement of an invoice by decision of the company."""
    return Adjustment(
        invoice=uid(number),
        date=day(on),
        amount=Decimal(amount),
        kind=kind,
        reference=reference,
        reason=reason,
    )


def balance(ledger: Ledger, number: int, on: int | None = None) -> Decimal:
    receivable = ledger.get(uid(number))
    assert receivable is not None
    return receivable.balance(None if on is None else day(on))


def balances(ledger: Ledger, *numbers: int) -> list[Decimal]:
    return [balance(ledger, number) for number in numbers]


def events(ledger: Ledger, number: int) -> tuple[Event, ...]:
    receivable = ledger.get(uid(number))
    assert receivable is not None
    return receivable.events


def story(ledger: Ledger, number: int) -> list[tuple[str, int, str]]:
    """What moved an invoice: kind, day of January, amount."""
    return [
        (event.kind.value, (event.date - day(0)).days, str(event.amount))
        for event in events(ledger, number)
    ]


def codes(ledger: Ledger) -> list[str]:
    return [each.code for each in ledger.inconsistencies]


def of_kind(ledger: Ledger, number: int, kind: EventKind) -> list[Event]:
    return [event for event in events(ledger, number) if event.kind is kind]
