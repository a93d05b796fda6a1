"""Every row of SAT's catalogs is there, with every column; read from the CSV beside the project."""

import csv
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cobranza.cfdi import catalogs
from cobranza.cfdi.catalogs import NAMES, Entry, Moneda, TasaOCuota
from cobranza.money import decimals

ON = date(2026, 8, 6)

Record = dict[str, str]


def records(folder: Path, name: str) -> list[Record]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [
            {column: clean(value) for column, value in row.items()} for row in csv.DictReader(file)
        ]


def clean(value: str) -> str:
    """Two units hold a zero-width space; nothing else in the files is not a space between words."""
    return " ".join(value.replace("\u200b", "").split())


def flag(value: str) -> bool:
    return value == "1"


def or_none(value: str) -> str | None:
    return value or None


def pattern(value: str) -> str | None:
    r"""Mexico's has a stray `\n` in the CSV; `\V*`, any text, is not a Python expression."""
    return value.replace(r"\n", "").replace(r"\V*", ".*") or None


def same(column: str, convert: Callable[[str], object] = str) -> tuple[str, Any]:
    return column, convert


# Catalog → attribute of the row → column of the CSV, and what the column should become.
COLUMNS: dict[str, dict[str, tuple[str, Callable[[str], object]]]] = {
    "c_ClaveUnidad": {
        "descripcion": same("descripcion", or_none),
        "nota": same("notas", or_none),
        "simbolo": same("simbolo", or_none),
    },
    "c_CodigoPostal": {
        "estado": same("estado"),
        "municipio": same("municipio", or_none),
        "localidad": same("localidad", or_none),
        "estimulo_frontera": same("estimulo_frontera"),
        "huso_horario": same("huso_horario"),
    },
    "c_Estado": {"key": same("estado"), "pais": same("pais")},
    "c_FormaPago": {
        "bancarizado": same("es_bancarizado", flag),
        "requiere_numero_operacion": same("requiere_numero_operacion", flag),
        "permite_banco_ordenante_rfc": same("permite_banco_ordenante_rfc", flag),
        "permite_cuenta_ordenante": same("permite_cuenta_ordenante", flag),
        "patron_cuenta_ordenante": same("patron_cuenta_ordenante", pattern),
        "permite_banco_beneficiario_rfc": same("permite_banco_beneficiario_rfc", flag),
        "permite_cuenta_beneficiario": same("permite_cuenta_beneficiario", flag),
        "patron_cuenta_beneficiario": same("patron_cuenta_beneficiario", pattern),
        "permite_tipo_cadena_pago": same("permite_tipo_cadena_pago", flag),
        "requiere_banco_ordenante_nombre_ext": same("requiere_banco_ordenante_nombre_ext", flag),
    },
    "c_Impuesto": {
        "retencion": same("retencion", flag),
        "traslado": same("traslado", flag),
        "ambito": same("ambito"),
    },
    "c_Moneda": {
        "decimales": same("decimales", int),
        "porcentaje_variacion": same("porcentaje_variacion", Decimal),
    },
    "c_Pais": {
        "patron_codigo_postal": same("patron_codigo_postal", pattern),
        "patron_identidad_tributaria": same("patron_identidad_tributaria", pattern),
        "validacion_identidad_tributaria": same("validacion_identidad_tributaria", or_none),
        "agrupaciones": same("agrupaciones", or_none),
    },
    "c_RegimenFiscal": {
        "fisica": same("aplica_fisica", flag),
        "moral": same("aplica_moral", flag),
    },
    "c_TipoDeComprobante": {"valor_maximo": same("valor_maximo", Decimal)},
    "c_UsoCFDI": {
        "fisica": same("aplica_fisica", flag),
        "moral": same("aplica_moral", flag),
        "regimenes": same(
            "regimenes_fiscales_receptores",
            lambda value: tuple(sorted(value.replace(",", " ").split())),
        ),
    },
}
# SAT's workbook writes one unit otherwise than SAT's schema does; documents follow the schema.
RENAMED = {"Dx": "DX"}


@pytest.mark.parametrize("name", [name for name in NAMES if name != "c_TasaOCuota"])
def test_every_row_is_found_with_its_fields(sat_catalogs: Path, name: str) -> None:
    catalog = catalogs.get(name)
    rows = records(sat_catalogs, name)
    assert len(catalog) == len(rows)
    for record in rows:
        key = record.get("id", record.get("estado", ""))
        entry = catalog.find(RENAMED.get(key, key), on=ON)
        expected = {
            attribute: convert(record[column])
            for attribute, (column, convert) in COLUMNS.get(name, {}).items()
        }
        assert {attribute: getattr(entry, attribute) for attribute in expected} == expected
        assert entry.text == record.get("texto", "")
        assert validity(entry) == (
            record.get("vigencia_desde", ""),
            record.get("vigencia_hasta", ""),
        )


def validity(entry: Entry) -> tuple[str, str]:
    return str(entry.since or ""), str(entry.until or "")


def test_every_rate_is_found(sat_catalogs: Path) -> None:
    codes = {"ISR": "001", "IVA": "002", "IEPS": "003", "IVA Crédito aplicado del 50%": "002"}
    expected = [
        (
            record["impuesto"],
            codes[record["impuesto"]],
            record["factor"],
            Decimal(record["minimo"] or record["valor"]),
            Decimal(record["valor"]),
            flag(record["traslado"]),
            flag(record["retencion"]),
            record["vigencia_desde"],
            record["vigencia_hasta"],
        )
        for record in records(sat_catalogs, "c_TasaOCuota")
    ]
    found = [
        (
            row.text,
            row.impuesto,
            row.factor,
            row.minimo,
            row.maximo,
            row.traslado,
            row.retencion,
            *validity(row),
        )
        for row in catalogs.in_force(TasaOCuota, on=ON)
    ]
    assert sorted(found) == sorted(expected)


def test_the_columns_of_the_csv_are_all_compared(sat_catalogs: Path) -> None:
    common = {"id", "texto", "vigencia_desde", "vigencia_hasta"}
    for name in NAMES:
        if name != "c_TasaOCuota":
            compared = {column for column, _ in COLUMNS.get(name, {}).values()}
            assert set(records(sat_catalogs, name)[0]) <= common | compared


def test_the_version_and_the_source_are_in_the_data() -> None:
    for name in NAMES:
        catalog = catalogs.get(name)
        assert catalog.version == ON
        assert catalog.source.startswith("SAT, Anexo 20")


def test_money_knows_the_decimals_of_every_currency() -> None:
    rows = catalogs.in_force(Moneda, on=ON)
    assert {row.key: decimals(row.key) for row in rows} == {row.key: row.decimales for row in rows}


@pytest.mark.parametrize(
    ("name", "before", "day", "added"),
    [
        # facts of the catalogs, SAT's own dates
        ("c_Exportacion", date(2022, 2, 24), date(2022, 2, 25), {"04"}),
        ("c_ObjetoImp", date(2022, 10, 6), date(2022, 10, 7), {"04"}),
        ("c_ObjetoImp", date(2023, 12, 5), date(2023, 12, 6), {"05"}),
        ("c_ObjetoImp", date(2024, 12, 12), date(2024, 12, 13), {"06", "07", "08"}),
    ],
)
def test_keys_come_into_force_on_their_day(
    name: str, before: date, day: date, added: set[str]
) -> None:
    catalog = catalogs.get(name)
    assert catalog.keys_in_force(day) - catalog.keys_in_force(before) == added
    assert catalog.keys_in_force(before) < catalog.keys_in_force(day)


def test_nothing_with_dates_is_in_force_before_cfdi_40() -> None:
    assert catalogs.get("c_ObjetoImp").keys_in_force(date(2021, 12, 31)) == frozenset()
    assert len(catalogs.get("c_ObjetoImp").keys_in_force(date(2022, 1, 1))) == 3
    # SAT dates neither countries nor, in the tables at hand, postal codes.
    assert "MEX" in catalogs.get("c_Pais").keys_in_force(date.min)
    assert "06000" in catalogs.get("c_CodigoPostal").keys_in_force(date.max)
