"""Payments that are right by construction: what each document takes, its taxes, its bank data.

BaseDR and ImporteDR are drawn with their scale; BaseP, ImporteP and Totales follow from what is
printed (`_totals.settle`).
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st

from cobranza.cfdi import catalogs
from cobranza.cfdi.pagos import (
    DoctoRelacionado,
    ImpuestosDR,
    Pago,
    Pagos,
    RetencionDR,
    TrasladoDR,
)
from cobranza.money import decimals, precise, quantize
from cobranza.testing._draws import amount, digits, keys, pick, seldom, uuid, whole, word
from cobranza.testing._lines import (
    IEPS,
    ISR,
    IVA_0,
    IVA_8,
    IVA_16,
    WITHOUT_TAXES,
    object_of_tax,
    rate_of,
    taxed,
    withheld_rate,
)
from cobranza.testing._taxpayers import EXTRANJERO
from cobranza.testing._totals import IVA, ONE, RATE_PLACES, ZERO, settle

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from decimal import Decimal

__all__: list[str] = []

CURRENCIES: Final = ("MXN", "USD", "EUR", "JPY", "KWD")
BANK: Final = "IIA040805DZ4"
"""A bank's RFC would name a real company: this is one of SAT's test taxpayers."""
_BASE64: Final = "RmljdGljaW8="
_LENGTHS: Final = (18, 10, 11, 15, 16)
"""Digits that an account may have; CLABE the first."""
_RATES_OF_IVA: Final = st.lists(
    st.sampled_from((IVA_16, IVA_8, IVA_0, None)), min_size=1, max_size=2, unique=True
)


def payments(draw: st.DrawFn, day: date) -> Pagos:
    """Draw a complement with one payment or more, all received until the day of the receipt."""
    return settle([_payment(draw, day) for _ in range(whole(draw, 1, 2))])


def _payment(draw: st.DrawFn, day: date) -> Pago:
    currency = pick(draw, CURRENCIES)
    documents = tuple(_document(draw, number, currency, day) for number in range(whole(draw, 1, 3)))
    form = "03"
    if seldom(draw, 2):
        form = pick(draw, keys("c_FormaPago", day, without=frozenset({"99"})))
    return Pago(
        fecha_pago=datetime.combine(day - timedelta(days=whole(draw, 0, 40)), time(12)),
        forma_de_pago_p=form,
        moneda_p=currency,
        tipo_cambio_p=ONE if currency == "MXN" else amount(draw, 1, 10**8, 6),
        monto=_received(draw, currency, documents),
        num_operacion=word(draw) if seldom(draw) else None,
        docto_relacionado=documents,
        **(_bank_data(draw, form, day) if seldom(draw, 2) else {}),
    )


def _received(draw: st.DrawFn, currency: str, documents: tuple[DoctoRelacionado, ...]) -> Decimal:
    """Give Monto: what the documents take, sometimes more."""
    places = decimals(currency)
    least = ONE.scaleb(-places)
    with precise():
        taken = sum((each.imp_pagado / (each.equivalencia_dr or ONE) for each in documents), ZERO)
        monto = max(quantize(taken, places), least)
    return monto + (amount(draw, 1, 10**6, places) if seldom(draw, 8) else ZERO)


def _document(draw: st.DrawFn, number: int, paid_in: str, day: date) -> DoctoRelacionado:
    currency = pick(draw, CURRENCIES) if seldom(draw) else paid_in
    places = decimals(currency)
    paid = amount(draw, 1, 10 ** (places + 6), places)
    left = amount(draw, 1, 10 ** (places + 6), places) if seldom(draw) else ZERO.scaleb(-places)
    objeto_imp = object_of_tax(draw, day)
    return DoctoRelacionado(
        id_documento=uuid(draw, number),
        serie=word(draw) if seldom(draw) else None,
        folio=digits(draw, 4) if seldom(draw) else None,
        moneda_dr=currency,
        equivalencia_dr=ONE if currency == paid_in else amount(draw, 10**8, 10**12, 10),
        num_parcialidad=whole(draw, 1, 12),
        imp_saldo_ant=paid + left,
        imp_pagado=paid,
        imp_saldo_insoluto=left,
        objeto_imp_dr=objeto_imp,
        impuestos_dr=_taxes(draw, objeto_imp, paid, pick(draw, (6, places)), day),
    )


def _taxes(
    draw: st.DrawFn, objeto_imp: str, paid: Decimal, scale: int, day: date
) -> ImpuestosDR | None:
    if objeto_imp in WITHOUT_TAXES:
        return None
    traslados: list[TrasladoDR] = []
    if objeto_imp == "07" or (objeto_imp == "02" and seldom(draw, 6)):
        factor = pick(draw, ("Tasa", "Cuota"))
        rate = rate_of(draw, IEPS, factor, "traslado", day)
        traslados.append(_transferred(IEPS, factor, rate, paid, scale))
    if objeto_imp == "02":
        for iva in draw(_RATES_OF_IVA):
            factor = "Exento" if iva is None else "Tasa"
            traslados.append(_transferred(IVA, factor, iva, paid, scale))
    withheld = {"02": (ISR, IVA), "07": (ISR, IEPS)}.get(objeto_imp, (ISR,))
    retenciones = tuple(
        _withheld(impuesto, withheld_rate(draw, impuesto, day), paid, scale)
        for impuesto in withheld
        if seldom(draw)
    )
    if not traslados and not retenciones:
        return None
    return ImpuestosDR(retenciones_dr=retenciones, traslados_dr=tuple(traslados))


def _transferred(
    impuesto: str, factor: str, rate: Decimal | None, paid: Decimal, scale: int
) -> TrasladoDR:
    base = _base(paid, rate if factor == "Tasa" else None)
    return TrasladoDR(
        base_dr=base,
        impuesto_dr=impuesto,
        tipo_factor_dr=factor,
        tasa_o_cuota_dr=rate,
        importe_dr=None if rate is None else taxed(base, rate, scale),
    )


def _withheld(impuesto: str, rate: Decimal, paid: Decimal, scale: int) -> RetencionDR:
    base = _base(paid, None)
    return RetencionDR(
        base_dr=base,
        impuesto_dr=impuesto,
        tipo_factor_dr="Tasa",
        tasa_o_cuota_dr=rate,
        importe_dr=taxed(base, rate, scale),
    )


def _base(paid: Decimal, rate: Decimal | None) -> Decimal:
    """Give what was taxed of a payment that includes the tax."""
    with precise():
        return quantize(paid / (ONE + (rate or ZERO)), RATE_PLACES)


def _bank_data(draw: st.DrawFn, form: str, day: date) -> dict[str, Any]:
    """Draw the bank data that a form of payment admits; keyword arguments of `Pago`."""
    row = catalogs.get(catalogs.FormaPago).find(form, on=day)
    data: dict[str, str] = {}
    if row.permite_banco_ordenante_rfc and seldom(draw, 2):
        data["rfc_emisor_cta_ord"] = pick(draw, (BANK, EXTRANJERO))
        if data["rfc_emisor_cta_ord"] == EXTRANJERO:
            data["nom_banco_ord_ext"] = word(draw)
    if row.permite_cuenta_ordenante and seldom(draw, 2):
        data["cta_ordenante"] = _account(draw, row.accepts_cuenta_ordenante)
    if row.permite_banco_beneficiario_rfc and seldom(draw, 2):
        data["rfc_emisor_cta_ben"] = BANK
    if row.permite_cuenta_beneficiario and seldom(draw, 2):
        data["cta_beneficiario"] = _account(draw, row.accepts_cuenta_beneficiario)
    if row.permite_tipo_cadena_pago and seldom(draw, 2):
        data |= {
            "tipo_cad_pago": pick(draw, keys("c_TipoCadenaPago", day)),
            "cert_pago": _BASE64,
            "cad_pago": word(draw),
            "sello_pago": _BASE64,
        }
    return data


def _account(draw: st.DrawFn, accepted: Callable[[str], bool]) -> str:
    return digits(draw, pick(draw, [each for each in _LENGTHS if accepted("0" * each)]))
