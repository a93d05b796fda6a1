"""Orders and credits as CFDI 4.0 documents that respect SAT's arithmetic.

Lines are whole cents, so every sum is exact. Seals, certificates and stamps are fictitious and say
so. Payments are in `_payments`.

Source: SAT, Anexo 20 and its guide to filling in CFDI 4.0.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.cfdi.comprobante import (
    CfdiRelacionado,
    CfdiRelacionados,
    Comprobante,
    Concepto,
    Impuestos,
    ImpuestosConcepto,
    Traslado,
    TrasladoConcepto,
)
from cobranza.cfdi.timbre import TimbreFiscalDigital
from cobranza.testing._company import EXEMPT, ISSUER, IVA_0, IVA_8, IVA_16, PAC, usd_rate
from cobranza.testing._orders import taxes_of, total_of
from cobranza.testing._truth import decimal_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cobranza.cfdi.pagos import Pagos
    from cobranza.testing._company import Customer
    from cobranza.testing._orders import Identity, Line, Order, Rate, Tax
    from cobranza.testing._steps import Credit

__all__: list[str] = []

_NO_CERTIFICADO: Final = "0" * 20
_CERTIFICADO: Final = "CertificadoFicticioDeMuestra"
_SELLO: Final = "SelloFicticioDeMuestra00"
_SELLO_SAT: Final = "SelloSATFicticioDeMuestra000"

IVA: Final = "002"
FACTORS: Final[dict[Rate, tuple[str, Decimal | None]]] = {
    EXEMPT: ("Exento", None),
    **{rate: ("Tasa", decimal_of(rate, 6)) for rate in (IVA_16, IVA_8, IVA_0)},
}
"""TipoFactor and TasaOCuota."""

_ZERO: Final = Decimal(0)
_PAYMENT_CONCEPT: Final = Concepto(
    clave_prod_serv="84111506",
    cantidad=Decimal(1),
    clave_unidad="ACT",
    descripcion="Pago",
    valor_unitario=_ZERO,
    importe=_ZERO,
    objeto_imp="01",
)


Relations = tuple[tuple[str, tuple[str, ...]], ...]
"""UUIDs of other documents by TipoRelacion."""


def invoice(
    identity: Identity, order: Order, relations: Relations, form: str | None = None
) -> Comprobante:
    """Build the invoice of an order; `form` is its FormaPago when it is not the usual one."""
    return _sale(
        identity,
        order.customer,
        order.lines,
        order.taxes,
        tipo="I",
        currency=order.currency,
        method=order.payment_method,
        form=form or ("99" if order.payment_method == "PPD" else "03"),
        terms_text=order.customer.terms_text,
        relations=relations,
    )


def credit_note(identity: Identity, credit: Credit, relations: Relations) -> Comprobante:
    """Build an egreso; its Total is below zero when its sign is."""
    comprobante = _sale(
        identity,
        credit.customer,
        credit.lines,
        taxes_of(credit.lines),
        tipo="E",
        currency=credit.currency,
        method="PUE",
        form=credit.form,
        terms_text=None,
        relations=relations,
        rated=credit.rated,
    )
    return comprobante if credit.sign > 0 else attrs.evolve(comprobante, total=-comprobante.total)


def receipt(
    identity: Identity, customer: Customer, pagos: Pagos, relations: Relations
) -> Comprobante:
    """Build the REP that carries a payment."""
    return Comprobante(
        serie=identity.serie,
        folio=identity.folio,
        fecha=identity.moment,
        sello=_sello(identity),
        no_certificado=_NO_CERTIFICADO,
        certificado=_CERTIFICADO,
        sub_total=_ZERO,
        moneda="XXX",
        total=_ZERO,
        tipo_de_comprobante="P",
        exportacion="01",
        lugar_expedicion=customer.postal_code,
        cfdi_relacionados=_relacionados(relations),
        emisor=ISSUER,
        receptor=attrs.evolve(customer.receptor_on(identity.day), uso_cfdi="CP01"),
        conceptos=(_PAYMENT_CONCEPT,),
        complemento=(pagos, _stamp(identity)),
    )


def _sale(
    identity: Identity,
    customer: Customer,
    lines: tuple[Line, ...],
    taxes: Mapping[Rate, Tax],
    *,
    tipo: str,
    currency: str,
    method: str,
    form: str,
    terms_text: str | None,
    relations: Relations,
    rated: bool = True,
) -> Comprobante:
    discount = sum(line.discount for line in lines)
    rated = rated and currency != "MXN"
    receptor = customer.receptor_on(identity.day)
    if tipo == "E" and not customer.habit.generic:
        receptor = attrs.evolve(receptor, uso_cfdi="G02")
    return Comprobante(
        serie=identity.serie,
        folio=identity.folio,
        fecha=identity.moment,
        sello=_sello(identity),
        forma_pago=form,
        no_certificado=_NO_CERTIFICADO,
        certificado=_CERTIFICADO,
        condiciones_de_pago=terms_text,
        sub_total=decimal_of(sum(line.amount for line in lines), 2),
        descuento=decimal_of(discount, 2) if discount else None,
        moneda=currency,
        tipo_cambio=decimal_of(usd_rate(identity.day), 4) if rated else None,
        total=decimal_of(total_of(taxes), 2),
        tipo_de_comprobante=tipo,
        exportacion="01",
        metodo_pago=method,
        lugar_expedicion=customer.postal_code,
        cfdi_relacionados=_relacionados(relations),
        emisor=ISSUER,
        receptor=receptor,
        conceptos=tuple(map(_concepto, lines)),
        impuestos=_impuestos(taxes),
        complemento=(_stamp(identity),),
    )


def _relacionados(relations: Relations) -> tuple[CfdiRelacionados, ...]:
    return tuple(
        CfdiRelacionados(
            tipo_relacion=kind,
            cfdi_relacionado=tuple(CfdiRelacionado(uuid=uuid) for uuid in uuids),
        )
        for kind, uuids in relations
    )


def _concepto(line: Line) -> Concepto:
    product = line.product
    tipo_factor, tasa = FACTORS[line.rate]
    return Concepto(
        clave_prod_serv=product.clave_prod_serv,
        cantidad=Decimal(line.quantity),
        clave_unidad=product.clave_unidad,
        unidad=product.unidad,
        descripcion=product.descripcion,
        valor_unitario=decimal_of(line.price, 2),
        importe=decimal_of(line.amount, 2),
        descuento=decimal_of(line.discount, 2) if line.discount else None,
        objeto_imp="02",
        impuestos=ImpuestosConcepto(
            traslados=(
                TrasladoConcepto(
                    base=decimal_of(line.base, 2),
                    impuesto=IVA,
                    tipo_factor=tipo_factor,
                    tasa_o_cuota=tasa,
                    importe=None if tasa is None else decimal_of(line.tax, 2),
                ),
            )
        ),
    )


def _impuestos(taxes: Mapping[Rate, Tax]) -> Impuestos:
    taxed = [each.tax for rate, each in taxes.items() if rate is not EXEMPT]
    rows: list[Traslado] = []
    for rate, each in taxes.items():
        tipo_factor, tasa = FACTORS[rate]
        rows.append(
            Traslado(
                base=decimal_of(each.base, 2),
                impuesto=IVA,
                tipo_factor=tipo_factor,
                tasa_o_cuota=tasa,
                importe=None if tasa is None else decimal_of(each.tax, 2),
            )
        )
    return Impuestos(
        total_impuestos_trasladados=decimal_of(sum(taxed), 2) if taxed else None,
        traslados=tuple(rows),
    )


def _sello(identity: Identity) -> str:
    return _SELLO + identity.uuid.replace("-", "")


def _stamp(identity: Identity) -> TimbreFiscalDigital:
    return TimbreFiscalDigital(
        uuid=identity.uuid,
        fecha_timbrado=identity.moment + timedelta(seconds=20 + int(identity.folio) % 160),
        rfc_prov_certif=PAC,
        sello_cfd=_sello(identity),
        no_certificado_sat=_NO_CERTIFICADO,
        sello_sat=_SELLO_SAT + identity.uuid.replace("-", ""),
    )
