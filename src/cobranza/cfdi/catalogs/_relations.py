"""What the catalogs say together: uses and regimes, rates, and the clocks of a place.

The questions of this module answer `False` for a key that does not exist or is not in force: that
a key is wrong is for its own rule to say.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cobranza.cfdi.catalogs._entries import CodigoPostal, Persona, TasaOCuota, UsoCFDI
from cobranza.cfdi.catalogs._store import find, get
from cobranza.errors import CatalogError
from cobranza.money import to_decimal

if TYPE_CHECKING:
    from decimal import Decimal

    from cobranza.cfdi.catalogs._catalog import Catalog

__all__: list[str] = []

Direction = Literal["traslado", "retencion"]
_Rates = dict[tuple[str, str, Direction], tuple[TasaOCuota, ...]]


def uso_allowed(
    uso: str, regimen: str, persona: Persona | Literal["fisica", "moral"], *, on: date
) -> bool:
    """Tell whether a receptor of this kind, in this regime, can use the CFDI so on a day.

    Source: SAT, c_UsoCFDI, columns «Aplica para tipo persona» and «Régimen Fiscal Receptor», the
    ground of CFDI40161. Whether the regime itself is for the persona (CFDI40158) is
    `RegimenFiscal.applies_to`.

    >>> uso_allowed("G03", "601", "moral", on=date(2026, 1, 31))
    True
    >>> uso_allowed("D01", "601", "moral", on=date(2026, 1, 31))
    False
    """
    row = get(UsoCFDI).get(uso, on=on)
    return row is not None and regimen in row.regimenes and row.applies_to(persona)


def rates(impuesto: str, factor: str, direction: Direction, *, on: date) -> tuple[TasaOCuota, ...]:
    """Give the rates, single values and ranges, that a tax admits on a day.

    `impuesto` is a key of c_Impuesto, `factor` one of c_TipoFactor. None for Exento, which has no
    rate.

    Source: SAT, c_TasaOCuota.

    >>> [str(row.maximo) for row in rates("002", "Tasa", "traslado", on=date(2026, 1, 31))]
    ['0.000000', '0.080000', '0.160000']
    """
    day = date.fromordinal(on.toordinal())
    return _rates_on(get(TasaOCuota), day).get((impuesto, factor, direction), ())


def rate_allowed(
    impuesto: str, factor: str, direction: Direction, rate: Decimal, *, on: date
) -> bool:
    """Tell whether a tax admits `rate` on a day; 0.16 and 0.160000 are the same rate.

    Raises:
        TypeError: the rate is a float.

    Source: SAT, c_TasaOCuota, the ground of CFDI40179 and CFDI40185.

    >>> from decimal import Decimal
    >>> rate_allowed("003", "Cuota", "traslado", Decimal("70.00"), on=date(2025, 12, 31))
    False
    >>> rate_allowed("003", "Cuota", "traslado", Decimal("70.00"), on=date(2026, 1, 1))
    True
    """
    value = to_decimal(rate, name="rate")
    return any(row.allows(value) for row in rates(impuesto, factor, direction, on=on))


@lru_cache(maxsize=512)
def _rates_on(catalog: Catalog[TasaOCuota], day: date) -> _Rates:
    table: _Rates = {}
    for row in catalog.in_force(day):
        directions: tuple[tuple[Direction, bool], ...] = (
            ("traslado", row.traslado),
            ("retencion", row.retencion),
        )
        for direction, allowed in directions:
            if allowed:
                key = (row.impuesto, row.factor, direction)
                table[key] = (*table.get(key, ()), row)
    return table


def utc(postal_code: str, local: datetime) -> datetime:
    """Turn the local time of a place into UTC, as `Fecha` at LugarExpedicion asks for.

    `local` is naive. An hour that the end of daylight saving time repeats is the first of the two
    unless `fold` is 1; an hour that its beginning skips counts as if it had not.

    Raises:
        CatalogError: no such postal code, `local` has a time zone, or the computer knows no time
            zones.

    >>> utc("22000", datetime(2024, 7, 1, 12, 0))
    datetime.datetime(2024, 7, 1, 19, 0, tzinfo=datetime.timezone.utc)
    """
    if local.tzinfo is not None:
        raise CatalogError(f"local is {local.isoformat()}, expected a time without time zone")
    zone = find(CodigoPostal, postal_code, on=local).zone
    try:
        return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    except ZoneInfoNotFoundError as error:
        raise CatalogError(
            f"this computer knows no time zone {zone!r}: pip install --upgrade tzdata"
        ) from error
