"""What each invoice brings into a plan, and what of it is forgiven."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.aging._exact import total
from cobranza.credit.arrears._iva import Weights
from cobranza.errors import CreditError
from cobranza.money import allocate, decimals, precise, quantize, to_decimal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cobranza.credit.arrears._moratory import Arrears

__all__ = ["Forgiveness", "InvoicePart", "forgive", "invoice_parts"]

_ONE: Final = Decimal(1)
_ZERO: Final = Decimal(0)


def _amount(value: Decimal | int | str) -> Decimal:
    amount = to_decimal(value, name="forgiven")
    if amount < 0:
        raise CreditError(f"forgiven is {amount}, expected zero or more")
    return amount


@attrs.frozen(kw_only=True)
class Forgiveness:
    """What the creditor gives up at once: of the principal (quita), of the interest (condonación).

    `principal` is with its taxes, as on the invoices; `interest` is without IVA, and the IVA on it
    goes with it.

    >>> Forgiveness(interest="739.73").principal
    Decimal('0')

    Raises:
        CreditError: an amount is negative.
    """

    principal: Decimal = attrs.field(default=_ZERO, converter=_amount)
    interest: Decimal = attrs.field(default=_ZERO, converter=_amount)


@attrs.frozen(kw_only=True)
class InvoicePart:
    """One invoice in a plan: what was owed of it, and what was forgiven.

    `principal` is its balance, taxes included; `interest` the moratory interest on it and `iva` the
    IVA on that.
    """

    invoice: str
    number: str
    due: dt.date | None
    iva_bases: Weights
    principal: Decimal
    interest: Decimal
    iva: Decimal
    forgiven_principal: Decimal
    forgiven_interest: Decimal
    forgiven_iva: Decimal

    @property
    def owed(self) -> Decimal:
        """All that was owed of it."""
        return total((self.principal, self.interest, self.iva))

    @property
    def forgiven(self) -> Decimal:
        """All that was forgiven of it."""
        return total((self.forgiven_principal, self.forgiven_interest, self.forgiven_iva))

    @property
    def kept_principal(self) -> Decimal:
        """The balance that is still to be paid."""
        with precise():
            return self.principal - self.forgiven_principal

    @property
    def kept_interest(self) -> Decimal:
        """The moratory interest that is still to be paid."""
        with precise():
            return self.interest - self.forgiven_interest

    @property
    def kept_iva(self) -> Decimal:
        """The IVA on that interest."""
        with precise():
            return self.iva - self.forgiven_iva

    @property
    def kept_moratory(self) -> Decimal:
        """The moratory interest that is still to be paid, with its IVA."""
        return total((self.kept_interest, self.kept_iva))


def forgive(
    arrears: Iterable[Arrears],
    *,
    principal_share: Decimal | int | str = _ZERO,
    interest_share: Decimal | int | str = _ZERO,
) -> Forgiveness:
    """Forgive shares of what is owed: fractions, 0.5 is half; rounded half up.

    Raises:
        CreditError: a share is not between 0 and 1, or the debts are in several currencies.

    >>> forgive([], interest_share="0.5").interest
    Decimal('0')
    """
    debts = tuple(arrears)
    currencies = {each.currency for each in debts}
    if len(currencies) > 1:
        raise CreditError(f"currencies are {', '.join(sorted(currencies))}, expected one")
    shares: list[Decimal] = []
    for name, value in (("principal_share", principal_share), ("interest_share", interest_share)):
        share = to_decimal(value, name=name)
        if not 0 <= share <= _ONE:
            raise CreditError(f"{name} is {share}, expected a fraction from 0 to 1")
        shares.append(share)
    if not debts:
        return Forgiveness()
    places = decimals(debts[0].currency)
    sums = (
        total(each.balance for each in debts),
        total(each.interest for each in debts),
    )
    with precise():
        principal, interest = (
            quantize(amount * share, places) for amount, share in zip(sums, shares, strict=True)
        )
    return Forgiveness(principal=principal, interest=interest)


def invoice_parts(
    arrears: Sequence[Arrears], forgiveness: Forgiveness, currency: str
) -> tuple[InvoicePart, ...]:
    """Split what is forgiven over the invoices, in proportion to what each owes.

    Raises:
        CreditError: more is forgiven than is owed.
    """
    places = decimals(currency)
    principals = [each.balance for each in arrears]
    interests = [each.interest for each in arrears]
    found: list[InvoicePart] = []
    for each, principal, interest in zip(
        arrears,
        _split(forgiveness.principal, principals, places, "principal"),
        _split(forgiveness.interest, interests, places, "interest"),
        strict=True,
    ):
        iva = _ZERO
        if each.interest:
            with precise():
                iva = quantize(each.interest_iva * interest / each.interest, places)
        found.append(
            InvoicePart(
                invoice=each.invoice,
                number=each.number,
                due=each.due,
                iva_bases=each.iva_bases,
                principal=each.balance,
                interest=each.interest,
                iva=each.interest_iva,
                forgiven_principal=principal,
                forgiven_interest=interest,
                forgiven_iva=iva,
            )
        )
    return tuple(found)


def _split(amount: Decimal, owed: Sequence[Decimal], places: int, name: str) -> Sequence[Decimal]:
    most = total(owed)
    if amount > most:
        raise CreditError(f"{name} forgiven is {amount}, expected at most what is owed, {most}")
    return allocate(amount, owed, places) if amount else [_ZERO] * len(owed)
