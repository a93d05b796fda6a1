"""The document in hand, with what several rules ask of it worked out once."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.cfdi import catalogs
from cobranza.cfdi._spec import Fragment
from cobranza.cfdi.implocal import ImpuestosLocales
from cobranza.cfdi.pagos import Pagos
from cobranza.cfdi.report import Finding, Severity
from cobranza.cfdi.timbre import TimbreFiscalDigital

if TYPE_CHECKING:
    from datetime import date

    from cobranza.cfdi.comprobante import (
        ACuentaTerceros,
        Comprobante,
        Concepto,
        Parte,
        RetencionConcepto,
        Traslado,
        TrasladoConcepto,
    )
    from cobranza.cfdi.pagos import (
        DoctoRelacionado,
        Pago,
        RetencionDR,
        RetencionP,
        TrasladoDR,
        TrasladoP,
    )

__all__ = ["Lists", "Taxpayer"]

PUBLICO_EN_GENERAL: Final = "XAXX010101000"
NOMBRE_PUBLICO: Final = "PUBLICO EN GENERAL"
EXTRANJERO: Final = "XEXX010101000"
GENERICOS: Final = frozenset({PUBLICO_EN_GENERAL, EXTRANJERO})

EXENTO: Final = "Exento"
TaxKey = tuple[str, str, Decimal | None]
"""Impuesto, TipoFactor and TasaOCuota of a transferred tax; see `tax_key`."""

ROOT: Final = "/cfdi:Comprobante"
PAGOS: Final = f"{ROOT}/cfdi:Complemento/pago20:Pagos"
COMERCIO_EXTERIOR: Final = "http://www.sat.gob.mx/ComercioExterior"


@attrs.frozen(kw_only=True)
class Taxpayer:
    """What SAT has on record for an RFC (its list l_RFC): name, postal code, régimenes."""

    name: str
    postal_code: str
    regimes: frozenset[str]


@attrs.frozen(kw_only=True)
class Lists:
    """SAT's lists, for those who have them; a rule whose list is None is not evaluated.

    `taxpayers` is l_RFC, keyed by RFC.
    """

    taxpayers: Mapping[str, Taxpayer] | None = None


class Case:
    """One comprobante being judged.

    Rules read `comprobante` and what is worked out here; `finding` makes what they yield. Nothing
    here raises for a bad document: what cannot be known is None.
    """

    def __init__(
        self, comprobante: Comprobante, *, today: date | None = None, lists: Lists | None = None
    ) -> None:
        self.comprobante: Final = comprobante
        self.today: Final = today
        self.lists: Final = lists or Lists()
        self.tipo: Final = comprobante.tipo_de_comprobante
        self.day: Final = comprobante.fecha.date()

    def decimals_of(self, currency: str) -> int | None:
        """Give the decimals of a currency on the document's day; None if there is no such one."""
        moneda = catalogs.get(catalogs.Moneda).get(currency, on=self.day)
        return None if moneda is None else moneda.decimales

    @functools.cached_property
    def decimals(self) -> int | None:
        """The decimals of the document's own currency."""
        return self.decimals_of(self.comprobante.moneda)

    @functools.cached_property
    def conceptos(self) -> tuple[tuple[str, Concepto], ...]:
        """Every concepto, each with its path."""
        return tuple(
            (f"{ROOT}/cfdi:Conceptos/cfdi:Concepto[{number}]", concepto)
            for number, concepto in enumerate(self.comprobante.conceptos, 1)
        )

    @functools.cached_property
    def partes(self) -> tuple[tuple[str, Parte], ...]:
        """Every part of every concepto, each with its path."""
        return tuple(
            (f"{path}/cfdi:Parte[{number}]", parte)
            for path, concepto in self.conceptos
            if concepto.parte
            for number, parte in enumerate(concepto.parte, 1)
        )

    @functools.cached_property
    def traslados(self) -> tuple[tuple[str, TrasladoConcepto], ...]:
        """Every tax transferred on a concepto, each with its path."""
        return tuple(
            (f"{path}/cfdi:Impuestos/cfdi:Traslados/cfdi:Traslado[{number}]", traslado)
            for path, concepto in self.conceptos
            if concepto.impuestos is not None
            for number, traslado in enumerate(concepto.impuestos.traslados, 1)
        )

    @functools.cached_property
    def retenciones(self) -> tuple[tuple[str, RetencionConcepto], ...]:
        """Every tax withheld on a concepto, each with its path."""
        return tuple(
            (f"{path}/cfdi:Impuestos/cfdi:Retenciones/cfdi:Retencion[{number}]", retencion)
            for path, concepto in self.conceptos
            if concepto.impuestos is not None
            for number, retencion in enumerate(concepto.impuestos.retenciones, 1)
        )

    @functools.cached_property
    def traslados_by_rate(self) -> Mapping[TaxKey, list[TrasladoConcepto]]:
        """The taxes transferred on conceptos, as the document must sum them up."""
        groups: dict[TaxKey, list[TrasladoConcepto]] = {}
        for _, traslado in self.traslados:
            groups.setdefault(tax_key(traslado), []).append(traslado)
        return groups

    @functools.cached_property
    def retenciones_by_tax(self) -> Mapping[str, list[RetencionConcepto]]:
        """The taxes withheld on conceptos, as the document must sum them up."""
        groups: dict[str, list[RetencionConcepto]] = {}
        for _, retencion in self.retenciones:
            groups.setdefault(retencion.impuesto, []).append(retencion)
        return groups

    @functools.cached_property
    def complementos_de_pagos(self) -> tuple[tuple[str, Pagos], ...]:
        """Every Pagos complement, each with its path; SAT expects one at most."""
        found = [each for each in self.comprobante.complemento if isinstance(each, Pagos)]
        if len(found) == 1:
            return ((PAGOS, found[0]),)
        return tuple((f"({PAGOS})[{number}]", pagos) for number, pagos in enumerate(found, 1))

    @functools.cached_property
    def terceros(self) -> tuple[tuple[str, ACuentaTerceros], ...]:
        """Every third party on whose behalf a concepto is charged, each with its path."""
        return tuple(
            (f"{path}/cfdi:ACuentaTerceros", concepto.a_cuenta_terceros)
            for path, concepto in self.conceptos
            if concepto.a_cuenta_terceros is not None
        )

    @functools.cached_property
    def complemento_de_pagos(self) -> Pagos | None:
        """The Pagos complement, the first if there are several."""
        return next((pagos for _, pagos in self.complementos_de_pagos), None)

    @functools.cached_property
    def pagos(self) -> tuple[tuple[str, Pago], ...]:
        """Every payment, each with its path."""
        return tuple(
            (f"{path}/pago20:Pago[{number}]", pago)
            for path, pagos in self.complementos_de_pagos
            for number, pago in enumerate(pagos.pago, 1)
        )

    @functools.cached_property
    def documentos(self) -> tuple[tuple[str, Pago, DoctoRelacionado], ...]:
        """Every document that a payment settles, with its path and its payment."""
        return tuple(
            (f"{path}/pago20:DoctoRelacionado[{number}]", pago, docto)
            for path, pago in self.pagos
            for number, docto in enumerate(pago.docto_relacionado, 1)
        )

    @functools.cached_property
    def retenciones_dr(self) -> tuple[tuple[str, RetencionDR], ...]:
        """Every tax withheld of a document that a payment settles, each with its path."""
        return tuple(
            (f"{path}/pago20:ImpuestosDR/pago20:RetencionesDR/pago20:RetencionDR[{number}]", each)
            for path, _, docto in self.documentos
            if docto.impuestos_dr is not None
            for number, each in enumerate(docto.impuestos_dr.retenciones_dr, 1)
        )

    @functools.cached_property
    def traslados_dr(self) -> tuple[tuple[str, TrasladoDR], ...]:
        """Every tax transferred of a document that a payment settles, each with its path."""
        return tuple(
            (f"{path}/pago20:ImpuestosDR/pago20:TrasladosDR/pago20:TrasladoDR[{number}]", each)
            for path, _, docto in self.documentos
            if docto.impuestos_dr is not None
            for number, each in enumerate(docto.impuestos_dr.traslados_dr, 1)
        )

    @functools.cached_property
    def retenciones_p(self) -> tuple[tuple[str, RetencionP], ...]:
        """Every tax withheld of a payment, each with its path."""
        return tuple(
            (f"{path}/pago20:ImpuestosP/pago20:RetencionesP/pago20:RetencionP[{number}]", each)
            for path, pago in self.pagos
            if pago.impuestos_p is not None
            for number, each in enumerate(pago.impuestos_p.retenciones_p, 1)
        )

    @functools.cached_property
    def traslados_p(self) -> tuple[tuple[str, TrasladoP], ...]:
        """Every tax transferred of a payment, each with its path."""
        return tuple(
            (f"{path}/pago20:ImpuestosP/pago20:TrasladosP/pago20:TrasladoP[{number}]", each)
            for path, pago in self.pagos
            if pago.impuestos_p is not None
            for number, each in enumerate(pago.impuestos_p.traslados_p, 1)
        )

    @functools.cached_property
    def timbres(self) -> tuple[TimbreFiscalDigital, ...]:
        """Every stamp; a document has none before it is stamped."""
        return tuple(e for e in self.comprobante.complemento if isinstance(e, TimbreFiscalDigital))

    @functools.cached_property
    def impuestos_locales(self) -> tuple[ImpuestosLocales, ...]:
        """Every complement of local taxes."""
        return tuple(e for e in self.comprobante.complemento if isinstance(e, ImpuestosLocales))

    def has_complemento(self, namespace: str) -> bool:
        """Tell whether a complement without model is there, by the start of its namespace."""
        return any(
            isinstance(each, Fragment) and each.name.startswith(f"{{{namespace}")
            for each in self.comprobante.complemento
        )

    @functools.cached_property
    def has_comercio_exterior(self) -> bool:
        """Tell whether the complement of foreign trade is there, in any version."""
        return self.has_complemento(COMERCIO_EXTERIOR)

    def finding(
        self,
        code: str,
        path: str,
        *,
        message: str,
        value: object,
        expected: str,
        severity: Severity = Severity.ERROR,
    ) -> Finding:
        """Make a finding; `path` is absolute, or goes on from the root (`cfdi:Emisor/@Rfc`)."""
        return Finding(
            code=code,
            severity=severity,
            path=path if path.startswith(("/", "(")) else f"{ROOT}/{path}",
            line=None,
            message=message,
            value=None if value is None else written(value),
            expected=expected,
        )


def tax_key(traslado: TrasladoConcepto | Traslado) -> TaxKey:
    """Give what makes two transferred taxes one in the summary: Impuesto, TipoFactor, TasaOCuota.

    0.16 and 0.160000 are one rate; Exento has none, even where a bad document writes one.
    """
    factor = traslado.tipo_factor
    return traslado.impuesto, factor, None if factor == EXENTO else traslado.tasa_o_cuota


def written(value: object) -> str:
    """Write a value as the document does."""
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def places(value: Decimal) -> int:
    """Count the decimals of an amount as printed, trailing zeros included."""
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
