"""What a ledger needs to know of a document: who, when, how much, and what it refers to.

Nothing here knows XML. Documents that come from CFDI are made by `cobranza.ledger.intake`; a
program whose documents live elsewhere builds these classes directly.

Amounts are `Decimal` in the currency of the same record, as the document prints them. Dates and
times are local to the issuer and carry no zone, as CFDI writes them. Anything else is refused when
the object is built, so that building a ledger from well formed objects never fails.

Source: SAT, Anexo 20 (CFDI 4.0) and complement Pagos 2.0, for what each field means.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

import attrs

from cobranza.errors import LedgerError, MoneyError

__all__ = [
    "Application",
    "CreditNote",
    "DocumentState",
    "DocumentStatus",
    "Invoice",
    "LedgerDocument",
    "Party",
    "Payment",
    "PaymentReceipt",
    "Relation",
    "SkipReason",
    "Skipped",
    "Tax",
    "check_amount",
    "check_day",
    "upper",
]

_ONE: Final = Decimal(1)
_ZERO: Final = Decimal(0)
# t_Importe has 18 integer digits. The lower bound refuses exponents that no amount has.
_MAGNITUDES: Final = range(-28, 18)
_YEARS: Final = range(1900, 3000)


def upper(uuid: str) -> str:
    """Write a UUID as the ledger keys it."""
    return uuid.upper()


@attrs.frozen(kw_only=True)
class Party:
    """An issuer or a customer: RFC and name, as the document writes them.

    `regime` is a code of c_RegimenFiscal; `tax_id` the registration of a foreigner in its own
    country (NumRegIdTrib). Both are `None` when not given.

    >>> Party(rfc="URE180429TM6", name="UNIVERSIDAD ROBOTICA ESPAÑOLA").rfc
    'URE180429TM6'
    """

    rfc: str
    name: str = ""
    regime: str | None = None
    tax_id: str | None = None


@attrs.frozen(kw_only=True)
class Relation:
    """Another document that a document names, and why.

    `kind` is a code of c_TipoRelacion: "01" credit note, "02" debit note, "03" return, "04"
    substitution, "07" application of an advance. `path` is where the document says so, an XPath.

    >>> Relation(kind="04", uuid="5fb2822e-396d-4725-8521-cdc4bdd20ccf").uuid
    '5FB2822E-396D-4725-8521-CDC4BDD20CCF'
    """

    kind: str
    uuid: str = attrs.field(converter=upper)
    path: str | None = None


@attrs.frozen(kw_only=True)
class Tax:
    """One tax of a document or of a payment, summed by kind and rate as the document does.

    `tax` is a code of c_Impuesto ("001" ISR, "002" IVA, "003" IEPS), `factor` one of c_TipoFactor,
    `rate` a fraction for Tasa (0.16 is 16 %), an amount per unit for Cuota, `None` for Exento or
    where the document sums over rates. `withheld` tells a retención from a traslado. Amounts are
    positive, in the currency of the record; `base` and `amount` are `None` where not printed.

    >>> Tax(tax="002", factor="Tasa", rate=Decimal("0.160000"), amount=Decimal("16.00")).withheld
    False

    Raises:
        TypeError: an amount is not a Decimal.
        MoneyError: an amount is not finite or has more than 18 integer digits.
    """

    tax: str
    factor: str | None = None
    rate: Decimal | None = None
    base: Decimal | None = None
    amount: Decimal | None = None
    withheld: bool = False

    def __attrs_post_init__(self) -> None:
        _check_optional(self.rate, "rate")
        _check_optional(self.base, "base")
        _check_optional(self.amount, "amount")


@attrs.frozen(kw_only=True)
class Application:
    """The part of a payment that settles one invoice (DoctoRelacionado).

    `paid` is in `currency`, which should be that of the invoice; `equivalence` is units of
    `currency` for one unit of the payment's currency, `None` when not given.

    `installment`, `previous_balance` and `remaining` are what the issuer declares; they are
    compared with the events and never decide a balance. They are `None` where the source of the
    document has no such thing. `taxes` are those of the part paid (ImpuestosDR), in `currency`.

    >>> application = Application(
    ...     invoice="5FB2822E-396D-4725-8521-CDC4BDD20CCF", currency="MXN", paid=Decimal("500.00")
    ... )
    >>> application.equivalence
    Decimal('1')

    Raises:
        TypeError: an amount is not a Decimal.
        MoneyError: an amount is not finite or has more than 18 integer digits.
    """

    invoice: str = attrs.field(converter=upper)
    currency: str
    paid: Decimal
    equivalence: Decimal | None = _ONE
    installment: int | None = None
    previous_balance: Decimal | None = None
    remaining: Decimal | None = None
    taxes: tuple[Tax, ...] = ()
    path: str | None = None

    def __attrs_post_init__(self) -> None:
        check_amount(self.paid, "paid")
        _check_optional(self.equivalence, "equivalence")
        _check_optional(self.previous_balance, "previous_balance")
        _check_optional(self.remaining, "remaining")


@attrs.frozen(kw_only=True)
class Payment:
    """Money received on one day, and the invoices it settles (Pago).

    `date` is the effective day (FechaPago). `exchange_rate` is MXN for one unit of `currency`.
    `operation` is the number of the cheque or transfer (NumOperacion).

    >>> from datetime import date
    >>> Payment(date=date(2026, 3, 9), currency="MXN", amount=Decimal("500.00")).applications
    ()

    Raises:
        TypeError: an amount is not a Decimal, or `date` is not a plain date.
        MoneyError: an amount is not finite or has more than 18 integer digits.
        LedgerError: `date` has an absurd year.
    """

    date: date
    currency: str
    amount: Decimal
    exchange_rate: Decimal | None = None
    form: str | None = None
    operation: str | None = None
    applications: tuple[Application, ...] = ()
    path: str | None = None

    def __attrs_post_init__(self) -> None:
        check_day(self.date, "date")
        check_amount(self.amount, "amount")
        _check_optional(self.exchange_rate, "exchange_rate")


@attrs.frozen(kw_only=True)
class LedgerDocument:
    """What every document of a ledger has: an `Invoice`, a `CreditNote` or a `PaymentReceipt`.

    `number` is series and folio, "" when there is none; `issued` is local time without zone;
    `exchange_rate` is MXN for one unit of `currency`; `taxes` are the document's own, summed.

    >>> issubclass(Invoice, LedgerDocument)
    True

    Raises:
        TypeError: an amount is not a Decimal, or `issued` is not a datetime.
        MoneyError: an amount is not finite or has more than 18 integer digits.
        LedgerError: `issued` has a time zone or an absurd year.
    """

    uuid: str = attrs.field(converter=upper)
    issuer: Party
    customer: Party
    issued: datetime
    currency: str
    total: Decimal
    exchange_rate: Decimal | None = None
    number: str = ""
    relations: tuple[Relation, ...] = ()
    taxes: tuple[Tax, ...] = ()

    def __attrs_post_init__(self) -> None:
        _check_moment(self.issued, "issued")
        check_amount(self.total, "total")
        _check_optional(self.exchange_rate, "exchange_rate")

    @property
    def issued_on(self) -> date:
        """The day of `issued`."""
        return self.issued.date()


@attrs.frozen(kw_only=True)
class Invoice(LedgerDocument):
    """A document that charges a customer (type I).

    `payment_method` is "PUE", "PPD" or `None`, and `None` is treated as PPD. `is_advance` tells the
    invoice of an advance, whose money another invoice will use. A debit note is an invoice with a
    relation of kind 02: it charges by itself, and the relation says what for.

    >>> from datetime import datetime
    >>> invoice = Invoice(
    ...     uuid="5fb2822e-396d-4725-8521-cdc4bdd20ccf",
    ...     issuer=Party(rfc="EKU9003173C9"),
    ...     customer=Party(rfc="URE180429TM6"),
    ...     issued=datetime(2026, 3, 2, 10, 30),
    ...     currency="MXN",
    ...     total=Decimal("1160.00"),
    ...     payment_method="PPD",
    ... )
    >>> invoice.uuid, invoice.issued_on
    ('5FB2822E-396D-4725-8521-CDC4BDD20CCF', datetime.date(2026, 3, 2))
    """

    payment_method: str | None = None
    payment_form: str | None = None
    payment_terms_text: str | None = None
    is_advance: bool = False


@attrs.frozen(kw_only=True)
class CreditNote(LedgerDocument):
    """A document that gives credit to a customer (type E); `total` is positive.

    `relations` of kind 01, 03 and 07 name the invoices it reduces. Kind 07 applies an advance: it
    reduces the sale, never the invoice of the advance, whichever of the two it names.

    >>> from datetime import datetime
    >>> note = CreditNote(
    ...     uuid="6ac2f5c0-1b52-4a4b-9d3e-0c8a4f2f9d11",
    ...     issuer=Party(rfc="EKU9003173C9"),
    ...     customer=Party(rfc="URE180429TM6"),
    ...     issued=datetime(2026, 3, 5),
    ...     currency="MXN",
    ...     total=Decimal("160.00"),
    ...     relations=(Relation(kind="01", uuid="5FB2822E-396D-4725-8521-CDC4BDD20CCF"),),
    ... )
    >>> note.total
    Decimal('160.00')
    """

    payment_form: str | None = None


@attrs.frozen(kw_only=True)
class PaymentReceipt(LedgerDocument):
    """A document that says what was paid (type P, REP): one or more payments.

    Its own total is 0 and its own currency XXX; the amounts are those of its payments.

    >>> from datetime import datetime
    >>> receipt = PaymentReceipt(
    ...     uuid="0b9d6f0e-7f5e-4c39-8f86-3f8f0f2b6a77",
    ...     issuer=Party(rfc="EKU9003173C9"),
    ...     customer=Party(rfc="URE180429TM6"),
    ...     issued=datetime(2026, 4, 3),
    ... )
    >>> receipt.total, receipt.payments
    (Decimal('0'), ())
    """

    currency: str = "XXX"
    total: Decimal = _ZERO
    payments: tuple[Payment, ...] = ()


class DocumentState(StrEnum):
    """What the tax authority says of a document."""

    IN_FORCE = "in_force"  # vigente
    CANCELLATION_REQUESTED = "cancellation_requested"  # en proceso: the customer has not answered
    CANCELLATION_REJECTED = "cancellation_rejected"  # the customer refused: it stays in force
    CANCELLED = "cancelled"  # cancelado


@attrs.frozen(kw_only=True)
class DocumentStatus:
    """Whether the tax authority holds a document as cancelled, and since when.

    Only `CANCELLED` ends a document: while a cancellation is requested, or once it was rejected, it
    stands. `cancelled_on` is `None` when the day is not known: what the document did is then undone
    on the days on which it had been done. `requested_on` is when cancellation was asked for.

    >>> DocumentStatus(state=DocumentState.CANCELLATION_REQUESTED).cancelled
    False

    Raises:
        TypeError: a day is not a plain date.
        LedgerError: a day is given that the state cannot have, or the two are out of order.
    """

    state: DocumentState
    cancelled_on: date | None = None
    requested_on: date | None = None

    def __attrs_post_init__(self) -> None:
        if self.cancelled_on is not None:
            check_day(self.cancelled_on, "cancelled_on")
            if not self.cancelled:
                raise LedgerError("cancelled_on is given for a document that is not cancelled")
        if self.requested_on is not None:
            check_day(self.requested_on, "requested_on")
            if self.state is DocumentState.IN_FORCE:
                raise LedgerError("requested_on is given for a document in force")
            if self.cancelled_on is not None and self.cancelled_on < self.requested_on:
                raise LedgerError(
                    f"cancelled_on is {self.cancelled_on}, expected {self.requested_on} or later"
                )

    @property
    def cancelled(self) -> bool:
        """Whether the document no longer counts."""
        return self.state is DocumentState.CANCELLED


class SkipReason(StrEnum):
    """Why a document has no place in a ledger."""

    NO_UUID = "no_uuid"  # without TimbreFiscalDigital it is not a fiscal document
    NOT_RECEIVABLE = "not_receivable"  # types T (goods moved) and N (payroll)
    UNUSABLE = "unusable"  # an amount or a date that no ledger can hold; `detail` says which


@attrs.frozen(kw_only=True, order=True)
class Skipped:
    """A document that was understood and left out of the ledger, and the reason.

    `kind` is its TipoDeComprobante; `source` is the file, when there was one; `detail` is why the
    document is `UNUSABLE`.

    >>> Skipped(reason=SkipReason.NO_UUID, kind="I").reason.value
    'no_uuid'
    """

    reason: SkipReason
    kind: str
    uuid: str = ""
    source: str = ""
    detail: str = ""


def check_amount(value: object, name: str) -> None:
    """Refuse what is not an exact, finite, sane amount."""
    if not isinstance(value, Decimal):
        hint = "; floats are not exact" if isinstance(value, float) else ""
        raise TypeError(f"{name} is a {type(value).__name__}, expected a Decimal{hint}")
    if not value.is_finite():
        raise MoneyError(f"{name} is {value}, expected a finite decimal")
    if value.adjusted() not in _MAGNITUDES:
        raise MoneyError(f"{name} is {value}, expected at most 18 integer digits and 28 decimals")


def _check_optional(value: object, name: str) -> None:
    if value is not None:
        check_amount(value, name)


def check_day(value: object, name: str) -> None:
    """Refuse what is not a plain date of this age.

    A datetime is a date, but the two do not compare.
    """
    if not isinstance(value, date) or isinstance(value, datetime):
        raise TypeError(f"{name} is a {type(value).__name__}, expected a date")
    _check_year(value, name)


def _check_moment(value: object, name: str) -> None:
    """Refuse what is not a local date and time of this age."""
    if not isinstance(value, datetime):
        raise TypeError(f"{name} is a {type(value).__name__}, expected a datetime")
    if value.tzinfo is not None:
        raise LedgerError(f"{name} is {value}, expected the local time of the issuer, without zone")
    _check_year(value, name)


def _check_year(value: date, name: str) -> None:
    """Refuse years that only a mistake can mean, so that days can be added to what is left."""
    if value.year not in _YEARS:
        raise LedgerError(f"{name} is {value}, expected a year from 1900 to 2999")
