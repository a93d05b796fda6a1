"""The invented company behind the sample portfolio: issuer, customers, products, exchange rate.

Issuer and customers of the first branch are SAT's public test taxpayers; all others are invented
and say so in their name. Postal codes, ClaveProdServ and ClaveUnidad are keys of SAT's catalogs.
Prices, habits and the exchange rate are made up. Amounts are integer cents, rates integers.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import attrs

from cobranza.cfdi.comprobante import Emisor, Receptor

__all__: list[str] = []

ISSUER: Final = Emisor(rfc="EKU9003173C9", nombre="ESCUELA KEMPER URGATE", regimen_fiscal="601")
POSTAL_CODE: Final = "42501"
BORDER_POSTAL_CODE: Final = "26015"
"""In the northern border region, where the IVA credit makes the rate 8 % (c_CodigoPostal)."""
PAC: Final = "SPR190613I52"

IVA_16: Final = 160_000
IVA_8: Final = 80_000
IVA_0: Final = 0
EXEMPT: Final = None
"""Rates of IVA in millionths; None is Exento."""


ADVANCES: Final = "84111506"
"""ClaveProdServ of what is no goods: advances, discounts, payments."""


@attrs.frozen
class Product:
    """Something sold, with its range of prices in whole pesos and its largest quantity."""

    clave_prod_serv: str
    clave_unidad: str
    unidad: str
    descripcion: str
    cheapest: int
    dearest: int
    most: int
    rate: int | None = IVA_16


PRODUCTS: Final = (
    Product("43211503", "H87", "Pieza", "Laptop 14 pulgadas, 16 GB, 512 GB", 13500, 24500, 12),
    Product("56112100", "H87", "Pieza", "Silla ejecutiva ergonómica", 2400, 4800, 15),
    Product("81112200", "E48", "Servicio", "Póliza mensual de soporte técnico", 6500, 18000, 2),
    Product("44103103", "H87", "Pieza", "Tóner negro de alto rendimiento", 1450, 2950, 20),
    Product("86101700", "E48", "Servicio", "Curso de capacitación", 4500, 12000, 3, EXEMPT),
    Product("43212105", "H87", "Pieza", "Impresora láser monocromática", 3900, 8900, 6),
    Product("14111507", "XBX", "Caja", "Papel bond carta, caja con 10 paquetes", 890, 1350, 30),
    Product("43222600", "H87", "Pieza", "Switch administrable de 24 puertos", 5200, 11800, 5),
    Product("55101509", "H87", "Pieza", "Libro de texto universitario", 380, 760, 40, IVA_0),
    Product("56101703", "H87", "Pieza", "Escritorio modular de 1.60 m", 3800, 7200, 10),
    Product("81111800", "E48", "Servicio", "Administración mensual de servidores", 9500, 28000, 1),
    Product("43211902", "H87", "Pieza", "Monitor LCD de 24 pulgadas", 2950, 5600, 15),
    Product("44121600", "XPK", "Paquete", "Suministros de escritorio surtidos", 260, 720, 25),
)  # fmt: skip


PUBLIC: Final = "XAXX010101000"
FOREIGN: Final = "XEXX010101000"
"""The RFC of receivers that have none: the general public, and foreigners."""


@attrs.frozen(kw_only=True)
class Habit:
    """How a customer buys and pays.

    `agreed_days` is the credit in the table of terms, which rules; `wordings` are texts of
    CondicionesDePago with the days that they mean, one per branch in turn. With `from_receipt` the
    credit runs from the contra-recibo. `delay` is the range of days from the due date to the
    payment; None means that the customer never pays. `generic` is the RFC of a receiver that has
    none of its own. `changes` are the days before the end of the story on which the name and the
    régimen of the customer change.
    """

    agreed_days: int | None = None
    wordings: tuple[tuple[str, int], ...] = ()
    from_receipt: bool = False
    delay: tuple[int, int] | None
    currency: str = "MXN"
    border: bool = False
    generic: str | None = None
    changes: tuple[int, int] | None = None


HABITS: Final[dict[str, Habit]] = {
    "prompt": Habit(agreed_days=30, wordings=(("30 días", 30),), delay=(-6, 2)),
    "batches": Habit(agreed_days=45, wordings=(("CREDITO", 0), ("CONTADO", 0)), delay=(5, 20)),
    "parts": Habit(
        wordings=(("CREDITO A 45 DIAS", 45), ("Crédito a 15 días", 15), ("45 DIAS", 45)),
        delay=(0, 15),
    ),
    "dollars": Habit(
        wordings=(("NETO 30", 30), ("NETO 60", 60), ("Net 45", 45)), delay=(-3, 12), currency="USD"
    ),
    "very late": Habit(
        wordings=(("30 días", 30), ("30 DÍAS", 30), ("15 días", 15)), delay=(45, 95)
    ),
    "never": Habit(agreed_days=30, delay=None),
    "cash": Habit(wordings=(("CONTADO", 0), ("Pago de contado", 0)), delay=(0, 0)),
    "no terms": Habit(delay=(3, 25)),
    "disputes": Habit(
        wordings=(("Crédito 60 días", 60), ("PAGO A 30 DIAS", 30), ("CREDITO 20 DIAS", 20)),
        delay=(10, 40),
    ),
    "border": Habit(wordings=(("PAGO A 15 DIAS", 15), ("7 días", 7)), delay=(-2, 30), border=True),
    "reviews": Habit(agreed_days=30, from_receipt=True, delay=(0, 8)),
    "renamed": Habit(wordings=(("30 días", 30),), delay=(-4, 10), changes=(100, 50)),
    "foreign": Habit(
        wordings=(("NET 60", 60), ("NET 30", 30)), delay=(-5, 20), currency="USD", generic=FOREIGN
    ),
    "public": Habit(wordings=(("CONTADO", 0),), delay=(0, 0), generic=PUBLIC),
}

_PARENTS: Final = {"batches": "prompt", "reviews": "prompt", "very late": "disputes"}
"""Which customers belong to another."""


@attrs.frozen(kw_only=True)
class Customer:
    """One customer: who it is on a document, and its habit with the words of its branch.

    `name` is that of its habit. `later` says from what days on the receptor is another.
    """

    name: str
    receptor: Receptor
    habit: Habit
    terms_text: str | None
    credit_days: int
    later: tuple[tuple[date, Receptor], ...] = ()

    @property
    def currency(self) -> str:
        """The currency it buys in."""
        return self.habit.currency

    @property
    def postal_code(self) -> str:
        """Where its documents are issued."""
        return BORDER_POSTAL_CODE if self.habit.border else POSTAL_CODE

    @property
    def usual_rate(self) -> int:
        """The rate of IVA where it buys, unless a product has another."""
        return IVA_8 if self.habit.border else IVA_16

    def receptor_on(self, day: date) -> Receptor:
        """Who it is on a document of that day."""
        receptor = self.receptor
        for since, changed in self.later:
            if since <= day:
                receptor = changed
        return receptor


@attrs.frozen(kw_only=True)
class MasterData:
    """What the company's own table says of a customer; `channel` is a column of its own.

    `key` is the company's number of the customer, `parent` that of the one it belongs to.
    """

    key: str
    rfc: str
    name: str
    tax_id: str
    parent: str
    group: str
    region: str
    segment: str
    seller: str
    credit_limit: int
    credit_currency: str
    channel: str


# SAT's public test taxpayers; postal code and regime as other public suites state them.
_TEST_TAXPAYERS: Final[dict[str, tuple[str, str, str, str]]] = {
    "prompt": ("URE180429TM6", "UNIVERSIDAD ROBOTICA ESPAÑOLA", "86991", "601"),
    "batches": ("IIA040805DZ4", "INDISTRIA ILUMINADORA DE ALMACENES", "62661", "601"),
    "parts": ("KIJ0906199R1", "KERNEL INDUSTIA JUGUETERA", "28971", "601"),
    "dollars": ("XIA190128J61", "XENON INDUSTRIAL ARTICLES", "76343", "601"),
    "very late": ("JES900109Q90", "JIMENEZ ESTRADA SALAS", "37161", "601"),
    "never": ("ICV060329BY0", "INMOBILIARIA CVA", "33826", "601"),
    "cash": ("CACX7605101P8", "XOCHILT CASAS CHAVEZ", "36257", "612"),
    "no terms": ("ZUÑ920208KL4", "ZAPATERIA URTADO ÑERI", "34541", "601"),
    "disputes": ("H&E951128469", "HERRERIA & ELECTRICOS", "06002", "601"),
    "border": ("MISC491214B86", "CECILIA MIRANDA SANCHEZ", "01010", "612"),
    "reviews": ("XOJI740919U48", "INGRID XODAR JIMENEZ", "76028", "612"),
}

_TRADES: Final = (
    *("COMERCIALIZADORA", "DISTRIBUIDORA", "CONSTRUCTORA", "SERVICIOS", "PAPELERIA", "FERRETERIA"),
    *("LABORATORIO", "TRANSPORTES", "HOTELERA", "IMPRENTA", "CLINICA", "CONSULTORIA", "FUNDIDORA"),
)
_POSTAL_CODES: Final = (
    *("06700", "20000", "31000", "37000", "44100", "64000", "72000", "76000", "80000", "97000"),
)
_REGIONS: Final = ("Norte", "Centro", "Bajío", "Occidente", "Sureste")
_SEGMENTS: Final = ("Corporativo", "Gobierno", "Pyme")
_SELLERS: Final = ("A. Robles", "M. Quiroga", "T. Ibarra", "L. Cedillo")
_CHANNELS: Final = ("Directo", "Mayoreo", "En línea")


def customers_of(branch: int, as_of: date) -> dict[str, Customer]:
    """Give the customers of a branch (0 is the first), one per habit."""
    return {
        name: _customer(branch, number, name, habit, as_of)
        for number, (name, habit) in enumerate(HABITS.items())
    }


def _customer(branch: int, number: int, name: str, habit: Habit, as_of: date) -> Customer:
    serial = branch * len(HABITS) + number
    text, text_days = (None, 0)
    if habit.wordings:
        text, text_days = habit.wordings[branch % len(habit.wordings)]
    receptor = _receptor(serial, name if branch == 0 else "", habit)
    later: tuple[tuple[date, Receptor], ...] = ()
    if habit.changes:
        renamed = attrs.evolve(receptor, nombre=f"{receptor.nombre} DEL NORTE")
        moved = attrs.evolve(renamed, regimen_fiscal_receptor="626")
        days = (as_of - timedelta(days=each) for each in habit.changes)
        later = tuple(zip(days, (renamed, moved), strict=True))
    return Customer(
        name=name,
        receptor=receptor,
        habit=habit,
        terms_text=text,
        credit_days=text_days if habit.agreed_days is None else habit.agreed_days,
        later=later,
    )


def _receptor(serial: int, test_taxpayer: str, habit: Habit) -> Receptor:
    if habit.generic:
        return _without_rfc(serial, habit.generic)
    if test_taxpayer in _TEST_TAXPAYERS:
        rfc, nombre, postal_code, regime = _TEST_TAXPAYERS[test_taxpayer]
    else:
        rfc = invented_rfc(serial)
        nombre = f"{_TRADES[serial % len(_TRADES)]} IMAGINARIA {serial:05d}"
        postal_code, regime = _POSTAL_CODES[serial % len(_POSTAL_CODES)], "601"
    return Receptor(
        rfc=rfc,
        nombre=nombre,
        domicilio_fiscal_receptor=postal_code,
        regimen_fiscal_receptor=regime,
        uso_cfdi="G03",
    )


def _without_rfc(serial: int, rfc: str) -> Receptor:
    foreign = rfc == FOREIGN
    return Receptor(
        rfc=rfc,
        nombre=f"IMAGINARY IMPORTS {serial:05d}" if foreign else f"COMPRADOR {serial:05d}",
        domicilio_fiscal_receptor=POSTAL_CODE,
        residencia_fiscal="USA" if foreign else None,
        num_reg_id_trib=f"{900_000_000 + serial}" if foreign else None,
        regimen_fiscal_receptor="616",
        uso_cfdi="S01",
    )


def master_data(branch: int, customers: dict[str, Customer]) -> tuple[MasterData, ...]:
    """Give the rows of a branch in the company's table, where the general public has none."""
    serials = {name: branch * len(HABITS) + number for number, name in enumerate(HABITS)}
    keys = {name: f"C{serial:06d}" for name, serial in serials.items()}
    return tuple(
        MasterData(
            key=keys[name],
            rfc=customer.receptor.rfc,
            name=customer.receptor.nombre,
            tax_id=customer.receptor.num_reg_id_trib or "",
            parent=keys[_PARENTS[name]] if name in _PARENTS else "",
            group=f"Grupo {branch:04d}" if name in {*_PARENTS, *_PARENTS.values()} else "",
            region=_pick(_REGIONS, serials[name]),
            segment=_pick(_SEGMENTS, serials[name] // 2),
            seller=_pick(_SELLERS, serials[name] // 4),
            credit_limit=50_000 * (1 + serials[name] % 9),
            credit_currency=customer.currency,
            channel=_pick(_CHANNELS, serials[name] // 3),
        )
        for name, customer in customers.items()
        if customer.habit.generic != PUBLIC
    )


def _pick(values: tuple[str, ...], number: int) -> str:
    return values[number % len(values)]


_BASE_36: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CHECK_ALPHABET: Final = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ"


def invented_rfc(serial: int) -> str:
    """Give the invented company RFC of a serial number below 1 555 200, with its check digit.

    >>> invented_rfc(0), invented_rfc(1)
    ('XXX000101004', 'XXX000101012')
    """
    serial, homoclave = divmod(serial, 36 * 36)
    year, month = divmod(serial, 12)
    body = f"XXX{year:02d}{month + 1:02d}01{_BASE_36[homoclave // 36]}{_BASE_36[homoclave % 36]}"
    return body + check_digit(body)


def check_digit(body: str) -> str:
    """Compute the last character of a company's RFC from the first eleven (modulo 11).

    >>> check_digit("EKU9003173C")
    '9'
    """
    weighted = zip(f" {body}", range(13, 1, -1), strict=True)
    remainder = sum(_CHECK_ALPHABET.index(letter) * weight for letter, weight in weighted) % 11
    return "0A987654321"[remainder]


def usd_rate(day: date) -> int:
    """Give the invented exchange rate of a day, in ten-thousandths of MXN per USD.

    It drifts between 17.80 and 18.74 in half a year, with a little noise.
    """
    ordinal = day.toordinal()
    drift = min(ordinal % 180, 180 - ordinal % 180)
    return 178_000 + 100 * drift + ordinal * 7919 % 400
