"""Several overdue invoices, and what their delay has cost, into one plan."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final, Protocol, get_args

from cobranza.aging._exact import total
from cobranza.credit.arrears._forgiveness import Forgiveness, InvoicePart, invoice_parts
from cobranza.credit.arrears._pots import Allocation, Pots
from cobranza.credit.arrears._restructuring import Restructuring
from cobranza.credit.plans import IvaShare
from cobranza.errors import CreditError
from cobranza.ledger import account_key
from cobranza.money import decimals, precise

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cobranza.credit.arrears._moratory import Arrears
    from cobranza.credit.plans import Schedule

__all__ = ["Amortizer", "restructure"]

_ONE: Final = Decimal(1)
_ZERO: Final = Decimal(0)


class Amortizer(Protocol):
    """What turns an amount into a schedule: `partial(amortize, rate=..., start=..., ...)`."""

    def __call__(self, principal: Decimal, *, iva: tuple[IvaShare, ...], currency: str) -> Schedule:
        """Amortize an amount, with the IVA that its interest bears."""
        ...


def restructure(
    arrears: Iterable[Arrears],
    *,
    plan: Amortizer,
    forgiveness: Forgiveness | None = None,
    capitalize: bool = False,
    allocation: Allocation = "oldest",
    novation: bool = False,
) -> Restructuring:
    """Turn what one customer owes in one currency into a plan.

    The balances of the invoices are amortized and bear the interest of the plan. Moratory interest
    that is not forgiven is spread evenly over the instalments and bears none, unless it is
    capitalized: only the parties can agree on that (Código de Comercio, art. 363).

    Args:
        arrears: from `moratory_interest`, all of one day; what owes nothing is left out.
        plan: how to amortize an amount: `amortize` with everything but principal, `iva` and
            `currency`, as `functools.partial` gives it.
        forgiveness: what is given up at once, in proportion to what each invoice owes; see
            `forgive` for shares.
        capitalize: make moratory interest, with its IVA, a part of the principal of the plan.
        allocation: which invoices an instalment pays first.
        novation: whether the agreement extinguishes the old debts. It never does unless it says so
            (Código Civil Federal, art. 2215), and it should rather not: see `warnings`.

    Raises:
        CreditError: nothing is owed, debts of several customers, currencies or days, an invoice
            that was overpaid, more forgiven than owed, or a plan of another amount, one that
            begins before the day of the debts or that has prepayments.

    >>> import datetime as dt
    >>> from functools import partial
    >>> from cobranza.aging import Item
    >>> from cobranza.credit.arrears import MoratoryTerms, forgive, moratory_interest
    >>> from cobranza.credit.plans import amortize
    >>> from cobranza.ledger import Party
    >>> today = dt.date(2026, 5, 16)
    >>> item = Item(
    ...     customer=Party(rfc="URE180429TM6"),
    ...     currency="MXN",
    ...     issued=dt.date(2026, 3, 2),
    ...     due=dt.date(2026, 4, 1),
    ...     amount=Decimal("100000.00"),
    ... )
    >>> arrears = moratory_interest(
    ...     [item], as_of=today, terms=MoratoryTerms(), iva_rate=Decimal("0.16")
    ... )
    >>> agreed = restructure(
    ...     arrears,
    ...     plan=partial(amortize, rate="0.18", start=today, periods=6),
    ...     forgiveness=forgive(arrears, interest_share="0.5"),
    ... )
    >>> agreed.owed, agreed.forgiven, agreed.restructured
    (Decimal('100858.09'), Decimal('429.05'), Decimal('100429.04'))
    >>> first = agreed.instalments[0]
    >>> first.payment, first.principal, first.moratory, first.interest, first.iva
    (Decimal('17864.03'), Decimal('16052.52'), Decimal('61.65'), Decimal('1500.00'), \
Decimal('240.00'))
    """
    if allocation not in get_args(Allocation):
        expected = ", ".join(get_args(Allocation))
        raise CreditError(f"allocation is {allocation!r}, expected one of {expected}")
    debts = _checked(arrears)
    currency = debts[0].currency
    given = forgiveness or Forgiveness()
    parts = invoice_parts(debts, given, currency)
    amount = total(
        each.kept_principal + (each.kept_moratory if capitalize else _ZERO) for each in parts
    )
    schedule = plan(amount, iva=_iva_shares(parts, capitalize=capitalize), currency=currency)
    _check_schedule(schedule, amount, debts[0])
    pots = Pots(parts, decimals(currency), allocation=allocation, capitalize=capitalize)
    return Restructuring(
        as_of=debts[0].as_of,
        customer=debts[0].customer,
        currency=currency,
        invoices=parts,
        forgiveness=given,
        schedule=schedule,
        instalments=tuple(pots.instalments(schedule)),
        is_capitalized=capitalize,
        is_novation=novation,
    )


def _checked(arrears: Iterable[Arrears]) -> list[Arrears]:
    """Refuse what cannot be one agreement; give the debts, that due first first."""
    debts = [each for each in arrears if each.balance or each.owed]
    if not debts:
        raise CreditError("arrears owe nothing, expected one debt at least")
    for name, found in (
        ("customers", {account_key(each.customer) for each in debts}),
        ("currencies", {each.currency for each in debts}),
        ("days", {each.as_of for each in debts}),
    ):
        if len(found) > 1:
            raise CreditError(f"arrears are of {len(found)} {name}, expected one")
    for each in debts:
        if each.balance < 0:
            named = each.number or each.invoice
            raise CreditError(f"balance of {named} is {each.balance}, expected zero or more")
    return sorted(debts, key=lambda each: (each.due is None, each.due or each.as_of, each.invoice))


def _iva_shares(parts: Sequence[InvoicePart], *, capitalize: bool) -> tuple[IvaShare, ...]:
    """Weigh the rates of IVA of the invoices by what each brings into the plan."""
    weights: dict[Decimal, Decimal] = {}
    for part in parts:
        with precise():
            kept = part.kept_principal + (part.kept_moratory if capitalize else _ZERO)
            bases = total(base for _, base in part.iva_bases)
            for rate, base in part.iva_bases:
                weight = kept if len(part.iva_bases) == 1 else kept * base / bases
                weights[rate or _ZERO] = weights.get(rate or _ZERO, _ZERO) + weight
    if not any(weights.values()):
        return (IvaShare(rate=_ZERO, weight=_ONE),)
    return tuple(IvaShare(rate=rate, weight=weight) for rate, weight in sorted(weights.items()))


def _check_schedule(schedule: Schedule, amount: Decimal, debt: Arrears) -> None:
    terms = schedule.terms
    if terms.principal != amount or terms.currency != debt.currency:
        raise CreditError(
            f"plan is of {terms.principal} {terms.currency}, expected {amount} {debt.currency}"
        )
    if terms.start < debt.as_of:
        raise CreditError(f"plan starts on {terms.start}, expected {debt.as_of} or later")
    if terms.prepayments:
        raise CreditError(f"plan has {len(terms.prepayments)} prepayments, expected none")
