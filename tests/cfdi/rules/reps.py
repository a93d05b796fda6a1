"""REPs with one thing changed, and verdicts on them."""

from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from cobranza.cfdi import Comprobante, DoctoRelacionado, Pago, Pagos, Severity, TrasladoDR
from cobranza.cfdi.pagos import ImpuestosDR, ImpuestosP, RetencionDR, RetencionP, TrasladoP
from cobranza.cfdi.rules._case import Lists
from cobranza.cfdi.rules._rule import Rule
from tests.cfdi.rules.bases import PAGO, D, findings

Changes = Mapping[str, Any]


def verdicts(
    rules: Iterable[Rule], comprobante: Comprobante, *, lists: Lists | None = None
) -> list[str]:
    """Give the code of every finding, sorted; a warning is marked with a question mark."""
    return sorted(
        each.code + ("?" if each.severity is Severity.WARNING else "")
        for each in findings(rules, comprobante, lists=lists)
    )


def pagos_of(comprobante: Comprobante) -> Pagos:
    (pagos,) = (each for each in comprobante.complemento if isinstance(each, Pagos))
    return pagos


def with_pagos(comprobante: Comprobante, *pagos: Pagos) -> Comprobante:
    return attrs.evolve(comprobante, complemento=pagos)


def rep(
    base: Comprobante = PAGO, *, pagos: Iterable[Pago] | None = None, **totales: object
) -> Comprobante:
    """Change the totals of `base`, or its payments."""
    old = pagos_of(base)
    return with_pagos(
        base,
        attrs.evolve(
            old,
            totales=attrs.evolve(old.totales, **totales),  # type: ignore[arg-type]
            pago=old.pago if pagos is None else tuple(pagos),
        ),
    )


def pago(base: Comprobante = PAGO, **changes: Any) -> Pago:
    """Change the one payment of `base`."""
    return attrs.evolve(pagos_of(base).pago[0], **changes)


def docto(base: Comprobante = PAGO, **changes: Any) -> DoctoRelacionado:
    """Change the one document that `base` pays."""
    return attrs.evolve(pagos_of(base).pago[0].docto_relacionado[0], **changes)


def with_pago(base: Comprobante = PAGO, **changes: Any) -> Comprobante:
    return rep(base, pagos=[pago(base, **changes)])


def with_docto(base: Comprobante = PAGO, **changes: Any) -> Comprobante:
    return with_pago(base, docto_relacionado=(docto(base, **changes),))


def traslado_dr(
    base_dr: str = "500.00", importe_dr: str | None = "80.00", **changes: Any
) -> TrasladoDR:
    traslado = TrasladoDR(
        base_dr=D(base_dr),
        impuesto_dr="002",
        tipo_factor_dr="Tasa",
        tasa_o_cuota_dr=D("0.160000"),
        importe_dr=None if importe_dr is None else D(importe_dr),
    )
    return attrs.evolve(traslado, **changes)


def traslado_p(
    base_p: str = "500.00", importe_p: str | None = "80.00", **changes: Any
) -> TrasladoP:
    traslado = TrasladoP(
        base_p=D(base_p),
        impuesto_p="002",
        tipo_factor_p="Tasa",
        tasa_o_cuota_p=D("0.160000"),
        importe_p=None if importe_p is None else D(importe_p),
    )
    return attrs.evolve(traslado, **changes)


def retencion_dr(base_dr: str = "500.00", importe_dr: str = "50.00", **changes: Any) -> RetencionDR:
    """ISR withheld: 10 % of 500.00."""
    retencion = RetencionDR(
        base_dr=D(base_dr),
        impuesto_dr="001",
        tipo_factor_dr="Tasa",
        tasa_o_cuota_dr=D("0.100000"),
        importe_dr=D(importe_dr),
    )
    return attrs.evolve(retencion, **changes)


def retencion_p(importe_p: str = "50.00", impuesto_p: str = "001") -> RetencionP:
    return RetencionP(impuesto_p=impuesto_p, importe_p=D(importe_p))


def taxed(
    base: Comprobante = PAGO,
    *,
    traslados_dr: Iterable[TrasladoDR] = (traslado_dr(),),
    retenciones_dr: Iterable[RetencionDR] = (),
    traslados_p: Iterable[TrasladoP] | None = (traslado_p(),),
    retenciones_p: Iterable[RetencionP] = (),
    **totales: object,
) -> Comprobante:
    """Give the one document of `base` these taxes, its payment those, and Totales what follows."""
    taxes = ImpuestosDR(traslados_dr=tuple(traslados_dr), retenciones_dr=tuple(retenciones_dr))
    sums = None
    if traslados_p is not None:
        sums = ImpuestosP(traslados_p=tuple(traslados_p), retenciones_p=tuple(retenciones_p))
    document = docto(base, impuestos_dr=taxes)
    return rep(
        base,
        pagos=[pago(base, docto_relacionado=(document,), impuestos_p=sums)],
        **totales,
    )
