"""From a ledger to the debts that might be written off, each with its evidence and its tests."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.aging import AppliedKind
from cobranza.aging._exact import total
from cobranza.aging._payments import settlements
from cobranza.credit.bad_debt._facts import DebtorFacts, DebtorKind
from cobranza.credit.bad_debt._grounds import Exposure, GroundTest, grounds_of
from cobranza.errors import CreditError
from cobranza.ledger import Adjustment, AdjustmentKind, Party
from cobranza.ledger.customers import GENERAL_PUBLIC
from cobranza.ledger.iva import iva_pending
from cobranza.money import convert, decimals, precise, quantize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cobranza.ledger import Ledger, Receivable
    from cobranza.rates import Rates

__all__ = ["BadDebt", "write_off_candidates"]

_MXN: Final = "MXN"
_UDI: Final = "UDI"
_UDI_PLACES: Final = 6
_ZERO: Final = Decimal(0)


@attrs.frozen(kw_only=True)
class BadDebt:
    """What is overdue of one invoice by one due date, and whether it can be deducted.

    `principal` is what was owed at the end of the due date and `balance` what is owed on `as_of`,
    both with taxes; `iva` is the part of the balance that is IVA: it was never caused, so it is no
    part of the loss. `exposure` is that of the whole debtor. `evidence` are the documents that
    prove the balance, the invoice first; `last_payment` is when money last came in for it.
    """

    invoice: str
    number: str
    account: str
    customer: Party
    currency: str
    issued: dt.date
    due: dt.date
    as_of: dt.date
    principal: Decimal
    balance: Decimal
    iva: Decimal
    exposure: Exposure
    facts: DebtorFacts
    tests: tuple[GroundTest, ...]
    last_payment: dt.date | None
    evidence: tuple[str, ...]

    @property
    def days_past_due(self) -> int:
        """Days since the due date."""
        return (self.as_of - self.due).days

    @property
    def loss(self) -> Decimal:
        """The balance without its IVA."""
        with precise():
            return self.balance - self.iva

    @property
    def ground(self) -> GroundTest | None:
        """The ground on which it can be deducted since the earliest day; `None` if on none."""
        met = [each for each in self.tests if each.is_met(self.as_of)]
        return min(met, key=lambda each: each.met_on or dt.date.max, default=None)

    @property
    def deductible(self) -> Decimal:
        """What of the loss can be deducted on `as_of`, zero if nothing can."""
        ground = self.ground
        if ground is None:
            return _ZERO
        with precise():
            return quantize(self.loss * ground.share, decimals(self.currency))

    def write_off(self, *, on: dt.date, reference: str) -> Adjustment:
        """Give the movement that takes the balance out of a ledger.

        It is for the books. Whether the loss can be deducted is another question: see `ground`.
        """
        with precise():
            amount = -self.balance
        return Adjustment(
            invoice=self.invoice,
            date=on,
            amount=amount,
            kind=AdjustmentKind.WRITE_OFF,
            reference=reference,
            reason=f"incobrable, vencida el {self.due}",
        )


def write_off_candidates(
    ledger: Ledger,
    *,
    as_of: dt.date,
    rates: Rates,
    facts: Mapping[str, DebtorFacts] | None = None,
) -> tuple[BadDebt, ...]:
    """Test everything that is overdue at the end of a day, the longest overdue first.

    The limit of 30 000 UDIS is of all that one person owes: what was owed of each open invoice at
    the end of its due date, at the UDI of that day; what is not due yet, as of `as_of`. The law
    says all credits granted: whoever reads that as those too that have been paid has to add them.
    Buyers behind the generic RFC of sales to the public are taken for a person each.

    Args:
        ledger: the whole ledger.
        as_of: the last day that counts, and the day of the law that is applied.
        rates: MXN for one UDI, under the code "UDI", and for one unit of each foreign currency. A
            missing value leaves the amount unknown, and the tests say so.
        facts: by account (`Receivable.account`), what is known of a debtor. Without any, a debtor
            is a business of which nothing was notified; the generic RFC of sales to the public is
            the general public.

    Raises:
        CreditError: `facts` names an account that the ledger does not have.

    >>> from cobranza.ledger import Invoice, Ledger
    >>> from cobranza.rates import Rates
    >>> invoice = Invoice(
    ...     uuid="5FB2822E-396D-4725-8521-CDC4BDD20CCF",
    ...     issuer=Party(rfc="EKU9003173C9"),
    ...     customer=Party(rfc="URE180429TM6"),
    ...     issued=dt.datetime(2025, 3, 2, 10, 30),
    ...     currency="MXN",
    ...     total=Decimal("11600.00"),
    ...     payment_method="PPD",
    ...     payment_terms_text="30 días",
    ... )
    >>> known = DebtorFacts(notified_on=dt.date(2026, 4, 20))
    >>> (debt,) = write_off_candidates(
    ...     Ledger.build([invoice]),
    ...     as_of=dt.date(2026, 5, 31),
    ...     rates=Rates.constant({"UDI": "8.50"}),
    ...     facts={"URE180429TM6": known},
    ... )
    >>> debt.ground.ground.value, debt.ground.met_on, debt.days_past_due
    ('small_credit', datetime.date(2026, 4, 20), 425)
    """
    given = facts or {}
    unknown = given.keys() - {each.account for each in ledger.receivables}
    if unknown:
        raise CreditError(f"facts are of {min(unknown)!r}, expected an account of the ledger")
    debtors: defaultdict[tuple[str, str], list[Receivable]] = defaultdict(list)
    for each in ledger.receivables:
        debtors[each.account, each.uuid if _is_public(each) else ""].append(each)
    iva = _pending_iva(ledger, as_of)
    found = (
        debt
        for (account, _), receivables in debtors.items()
        for debt in _of_debtor(
            receivables,
            as_of=as_of,
            iva=iva,
            exposure=_exposure(receivables, as_of, rates),
            facts=given.get(account) or _default(receivables[0]),
        )
    )
    return tuple(sorted(found, key=lambda each: (each.due, each.issued, each.invoice)))


def _is_public(receivable: Receivable) -> bool:
    return receivable.customer.rfc.upper() == GENERAL_PUBLIC


def _default(receivable: Receivable) -> DebtorFacts:
    public = _is_public(receivable)
    return DebtorFacts(kind=DebtorKind.GENERAL_PUBLIC if public else DebtorKind.BUSINESS)


def _of_debtor(
    receivables: Iterable[Receivable],
    *,
    as_of: dt.date,
    iva: Mapping[str, Decimal],
    exposure: Exposure,
    facts: DebtorFacts,
) -> Iterator[BadDebt]:
    for each in receivables:
        whole = each.balance(as_of)
        for due, balance in _open_parts(each, as_of):
            if due >= as_of:
                continue
            with precise():
                part = iva.get(each.uuid, _ZERO) * balance / whole
            yield BadDebt(
                invoice=each.uuid,
                number=each.number,
                account=each.account,
                customer=each.customer,
                currency=each.currency,
                issued=each.issued.date(),
                due=due,
                as_of=as_of,
                principal=_principal(each, due),
                balance=balance,
                iva=quantize(part, decimals(each.currency)),
                exposure=exposure,
                facts=facts,
                tests=grounds_of(
                    issued=each.issued.date(), due=due, exposure=exposure, facts=facts, as_of=as_of
                ),
                last_payment=_last_payment(each, as_of),
                evidence=tuple(
                    dict.fromkeys(event.document for event in each.events if event.date <= as_of)
                ),
            )


def _open_parts(receivable: Receivable, day: dt.date) -> list[tuple[dt.date, Decimal]]:
    parts = receivable.parts(day)
    return [(due, amount) for due, amount in parts if due is not None and amount > 0]


def _principal(receivable: Receivable, due: dt.date) -> Decimal:
    """Give what was owed of an instalment at the end of its due date."""
    return total(amount for each, amount in receivable.parts(due) if each == due)


def _last_payment(receivable: Receivable, as_of: dt.date) -> dt.date | None:
    days = [e.day for e in settlements(receivable, as_of) if e.kind is AppliedKind.PAYMENT]
    return max(days, default=None)


def _exposure(receivables: Iterable[Receivable], as_of: dt.date, rates: Rates) -> Exposure:
    mxn: list[Decimal | None] = []
    udis: list[Decimal | None] = []
    for receivable in receivables:
        for due, balance in _open_parts(receivable, as_of):
            day = min(due, as_of)
            amount = balance if due > as_of else _principal(receivable, due)
            rate, udi = rates.on(receivable.currency, day), rates.on(_UDI, day)
            pesos = None if rate is None else convert(amount, rate, decimals(_MXN))
            mxn.append(pesos)
            with precise():
                udis.append(None if pesos is None or udi is None else pesos / udi)
    in_udis = _sum(udis)
    return Exposure(udis=None if in_udis is None else quantize(in_udis, _UDI_PLACES), mxn=_sum(mxn))


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    known = [*amounts]
    return None if None in known else total(each for each in known if each is not None)


def _pending_iva(ledger: Ledger, as_of: dt.date) -> dict[str, Decimal]:
    """Sum the IVA pending of each invoice, less what the customer would withhold of it."""
    found: dict[str, Decimal] = {}
    with precise():
        for each in iva_pending(ledger, as_of):
            sign = -1 if each.rate.withheld else 1
            found[each.invoice] = found.get(each.invoice, _ZERO) + sign * each.iva
    return found
