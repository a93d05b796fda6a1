"""The printed expression: what the QR of a CFDI holds and the SAT's status service is asked.

It names a document by five values: its UUID (`id`), the RFC of its issuer (`re`) and of its
receiver (`rr`), its total (`tt`) and the last eight characters of its seal (`fe`). It is the same
for every type of CFDI; the total of a payment receipt (P) and of a transfer (T) is `0.0`. CFDI of
retentions are other documents, with an expression of their own, and out of scope here.

Source: SAT, Anexo 20 (CFDI 3.3 and 4.0), «Especificación técnica del código de barras
bidimensional»: the total takes at most 25 positions, 18 for the whole part, 1 for the point and 6
for the decimals, and zeros that mean nothing are left out; `&tt=` and the total together take 7 to
29 positions, so that the shortest total is `0.0`. Conflict: the example beside that text prints
`0000014300.000000`, and some programs print the total as the document does (`1160.00`, `0`). This
module writes what the text says and reads all of them.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote

import attrs

from cobranza.errors import MoneyError, SatError, shorten
from cobranza.money import quantize, to_decimal
from cobranza.sat._patterns import RFC, UUID

if TYPE_CHECKING:
    from cobranza.cfdi import Document

__all__ = ["URL", "ExpresionImpresa", "expression", "parse_expression", "verification_url"]

URL: Final = "https://verificacfdi.facturaelectronica.sat.gob.mx/default.aspx"
"""The SAT's page that tells whether a document is in force."""

_END_OF_SEAL: Final = re.compile(r"[A-Za-z0-9+/=]{8}")
_WHOLE_DIGITS: Final = 18
_DECIMALS: Final = 6
# An RFC may hold an `&` of its own: only one that starts a known name separates two values.
_SEPARATOR: Final = re.compile(r"(?:^|[?&])(?:amp;)?(?=(?:id|re|rr|tt|fe)=)")
_REQUIRED: Final = ("id", "re", "rr", "tt")


def _upper(text: str) -> str:
    return text.upper()


def _total(value: Decimal | int | str) -> Decimal:
    try:
        total = to_decimal(value, name="total")
        rounded = quantize(total, _DECIMALS)
    except MoneyError as error:
        raise SatError(shorten(str(error))) from None
    if total.is_signed() or rounded != total or total.adjusted() >= _WHOLE_DIGITS:
        raise SatError(
            f"total is {shorten(str(total))!r}, "
            "expected 0 or more with up to 18 whole digits and 6 decimals"
        )
    return rounded


@attrs.frozen(kw_only=True)
class ExpresionImpresa:
    """The five values that name a CFDI to the SAT.

    `uuid` and the RFCs are in capitals. `total` is the Total of the document, in its currency, kept
    with six decimals. `sello` are the last eight characters of the issuer's seal, `None` where they
    are not known: expressions of CFDI 3.2 do not have them.

    Raises:
        SatError: a value is not of the form that the SAT gives it.

    >>> datos = ExpresionImpresa(
    ...     uuid="5803EB8D-81CD-4557-8719-26632D2FA434",
    ...     rfc_emisor="EKU9003173C9",
    ...     rfc_receptor="CACX7605101P8",
    ...     total="14300.00",
    ...     sello="rH8/bw==",
    ... )
    >>> expression(datos)
    '?id=5803EB8D-81CD-4557-8719-26632D2FA434&re=EKU9003173C9&rr=CACX7605101P8&tt=14300.0&fe=rH8/bw=='
    """

    uuid: str = attrs.field(converter=_upper)
    rfc_emisor: str = attrs.field(converter=_upper)
    rfc_receptor: str = attrs.field(converter=_upper)
    total: Decimal = attrs.field(converter=_total)
    sello: str | None = None

    def __attrs_post_init__(self) -> None:
        _check("uuid", self.uuid, UUID, "a UUID of 36 characters")
        _check("rfc_emisor", self.rfc_emisor, RFC, "an RFC such as EKU9003173C9")
        _check("rfc_receptor", self.rfc_receptor, RFC, "an RFC such as EKU9003173C9")
        if self.sello is not None:
            _check("sello", self.sello, _END_OF_SEAL, "the last 8 characters of a seal in base64")

    @classmethod
    def of(cls, document: Document) -> ExpresionImpresa:
        """Take the values out of a stamped and sealed document.

        Raises:
            SatError: the document has no stamp or no seal, or a value cannot name it.
        """
        comprobante = document.comprobante
        where = document.source or "the document"
        if document.uuid is None:
            raise SatError(f"{where} has no TimbreFiscalDigital, expected a stamped document")
        if not comprobante.sello:
            raise SatError(f"{where} has no Sello, expected a sealed document")
        return cls(
            uuid=document.uuid,
            rfc_emisor=comprobante.emisor.rfc,
            rfc_receptor=comprobante.receptor.rfc,
            total=comprobante.total,
            sello=comprobante.sello.strip()[-8:],
        )


def expression(of: Document | ExpresionImpresa) -> str:
    """Write the expression that the SAT's status service takes, from `?id=` on.

    An `&` inside an RFC is written `&amp;` and a `Ñ` as itself. Inside XML the whole is escaped
    once more, as any text is (or put in CDATA).

    Source: Anexo 20 for names, order and total; for `&amp;`, which Anexo 20 does not mention, the
    answers of the service: it does not find a document of an RFC with a bare `&` (reported with
    both answers in github.com/eclipxe13/CfdiUtils/pull/78).

    Raises:
        SatError: the document has no stamp or no seal, or a value cannot name it.

    >>> expression(ExpresionImpresa(
    ...     uuid="5803eb8d-81cd-4557-8719-26632d2fa434",
    ...     rfc_emisor="Ñ&A010101AAA",
    ...     rfc_receptor="XAXX010101000",
    ...     total=0,
    ... ))
    '?id=5803EB8D-81CD-4557-8719-26632D2FA434&re=Ñ&amp;A010101AAA&rr=XAXX010101000&tt=0.0'
    """
    values = _values(of)
    return "?" + "&".join(f"{name}={value.replace('&', '&amp;')}" for name, value in values.items())


def verification_url(of: Document | ExpresionImpresa) -> str:
    """Write the address that the QR holds: the SAT's page, asked for one document.

    It is a proper URL: `&` and `Ñ` inside an RFC, and `+` in the end of the seal, are
    percent-encoded (UTF-8), because a browser takes them for something else.

    Source: Anexo 20 for address, names and order; RFC 3986 for the encoding.

    Raises:
        SatError: the document has no stamp or no seal, or a value cannot name it.

    >>> verification_url(ExpresionImpresa(
    ...     uuid="5803EB8D-81CD-4557-8719-26632D2FA434",
    ...     rfc_emisor="Ñ&A010101AAA",
    ...     rfc_receptor="XAXX010101000",
    ...     total="1160.00",
    ...     sello="a+8/bw==",
    ... )).partition("&")[2]
    're=%C3%91%26A010101AAA&rr=XAXX010101000&tt=1160.0&fe=a%2B8/bw=='
    """
    values = _values(of)
    return f"{URL}?" + "&".join(f"{name}={quote(value, '/=')}" for name, value in values.items())


def parse_expression(text: str) -> ExpresionImpresa:
    """Read an expression or the address in a QR back, of CFDI 4.0, 3.3 or 3.2.

    The order of the values does not matter; RFCs may be percent-encoded, escaped as XML once or
    twice, or hold a bare `&`; the total may be padded with zeros.

    Raises:
        SatError: a value is missing, stands twice, or is not of the form that the SAT gives it.

    >>> parse_expression("?re=EKU9003173C9&rr=CACX7605101P8&tt=0000014300.000000"
    ...     "&id=5803eb8d-81cd-4557-8719-26632d2fa434").total
    Decimal('14300.000000')
    """
    values: dict[str, str] = {}
    for part in _SEPARATOR.split(text.strip())[1:]:
        name, _, value = part.partition("=")
        if name in values:
            raise SatError(f"{name} stands twice in {shorten(text)!r}, expected once")
        values[name] = unquote(value).replace("&amp;", "&").replace("&amp;", "&")
    for name in _REQUIRED:
        if name not in values:
            raise SatError(f"no {name} in {shorten(text)!r}, expected {', '.join(_REQUIRED)}")
    return ExpresionImpresa(
        uuid=values["id"],
        rfc_emisor=values["re"],
        rfc_receptor=values["rr"],
        total=values["tt"],
        sello=values.get("fe"),
    )


def _check(name: str, value: str, pattern: re.Pattern[str], expected: str) -> None:
    if pattern.fullmatch(value) is None:
        raise SatError(f"{name} is {shorten(value)!r}, expected {expected}")


def _values(of: Document | ExpresionImpresa) -> dict[str, str]:
    given = of if isinstance(of, ExpresionImpresa) else ExpresionImpresa.of(of)
    values = {
        "id": given.uuid,
        "re": given.rfc_emisor,
        "rr": given.rfc_receptor,
        "tt": _without_idle_zeros(given.total),
    }
    return values if given.sello is None else {**values, "fe": given.sello}


def _without_idle_zeros(total: Decimal) -> str:
    text = f"{total:f}".rstrip("0")
    return f"{text}0" if text.endswith(".") else text
