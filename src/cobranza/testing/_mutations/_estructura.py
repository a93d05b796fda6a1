"""Mutations that break SAT's schemas and nothing else: CFDI40999."""

from __future__ import annotations

from typing import Final

from cobranza.testing._mutations._edits import (
    Edit,
    drop,
    insert,
    move,
    padded,
    put,
    rename,
    repeat,
    write_text,
)
from cobranza.testing._mutations._mutation import STRUCTURE, Mutation, mutating

__all__: list[str] = []

_CONCEPTO: Final = "cfdi:Conceptos/cfdi:Concepto"
_TRASLADO: Final = f"{_CONCEPTO}/cfdi:Impuestos/cfdi:Traslados/cfdi:Traslado"
_RELATED: Final = "cfdi:CfdiRelacionados"
_STAMP: Final = "cfdi:Complemento/tfd:TimbreFiscalDigital"
_PAGOS: Final = "cfdi:Complemento/pago20:Pagos"
_PAGO: Final = f"{_PAGOS}/pago20:Pago"
_DOCTO: Final = f"{_PAGO}/pago20:DoctoRelacionado"
_NOT_P: Final = "@TipoDeComprobante!='P'"


def _breaking(
    name: str, description: str, edit: Edit, *, base: str = "ingreso", when: str = "true()"
) -> Mutation:
    return mutating(STRUCTURE, name, description, edit, base=base, when=when)


_MISSING: Final = (
    _breaking("sin-total", "Falta el atributo Total", drop("@Total")),
    _breaking("sin-fecha", "Falta el atributo Fecha", drop("@Fecha")),
    _breaking(
        "sin-sello",
        "Falta el atributo Sello",
        drop("@Sello"),
        when=f"not({_STAMP})",
    ),
    _breaking(
        "sin-producto",
        "Falta ClaveProdServ de un concepto",
        drop(f"{_CONCEPTO}/@ClaveProdServ"),
    ),
    _breaking(
        "sin-base",
        "Falta Base de un traslado de concepto",
        drop(f"{_TRASLADO}/@Base"),
    ),
    _breaking(
        "sin-monto",
        "Falta Monto de un pago",
        drop(f"{_PAGO}/@Monto"),
        base="pago",
    ),
    _breaking(
        "sin-uuid",
        "Falta el UUID del timbre",
        drop(f"{_STAMP}/@UUID"),
        base="timbrado",
    ),
    _breaking("sin-emisor", "Falta el nodo Emisor", drop("cfdi:Emisor")),
    _breaking(
        "sin-conceptos",
        "Falta el nodo Conceptos",
        drop("cfdi:Conceptos"),
        base="traslado",
        when="@TipoDeComprobante='T'",
    ),
    _breaking(
        "sin-totales",
        "Falta el nodo Totales del complemento de pagos",
        drop(f"{_PAGOS}/pago20:Totales"),
        base="pago",
    ),
    _breaking(
        "conceptos-vacio",
        "El nodo Conceptos está vacío",
        drop(_CONCEPTO),
        when=f"@TipoDeComprobante='T' and count({_CONCEPTO})=1",
        base="traslado",
    ),
    _breaking(
        "relacionados-vacio",
        "El nodo CfdiRelacionados está vacío",
        drop(f"{_RELATED}/cfdi:CfdiRelacionado"),
        base="egreso",
        when=f"count({_RELATED}/cfdi:CfdiRelacionado)=1",
    ),
    _breaking(
        "retenciones-vacio",
        "El nodo Retenciones del resumen está vacío",
        insert("cfdi:Impuestos[not(cfdi:Retenciones)]", "<cfdi:Retenciones/>", at=0),
    ),
)
_UNKNOWN: Final = (
    _breaking("atributo-desconocido", "Hay un atributo que el SAT no define", put("@Propina", "1")),
    _breaking(
        "atributo-en-minusculas",
        "Un atributo está escrito en minúsculas",
        put(f"{_CONCEPTO}/@importe", "1"),
    ),
    _breaking(
        "nodo-desconocido",
        "Hay un nodo que el SAT no define",
        insert(".", "<cfdi:Notas/>"),
    ),
    _breaking(
        "nodo-de-otro-espacio",
        "Hay un nodo de otro espacio de nombres dentro de un concepto",
        insert(_CONCEPTO, '<nota xmlns="urn:otro"/>'),
        when=_NOT_P,
    ),
    _breaking(
        "nodo-mal-escrito",
        "Receptor está mal escrito",
        rename("cfdi:Receptor", "Receptora"),
    ),
    _breaking(
        "texto-suelto",
        "Un nodo lleva texto",
        write_text("cfdi:Emisor", "texto"),
    ),
)
_MISPLACED: Final = (
    _breaking("emisor-repetido", "El nodo Emisor está dos veces", repeat("cfdi:Emisor")),
    _breaking(
        "impuestos-repetidos",
        "El nodo Impuestos está dos veces",
        repeat("cfdi:Impuestos"),
    ),
    _breaking(
        "totales-repetidos",
        "El nodo Totales está dos veces",
        repeat(f"{_PAGOS}/pago20:Totales"),
        base="pago",
    ),
    _breaking(
        "receptor-antes-que-emisor",
        "Receptor está antes que Emisor",
        move("cfdi:Receptor", to=0),
    ),
    _breaking(
        "conceptos-al-final",
        "Conceptos está después de los impuestos",
        move("cfdi:Conceptos", to=-1),
        when="cfdi:Impuestos",
    ),
    _breaking(
        "totales-al-final",
        "Totales está después de los pagos",
        move(f"{_PAGOS}/pago20:Totales", to=-1),
        base="pago",
    ),
)
_VALUES: Final = (
    _breaking("total-con-comas", "Total lleva comas", put("@Total", "1,160.00")),
    _breaking("total-con-exponente", "Total lleva exponente", put("@Total", "1.16E3")),
    _breaking("total-vacio", "Total está vacío", put("@Total", "")),
    _breaking("fecha-con-zona", "Fecha lleva zona horaria", put("@Fecha", "2026-01-31T12:00:00Z")),
    _breaking("fecha-sin-hora", "Fecha no lleva hora", put("@Fecha", "2026-01-31")),
    _breaking("fecha-imposible", "Fecha es 30 de febrero", put("@Fecha", "2026-02-30T12:00:00")),
    _breaking(
        "cantidad-con-letras", "Cantidad no es un número", put(f"{_CONCEPTO}/@Cantidad", "uno")
    ),
    _breaking("version-anterior", "Version es 3.3", put("@Version", "3.3")),
    _breaking(
        "pagos-1.0",
        "Version del complemento de pagos es 1.0",
        put(f"{_PAGOS}/@Version", "1.0"),
        base="pago",
    ),
    _breaking(
        "timbre-1.0",
        "Version del timbre es 1.0",
        put(f"{_STAMP}/@Version", "1.0"),
        base="timbrado",
    ),
    _breaking(
        "valor-unitario-de-siete-decimales",
        "ValorUnitario está escrito con siete decimales",
        put(f"{_CONCEPTO}/@ValorUnitario", padded(7)),
        when=_NOT_P,
    ),
    _breaking("serie-vacia", "Serie está vacía", put("@Serie", "")),
    _breaking("serie-larga", "Serie tiene 26 caracteres", put("@Serie", "A" * 26)),
    _breaking("serie-con-pleca", "Serie lleva una pleca", put("@Serie", "A|B")),
    _breaking("folio-largo", "Folio tiene 41 caracteres", put("@Folio", "1" * 41)),
    _breaking(
        "descripcion-larga",
        "Descripcion tiene 1001 caracteres",
        put(f"{_CONCEPTO}/@Descripcion", "x" * 1001),
        when=_NOT_P,
    ),
    _breaking("nombre-largo", "Nombre tiene 301 caracteres", put("cfdi:Emisor/@Nombre", "X" * 301)),
    _breaking(
        "rfc-en-minusculas",
        "El RFC del emisor está en minúsculas",
        put("cfdi:Emisor[@Rfc='EKU9003173C9']/@Rfc", "eku9003173c9"),
        when="@TipoDeComprobante!='T'",
    ),
    _breaking(
        "certificado-corto",
        "NoCertificado tiene 19 dígitos",
        put("@NoCertificado", "0" * 19),
    ),
    _breaking("confirmacion-corta", "Confirmacion tiene 3 caracteres", put("@Confirmacion", "123")),
    _breaking(
        "uuid-mal-formado",
        "El UUID de un relacionado no tiene su forma",
        put(f"{_RELATED}/cfdi:CfdiRelacionado/@UUID", "no-es-un-uuid"),
        base="timbrado",
    ),
    _breaking(
        "documento-mal-formado",
        "IdDocumento no tiene su forma",
        put(f"{_DOCTO}/@IdDocumento", "no-es-un-uuid"),
        base="pago",
    ),
    _breaking(
        "parcialidad-cero",
        "NumParcialidad es cero",
        put(f"{_DOCTO}/@NumParcialidad", "0"),
        base="pago",
    ),
    _breaking(
        "parcialidad-mil",
        "NumParcialidad es mil",
        put(f"{_DOCTO}/@NumParcialidad", "1000"),
        base="pago",
    ),
    _breaking(
        "certificado-de-pago-sin-base64",
        "CertPago no está en base64",
        put(f"{_PAGO}[@TipoCadPago]/@CertPago", "abc"),
        base="pago por SPEI",
    ),
    _breaking(
        "cuenta-predial-con-guion",
        "CuentaPredial lleva un guion",
        put(f"{_CONCEPTO}/cfdi:CuentaPredial/@Numero", "12-34"),
        base="con partes e importes",
    ),
)

MUTATIONS: Final[tuple[Mutation, ...]] = (*_MISSING, *_UNKNOWN, *_MISPLACED, *_VALUES)
"""What is missing, unknown, out of place, ill written."""
