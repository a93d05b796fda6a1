"""Mutations that break cobranza's own checks, COB101 to COB118, which are all warnings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cobranza.testing._mutations._edits import drop, like, padded, put, repeat
from cobranza.testing._mutations._mutation import Mutation, mutating

if TYPE_CHECKING:
    from cobranza.cfdi._xml import XmlElement

__all__: list[str] = []

_SALE: Final = "contains('IE', @TipoDeComprobante)"
_RELATED: Final = "cfdi:CfdiRelacionados"
_STAMP: Final = "cfdi:Complemento/tfd:TimbreFiscalDigital"
_PAGO: Final = "cfdi:Complemento/pago20:Pagos/pago20:Pago"
_AFTERWARDS: Final = "2099-12-31T12:00:00"


def _with_suffix(name: str, _: XmlElement) -> str:
    return f"{name} SA DE CV"


MUTATIONS: Final[tuple[Mutation, ...]] = (
    mutating(
        "COB101",
        "traslado-con-condiciones",
        "CondicionesDePago existe en un traslado o una nómina",
        put("@CondicionesDePago", "30 DIAS"),
        base="traslado",
        when="contains('TN', @TipoDeComprobante)",
    ),
    mutating(
        "COB102",
        "sin-metodo-de-pago",
        "Falta MetodoPago",
        drop("@MetodoPago"),
        base="ingreso",
    ),
    mutating(
        "COB103",
        "sin-forma-de-pago",
        "Falta FormaPago",
        drop("@FormaPago"),
        base="ingreso",
        when="@MetodoPago='PUE'",
    ),
    mutating(
        "COB104",
        "pue-por-definir",
        "FormaPago es 99 en un PUE",
        put("@FormaPago", "99"),
        base="ingreso",
        when=f"{_SALE} and @MetodoPago='PUE'",
    ),
    mutating(
        "COB105",
        "total-con-decimales-de-mas",
        "Total tiene más decimales que la moneda",
        put("@Total", padded(6)),
        base="ingreso",
        when="contains('IEN', @TipoDeComprobante)",
    ),
    mutating(
        "CFDI40119 COB105",
        "traslado-con-total",
        "Total de un traslado no es cero",
        put("@Total", "1"),
        base="traslado",
        when="@TipoDeComprobante='T'",
    ),
    mutating(
        "COB106",
        "relacion-de-otro-tipo",
        "TipoRelacion es de otro tipo de comprobante",
        put(f"{_RELATED}/@TipoRelacion", "05"),
        base="timbrado",
        when="@TipoDeComprobante!='T'",
    ),
    mutating(
        "COB107",
        "dos-timbres",
        "Hay dos timbres",
        repeat(_STAMP),
        base="timbrado",
    ),
    mutating(
        "COB108",
        "timbre-de-otro-sello",
        "SelloCFD no es el sello del comprobante",
        put(f"{_STAMP}/@SelloCFD", "OtroSelloFicticio"),
        base="timbrado",
    ),
    mutating(
        "COB109",
        "timbre-tardio",
        "FechaTimbrado es de años después de Fecha",
        put(f"{_STAMP}/@FechaTimbrado", _AFTERWARDS),
        base="timbrado",
    ),
    mutating(
        "COB110",
        "pago-posterior-al-recibo",
        "FechaPago es posterior a Fecha",
        put(f"{_PAGO}/@FechaPago", _AFTERWARDS),
        base="pago",
    ),
    mutating(
        "COB111",
        "fecha-futura",
        "Fecha es posterior a hoy",
        put("@Fecha", _AFTERWARDS),
        base="ingreso",
        when=f"not(cfdi:InformacionGlobal or {_STAMP} or //cfdi:InformacionAduanera)",
        needs="today",
    ),
    mutating(
        "COB110 COB112",
        "pago-futuro",
        "FechaPago es posterior a hoy",
        put(f"{_PAGO}/@FechaPago", _AFTERWARDS),
        base="pago",
        needs="today",
    ),
    mutating(
        "COB113",
        "digito-verificador",
        "El dígito verificador del RFC del emisor es otro",
        put("cfdi:Emisor[@Rfc='EKU9003173C9']/@Rfc", "EKU9003173C8"),
        base="ingreso",
    ),
    mutating(
        "COB114",
        "nombre-con-regimen-societario",
        "El nombre del emisor lleva su régimen societario",
        put("cfdi:Emisor[string-length(@Rfc)=12]/@Nombre", _with_suffix),
        base="ingreso",
    ),
    mutating(
        "COB115",
        "relacionado-dos-veces",
        "Un UUID está relacionado dos veces",
        repeat(f"{_RELATED}/cfdi:CfdiRelacionado"),
        base="timbrado",
    ),
    mutating(
        "COB116",
        "relacionado-consigo-mismo",
        "El comprobante se relaciona consigo mismo",
        put(
            f"{_RELATED}/cfdi:CfdiRelacionado/@UUID",
            like(f"/cfdi:Comprobante/{_STAMP}/@UUID"),
        ),
        base="timbrado",
        when=_STAMP,
    ),
    mutating(
        "COB117",
        "documento-pagado-dos-veces",
        "Dos documentos de un pago tienen el mismo IdDocumento",
        put(
            f"{_PAGO}/pago20:DoctoRelacionado[2]/@IdDocumento",
            like("../pago20:DoctoRelacionado[1]/@IdDocumento"),
        ),
        base="pago de dos",
    ),
    mutating(
        "COB118",
        "iva-8-fuera-de-la-frontera",
        "Se traslada IVA de 8 % y LugarExpedicion no está en la frontera",
        put("@LugarExpedicion", "64000"),
        base="en la frontera",
        when="cfdi:Impuestos/cfdi:Traslados/cfdi:Traslado[@Impuesto='002']/@TasaOCuota=0.08"
        " and cfdi:Receptor/@RegimenFiscalReceptor!='616'",
    ),
)
"""In order of code."""
