"""Hypothesis strategies of comprobantes that SAT would accept, right by construction.

They need hypothesis: `pip install 'cobranza[testing]'`. Amounts are computed, never filtered, so
drawing is fast and shrinking goes towards one plain line in pesos.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import attrs
from hypothesis import strategies as st

from cobranza.cfdi.comprobante import (
    CfdiRelacionado,
    CfdiRelacionados,
    Comprobante,
    Concepto,
    Emisor,
    InformacionGlobal,
    Receptor,
)
from cobranza.cfdi.implocal import ImpuestosLocales, RetencionesLocales, TrasladosLocales
from cobranza.cfdi.timbre import TimbreFiscalDigital
from cobranza.money import decimals
from cobranza.testing._draws import (
    amount,
    digits,
    keys,
    moment,
    pick,
    sample,
    seldom,
    uuid,
    whole,
    word,
)
from cobranza.testing._lines import Shop, customs, lines, share, third_party
from cobranza.testing._mutations import MUTATIONS, Mutation
from cobranza.testing._mutations._mutation import fitting
from cobranza.testing._receipts import CURRENCIES, payments
from cobranza.testing._taxpayers import (
    BORDER_POSTAL_CODES,
    EXTRANJERO,
    FISICAS,
    MORALES,
    POSTAL_CODES,
    PUBLICO_EN_GENERAL,
    SIN_OBLIGACIONES,
    TAXPAYERS,
    Taxpayer,
    regimes,
    uses,
)
from cobranza.testing._totals import ONE, ZERO, sum_up

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["comprobantes", "mutations"]

_BY_THE_DOCUMENT: Final = tuple(each for each in MUTATIONS if each.needs is None)

_SELLO: Final = "SelloFicticioDeMuestra00"
_CERTIFICADO: Final = "CertificadoFicticioDeMuestra"
_NO_CERTIFICADO: Final = "30001000000500003416"
_PAC: Final = "SPR190613I52"

_OWN: Final = 99
"""The number of the document's own UUID, which no other that it names has."""

_RELATIONS: Final = {
    "I": ("04", "02", "07"),
    "E": ("01", "03", "04", "07"),
    "T": ("04", "05"),
    "N": ("04",),
    "P": ("04",),
}
"""Keys of c_TipoRelacion by type of comprobante, whatever the related ones are."""

_ZERO_LINE: Final = Concepto(
    clave_prod_serv="84111506",
    cantidad=ONE,
    clave_unidad="ACT",
    descripcion="Pago",
    valor_unitario=ZERO,
    importe=ZERO,
    objeto_imp="01",
)


@st.composite
def comprobantes(  # noqa: D417 - hypothesis gives `draw`, not the caller
    draw: st.DrawFn,
    tipos: str = "IEPTN",
    *,
    day: date = date(2026, 1, 31),
    stamped: bool | None = None,
) -> Comprobante:
    """Comprobantes without findings, valid by SAT's schemas too; T and N are minimal.

    Seals and certificates are fictitious, taxpayers are SAT's public test ones.

    Args:
        tipos: The types of comprobante, as letters; the first is the simplest.
        day: The date of all of them, in 2022 or later; keys and rates are those in force on it.
        stamped: Whether they have a TimbreFiscalDigital; some have when it is None.

    >>> from hypothesis import given, settings
    >>> from cobranza.cfdi import check, write
    >>> @settings(max_examples=5, database=None)
    ... @given(comprobantes("IP"))
    ... def test_every_one_passes(comprobante):
    ...     assert check(write(comprobante)).ok
    >>> test_every_one_passes()
    """
    tipo = pick(draw, tuple(tipos))
    comprobante = _BODIES[tipo](draw, _head(draw, tipo, day))
    if stamped is None:
        stamped = draw(st.booleans())
    if stamped:
        timbre = _timbre(draw, comprobante)
        comprobante = attrs.evolve(comprobante, complemento=(*comprobante.complemento, timbre))
    return comprobante


@st.composite
def mutations(
    draw: st.DrawFn,
    tipos: str = "IEPTN",
    *,
    day: date = date(2026, 1, 31),
    stamped: bool | None = None,
) -> tuple[Comprobante, Mutation]:
    """Comprobantes as `comprobantes` draws them, each with a mutation that applies to it.

    Mutations that take more than the document to judge (`Mutation.needs`) are not drawn.

    >>> from hypothesis import given, settings
    >>> from cobranza.cfdi import check, write
    >>> @settings(max_examples=5, database=None)
    ... @given(mutations("IP"))
    ... def test_every_one_fails_as_it_says(drawn):
    ...     comprobante, mutation = drawn
    ...     findings = check(mutation.apply(write(comprobante))).findings
    ...     assert {finding.code for finding in findings} == mutation.codes
    >>> test_every_one_fails_as_it_says()
    """
    comprobante = draw(comprobantes(tipos, day=day, stamped=stamped))
    return comprobante, draw(st.sampled_from(fitting(comprobante, _BY_THE_DOCUMENT)))


def _head(draw: st.DrawFn, tipo: str, day: date) -> Comprobante:
    """Draw what every comprobante has, with one line of zero and no amounts."""
    at_the_border = seldom(draw) and tipo in "IE"
    lugar = pick(draw, BORDER_POSTAL_CODES if at_the_border else POSTAL_CODES)
    emisor = pick(draw, TAXPAYERS)
    receptor = pick(draw, [each for each in TAXPAYERS if each is not emisor])
    relation = pick(draw, _RELATIONS[tipo]) if seldom(draw) else None
    return Comprobante(
        serie=word(draw) if seldom(draw) else None,
        folio=digits(draw, 4) if seldom(draw) else None,
        fecha=moment(draw, day),
        sello=_SELLO,
        no_certificado=_NO_CERTIFICADO,
        certificado=_CERTIFICADO,
        sub_total=ZERO,
        moneda="XXX",
        total=ZERO,
        tipo_de_comprobante=tipo,
        exportacion="01",
        lugar_expedicion=lugar,
        cfdi_relacionados=_relacionados(draw, relation) if relation else (),
        emisor=_emisor(emisor, pick(draw, regimes(emisor.persona, day))),
        receptor=_registered(draw, receptor, day),
        conceptos=(_ZERO_LINE,),
    )


def _emisor(taxpayer: Taxpayer, regimen: str) -> Emisor:
    return Emisor(rfc=taxpayer.rfc, nombre=taxpayer.nombre, regimen_fiscal=regimen)


def _relacionados(draw: st.DrawFn, tipo_relacion: str) -> tuple[CfdiRelacionados, ...]:
    related = tuple(CfdiRelacionado(uuid=uuid(draw, number)) for number in range(whole(draw, 1, 2)))
    return (CfdiRelacionados(tipo_relacion=tipo_relacion, cfdi_relacionado=related),)


def _registered(draw: st.DrawFn, taxpayer: Taxpayer, day: date) -> Receptor:
    regimen = pick(draw, regimes(taxpayer.persona, day))
    return Receptor(
        rfc=taxpayer.rfc,
        nombre=taxpayer.nombre,
        domicilio_fiscal_receptor=pick(draw, POSTAL_CODES),
        regimen_fiscal_receptor=regimen,
        uso_cfdi=pick(draw, uses(taxpayer.persona, regimen, day)),
    )


def _generic(draw: st.DrawFn, head: Comprobante, rfc: str) -> Receptor:
    """Draw a receptor without an RFC of its own."""
    abroad = rfc == EXTRANJERO
    return Receptor(
        rfc=rfc,
        nombre="CLIENTE SIN RFC",
        domicilio_fiscal_receptor=head.lugar_expedicion,
        residencia_fiscal=pick(draw, ("USA", "GBR")) if abroad else None,
        num_reg_id_trib=digits(draw, 9) if abroad and seldom(draw, 2) else None,
        regimen_fiscal_receptor=SIN_OBLIGACIONES,
        uso_cfdi="S01",
    )


def _sale(draw: st.DrawFn, head: Comprobante) -> Comprobante:
    """Fill in an ingreso or an egreso."""
    day, tipo = head.fecha.date(), head.tipo_de_comprobante
    head = _with_customer(draw, head)
    moneda = pick(draw, CURRENCIES)
    places = decimals(moneda)
    on_credit = seldom(draw, 2) and tipo == "I" and head.informacion_global is None
    forms = keys("c_FormaPago", day, without=frozenset({"99"}))
    shop = _shop(head, moneda)
    conceptos = lines(draw, shop)
    sub_total = sum((each.importe for each in conceptos), ZERO)
    return sum_up(
        attrs.evolve(
            head,
            forma_pago="99" if on_credit else pick(draw, forms),
            metodo_pago="PPD" if on_credit else "PUE",
            condiciones_de_pago=pick(draw, ("CONTADO", "30 DIAS")) if seldom(draw) else None,
            moneda=moneda,
            tipo_cambio=_tipo_cambio(draw, moneda),
            exportacion=pick(draw, ("01", "03")) if seldom(draw) else "01",
            conceptos=conceptos,
            complemento=_local_taxes(draw, sub_total, places) if seldom(draw, 6) else (),
        )
    )


def _tipo_cambio(draw: st.DrawFn, moneda: str) -> Decimal | None:
    if moneda != "MXN":
        return amount(draw, 1, 10**8, 6)
    return ONE if seldom(draw) else None


def _shop(head: Comprobante, moneda: str) -> Shop:
    return Shop(
        day=head.fecha.date(),
        places=decimals(moneda),
        at_the_border=head.lugar_expedicion in BORDER_POSTAL_CODES,
        parties=frozenset({head.emisor.rfc, head.receptor.rfc}),
    )


def _with_customer(draw: st.DrawFn, head: Comprobante) -> Comprobante:
    """Replace the customer, now and then, by one without RFC, or by the general public."""
    if not seldom(draw):
        return head
    kind = pick(draw, ("abroad", "unknown", "public"))
    receptor = _generic(draw, head, EXTRANJERO if kind == "abroad" else PUBLICO_EN_GENERAL)
    if kind != "public" or head.tipo_de_comprobante != "I":
        return attrs.evolve(head, receptor=receptor)
    return _global(
        draw, attrs.evolve(head, receptor=attrs.evolve(receptor, nombre="PUBLICO EN GENERAL"))
    )


def _global(draw: st.DrawFn, head: Comprobante) -> Comprobante:
    """Give a global invoice its period: this month or the last, or two months in régimen 621."""
    last = head.fecha.replace(day=1) - timedelta(days=1) if draw(st.booleans()) else head.fecha
    if seldom(draw):
        two_months = f"{13 + (last.month - 1) // 2}"
        return attrs.evolve(
            head,
            emisor=_emisor(pick(draw, FISICAS), "621"),
            informacion_global=InformacionGlobal(
                periodicidad="05", meses=two_months, anio=last.year
            ),
        )
    return attrs.evolve(
        head,
        informacion_global=InformacionGlobal(
            periodicidad=pick(draw, ("04", "01", "02", "03")), meses=f"{last:%m}", anio=last.year
        ),
    )


def _local_taxes(draw: st.DrawFn, sub_total: Decimal, places: int) -> tuple[ImpuestosLocales, ...]:
    scale = min(places, 2)
    sub_total = sub_total.quantize(ONE.scaleb(-scale))
    transferred = share(sub_total, 3, scale) if seldom(draw, 2) else None
    withheld = share(sub_total, 1, scale) if transferred is None or seldom(draw) else None
    return (
        ImpuestosLocales(
            totalde_retenciones=withheld or ZERO.scaleb(-scale),
            totalde_traslados=transferred or ZERO.scaleb(-scale),
            retenciones_locales=()
            if withheld is None
            else (
                RetencionesLocales(
                    imp_loc_retenido="CEDULAR", tasade_retencion=Decimal("1.00"), importe=withheld
                ),
            ),
            traslados_locales=()
            if transferred is None
            else (
                TrasladosLocales(
                    imp_loc_trasladado="ISH", tasade_traslado=Decimal("3.00"), importe=transferred
                ),
            ),
        ),
    )


def _transfer(draw: st.DrawFn, head: Comprobante) -> Comprobante:
    """Fill in a traslado: goods that the issuer moves to itself."""
    day = head.fecha.date()
    moneda = pick(draw, ("XXX", "MXN"))
    return attrs.evolve(
        head,
        moneda=moneda,
        receptor=Receptor(
            rfc=head.emisor.rfc,
            nombre=head.emisor.nombre,
            domicilio_fiscal_receptor=head.lugar_expedicion,
            regimen_fiscal_receptor=head.emisor.regimen_fiscal,
            uso_cfdi="S01",
        ),
        conceptos=tuple(
            attrs.evolve(
                _ZERO_LINE,
                clave_prod_serv=pick(draw, sample("c_ClaveProdServ", day, ("01010101",))),
                cantidad=amount(draw, 1, 10**5, 2),
                clave_unidad=pick(draw, ("H87", "KGM")),
                descripcion=word(draw),
                informacion_aduanera=customs(draw, day),
            )
            for _ in range(whole(draw, 1, 2))
        ),
    )


def _payroll(draw: st.DrawFn, head: Comprobante) -> Comprobante:
    """Fill in a nómina without its complement."""
    pay = amount(draw, 1, 10**7, 2)
    line = attrs.evolve(
        _ZERO_LINE,
        clave_prod_serv="84111505",
        descripcion="Pago de nómina",
        valor_unitario=pay,
        importe=pay,
        descuento=share(pay, whole(draw, 0, 90), 2) if seldom(draw, 2) else None,
    )
    worker = pick(draw, [each for each in FISICAS if each.rfc != head.emisor.rfc])
    employer = pick(draw, MORALES)
    day = head.fecha.date()
    return sum_up(
        attrs.evolve(
            head,
            moneda="MXN",
            metodo_pago="PUE",
            emisor=_emisor(employer, pick(draw, regimes(employer.persona, day))),
            receptor=attrs.evolve(
                _registered(draw, worker, day), regimen_fiscal_receptor="605", uso_cfdi="CN01"
            ),
            conceptos=(line,),
        )
    )


def _receipt(draw: st.DrawFn, head: Comprobante) -> Comprobante:
    """Fill in a REP."""
    line = _ZERO_LINE
    if seldom(draw, 8):
        line = attrs.evolve(line, a_cuenta_terceros=third_party(draw, _shop(head, "XXX")))
    receptor = _generic(draw, head, PUBLICO_EN_GENERAL) if seldom(draw, 8) else head.receptor
    return attrs.evolve(
        head,
        receptor=attrs.evolve(receptor, uso_cfdi="CP01"),
        conceptos=(line,),
        complemento=(payments(draw, head.fecha.date()),),
    )


_BODIES: Final[dict[str, Callable[[st.DrawFn, Comprobante], Comprobante]]] = {
    "I": _sale,
    "E": _sale,
    "P": _receipt,
    "T": _transfer,
    "N": _payroll,
}


def _timbre(draw: st.DrawFn, comprobante: Comprobante) -> TimbreFiscalDigital:
    return TimbreFiscalDigital(
        uuid=uuid(draw, _OWN),
        fecha_timbrado=comprobante.fecha + timedelta(minutes=whole(draw, 0, 72 * 60)),
        rfc_prov_certif=_PAC,
        sello_cfd=comprobante.sello,
        no_certificado_sat=_NO_CERTIFICADO,
        sello_sat=_SELLO,
    )
