"""The rows of SAT's catalogs, one class for each catalog that says more than key and text.

What every row has is named in English: `key`, `text`, `since`, `until`. SAT's own columns keep
SAT's names.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final, Literal

import attrs

from cobranza.cfdi.catalogs._zones import zone_name

__all__: list[str] = []


class Persona(StrEnum):
    """The two kinds of taxpayer that SAT tells apart.

    >>> Persona("moral")
    <Persona.MORAL: 'moral'>
    """

    FISICA = "fisica"
    MORAL = "moral"


@attrs.frozen(kw_only=True)
class Entry:
    """One row of a catalog: a key, what it means, and from when to when it is in force.

    `since` and `until` are the first and the last day; `None` is no limit on that side. `text` is
    empty in c_CodigoPostal and c_TipoFactor, where SAT gives none.

    >>> from cobranza.cfdi import catalogs
    >>> entry = catalogs.find("c_ObjetoImp", "04", on=date(2026, 1, 31))
    >>> entry.text, entry.since, entry.until
    ('Sí objeto del impuesto y no causa impuesto.', datetime.date(2022, 10, 7), None)
    """

    key: str
    text: str = ""
    since: date | None = None
    until: date | None = None


@attrs.frozen(kw_only=True)
class ClaveUnidad(Entry):
    """A unit of measure of c_ClaveUnidad, from UNECE recommendation 20.

    >>> ClaveUnidad(key="KGM", text="Kilogramo", simbolo="kg").simbolo
    'kg'
    """

    descripcion: str | None = None
    nota: str | None = None
    simbolo: str | None = None


@attrs.frozen(kw_only=True)
class CodigoPostal(Entry):
    """A postal code of c_CodigoPostal: where it is, and what that means for taxes and clocks.

    `estimulo_frontera` is "0" outside the border regions, "1" in the northern one and "2" in the
    southern one. `municipio` and `localidad` are `None` where SAT leaves them empty.

    >>> from cobranza.cfdi import catalogs
    >>> tijuana = catalogs.find(CodigoPostal, "22000", on=date(2026, 1, 31))
    >>> tijuana.estado, tijuana.has_border_stimulus, tijuana.zone
    ('BCN', True, 'America/Tijuana')
    """

    estado: str
    municipio: str | None = None
    localidad: str | None = None
    estimulo_frontera: str
    huso_horario: str

    @property
    def has_border_stimulus(self) -> bool:
        """Whether the decrees for the border regions (IVA of 8 %) can apply here."""
        return self.estimulo_frontera != "0"

    @property
    def zone(self) -> str:
        """The name of the IANA time zone whose clocks this place keeps.

        Raises:
            CatalogError: SAT names a zone that this version does not know.
        """
        return zone_name(self.huso_horario, self.estado, self.estimulo_frontera)


@attrs.frozen(kw_only=True)
class Estado(Entry):
    """A state of c_Estado, and the key of its country in c_Pais.

    >>> Estado(key="JAL", text="Jalisco", pais="MEX").pais
    'MEX'
    """

    pais: str


@attrs.frozen(kw_only=True)
class FormaPago(Entry):
    r"""A form of payment of c_FormaPago, and which bank data a payment in that form may carry.

    The patterns are regular expressions for the whole account, `None` where SAT gives none.

    >>> from cobranza.cfdi import catalogs
    >>> transfer = catalogs.find(FormaPago, "03", on=date(2026, 1, 31))
    >>> transfer.bancarizado, transfer.patron_cuenta_beneficiario
    (True, '[0-9]{10}|[0-9]{18}')
    """

    bancarizado: bool
    requiere_numero_operacion: bool
    permite_banco_ordenante_rfc: bool
    permite_cuenta_ordenante: bool
    patron_cuenta_ordenante: str | None = None
    permite_banco_beneficiario_rfc: bool
    permite_cuenta_beneficiario: bool
    patron_cuenta_beneficiario: str | None = None
    permite_tipo_cadena_pago: bool
    requiere_banco_ordenante_nombre_ext: bool

    def accepts_cuenta_ordenante(self, cuenta: str) -> bool:
        """Tell whether `cuenta` may be the CtaOrdenante of a payment in this form.

        >>> from cobranza.cfdi import catalogs
        >>> cheque = catalogs.find(FormaPago, "02", on=date(2026, 1, 31))
        >>> cheque.accepts_cuenta_ordenante("12345678901"), cheque.accepts_cuenta_ordenante("1")
        (True, False)
        """
        return self.permite_cuenta_ordenante and _matches(self.patron_cuenta_ordenante, cuenta)

    def accepts_cuenta_beneficiario(self, cuenta: str) -> bool:
        """Tell whether `cuenta` may be the CtaBeneficiario of a payment in this form.

        >>> from cobranza.cfdi import catalogs
        >>> cash = catalogs.find(FormaPago, "01", on=date(2026, 1, 31))
        >>> cash.accepts_cuenta_beneficiario("012345678901234567")
        False
        """
        return self.permite_cuenta_beneficiario and _matches(
            self.patron_cuenta_beneficiario, cuenta
        )


@attrs.frozen(kw_only=True)
class Impuesto(Entry):
    """A tax of c_Impuesto: whether it is ever withheld and ever transferred.

    >>> Impuesto(key="001", text="ISR", retencion=True, traslado=False, ambito="Federal").traslado
    False
    """

    retencion: bool
    traslado: bool
    ambito: str


@attrs.frozen(kw_only=True)
class Moneda(Entry):
    """A currency of c_Moneda.

    `decimales` are those of an amount. `porcentaje_variacion` is a fraction, 5 is 500 %: how far
    TipoCambio may be from the official rate.

    >>> from cobranza.cfdi import catalogs
    >>> catalogs.find(Moneda, "JPY", on=date(2026, 1, 31)).decimales
    0
    """

    decimales: int
    porcentaje_variacion: Decimal


@attrs.frozen(kw_only=True)
class Pais(Entry):
    """A country of c_Pais, and how its postal codes and tax identities are written.

    The patterns are regular expressions for the whole value, `None` where SAT gives none.

    >>> from cobranza.cfdi import catalogs
    >>> usa = catalogs.find(Pais, "USA", on=date(2026, 1, 31))
    >>> usa.accepts_num_reg_id_trib("123456789"), usa.accepts_codigo_postal("12345-678")
    (True, False)
    """

    patron_codigo_postal: str | None = None
    patron_identidad_tributaria: str | None = None
    validacion_identidad_tributaria: str | None = None
    agrupaciones: str | None = None

    def accepts_num_reg_id_trib(self, numero: str) -> bool:
        """Tell whether `numero` can be a tax identity here; any can where SAT gives no pattern.

        >>> Pais(key="AFG", text="Afganistán").accepts_num_reg_id_trib("anything")
        True
        """
        return _matches(self.patron_identidad_tributaria, numero)

    def accepts_codigo_postal(self, codigo: str) -> bool:
        """Tell whether `codigo` can be a postal code here; any can where SAT gives no pattern.

        >>> mexico = Pais(key="MEX", text="México", patron_codigo_postal="[0-9]{5}")
        >>> mexico.accepts_codigo_postal("6400")
        False
        """
        return _matches(self.patron_codigo_postal, codigo)


@attrs.frozen(kw_only=True)
class RegimenFiscal(Entry):
    """A tax regime of c_RegimenFiscal, and for which kinds of persona it is.

    >>> from cobranza.cfdi import catalogs
    >>> regimen = catalogs.find(RegimenFiscal, "601", on=date(2026, 1, 31))
    >>> regimen.fisica, regimen.moral
    (False, True)
    """

    fisica: bool
    moral: bool

    def applies_to(self, persona: Persona | Literal["fisica", "moral"]) -> bool:
        """Tell whether a persona of this kind can be in the regime.

        >>> from cobranza.cfdi import catalogs
        >>> catalogs.find(RegimenFiscal, "626", on=date(2026, 1, 31)).applies_to(Persona.FISICA)
        True
        """
        return self.fisica if Persona(persona) is Persona.FISICA else self.moral


@attrs.frozen(kw_only=True)
class TasaOCuota(Entry):
    """A rate of c_TasaOCuota: one value, or a range, of one tax and one kind of factor.

    SAT gives these rows no key; ours is made of the tax, the factor and the value, or `rango`.
    `impuesto` is a key of c_Impuesto and `text` SAT's own wording. Rates are fractions, 0.16 is
    16 %; a Cuota is an amount in MXN per unit. `minimo` and `maximo` are inclusive.

    >>> from cobranza.cfdi import catalogs
    >>> cuota = catalogs.find(TasaOCuota, "003-Cuota-rango", on=date(2025, 6, 30))
    >>> cuota.minimo, cuota.maximo, cuota.until
    (Decimal('0.000000'), Decimal('69.525500'), datetime.date(2025, 12, 31))
    """

    impuesto: str
    factor: str
    minimo: Decimal
    maximo: Decimal
    traslado: bool
    retencion: bool

    def allows(self, rate: Decimal) -> bool:
        """Tell whether `rate` is this value or in this range, trailing zeros aside.

        >>> TasaOCuota(
        ...     key="002-Tasa-0.160000", impuesto="002", factor="Tasa", traslado=True,
        ...     retencion=False, minimo=Decimal("0.160000"), maximo=Decimal("0.160000"),
        ... ).allows(Decimal("0.16"))
        True
        """
        return self.minimo <= rate <= self.maximo


@attrs.frozen(kw_only=True)
class TipoDeComprobante(Entry):
    """A type of comprobante of c_TipoDeComprobante, and the most its Total may be, in MXN.

    `valor_maximo` is `None` where SAT splits it (nómina).

    >>> TipoDeComprobante(key="T", text="Traslado", valor_maximo=Decimal(0)).valor_maximo
    Decimal('0')
    """

    valor_maximo: Decimal | None = None


@attrs.frozen(kw_only=True)
class UsoCFDI(Entry):
    """A use of c_UsoCFDI: for which kinds of persona, and in which regimes of the receptor.

    `regimenes` are keys of c_RegimenFiscal, in order.

    >>> from cobranza.cfdi import catalogs
    >>> catalogs.find(UsoCFDI, "CN01", on=date(2026, 1, 31)).regimenes
    ('605',)
    """

    fisica: bool
    moral: bool
    regimenes: tuple[str, ...]

    def applies_to(self, persona: Persona | Literal["fisica", "moral"]) -> bool:
        """Tell whether a receptor of this kind can use the CFDI so, whatever the regime.

        >>> from cobranza.cfdi import catalogs
        >>> catalogs.find(UsoCFDI, "CN01", on=date(2026, 1, 31)).applies_to("moral")
        False
        """
        return self.fisica if Persona(persona) is Persona.FISICA else self.moral


ENTRIES: Final[dict[str, type[Entry]]] = {
    "c_Aduana": Entry,
    "c_ClaveProdServ": Entry,
    "c_ClaveUnidad": ClaveUnidad,
    "c_CodigoPostal": CodigoPostal,
    "c_Estado": Estado,
    "c_Exportacion": Entry,
    "c_FormaPago": FormaPago,
    "c_Impuesto": Impuesto,
    "c_Meses": Entry,
    "c_MetodoPago": Entry,
    "c_Moneda": Moneda,
    "c_ObjetoImp": Entry,
    "c_Pais": Pais,
    "c_Periodicidad": Entry,
    "c_RegimenFiscal": RegimenFiscal,
    "c_TasaOCuota": TasaOCuota,
    "c_TipoCadenaPago": Entry,
    "c_TipoDeComprobante": TipoDeComprobante,
    "c_TipoFactor": Entry,
    "c_TipoRelacion": Entry,
    "c_UsoCFDI": UsoCFDI,
}
"""Every catalog of CFDI 4.0 and Pagos 2.0, and the class of its rows."""


def _matches(pattern: str | None, value: str) -> bool:
    return pattern is None or re.fullmatch(pattern, value) is not None
