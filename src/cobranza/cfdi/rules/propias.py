"""Our own checks of one document, COB101 to COB118: nothing that SAT gives a code, all warnings.

Some are conditions of SAT's guides that no PAC is known to check, others are traces of mistakes
that PACs let pass and that hurt later.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from cobranza.cfdi import catalogs
from cobranza.cfdi.report import Severity
from cobranza.cfdi.rules._case import GENERICOS, ROOT, places
from cobranza.cfdi.rules._checks import LENGTH_OF_COMPANY
from cobranza.cfdi.rules._identity import check_digit, societary_suffix
from cobranza.cfdi.rules._rule import TODAY, rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cobranza.cfdi.report import Finding
    from cobranza.cfdi.rules._case import Case

__all__: list[str] = []

_LENGTHS_OF_RFC: Final = frozenset({LENGTH_OF_COMPANY, LENGTH_OF_COMPANY + 1})
_STAMP: Final = "cfdi:Complemento/tfd:TimbreFiscalDigital"
_TIME_TO_STAMP: Final = timedelta(hours=72)
_ZONES_APART: Final = timedelta(hours=2)
"""How far the clocks of Mexico are from central time, which FechaTimbrado keeps."""
_IVA: Final = "002"
_TASA_FRONTERA: Final = Decimal("0.08")
_TIPOS_OF_RELACION: Final = {
    "01": "E",
    "02": "I",
    "03": "EIT",
    "04": "EINPT",
    "05": "T",
    "06": "EI",
    "07": "EI",
    "08": "EI",
    "09": "EI",
}


def _warning(
    case: Case, code: str, path: str, *, message: str, value: object, expected: str
) -> Finding:
    return case.finding(
        code, path, message=message, value=value, expected=expected, severity=Severity.WARNING
    )


@rule("COB101", severity=Severity.WARNING)
def condiciones_de_pago_solo_en_i_e(case: Case) -> Iterator[Finding]:
    """«CondicionesDePago» no existe en los comprobantes de tipo T y N.

    Source: Guía de llenado rev. 16-ene-2026, p. 11. Of type P it is CRP20107.
    Applies to: T, N
    Fails: <cfdi:Comprobante TipoDeComprobante="T" CondicionesDePago="30 días"/>
    Passes: <cfdi:Comprobante TipoDeComprobante="I" CondicionesDePago="30 días"/>
    """
    condiciones = case.comprobante.condiciones_de_pago
    if condiciones is not None and case.tipo in {"T", "N"}:
        yield _warning(
            case,
            "COB101",
            "@CondicionesDePago",
            value=condiciones,
            expected="que no exista",
            message=f"«CondicionesDePago» no debe existir en un comprobante de tipo {case.tipo}",
        )


@rule("COB102", severity=Severity.WARNING)
def metodo_pago_existe_en_i_e_n(case: Case) -> Iterator[Finding]:
    """«MetodoPago» existe en los comprobantes de tipo I, E y N, y en N es PUE.

    Source: Guía de llenado rev. 16-ene-2026, p. 11-12
    Applies to: I, E, N
    Fails: <cfdi:Comprobante TipoDeComprobante="I" FormaPago="03"/>
    Passes: <cfdi:Comprobante TipoDeComprobante="I" FormaPago="03" MetodoPago="PUE"/>
    """
    metodo = case.comprobante.metodo_pago
    if case.tipo in {"I", "E", "N"} and metodo is None:
        yield _warning(
            case,
            "COB102",
            ROOT,
            value=None,
            expected="PUE" if case.tipo == "N" else "PUE o PPD",
            message=f"Falta «MetodoPago» en un comprobante de tipo {case.tipo}",
        )
    elif case.tipo == "N" and metodo == "PPD":
        yield _warning(
            case,
            "COB102",
            "@MetodoPago",
            value=metodo,
            expected="PUE",
            message="«MetodoPago» es PPD; en un comprobante de nómina debe ser PUE",
        )


@rule("COB103", severity=Severity.WARNING)
def forma_pago_existe_en_i_e(case: Case) -> Iterator[Finding]:
    """«FormaPago» existe en los comprobantes de tipo I y E.

    Source: Guía de llenado rev. 16-ene-2026, p. 6-7; Anexo 20, validaciones adicionales. With
    MetodoPago PPD it is CFDI40105.
    Applies to: I, E
    Fails: <cfdi:Comprobante TipoDeComprobante="I" MetodoPago="PUE"/>
    Passes: <cfdi:Comprobante TipoDeComprobante="I" MetodoPago="PUE" FormaPago="03"/>
    """
    comprobante = case.comprobante
    if case.tipo not in {"I", "E"} or comprobante.forma_pago is not None:
        return
    if comprobante.metodo_pago != "PPD":
        yield _warning(
            case,
            "COB103",
            ROOT,
            value=None,
            expected="una clave de c_FormaPago",
            message=f"Falta «FormaPago» en un comprobante de tipo {case.tipo}",
        )


@rule("COB104", severity=Severity.WARNING)
def forma_pago_99_solo_con_ppd(case: Case) -> Iterator[Finding]:
    """«FormaPago» no es 99 cuando «MetodoPago» es PUE.

    Source: Guía de llenado rev. 16-ene-2026, p. 6-7; RMF 2.7.1.29, fr. II. What is paid at once is
    paid somehow; what is not known yet is PPD, and calls for a payment receipt later.
    Applies to: I, E
    Fails: <cfdi:Comprobante MetodoPago="PUE" FormaPago="99"/>
    Passes: <cfdi:Comprobante MetodoPago="PPD" FormaPago="99"/>
    """
    comprobante = case.comprobante
    if comprobante.metodo_pago == "PUE" and comprobante.forma_pago == "99":
        yield _warning(
            case,
            "COB104",
            "@FormaPago",
            value="99",
            expected="la forma en que se pagó, o «MetodoPago» PPD",
            message="«FormaPago» es 99 (por definir) y «MetodoPago» es PUE (pagado de una vez)",
        )


@rule("COB105", severity=Severity.WARNING)
def total_con_decimales_de_la_moneda(case: Case) -> Iterator[Finding]:
    """«Total» no lleva más decimales que los de «Moneda», y en el tipo T es cero.

    Source: Guía de llenado rev. 16-ene-2026, p. 10. Of type P it is CRP20110.
    Applies to: todos los comprobantes
    Fails: <cfdi:Comprobante Moneda="MXN" Total="1160.000"/>
    Passes: <cfdi:Comprobante Moneda="MXN" Total="1160.00"/>
    """
    total, decimals = case.comprobante.total, case.decimals
    if case.tipo == "T" and total:
        expected, reason = "0", "en un comprobante de tipo T debe ser 0"
    elif decimals is not None and places(total) > decimals and case.tipo not in {"T", "P"}:
        moneda = case.comprobante.moneda
        expected, reason = f"{decimals} decimales o menos", f"{moneda} admite {decimals} decimales"
    else:
        return
    message = f"«Total» es {total:f}; {reason}"
    yield _warning(case, "COB105", "@Total", value=total, expected=expected, message=message)


@rule("COB106", severity=Severity.WARNING)
def tipo_relacion_es_de_este_tipo(case: Case) -> Iterator[Finding]:
    """«TipoRelacion» puede darse en un comprobante de este tipo.

    Source: Guía de llenado rev. 16-ene-2026, p. 14: 05 is for T, 06 and 07 are for I and E, and in
    P and N only 04 makes sense; a credit note (01) is an E and a debit note (02) an I, appendices 2
    and 5. Whether the related documents are of the right type takes the documents themselves.
    Applies to: CfdiRelacionados
    Fails: <cfdi:Comprobante TipoDeComprobante="I"><cfdi:CfdiRelacionados TipoRelacion="01"/>
    </cfdi:Comprobante>
    Passes: <cfdi:Comprobante TipoDeComprobante="E"><cfdi:CfdiRelacionados TipoRelacion="01"/>
    </cfdi:Comprobante>
    """
    for number, each in enumerate(case.comprobante.cfdi_relacionados, 1):
        tipos = _TIPOS_OF_RELACION.get(each.tipo_relacion, case.tipo)
        if case.tipo not in tipos:
            expected = f"un comprobante de tipo {' o '.join(tipos)}"
            yield _warning(
                case,
                "COB106",
                f"cfdi:CfdiRelacionados[{number}]/@TipoRelacion",
                value=each.tipo_relacion,
                expected=expected,
                message=(
                    f"«TipoRelacion» es {each.tipo_relacion}, que es de {expected}; "
                    f"este es de tipo {case.tipo}"
                ),
            )


@rule("COB107", severity=Severity.WARNING)
def un_solo_timbre(case: Case) -> Iterator[Finding]:
    """El comprobante lleva un solo TimbreFiscalDigital.

    Source: Anexo 20, estándar del timbre; TimbreFiscalDigitalv11.xsd
    Applies to: TimbreFiscalDigital
    Fails: <cfdi:Complemento><tfd:TimbreFiscalDigital/><tfd:TimbreFiscalDigital/></cfdi:Complemento>
    Passes: <cfdi:Complemento><tfd:TimbreFiscalDigital/></cfdi:Complemento>
    """
    for number, timbre in enumerate(case.timbres[1:], 2):
        yield _warning(
            case,
            "COB107",
            _path_of_stamp(case, number),
            value=timbre.uuid,
            expected="un solo timbre",
            message=f"Hay {len(case.timbres)} timbres; el número {number} es {timbre.uuid}",
        )


@rule("COB108", severity=Severity.WARNING)
def sello_cfd_es_el_sello(case: Case) -> Iterator[Finding]:
    """«SelloCFD» del timbre es igual a «Sello» del comprobante.

    Source: Anexo 20, estándar del timbre. A difference means that the document was changed after
    it was stamped, or that the stamp is another document's.
    Applies to: TimbreFiscalDigital
    Fails: <cfdi:Comprobante Sello="b3Rybw=="><cfdi:Complemento>
    <tfd:TimbreFiscalDigital SelloCFD="c2VsbG8="/></cfdi:Complemento></cfdi:Comprobante>
    Passes: <cfdi:Comprobante Sello="c2VsbG8="><cfdi:Complemento>
    <tfd:TimbreFiscalDigital SelloCFD="c2VsbG8="/></cfdi:Complemento></cfdi:Comprobante>
    """
    sello = case.comprobante.sello
    for number, timbre in enumerate(case.timbres, 1):
        if "".join(timbre.sello_cfd.split()) != "".join(sello.split()):
            yield _warning(
                case,
                "COB108",
                f"{_path_of_stamp(case, number)}/@SelloCFD",
                value=timbre.sello_cfd,
                expected="igual a «Sello»",
                message=(
                    f"«SelloCFD» termina en {timbre.sello_cfd[-8:]!r} y «Sello» en {sello[-8:]!r}; "
                    "deben ser iguales"
                ),
            )


@rule("COB109", severity=Severity.WARNING)
def timbrado_en_72_horas(case: Case) -> Iterator[Finding]:
    """«FechaTimbrado» no es anterior a «Fecha» ni pasa de 72 horas después.

    Source: RMF 2.7.2.9, fr. I, which PACs enforce with code 401. Fecha is local time of
    LugarExpedicion and FechaTimbrado central time: two hours either way are let pass.
    Applies to: TimbreFiscalDigital
    Fails: <cfdi:Comprobante Fecha="2026-01-31T12:00:00"><cfdi:Complemento>
    <tfd:TimbreFiscalDigital FechaTimbrado="2026-02-04T12:00:00"/></cfdi:Complemento>
    </cfdi:Comprobante>
    Passes: <cfdi:Comprobante Fecha="2026-01-31T12:00:00"><cfdi:Complemento>
    <tfd:TimbreFiscalDigital FechaTimbrado="2026-01-31T12:00:05"/></cfdi:Complemento>
    </cfdi:Comprobante>
    """
    fecha = case.comprobante.fecha
    for number, timbre in enumerate(case.timbres, 1):
        waited = timbre.fecha_timbrado - fecha
        if waited < -_ZONES_APART:
            reason = f"es anterior a «Fecha», {fecha.isoformat()}"
        elif waited > _TIME_TO_STAMP + _ZONES_APART:
            reason = f"pasa de 72 horas después de «Fecha», {fecha.isoformat()}"
        else:
            continue
        yield _warning(
            case,
            "COB109",
            f"{_path_of_stamp(case, number)}/@FechaTimbrado",
            value=timbre.fecha_timbrado.isoformat(),
            expected=f"en las 72 horas que siguen a {fecha.isoformat()}",
            message=f"«FechaTimbrado» es {timbre.fecha_timbrado.isoformat()}; {reason}",
        )


def _path_of_stamp(case: Case, number: int) -> str:
    if len(case.timbres) == 1:
        return f"{ROOT}/{_STAMP}"
    return f"({ROOT}/{_STAMP})[{number}]"


@rule("COB110", severity=Severity.WARNING)
def pago_no_posterior_a_la_fecha(case: Case) -> Iterator[Finding]:
    """El día de «FechaPago» no es posterior al de «Fecha»: se recibió antes de dar el recibo.

    Source: Guía de llenado del complemento para recepción de pagos. The hour does not count: when
    it is not known, FechaPago says 12:00:00.
    Applies to: Pago
    Fails: <cfdi:Comprobante Fecha="2026-01-31T12:00:00"><cfdi:Complemento><pago20:Pagos>
    <pago20:Pago FechaPago="2026-02-01T12:00:00"/></pago20:Pagos></cfdi:Complemento>
    </cfdi:Comprobante>
    Passes: <cfdi:Comprobante Fecha="2026-01-31T12:00:00"><cfdi:Complemento><pago20:Pagos>
    <pago20:Pago FechaPago="2026-01-31T18:00:00"/></pago20:Pagos></cfdi:Complemento>
    </cfdi:Comprobante>
    """
    for path, pago in case.pagos:
        if pago.fecha_pago.date() > case.day:
            yield _warning(
                case,
                "COB110",
                f"{path}/@FechaPago",
                value=pago.fecha_pago.isoformat(),
                expected=f"{case.day} o antes",
                message=(
                    f"«FechaPago» es {pago.fecha_pago.isoformat()}, posterior a «Fecha» del "
                    f"comprobante, {case.comprobante.fecha.isoformat()}"
                ),
            )


@rule("COB111", severity=Severity.WARNING, needs=TODAY)
def fecha_no_es_futura(case: Case) -> Iterator[Finding]:
    """«Fecha» no es posterior al día en que se revisa, si se da ese día (`today`).

    Source: propia; RMF 2.7.2.9, fr. I, which PACs enforce with code 401
    Applies to: todos los comprobantes
    Fails: <cfdi:Comprobante Fecha="2027-01-31T12:00:00"/>
    Passes: <cfdi:Comprobante Fecha="2026-01-31T12:00:00"/>
    """
    if case.today is not None and case.day > case.today:
        fecha = case.comprobante.fecha.isoformat()
        yield _warning(
            case,
            "COB111",
            "@Fecha",
            value=fecha,
            expected=f"{case.today} o antes",
            message=f"«Fecha» es {fecha}, posterior a hoy, {case.today}",
        )


@rule("COB112", severity=Severity.WARNING, needs=TODAY)
def pago_no_es_futuro(case: Case) -> Iterator[Finding]:
    """«FechaPago» no es posterior al día en que se revisa, si se da ese día (`today`).

    Source: propia
    Applies to: Pago
    Fails: <pago20:Pago FechaPago="2027-01-31T12:00:00"/>
    Passes: <pago20:Pago FechaPago="2026-01-31T12:00:00"/>
    """
    if case.today is None:
        return
    for path, pago in case.pagos:
        if pago.fecha_pago.date() > case.today:
            fecha = pago.fecha_pago.isoformat()
            yield _warning(
                case,
                "COB112",
                f"{path}/@FechaPago",
                value=fecha,
                expected=f"{case.today} o antes",
                message=f"«FechaPago» es {fecha}, posterior a hoy, {case.today}",
            )


@rule("COB113", severity=Severity.WARNING)
def digito_verificador_del_rfc(case: Case) -> Iterator[Finding]:
    """El dígito verificador del RFC del emisor y del receptor es el que resulta de los demás.

    Source: Algoritmo del SAT, módulo 11. A hint only: the digit misses some mistakes, and about
    1.5 % of the RFCs in use have a wrong one. The generic RFCs are not checked.
    Applies to: Emisor, Receptor
    Fails: <cfdi:Emisor Rfc="EKU9003173C0"/>
    Passes: <cfdi:Emisor Rfc="EKU9003173C9"/>
    """
    for node, rfc, _ in _parties(case):
        if len(rfc) not in _LENGTHS_OF_RFC or rfc in GENERICOS:
            continue
        digit = check_digit(rfc)
        if digit is not None and digit != rfc[-1]:
            yield _warning(
                case,
                "COB113",
                f"cfdi:{node}/@Rfc",
                value=rfc,
                expected=f"{rfc[:-1]}{digit}",
                message=(
                    f"El dígito verificador de «Rfc» {rfc} es {rfc[-1]} y del resto resulta "
                    f"{digit}; puede estar mal escrito (1.5 % de los RFC tiene otro)"
                ),
            )


@rule("COB114", severity=Severity.WARNING)
def nombre_sin_regimen_societario(case: Case) -> Iterator[Finding]:
    """«Nombre» de una persona moral no termina en su régimen societario (SA DE CV, SC...).

    Source: SAT, guía de llenado rev. 16-ene-2026; the name is the registered one, which has none:
    with it, PACs answer CFDI40139 or CFDI40145.
    Applies to: Emisor, Receptor
    Fails: <cfdi:Emisor Rfc="EKU9003173C9" Nombre="ESCUELA KEMPER URGATE, S.A. DE C.V."/>
    Passes: <cfdi:Emisor Rfc="EKU9003173C9" Nombre="ESCUELA KEMPER URGATE"/>
    """
    for node, rfc, nombre in _parties(case):
        if len(rfc) != LENGTH_OF_COMPANY:
            continue
        suffix = societary_suffix(nombre)
        if suffix is not None:
            yield _warning(
                case,
                "COB114",
                f"cfdi:{node}/@Nombre",
                value=nombre,
                expected="el nombre sin régimen societario",
                message=(
                    f"«Nombre» es {nombre!r}; el SAT lo tiene sin el régimen societario ({suffix})"
                ),
            )


def _parties(case: Case) -> tuple[tuple[str, str, str], ...]:
    emisor, receptor = case.comprobante.emisor, case.comprobante.receptor
    return ("Emisor", emisor.rfc, emisor.nombre), ("Receptor", receptor.rfc, receptor.nombre)


@rule("COB115", severity=Severity.WARNING)
def uuid_relacionado_una_vez(case: Case) -> Iterator[Finding]:
    """Ningún UUID se relaciona dos veces con el mismo «TipoRelacion».

    Source: propia
    Applies to: CfdiRelacionado
    Fails: <cfdi:CfdiRelacionados TipoRelacion="01">
    <cfdi:CfdiRelacionado UUID="6C7B6D1F-2C4B-4B6E-9A53-0F1C9C3C1A01"/>
    <cfdi:CfdiRelacionado UUID="6C7B6D1F-2C4B-4B6E-9A53-0F1C9C3C1A01"/></cfdi:CfdiRelacionados>
    Passes: <cfdi:CfdiRelacionados TipoRelacion="01">
    <cfdi:CfdiRelacionado UUID="6C7B6D1F-2C4B-4B6E-9A53-0F1C9C3C1A01"/></cfdi:CfdiRelacionados>
    """
    seen: set[tuple[str, str]] = set()
    for path, tipo_relacion, uuid in _related(case):
        key = (tipo_relacion, uuid.upper())
        if key in seen:
            yield _warning(
                case,
                "COB115",
                path,
                value=uuid,
                expected="una sola vez",
                message=f"«UUID» {uuid} ya está relacionado con «TipoRelacion» {tipo_relacion}",
            )
        seen.add(key)


@rule("COB116", severity=Severity.WARNING)
def no_se_relaciona_consigo_mismo(case: Case) -> Iterator[Finding]:
    """El comprobante no nombra su propio UUID, ni como relacionado ni como pagado.

    Source: propia; the UUID is not known before the document is stamped
    Applies to: CfdiRelacionado, DoctoRelacionado
    Fails: <cfdi:Comprobante><cfdi:CfdiRelacionados TipoRelacion="04">
    <cfdi:CfdiRelacionado UUID="6C7B6D1F-2C4B-4B6E-9A53-0F1C9C3C1A99"/></cfdi:CfdiRelacionados>
    <cfdi:Complemento><tfd:TimbreFiscalDigital UUID="6C7B6D1F-2C4B-4B6E-9A53-0F1C9C3C1A99"/>
    </cfdi:Complemento></cfdi:Comprobante>
    Passes: <cfdi:Comprobante><cfdi:CfdiRelacionados TipoRelacion="04">
    <cfdi:CfdiRelacionado UUID="6C7B6D1F-2C4B-4B6E-9A53-0F1C9C3C1A01"/></cfdi:CfdiRelacionados>
    <cfdi:Complemento><tfd:TimbreFiscalDigital UUID="6C7B6D1F-2C4B-4B6E-9A53-0F1C9C3C1A99"/>
    </cfdi:Complemento></cfdi:Comprobante>
    """
    own = {timbre.uuid.upper() for timbre in case.timbres}
    if not own:
        return
    named = [
        *((path, uuid) for path, _, uuid in _related(case)),
        *((f"{path}/@IdDocumento", docto.id_documento) for path, _, docto in case.documentos),
    ]
    for path, uuid in named:
        if uuid.upper() in own:
            yield _warning(
                case,
                "COB116",
                path,
                value=uuid,
                expected="el UUID de otro comprobante",
                message=f"El comprobante se nombra a sí mismo: su UUID es {uuid}",
            )


def _related(case: Case) -> Iterable[tuple[str, str, str]]:
    """Give the path, TipoRelacion and UUID of every related CFDI."""
    return (
        (
            f"cfdi:CfdiRelacionados[{group}]/cfdi:CfdiRelacionado[{number}]/@UUID",
            relacionados.tipo_relacion,
            each.uuid,
        )
        for group, relacionados in enumerate(case.comprobante.cfdi_relacionados, 1)
        for number, each in enumerate(relacionados.cfdi_relacionado, 1)
    )


@rule("COB117", severity=Severity.WARNING)
def documento_pagado_una_vez_por_pago(case: Case) -> Iterator[Finding]:
    """Ningún «IdDocumento» se repite dentro de un mismo pago.

    Source: propia; one payment to one invoice is one DoctoRelacionado
    Applies to: DoctoRelacionado
    Fails: <pago20:Pago>
    <pago20:DoctoRelacionado IdDocumento="6C7B6D1F-2C4B-4B6E-9A53-0F1C9C3C1A01"/>
    <pago20:DoctoRelacionado IdDocumento="6C7B6D1F-2C4B-4B6E-9A53-0F1C9C3C1A01"/></pago20:Pago>
    Passes: <pago20:Pago>
    <pago20:DoctoRelacionado IdDocumento="6C7B6D1F-2C4B-4B6E-9A53-0F1C9C3C1A01"/></pago20:Pago>
    """
    for path, pago in case.pagos:
        seen: set[str] = set()
        for number, docto in enumerate(pago.docto_relacionado, 1):
            uuid = docto.id_documento.upper()
            if uuid in seen:
                yield _warning(
                    case,
                    "COB117",
                    f"{path}/pago20:DoctoRelacionado[{number}]/@IdDocumento",
                    value=docto.id_documento,
                    expected="una sola vez por pago",
                    message=f"«IdDocumento» {docto.id_documento} se repite en el mismo pago",
                )
            seen.add(uuid)


@rule("COB118", severity=Severity.WARNING)
def iva_8_solo_en_la_frontera(case: Case) -> Iterator[Finding]:
    """IVA de 8 % solo se traslada si «LugarExpedicion» tiene estímulo fronterizo en c_CodigoPostal.

    Source: Decretos de estímulos fiscales de las regiones fronterizas norte y sur; c_CodigoPostal,
    columna de estímulo de franja fronteriza
    Applies to: I, E
    Fails: <cfdi:Comprobante LugarExpedicion="42501"><cfdi:Impuestos><cfdi:Traslados>
    <cfdi:Traslado Impuesto="002" TipoFactor="Tasa" TasaOCuota="0.080000"/></cfdi:Traslados>
    </cfdi:Impuestos></cfdi:Comprobante>
    Passes: <cfdi:Comprobante LugarExpedicion="22000"><cfdi:Impuestos><cfdi:Traslados>
    <cfdi:Traslado Impuesto="002" TipoFactor="Tasa" TasaOCuota="0.080000"/></cfdi:Traslados>
    </cfdi:Impuestos></cfdi:Comprobante>
    """
    impuestos, lugar = case.comprobante.impuestos, case.comprobante.lugar_expedicion
    traslados = impuestos.traslados if impuestos is not None else ()
    for number, traslado in enumerate(traslados, 1):
        if traslado.impuesto != _IVA or traslado.tasa_o_cuota != _TASA_FRONTERA:
            continue
        postal = catalogs.get(catalogs.CodigoPostal).get(lugar, on=case.day)
        if postal is not None and not postal.has_border_stimulus:
            yield _warning(
                case,
                "COB118",
                f"cfdi:Impuestos/cfdi:Traslados/cfdi:Traslado[{number}]/@TasaOCuota",
                value=traslado.tasa_o_cuota,
                expected="0.160000, o un «LugarExpedicion» con estímulo fronterizo",
                message=(
                    f"Se traslada IVA de 8 % y «LugarExpedicion», {lugar}, no tiene estímulo "
                    "fronterizo en c_CodigoPostal"
                ),
            )


RULES: Final = (
    condiciones_de_pago_solo_en_i_e,
    metodo_pago_existe_en_i_e_n,
    forma_pago_existe_en_i_e,
    forma_pago_99_solo_con_ppd,
    total_con_decimales_de_la_moneda,
    tipo_relacion_es_de_este_tipo,
    un_solo_timbre,
    sello_cfd_es_el_sello,
    timbrado_en_72_horas,
    pago_no_posterior_a_la_fecha,
    fecha_no_es_futura,
    pago_no_es_futuro,
    digito_verificador_del_rfc,
    nombre_sin_regimen_societario,
    uuid_relacionado_una_vez,
    no_se_relaciona_consigo_mismo,
    documento_pagado_una_vez_por_pago,
    iva_8_solo_en_la_frontera,
)
