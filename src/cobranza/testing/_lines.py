"""Conceptos that are right by construction: Importe, Descuento and the taxes follow one another.

An amount is a product rounded half up to at least the decimals of the currency, which puts it
within SAT's limits whichever decimals these are reckoned with.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.cfdi import catalogs
from cobranza.cfdi.comprobante import (
    ACuentaTerceros,
    Concepto,
    CuentaPredial,
    ImpuestosConcepto,
    InformacionAduanera,
    Parte,
    RetencionConcepto,
    TrasladoConcepto,
)
from cobranza.money import precise, quantize
from cobranza.testing._draws import amount, digits, keys, pick, sample, seldom, whole, word
from cobranza.testing._taxpayers import POSTAL_CODES, TAXPAYERS, regimes
from cobranza.testing._totals import IVA, ONE, RATE_PLACES, ZERO

if TYPE_CHECKING:
    from typing import Literal

    from hypothesis import strategies as st

__all__: list[str] = []

ISR: Final = "001"
IEPS: Final = "003"
IVA_16: Final = Decimal("0.160000")
IVA_8: Final = Decimal("0.080000")
IVA_0: Final = Decimal("0.000000")

PRODUCTS: Final = ("01010101", "43211503", "81112200", "55101509", "50202306", "14111507")
UNITS: Final = ("H87", "E48", "KGM", "LTR", "XBX", "ACT")
WITHHELD: Final[dict[str, tuple[Decimal, ...]]] = {
    ISR: (Decimal("0.100000"), Decimal("0.012500"), Decimal("0.350000")),
    IVA: (Decimal("0.106667"), Decimal("0.040000"), Decimal("0.160000")),
}
"""Usual rates of what is withheld, which c_TasaOCuota admits as ranges."""

_ENOUGH_TO_WITHHOLD: Final = 100
"""In units of the last decimal: so that rounding never makes the Total negative."""

WITHOUT_TAXES: Final = frozenset({"01", "03", "04", "05"})
"""Keys of c_ObjetoImp that forbid the taxes of a line."""


@attrs.frozen(kw_only=True)
class Shop:
    """What the lines of one document share: its day, its currency's decimals, its place."""

    day: date
    places: int
    at_the_border: bool
    parties: frozenset[str]


def lines(draw: st.DrawFn, shop: Shop) -> tuple[Concepto, ...]:
    """Draw the lines of a sale."""
    return tuple(_line(draw, shop) for _ in range(whole(draw, 1, 3)))


def _line(draw: st.DrawFn, shop: Shop) -> Concepto:
    scale = pick(draw, (shop.places, 6))
    cantidad, valor_unitario, importe = _priced(draw, shop, scale)
    descuento = None
    if seldom(draw):
        # Less than all, so that something is left to tax.
        descuento = share(importe, whole(draw, 0, 99), scale)
    objeto_imp = object_of_tax(draw, shop.day)
    return Concepto(
        clave_prod_serv=pick(draw, sample("c_ClaveProdServ", shop.day, PRODUCTS)),
        no_identificacion=word(draw) if seldom(draw) else None,
        cantidad=cantidad,
        clave_unidad=pick(draw, sample("c_ClaveUnidad", shop.day, UNITS)),
        unidad=word(draw) if seldom(draw) else None,
        descripcion=word(draw),
        valor_unitario=valor_unitario,
        importe=importe,
        descuento=descuento,
        objeto_imp=objeto_imp,
        impuestos=_taxes(draw, shop, objeto_imp, importe - (descuento or ZERO), scale),
        a_cuenta_terceros=third_party(draw, shop) if seldom(draw, 8) else None,
        informacion_aduanera=customs(draw, shop.day),
        cuenta_predial=(CuentaPredial(numero=digits(draw, 10)),) if seldom(draw, 8) else (),
        parte=_parts(draw, shop),
    )


def object_of_tax(draw: st.DrawFn, day: date) -> str:
    """Draw a key of c_ObjetoImp, one time in two 02: with taxes."""
    return pick(draw, keys("c_ObjetoImp", day)) if seldom(draw, 2) else "02"


def share(whole_amount: Decimal, percent: int, scale: int) -> Decimal:
    """Give a part of an amount, rounded down."""
    return Decimal(int(whole_amount.scaleb(scale)) * percent // 100).scaleb(-scale)


def _priced(draw: st.DrawFn, shop: Shop, scale: int) -> tuple[Decimal, Decimal, Decimal]:
    """Draw Cantidad, ValorUnitario and the Importe that they give, printed with `scale`."""
    decimals = pick(draw, (0, 2, 6))
    cantidad = amount(draw, 1, 10 ** (decimals + 3), decimals)
    decimals = pick(draw, (shop.places, 6))
    valor_unitario = amount(draw, 1, 10 ** (decimals + 5), decimals)
    return cantidad, valor_unitario, _product(cantidad, valor_unitario, scale)


def _product(a: Decimal, b: Decimal, scale: int) -> Decimal:
    """Multiply and round; at least one unit of the last decimal, so that there is a base."""
    with precise():
        return max(quantize(a * b, scale), ONE.scaleb(-scale))


def _taxes(
    draw: st.DrawFn, shop: Shop, objeto_imp: str, base: Decimal, scale: int
) -> ImpuestosConcepto | None:
    if objeto_imp in WITHOUT_TAXES:
        return None
    traslados: list[TrasladoConcepto] = []
    if objeto_imp == "07" or (objeto_imp == "02" and seldom(draw, 6)):
        traslados.append(_ieps(draw, shop.day, base, scale))
    if objeto_imp == "02":
        ieps = sum((each.importe or ZERO for each in traslados), ZERO)
        traslados.append(_iva(draw, base + ieps, scale, at_the_border=shop.at_the_border))
    withheld = {"02": (ISR, IVA), "07": (ISR, IEPS)}.get(objeto_imp, (ISR,))
    enough = base >= Decimal(_ENOUGH_TO_WITHHOLD).scaleb(-shop.places)
    retenciones = tuple(
        _withholding(draw, shop.day, impuesto, base, scale)
        for impuesto in withheld
        if enough and seldom(draw)
    )
    if not traslados and not retenciones:
        return None
    return ImpuestosConcepto(traslados=tuple(traslados), retenciones=retenciones)


def _iva(draw: st.DrawFn, base: Decimal, scale: int, *, at_the_border: bool) -> TrasladoConcepto:
    rates = (IVA_8, IVA_16, IVA_0, None) if at_the_border else (IVA_16, IVA_0, None)
    rate = pick(draw, rates)
    return TrasladoConcepto(
        base=base,
        impuesto=IVA,
        tipo_factor="Exento" if rate is None else "Tasa",
        tasa_o_cuota=rate,
        importe=None if rate is None else taxed(base, rate, scale),
    )


def _ieps(draw: st.DrawFn, day: date, base: Decimal, scale: int) -> TrasladoConcepto:
    factor = pick(draw, ("Tasa", "Cuota"))
    if factor == "Cuota":  # so much for each unit, not for each peso
        base = amount(draw, 1, 10**5, 2)
    rate = rate_of(draw, IEPS, factor, "traslado", day)
    return TrasladoConcepto(
        base=base,
        impuesto=IEPS,
        tipo_factor=factor,
        tasa_o_cuota=rate,
        importe=taxed(base, rate, scale),
    )


def _withholding(
    draw: st.DrawFn, day: date, impuesto: str, base: Decimal, scale: int
) -> RetencionConcepto:
    rate = withheld_rate(draw, impuesto, day)
    return RetencionConcepto(
        base=base,
        impuesto=impuesto,
        tipo_factor="Tasa",
        tasa_o_cuota=rate,
        importe=taxed(base, rate, scale),
    )


def withheld_rate(draw: st.DrawFn, impuesto: str, day: date) -> Decimal:
    """Draw a rate at which a tax is withheld; of IEPS one that is less than half."""
    usual = WITHHELD.get(impuesto)
    if usual is None:
        rows = catalogs.rates(impuesto, "Tasa", "retencion", on=day)
        usual = tuple(row.maximo for row in rows if row.maximo < _HALF)
    elif seldom(draw):
        (row,) = catalogs.rates(impuesto, "Tasa", "retencion", on=day)
        return _within(draw, row.minimo, row.maximo)
    return pick(draw, usual)


_HALF: Final = Decimal("0.5")


def rate_of(
    draw: st.DrawFn,
    impuesto: str,
    factor: str,
    direction: Literal["traslado", "retencion"],
    day: date,
) -> Decimal:
    """Draw one of the rates that c_TasaOCuota admits on a day."""
    row = pick(draw, catalogs.rates(impuesto, factor, direction, on=day))
    return _within(draw, row.minimo, row.maximo)


def _within(draw: st.DrawFn, minimo: Decimal, maximo: Decimal) -> Decimal:
    if minimo == maximo:
        return maximo
    least, most = (int(each.scaleb(RATE_PLACES)) for each in (minimo, maximo))
    return amount(draw, least, most, RATE_PLACES)


def taxed(base: Decimal, rate: Decimal, scale: int) -> Decimal:
    """Give the tax on a base, rounded half up."""
    with precise():
        return quantize(base * rate, scale)


def third_party(draw: st.DrawFn, shop: Shop) -> ACuentaTerceros:
    """Draw on whose behalf a line is charged: neither the issuer nor the receiver."""
    taxpayer = pick(draw, [each for each in TAXPAYERS if each.rfc not in shop.parties])
    return ACuentaTerceros(
        rfc_a_cuenta_terceros=taxpayer.rfc,
        nombre_a_cuenta_terceros=taxpayer.nombre,
        regimen_fiscal_a_cuenta_terceros=pick(draw, regimes(taxpayer.persona, shop.day)),
        domicilio_fiscal_a_cuenta_terceros=pick(draw, POSTAL_CODES),
    )


def customs(draw: st.DrawFn, day: date) -> tuple[InformacionAduanera, ...]:
    """Draw the pedimentos of imported goods, mostly none; they are of the year of the document."""
    if not seldom(draw, 8):
        return ()
    year, last_digit = f"{day:%y}", f"{day:%y}"[-1]
    return tuple(
        InformacionAduanera(
            numero_pedimento=(
                f"{year}  {pick(draw, keys('c_Aduana', day))}"
                f"  {digits(draw, 4)}  {last_digit}{digits(draw, 6)}"
            )
        )
        for _ in range(whole(draw, 1, 2))
    )


def _parts(draw: st.DrawFn, shop: Shop) -> tuple[Parte, ...]:
    if not seldom(draw, 8):
        return ()
    return tuple(_part(draw, shop) for _ in range(whole(draw, 1, 2)))


def _part(draw: st.DrawFn, shop: Shop) -> Parte:
    cantidad, valor_unitario, importe = _priced(draw, shop, shop.places)
    priced = whole(draw, 0, 2)
    return Parte(
        clave_prod_serv=pick(draw, sample("c_ClaveProdServ", shop.day, PRODUCTS)),
        no_identificacion=word(draw) if seldom(draw) else None,
        cantidad=cantidad,
        unidad=word(draw) if seldom(draw) else None,
        descripcion=word(draw),
        valor_unitario=valor_unitario if priced else None,
        importe=importe if priced > 1 else None,
        informacion_aduanera=customs(draw, shop.day),
    )
