"""Rules of the seal, the certificate and the stamping: no document proves or breaks them by itself.

The seals are a matter of cryptography, the stamping one between the issuer and the PAC. They are
registered so that a code that a PAC answers can be looked up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cobranza.cfdi.rules._rule import SEALS, not_judged

if TYPE_CHECKING:
    from cobranza.cfdi.rules._rule import Rule

__all__: list[str] = []

_PAC: Final = "el PAC"
_MATRIX: Final = "Matriz de errores CFDI 4.0, 25-mar-2026"
_PACS: Final = "Tablas de códigos de timbrado de varios PAC"
_ALL: Final = "todos los comprobantes"
_OWN: Final = "Anexo 20, sello digital y timbre; propia de cobranza"
_STAMPED: Final = "TimbreFiscalDigital"


def _own(code: str, title: str, *, applies_to: str = _ALL) -> Rule:
    return not_judged(code, title, needs=SEALS, source=_OWN, applies_to=applies_to)


def _stamping(code: str, title: str, *, needs: str = _PAC) -> Rule:
    return not_judged(code, title, needs=needs, source=_PACS, applies_to=_ALL)


RULES: Final = (
    not_judged(
        "CFDI40102",
        "El sello descifrado con el certificado debe ser el SHA-256 de la cadena original.",
        needs=SEALS,
        source=_MATRIX,
        applies_to=_ALL,
    ),
    not_judged(
        "CFDI40106",
        "El certificado debe ser un CSD del emisor, emitido por el SAT, vigente en «Fecha» y con "
        "el número de «NoCertificado».",
        needs=SEALS,
        source=_MATRIX,
        applies_to=_ALL,
    ),
    _stamping("300", "El usuario y la contraseña del PAC deben ser válidos."),
    _stamping(
        "301",
        "El XML debe estar bien formado y cumplir su esquema; varios PAC dan con este código el "
        "detalle de los CFDI40nnn y CRP20nnn.",
    ),
    _stamping("302", "El sello debe corresponder a la cadena original.", needs=SEALS),
    _stamping("303", "El certificado del sello debe ser del RFC del emisor.", needs=SEALS),
    _stamping("304", "El certificado no debe estar revocado ni caduco.", needs=SEALS),
    _stamping("305", "«Fecha» debe caer en la vigencia del certificado.", needs=SEALS),
    _stamping("306", "El certificado debe ser un CSD, no una FIEL.", needs=SEALS),
    _stamping(
        "307",
        "Lo que se manda a timbrar no debe llevar ya un timbre; en un comprobante timbrado es lo "
        "normal.",
    ),
    _stamping("308", "El certificado debe haberlo emitido el SAT.", needs=SEALS),
    _stamping(
        "401",
        "«Fecha» debe caer en las 72 horas anteriores al momento del timbrado y no después "
        "(RMF 2.7.2.9, fr. I); lo que un comprobante timbrado deja ver lo juzga COB109.",
        needs=SEALS,
    ),
    _stamping(
        "402",
        "El RFC del emisor debe estar en el régimen de contribuyentes (LCO).",
        needs="l_LCO",
    ),
    _stamping(
        "403",
        "«Fecha» debe ser posterior al 1 de enero de 2012, límite histórico que el CFDI 4.0, "
        "de 2022, no puede tocar.",
    ),
    _own("COB301", "«Certificado» debe existir y ser un certificado X.509 en base64."),
    _own("COB302", "«Nombre» del emisor debe ser el del certificado, sin régimen societario."),
    _own("COB303", "Las autoridades del certificado deben estar vigentes en «Fecha»."),
    _own("COB304", "La clave de un certificado debe ser RSA de 2048 bits o más."),
    _own("COB305", "«Fecha» y «FechaTimbrado» deben ser fechas."),
    _own(
        "COB306",
        "Ningún valor sellado debe contener «|», que separa los valores de la cadena original.",
    ),
    _own("COB311", "«SelloSAT» debe existir y ser base64.", applies_to=_STAMPED),
    _own(
        "COB312",
        "«SelloSAT» debe corresponder a la cadena original del timbre.",
        applies_to=_STAMPED,
    ),
    _own(
        "COB313",
        "El certificado de «SelloSAT» debe haberlo emitido una autoridad de confianza.",
        applies_to=_STAMPED,
    ),
    _own(
        "COB314",
        "El certificado de «SelloSAT» y sus autoridades deben estar vigentes en «FechaTimbrado».",
        applies_to=_STAMPED,
    ),
    _own(
        "COB315",
        "El certificado de «SelloSAT» no debe estar revocado en «FechaTimbrado».",
        applies_to=_STAMPED,
    ),
    _own("COB316", "El certificado de «SelloSAT» debe ser del SAT.", applies_to=_STAMPED),
    _own("COB317", "El timbre de un CFDI 4.0 debe ser de la versión 1.1.", applies_to=_STAMPED),
)
