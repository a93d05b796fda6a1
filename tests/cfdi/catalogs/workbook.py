"""A small workbook in the layout of SAT's catCFDI_V_4_*.xls, after public descriptions of it.

What is known of the layout, and followed here:

- one sheet for each catalog, c_CodigoPostal in `_Parte_1` and `_Parte_2`, C_Colonia in three;
- a title, «Versión CFDI | Versión catálogo | Revisión catálogo» and their numbers, one or two
  blank rows, and the headings in the fifth or sixth row;
- a second row of headings in c_UsoCFDI, c_TasaOCuota and c_CodigoPostal, and above the headings of
  c_RegimenFiscal;
- a row without key under «N» of c_TipoDeComprobante, and a note at the end of a sheet that goes on
  elsewhere;
- dates as dates, keys as text or, where they look like numbers, as numbers; rates as numbers;
- «Sí», «No» and «Opcional» for flags and patterns, and SAT's own spelling of «Benenficiario».

The rows are SAT's, a few of each catalog.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final

Cell = str | int | float | date | None
Line = Sequence[Cell]

START: Final = date(2022, 1, 1)
DATES: Final = ("Fecha inicio de vigencia", "Fecha fin de vigencia")
ACCOUNT: Final = "[0-9]{10,11}|[0-9]{15,16}|[0-9]{18}|[A-Z0-9_]{10,50}"
FOREIGN: Final = (
    "Si el RFC del emisor de la cuenta ordenante es XEXX010101000, este campo es obligatorio."
)
ZONE: Final = ("Abril", "Primer domingo", "02:00", -5, "Octubre", "Último domingo", "02:00", -6)
BUSINESS: Final = "601, 603, 606, 612, 620, 621, 622, 623, 624, 625,626"


def sheet(
    title: str, headings: Sequence[Line], rows: Sequence[Line], blanks: int = 1
) -> list[Line]:
    """The rows of one sheet."""
    return [
        (f"Catálogo de {title}.",),
        ("Versión CFDI", "Versión catálogo", "Revisión catálogo"),
        (4.0, 1.0, 0.0),
        *[()] * blanks,
        *headings,
        *rows,
    ]


def plain(name: str, title: str, rows: Sequence[Line]) -> list[Line]:
    """A sheet of keys, descriptions and dates."""
    return sheet(title, [(name, "Descripción", *DATES)], rows)


POSTAL_HEADINGS: Final[Sequence[Line]] = [
    (
        *("c_CodigoPostal", "c_Estado", "c_Municipio", "c_Localidad"),
        *("Estímulo Franja Fronteriza", *DATES, "Referencias del Huso Horario"),
    ),
    (
        *(None,) * 7,
        "Descripción del Huso Horario",
        *("Mes_Inicio_Horario_Verano", "Día_Inicio_Horario_Verano"),
        *("Día_Inicio_Horario_Verano", "Diferencia_Horaria_Verano"),
        *("Mes_Inicio_Horario_Invierno", "Día_Inicio_Horario_Invierno"),
        *("Día_Inicio_Horario_Invierno", "Diferencia_Horaria_Invierno"),
    ),
]

SHEETS: Final[dict[str, list[Line]]] = {
    "c_FormaPago": sheet(
        "formas de pago",
        [
            (
                *("c_FormaPago", "Descripción", "Bancarizado", "Número de operación"),
                *("RFC del Emisor de la cuenta ordenante", "Cuenta Ordenante"),
                *("Patrón para cuenta ordenante", "RFC del Emisor Cuenta de Beneficiario"),
                *("Cuenta de Benenficiario", "Patrón para cuenta Beneficiaria"),
                "Tipo Cadena Pago",
                "Nombre del Banco emisor de la cuenta ordenante en caso de extranjero",
                *DATES,
            )
        ],
        [
            ("01", "Efectivo", "No", "Opcional", *("No",) * 8, START, None),
            (
                *("02", "Cheque nominativo", "Sí", "Opcional", "Opcional", "Opcional"),
                *("[0-9]{11}|[0-9]{18}", "Opcional", "Opcional", ACCOUNT, "No", FOREIGN),
                *(START, None),
            ),
            (
                *("03", "Transferencia electrónica de fondos", "Sí", "Opcional", "Opcional"),
                *("Opcional", "[0-9]{10}|[0-9]{16}|[0-9]{18}", "Opcional", "Opcional"),
                *("[0-9]{10}|[0-9]{18}", "Opcional", FOREIGN, START, None),
            ),
            (99, "Por definir", *("Opcional",) * 10, START, None),
        ],
        blanks=2,
    ),
    "c_Moneda": sheet(
        "monedas",
        [("c_Moneda", "Descripción", "Decimales", "Porcentaje variación", *DATES)],
        [
            ("JPY", "Yen", 0, 5, START, None),
            ("MXN", "Peso Mexicano", 2, 5, START, None),
            ("XXX", "Los códigos asignados para las transacciones", 0, 0, START, None),
        ],
    ),
    "c_TipoDeComprobante": sheet(
        "tipos de comprobante",
        [("c_TipoDeComprobante", "Descripción", "Valor máximo", None, *DATES)],
        [
            ("I", "Ingreso", "999999999999999999.999999", None, START, None),
            ("T", "Traslado", 0, None, START, None),
            ("N", "Nómina", "NS", "NdS", START, None),
            (None, None, "999999999999999999.999999", "999999999999999999.999999", None, None),
            ("P", "Pago", "999999999999999999.999999", None, START, None),
        ],
    ),
    "c_Exportacion": plain(
        "c_Exportacion",
        "exportación",
        [("01", "No aplica", START, None), ("04", "Definitiva …", date(2022, 2, 25), None)],
    ),
    "c_MetodoPago": plain(
        "c_MetodoPago", "métodos de pago", [("PUE", "Pago en una sola exhibición", START, None)]
    ),
    "c_CodigoPostal_Parte_1": sheet(
        "códigos postales",
        POSTAL_HEADINGS,
        [
            ("00000", "TLA", "000", "00", 0, START, None, "Tiempo del Centro", *ZONE),
            (1000, "CMX", 10, 1, 0, START, None, "Tiempo del Centro", *ZONE),
            ("Continúa en c_CodigoPostal_Parte_2",),
        ],
        blanks=2,
    ),
    "c_CodigoPostal_Parte_2": sheet(
        "códigos postales",
        POSTAL_HEADINGS,
        [("83000", "SON", "030", "04", "1", START, None, "Tiempo del Pacífico", *ZONE)],
        blanks=2,
    ),
    "c_Periodicidad": plain("c_Periodicidad", "periodicidad", [("01", "Diario", START, None)]),
    "c_Meses": plain("c_Meses", "meses", [("01", "Enero", START, None)]),
    "c_TipoRelacion": plain(
        "c_TipoRelacion", "tipos de relación", [("01", "Nota de crédito", START, None)]
    ),
    "c_RegimenFiscal": sheet(
        "regímenes fiscales",
        [
            (None, None, "Aplica para tipo persona"),
            (
                *("c_RegimenFiscal", "Descripción", "Física", "Moral"),
                *("Fecha de inicio de vigencia", "Fecha de fin de vigencia"),
            ),
        ],
        [
            (601, "General de Ley Personas Morales", "No", "Sí", START, None),
            (605, "Sueldos y Salarios", "Sí", "No", START, None),
        ],
    ),
    "c_Pais": sheet(
        "países",
        [
            (
                *("c_Pais", "Descripción", "Formato de código postal"),
                "Formato de Registro de Identidad Tributaria",
                *("Validación del Registro de Identidad Tributaria", "Agrupaciones"),
            )
        ],
        [
            ("AFG", "Afganistán", None, None, None, None),
            (
                *("MEX", "México", "[0-9]{5}"),
                "[A-Z&Ñ]{3,4}[0-9]{2}(0[1-9]|1[012])(0[1-9]|[12][0-9]|3[01])[A-Z0-9]{2}[0\n-9A]",
                *("Lista del SAT", "TLCAN"),
            ),
        ],
    ),
    "c_UsoCFDI": sheet(
        "uso de comprobantes",
        [
            (
                *("c_UsoCFDI", "Descripción", "Aplica para tipo persona", None, *DATES),
                "Régimen Fiscal Receptor",
            ),
            (None, None, "Física", "Moral"),
        ],
        [
            ("G01", "Adquisición de mercancías.", "Sí", "Sí", START, None, BUSINESS),
            ("CN01", "Nómina", "Sí", "No", START, None, 605),
        ],
    ),
    "c_ClaveProdServ": sheet(
        "productos / servicios",
        [
            (
                *("c_ClaveProdServ", "Descripción", "Incluir IVA trasladado"),
                *("Incluir IEPS trasladado", "Complemento que debe incluir"),
                *("FechaInicioVigencia", "FechaFinVigencia", "Estímulo Franja Fronteriza"),
                "Palabras similares",
            )
        ],
        [
            (
                "01010101",
                "No existe en el catálogo",
                "Opcional",
                "Opcional",
                "",
                START,
                None,
                1,
                "",
            ),
            (84111506, "Servicios de  facturación", "Opcional", "No", "", START, None, 1, "Cobro"),
            ("10101500", "Animales", "Sí", "No", "", START, date(2023, 12, 31), 0, ""),
        ],
    ),
    "c_ClaveUnidad": sheet(
        "unidades de medida",
        [
            (
                *("c_ClaveUnidad", "Nombre", "Descripción", "Nota"),
                *("Fecha de inicio de vigencia", "Fecha de fin de vigencia", "Símbolo"),
            )
        ],
        [
            (5, "Lift", None, None, START, None, None),
            ("Dx", "Dina por centímetro", None, None, START, None, "dyn/cm"),
            ("H87", "Pieza", "Unidad de\u200b conteo", None, START, None, None),
        ],
        blanks=2,
    ),
    "c_ObjetoImp": plain(
        "c_ObjetoImp",
        "objeto de impuesto",
        [
            ("01", "No objeto de impuesto.", "01/01/2022", None),
            ("04", "Sí objeto del impuesto y no causa impuesto.", "2022-10-07", ""),
        ],
    ),
    "c_Impuesto": sheet(
        "impuestos",
        [("c_Impuesto", "Descripción", "Retención", "Traslado", "Local o federal", *DATES)],
        [
            ("001", "ISR", "Si", "No", "Federal", START, None),
            (2, "IVA", "Si", "Si", "Federal", START, None),
        ],
    ),
    "c_TipoFactor": sheet(
        "tipo factor", [("c_TipoFactor", *DATES)], [("Tasa", START, None), ("Exento", START, None)]
    ),
    "c_TasaOCuota": sheet(
        "tasa o cuota",
        [
            (
                *("Rango o Fijo", "c_TasaOCuota", None, "Impuesto", "Factor"),
                *("Traslado", "Retención", *DATES),
            ),
            (None, "Valor mínimo", "Valor máximo"),
        ],
        [
            ("Fijo", None, 0.16, "IVA", "Tasa", "Sí", "No", START, None),
            ("Fijo", None, 0.08, "IVA Crédito aplicado del 50%", "Tasa", "Sí", "No", START, None),
            ("Rango", 0, 72.1605, "IEPS", "Cuota", "Sí", "Sí", date(2026, 1, 1), None),
        ],
    ),
    "c_Aduana": plain(
        "c_Aduana", "aduanas", [(1, "ACAPULCO, ACAPULCO DE JUAREZ, GUERRERO.", START, None)]
    ),
    "c_NumPedimentoAduana": sheet("números de pedimento", [("c_Aduana", "Patente")], [(1, 3173)]),
    "C_Colonia_1": sheet("colonias", [("c_Colonia", "c_CodigoPostal")], [("0001", "01000")]),
    "c_Estado": sheet(
        "estados",
        [("c_Estado", "c_Pais", "Nombre del estado", *DATES)],
        [("CMX", "MEX", "Ciudad de México", START, None)],
    ),
}


def write_xls(path: Path, sheets: Mapping[str, Sequence[Line]], xlwt: Any) -> Path:
    """Write the workbook as SAT does, in the format of Excel 97."""
    book = xlwt.Workbook()
    dated = xlwt.easyxf(num_format_str="DD/MM/YYYY")
    for name, lines in sheets.items():
        page = book.add_sheet(name)
        for row, line in enumerate(lines):
            for column, cell in enumerate(line):
                if isinstance(cell, date):
                    page.write(row, column, datetime.combine(cell, time()), dated)
                elif cell is not None:
                    page.write(row, column, cell)
    book.save(str(path))
    return path


def write_xlsx(path: Path, sheets: Mapping[str, Sequence[Line]], xlsxwriter: Any) -> Path:
    """Write the workbook in the format of today."""
    with xlsxwriter.Workbook(path) as book:
        dated = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, lines in sheets.items():
            page = book.add_worksheet(name)
            for row, line in enumerate(lines):
                for column, cell in enumerate(line):
                    if isinstance(cell, date):
                        page.write_datetime(row, column, datetime.combine(cell, time()), dated)
                    elif cell is not None:
                        page.write(row, column, cell)
    return path
