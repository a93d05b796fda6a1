"""CAT, the «Costo Anual Total» by which credits are compared in Mexico.

The method is data with a version: Banco de México put a reform of it to consultation in November
2025, whose final text is not known here.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.credit.cost._irr import only, rates
from cobranza.errors import CreditError
from cobranza.money import precise, quantize, to_decimal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cobranza.credit.plans import Schedule

__all__ = ["CAT_METHODS", "Cat", "CatMethod", "cat", "contract_flows"]


@attrs.frozen(kw_only=True)
class CatMethod:
    """One version of how the CAT is computed.

    `decimals` are those of the percentage, rounded half up. `iva` tells whether flows contain it,
    and `year` is the number of days of a year for flows that are not whole periods apart.

    >>> CAT_METHODS["21/2009"].iva
    False
    """

    version: str
    source: str
    decimals: int
    iva: bool
    year: int


CAT_METHODS: Final = {
    method.version: method
    for method in (
        CatMethod(
            version="21/2009",
            source="Banco de México, Circular 21/2009; LTOSF, article 8",
            decimals=1,
            iva=False,
            year=365,
        ),
    )
}
"""The methods known, by version."""


@attrs.frozen(kw_only=True)
class Cat:
    """A CAT as it is shown, a fraction (`0.957` is 95.7 %), and as it was before rounding.

    >>> cat([(0, 100), (1, -125)]).value
    Decimal('0.250')
    """

    value: Decimal
    exact: Decimal
    method: str

    def __str__(self) -> str:
        with precise():
            percent = quantize(self.value * 100, CAT_METHODS[self.method].decimals)
        return f"{percent}\N{NO-BREAK SPACE}%"


def cat(
    flows: Iterable[tuple[Fraction | int, Decimal | int | str]], *, method: str = "21/2009"
) -> Cat:
    """Compute the CAT of a credit from the flows of its contract.

    A flow is a time in years since the contract took effect, as an exact fraction, and an amount:
    positive what the client receives, negative what is paid, fees and insurance included and IVA
    not. A month is `Fraction(1, 12)`, a half month 1/24, a fortnight 1/26 and a week 1/52, however
    many days they have. Feed what the contract says is paid, with its roundings, and not a payment
    of theory: in the example, the payment before it was rounded up gives 95.6 %.

    Source: Banco de México, Circular 21/2009. Example: Alivio Capital, published 26 June 2020.

    Raises:
        CreditError: the method is not known; a time is negative; the flows have no rate or several.

    >>> paid = [(Fraction(month, 12), -2236) for month in range(1, 13)]
    >>> found = cat([(0, 20000 - 1000), *paid])
    >>> found.value, f"{found.exact:.5f}"
    (Decimal('0.957'), '0.95723')
    """
    known = CAT_METHODS.get(method)
    if known is None:
        raise CreditError(f"method is {method!r}, expected one of {', '.join(CAT_METHODS)}")
    timed: list[tuple[Fraction, Decimal]] = []
    for place, (time, amount) in enumerate(flows):
        if time < 0:
            raise CreditError(f"time of flows[{place}] is {time}, expected 0 or more")
        timed.append((Fraction(time), to_decimal(amount, name=f"amount of flows[{place}]")))
    parts = lcm(*(time.denominator for time, _ in timed))
    whole = [(int(time * parts), amount) for time, amount in timed]
    exact = only(rates(whole, parts), whole)
    return Cat(value=quantize(exact, known.decimals + 2), exact=exact, method=method)


def contract_flows(
    plan: Schedule, *, method: str = "21/2009"
) -> tuple[tuple[Fraction, Decimal], ...]:
    """Give the flows of a schedule as the CAT takes them.

    Instalments that fall every so often are whole periods apart, whatever business days did to
    their dates; others are as many years from the start as their days over 365.

    Raises:
        CreditError: the method is not known, or the schedule has prepayments, which no contract
            has.

    >>> import datetime as dt
    >>> from cobranza.credit.plans import Charge, amortize
    >>> fee = Charge(name="Comisión por apertura", share="0.05", iva="0.16", at_opening=True)
    >>> start = dt.date(2020, 6, 26)
    >>> plan = amortize(
    ...     "20000", rate="0.58", start=start, periods=12, iva="0.16", charges=[fee], payment_unit=1
    ... )
    >>> for time, amount in contract_flows(plan)[:3]:
    ...     print(time, amount)
    0 19000.00
    1/12 -2236.00
    1/6 -2236.00
    """
    known = CAT_METHODS.get(method)
    if known is None:
        raise CreditError(f"method is {method!r}, expected one of {', '.join(CAT_METHODS)}")
    terms = plan.terms
    if terms.prepayments:
        raise CreditError("plan has prepayments, expected it as the contract has it")
    first, *paid = plan.flows(iva=known.iva)
    places = [len(terms.ends)] if terms.method.single else range(1, len(paid) + 1)
    return (Fraction(0), -first[1]), *(
        (
            Fraction((terms.ends[place - 1] - terms.start).days, known.year)
            if terms.per_year is None
            else place / terms.per_year,
            -amount,
        )
        for place, (_, amount) in zip(places, paid, strict=True)
    )
