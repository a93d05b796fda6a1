"""How SAT's workbook, and tables like it, write each catalog: headings, cells, quirks.

Headings are compared without accents, case, spaces or signs, because publications differ in them.
The headings of the workbook catCFDI_V_4_*.xls are listed beside those of plain tables with the
same facts (`id`, `texto`, `vigencia_desde`, …).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.cfdi.catalogs._entries import ENTRIES
from cobranza.cfdi.catalogs._packed import Row, Span
from cobranza.cfdi.catalogs._search import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__: list[str] = []

_EPOCH: Final = date(1899, 12, 30)
"""Day 0 of the serial numbers that spreadsheets keep dates as."""


def normal(label: object) -> str:
    """Reduce a heading to its letters.

    >>> normal("Fecha de  inicio de vigencia ")
    'fechadeiniciodevigencia'
    """
    return re.sub(r"[^a-z0-9]", "", fold(cell_text(label)))


def cell_text(cell: object) -> str:
    """Write a cell as text, white space collapsed; whole numbers without decimals.

    >>> cell_text(66.5062), cell_text(3.0), cell_text(" a  b "), cell_text(None)
    ('66.5062', '3', 'a b', '')
    """
    match cell:
        case None:
            return ""
        case bool():
            return "1" if cell else ""
        case datetime():
            return cell.date().isoformat()
        case float() if cell.is_integer():
            return str(int(cell))
        case _:
            return " ".join(str(cell).replace("\u200b", "").split())


def cell_date(cell: object) -> date | None:
    """Read a date: a date cell, its serial number, `2022-01-01` or `01/01/2022`; or none.

    Raises:
        ValueError: it is none of these.

    >>> cell_date(44562.0), cell_date("01/01/2022"), cell_date("")
    (datetime.date(2022, 1, 1), datetime.date(2022, 1, 1), None)
    """
    written = cell_text(cell)
    if not written:
        return None
    if written.isdecimal():
        return _EPOCH + timedelta(days=int(written))
    if "/" in written:
        dia, mes, anio = written.split("/")
        return date(int(anio), int(mes), int(dia))
    return date.fromisoformat(written[:10])


def _padded(width: int) -> Callable[[object], str]:
    """Give keys the zeros back that a spreadsheet takes from what looks like a number."""

    def pad(cell: object) -> str:
        written = cell_text(cell)
        return written.zfill(width) if written.isdecimal() else written

    return pad


def _affirmed(cell: object) -> str:
    return "1" if normal(cell) in {"1", "si", "true"} else ""


def _not_denied(cell: object) -> str:
    """«Opcional», and the sentences that SAT writes here, mean that the thing may be there."""
    return "" if normal(cell) in {"", "0", "no"} else "1"


def _required(cell: object) -> str:
    return "" if normal(cell) in {"", "0", "no", "opcional"} else "1"


def _pattern(cell: object) -> str:
    r"""Take SAT's regular expression; «No» is none, and «Opcional», or `\V*`, is any text.

    A line break strayed into the pattern of Mexico, as such or as the two characters `\n`.
    """
    written = cell_text(re.sub(r"\n|\\n", "", cell) if isinstance(cell, str) else cell)
    if written == "No":
        return ""
    if written in {"Opcional", r"\V*"}:
        return ".*"
    re.compile(written)
    return written


def _decimal(cell: object) -> str:
    return str(Decimal(cell_text(cell)))


def _rate(cell: object) -> str:
    written = cell_text(cell)
    return str(Decimal(written).quantize(Decimal("0.000001"))) if written else ""


def _amount_or_nothing(cell: object) -> str:
    """Take an amount; for nómina SAT writes two limits with their names into these cells."""
    try:
        return _decimal(cell)
    except InvalidOperation:
        return ""


def _keys(cell: object) -> str:
    return " ".join(sorted(re.findall(r"\w+", cell_text(cell))))


@attrs.frozen
class Column:
    """A column: the field that it fills, the headings it goes by, how its cells become text."""

    field: str
    headings: tuple[str, ...]
    clean: Callable[[object], str] = cell_text


_TEXT: Final = Column("text", ("texto", "descripcion"))
SINCE: Final = (
    "vigenciadesde",
    "fechainiciodevigencia",
    "fechadeiniciodevigencia",
    "fechainiciovigencia",
)
UNTIL: Final = (
    "vigenciahasta",
    "fechafindevigencia",
    "fechadefindevigencia",
    "fechafinvigencia",
)


@attrs.frozen(kw_only=True)
class Layout:
    """How one catalog is written: its key, its columns, and what follows from several of them."""

    name: str
    key: Column
    columns: tuple[Column, ...] = (_TEXT,)
    finish: Callable[[dict[str, str]], dict[str, str]] = dict

    @property
    def fields(self) -> tuple[str, ...]:
        """The columns that are kept: the fields of the class, `text` only where SAT has one."""
        absent = {"key", "since", "until"}
        if not any(column.field == "text" for column in self.columns):
            absent.add("text")
        names = (field.name for field in attrs.fields(ENTRIES[self.name]))
        return tuple(name for name in names if name not in absent)

    def row(self, cells: Mapping[str, object]) -> Row:
        """Make a row of the cells of a line, given by the names of their fields.

        Raises:
            ValueError: a date or a pattern cannot be read.
            ArithmeticError: a number cannot be read.
        """
        columns = (self.key, *self.columns)
        record = self.finish({each.field: each.clean(cells.get(each.field)) for each in columns})
        span = Span(cell_date(cells.get("since")), cell_date(cells.get("until")))
        return Row(record["key"], span, tuple(record[field] for field in self.fields))


_TAXES: Final = {"ISR": "001", "IVA": "002", "IEPS": "003"}


def _finish_rate(record: dict[str, str]) -> dict[str, str]:
    """Give a row of c_TasaOCuota the key that it lacks, and a fixed rate both of its ends.

    SAT names the tax, and beside the 8 % of IVA the credit that it comes from.
    """
    fixed = record["key"] == "Fijo"
    impuesto = _TAXES[record["text"].partition(" ")[0]]
    value = record["maximo"] if fixed else "rango"
    return record | {
        "key": f"{impuesto}-{record['factor']}-{value}",
        "impuesto": impuesto,
        "minimo": record["maximo"] if fixed else record["minimo"],
    }


def _finish_unit(record: dict[str, str]) -> dict[str, str]:
    """Correct the one key in which SAT's workbook and SAT's schema differ, dyne per centimetre.

    The schema has DX, as UNECE does, and no document with «Dx» can pass it.
    """
    return record | {"key": "DX" if record["key"] == "Dx" else record["key"]}


def _layout(
    name: str,
    *columns: Column,
    width: int = 0,
    key: tuple[str, ...] = ("id",),
    finish: Callable[[dict[str, str]], dict[str, str]] = dict,
) -> Layout:
    """Describe a catalog whose keys, where they are numbers, have `width` digits."""
    return Layout(
        name=name,
        key=Column("key", (normal(name), *key), _padded(width)),
        columns=columns,
        finish=finish,
    )


LAYOUTS: Final = {
    layout.name: layout
    for layout in (
        _layout("c_Aduana", _TEXT, width=2),
        _layout("c_ClaveProdServ", _TEXT, width=8),
        _layout(
            "c_ClaveUnidad",
            Column("text", ("texto", "nombre")),
            Column("descripcion", ("descripcion",)),
            Column("nota", ("notas", "nota")),
            Column("simbolo", ("simbolo",)),
            width=2,
            finish=_finish_unit,
        ),
        _layout(
            "c_CodigoPostal",
            Column("estado", ("estado", "cestado")),
            Column("municipio", ("municipio", "cmunicipio"), _padded(3)),
            Column("localidad", ("localidad", "clocalidad"), _padded(2)),
            Column("estimulo_frontera", ("estimulofrontera", "estimulofranjafronteriza")),
            Column("huso_horario", ("husohorario", "descripciondelhusohorario")),
            width=5,
        ),
        _layout(
            "c_Estado",
            Column("text", ("texto", "nombredelestado")),
            Column("pais", ("pais", "cpais")),
            key=("estado",),
        ),
        _layout("c_Exportacion", _TEXT, width=2),
        _layout(
            "c_FormaPago",
            _TEXT,
            Column("bancarizado", ("esbancarizado", "bancarizado"), _affirmed),
            Column(
                "requiere_numero_operacion",
                ("requierenumerooperacion", "numerodeoperacion"),
                _required,
            ),
            Column(
                "permite_banco_ordenante_rfc",
                ("permitebancoordenanterfc", "rfcdelemisordelacuentaordenante"),
                _not_denied,
            ),
            Column(
                "permite_cuenta_ordenante",
                ("permitecuentaordenante", "cuentaordenante"),
                _not_denied,
            ),
            Column(
                "patron_cuenta_ordenante",
                ("patroncuentaordenante", "patronparacuentaordenante"),
                _pattern,
            ),
            Column(
                "permite_banco_beneficiario_rfc",
                ("permitebancobeneficiariorfc", "rfcdelemisorcuentadebeneficiario"),
                _not_denied,
            ),
            Column(
                "permite_cuenta_beneficiario",
                # «Benenficiario» is how SAT has written it for years.
                ("permitecuentabeneficiario", "cuentadebenenficiario", "cuentadebeneficiario"),
                _not_denied,
            ),
            Column(
                "patron_cuenta_beneficiario",
                ("patroncuentabeneficiario", "patronparacuentabeneficiaria"),
                _pattern,
            ),
            Column(
                "permite_tipo_cadena_pago", ("permitetipocadenapago", "tipocadenapago"), _not_denied
            ),
            Column(
                "requiere_banco_ordenante_nombre_ext",
                (
                    "requierebancoordenantenombreext",
                    "nombredelbancoemisordelacuentaordenanteencasodeextranjero",
                ),
                _not_denied,
            ),
            width=2,
        ),
        _layout(
            "c_Impuesto",
            _TEXT,
            Column("retencion", ("retencion",), _affirmed),
            Column("traslado", ("traslado",), _affirmed),
            Column("ambito", ("ambito", "localofederal")),
            width=3,
        ),
        _layout("c_Meses", _TEXT, width=2),
        _layout("c_MetodoPago", _TEXT),
        _layout(
            "c_Moneda",
            _TEXT,
            Column("decimales", ("decimales",)),
            Column("porcentaje_variacion", ("porcentajevariacion",), _decimal),
        ),
        _layout("c_ObjetoImp", _TEXT, width=2),
        _layout(
            "c_Pais",
            _TEXT,
            Column(
                "patron_codigo_postal", ("patroncodigopostal", "formatodecodigopostal"), _pattern
            ),
            Column(
                "patron_identidad_tributaria",
                ("patronidentidadtributaria", "formatoderegistrodeidentidadtributaria"),
                _pattern,
            ),
            Column(
                "validacion_identidad_tributaria",
                ("validacionidentidadtributaria", "validaciondelregistrodeidentidadtributaria"),
            ),
            Column("agrupaciones", ("agrupaciones",)),
        ),
        _layout("c_Periodicidad", _TEXT, width=2),
        _layout(
            "c_RegimenFiscal",
            _TEXT,
            Column("fisica", ("aplicafisica", "fisica"), _affirmed),
            Column("moral", ("aplicamoral", "moral"), _affirmed),
        ),
        _layout(
            "c_TasaOCuota",
            Column("text", ("impuesto",)),
            Column("factor", ("factor",)),
            Column("minimo", ("minimo", "valorminimo"), _rate),
            Column("maximo", ("valor", "valormaximo"), _rate),
            Column("traslado", ("traslado",), _affirmed),
            Column("retencion", ("retencion",), _affirmed),
            key=("tipo", "rangoofijo"),
            finish=_finish_rate,
        ),
        _layout("c_TipoCadenaPago", _TEXT, width=2),
        _layout(
            "c_TipoDeComprobante",
            _TEXT,
            Column("valor_maximo", ("valormaximo",), _amount_or_nothing),
        ),
        _layout("c_TipoFactor"),
        _layout("c_TipoRelacion", _TEXT, width=2),
        _layout(
            "c_UsoCFDI",
            _TEXT,
            Column("fisica", ("aplicafisica", "fisica"), _affirmed),
            Column("moral", ("aplicamoral", "moral"), _affirmed),
            Column("regimenes", ("regimenesfiscalesreceptores", "regimenfiscalreceptor"), _keys),
        ),
    )
}
