"""Rates given by hand, in a table, and as Banco de México exports them."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cobranza.errors import SourceError
from cobranza.rates import Rates
from cobranza.sources import parse_rates, read_fix, read_rates
from tests.sources.conftest import Put, PutBook

# The layout of a query of the SIE: lines about the series, their names, days and rates.
SIE = """"Banco de México"

"Tipos de cambio diarios"

"Fecha de consulta: 03/05/2021 09:12:45"
"Política de uso de información, en www.banxico.org.mx"

"Título","Tipo de cambio pesos por dólar E.U.A., para solventar obligaciones","Fecha de liquidación"
"Periodo disponible","12/11/1991 - 30/04/2021","12/11/1991 - 04/05/2021"
"Periodicidad","Diaria","Diaria"
"Unidad","Pesos por Dólar","Pesos por Dólar"

"Fecha","SF60653","SF43718"
"28/04/2021","19.8457","19.9712"
"29/04/2021","19.8983","N/E"

"30/04/2021","19.9712","20.1817"
"01/05/2021","19.9712"
"""
API = {
    "bmx": {
        "series": [
            {"idSerie": "SF60653", "datos": [{"fecha": "28/04/2021", "dato": "1"}]},
            {
                "idSerie": "SF43718",
                "titulo": "Tipo de cambio",
                "datos": [
                    {"fecha": "28/04/2021", "dato": "19.9712"},
                    {"fecha": "29/04/2021", "dato": "N/E"},
                    {"fecha": "30/04/2021", "dato": "20.1817"},
                ],
            },
        ]
    }
}
FIX = Rates(
    daily={
        "USD": [(date(2021, 4, 28), Decimal("19.9712")), (date(2021, 4, 30), Decimal("20.1817"))]
    }
)


class TestByHand:
    def test_are_taken_exactly(self) -> None:
        assert parse_rates(["usd=18.5000", " EUR=20"]) == {
            "USD": Decimal("18.5000"),
            "EUR": Decimal(20),
        }

    @pytest.mark.parametrize("text", ["USD", "USD=", "USD=x", "USD=0", "USD=-1", "DOLAR=18", "=1"])
    def test_errors(self, text: str) -> None:
        with pytest.raises(SourceError, match=r"expected a currency and MXN per unit: USD=18\.50"):
            parse_rates([text])

    def test_a_currency_has_one_rate(self) -> None:
        with pytest.raises(SourceError, match="expected USD only once"):
            parse_rates(["USD=18", "USD=19"])


class TestTable:
    def test_is_read(self, put: Put) -> None:
        path = put(
            "date,currency,rate\n2026-04-01,usd,18.0125\n2026-04-01,EUR,21\n"
            "2026-04-02,USD,18.1\n2026-04-01,USD,18.0125\n"
        )
        rates = read_rates(path, max_age=2)
        april = {
            "USD": [(date(2026, 4, 2), Decimal("18.1")), (date(2026, 4, 1), Decimal("18.0125"))]
        }
        euro = {"EUR": [(date(2026, 4, 1), Decimal(21))]}
        assert rates == Rates(daily=april | euro, max_age=2)

    @pytest.mark.parametrize(
        ("rows", "message"),
        [
            ("x,USD,18", "row 2: date is 'x', expected a date YYYY-MM-DD or nothing"),
            (",USD,18", "row 2: date is '', expected a date YYYY-MM-DD"),
            ("2026-04-01,dólar,18", "row 2: currency is 'dólar', expected a currency such as USD"),
            (
                "2026-04-01,USD,N/E",
                "row 2: rate is 'N/E', expected a plain decimal such as 1234.50",
            ),
            ("2026-04-01,USD,0", "row 2: rate of USD is 0, expected MXN per unit, above zero"),
            ("2026-04-01,MXN,2", "row 2: rate of MXN is 2, expected 1 or no rate"),
            (
                "2026-04-01,USD,18\n2026-04-01,USD,19",
                "row 3: rate is '19', expected 18, as in a row before",
            ),
        ],
    )
    def test_errors(self, put: Put, rows: str, message: str) -> None:
        path = put(f"date,currency,rate\n{rows}\n")
        with pytest.raises(SourceError) as caught:
            read_rates(path)
        assert str(caught.value) == f"{path}, {message}"


class TestFix:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
    def test_of_a_query(self, tmp_path: Path, encoding: str) -> None:
        path = tmp_path / "consulta.csv"
        path.write_bytes(
            SIE.replace('"01/05/2021","19.9712"', '"01/05/2021","1","N/E"').encode(encoding)
        )
        assert read_fix(path) == FIX

    def test_of_a_workbook(self, put_book: PutBook) -> None:
        rows: list[list[object]] = [
            ["Banco de México"],
            [],
            ["Fecha", "SF43718"],
            ["28/04/2021", 19.9712],
            [date(2021, 4, 30), 20.1817],
            ["01/05/2021", "N/E"],
        ]
        assert read_fix(put_book(rows)) == FIX

    @pytest.mark.parametrize("before", ["", "\ufeff", "\n  "])
    def test_of_the_api(self, put: Put, before: str) -> None:
        assert read_fix(put(before + json.dumps(API))) == FIX

    def test_of_numbers(self, put: Put) -> None:
        datos = '[{"fecha": "28/04/2021", "dato": 19.97120}]'
        path = put('{"bmx": {"series": [{"idSerie": "SF43718", "datos": %s}]}}' % datos)  # noqa: UP031
        assert str(read_fix(path).on("USD", date(2021, 4, 28))) == "19.97120"

    def test_of_some_age(self, put: Put) -> None:
        rates = read_fix(put("Fecha,SF43718\n28/04/2021,19.9712\n"), max_age=1)
        assert rates.on("USD", date(2021, 4, 29)) == Decimal("19.9712")
        assert rates.on("USD", date(2021, 4, 30)) is None

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("", " has no row with 'Fecha' and 'SF43718', expected the FIX"),
            ("Fecha,SF60653\n", " has no row with 'Fecha' and 'SF43718', expected the FIX"),
            (
                "x\nFecha,SF43718\n2021/04/28,1\n",
                ", row 3: fecha is '2021/04/28', expected a day dd/mm/yyyy",
            ),
            (
                "Fecha,SF43718\n31/04/2021,1\n",
                ", row 2: fecha is '31/04/2021', expected a day dd/mm/yyyy",
            ),
            (
                "Fecha,SF43718\n28/04/2021\n",
                ", row 2: SF43718 is '', expected MXN per USD or 'N/E'",
            ),
            (
                "Fecha,SF43718\n28/04/2021,-1\n",
                ": rate of USD is -1, expected MXN per unit, above zero",
            ),
            (
                "Fecha,SF43718\n28/04/2021,1\n28/04/2021,2\n",
                ": rate of USD on 2021-04-28 is 2 and 1",
            ),
            ("{", " is no answer of the SIE, expected bmx.series[].datos[] of 'SF43718'"),
            ("{}", " is no answer of the SIE, expected bmx.series[].datos[] of 'SF43718'"),
            (
                '{"bmx": {"series": []}}',
                " is no answer of the SIE, expected bmx.series[].datos[] of 'SF43718'",
            ),
            (
                '{"bmx": []}',
                " is no answer of the SIE, expected bmx.series[].datos[] of 'SF43718'",
            ),
            (
                '{"a":' + "[" * 100_000,
                " is no answer of the SIE, expected bmx.series[].datos[] of 'SF43718'",
            ),
            (
                json.dumps(API).replace("19.9712", "x"),
                ", datos[0]: SF43718 is 'x', expected MXN per USD or 'N/E'",
            ),
        ],
    )
    def test_errors(self, put: Put, text: str, message: str) -> None:
        path = put(text)
        with pytest.raises(SourceError) as caught:
            read_fix(path)
        assert str(caught.value) == f"{path}{message}"
