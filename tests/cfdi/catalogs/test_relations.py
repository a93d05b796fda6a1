"""Uses and regimes, rates by date, accounts, and the clocks of Mexico."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from cobranza.cfdi import catalogs
from cobranza.cfdi.catalogs import CodigoPostal, FormaPago, Impuesto, Pais, Persona, RegimenFiscal
from cobranza.cfdi.catalogs._zones import zone_name
from cobranza.errors import CatalogError

ON = date(2026, 1, 31)

# Which regimes are for whom, and which uses for which regimes: the digest of SAT's catalog that the
# project was given, written down from the published tables and not from the data.
FISICA = {"605", "606", "607", "608", "611", "612", "614", "615", "616", "621", "625"}
MORAL = {"601", "603", "620", "622", "623", "624"}
BOTH = {"610", "626"}
BUSINESS = {"601", "603", "606", "612", "620", "621", "622", "623", "624", "625", "626"}
PERSONAL = {"605", "606", "607", "608", "611", "612", "614", "615", "625"}
ANY = FISICA | MORAL | BOTH
USES = {
    **dict.fromkeys(["G01", "G03", *(f"I0{n}" for n in range(1, 9))], (BUSINESS, True)),
    "G02": (BUSINESS | {"616"}, True),
    **dict.fromkeys([*(f"D0{n}" for n in range(1, 10)), "D10"], (PERSONAL, False)),
    **dict.fromkeys(["S01", "CP01"], (ANY, True)),
    "CN01": ({"605"}, False),
}


def test_uses_by_regime_and_persona() -> None:
    assert {row.key for row in catalogs.in_force("c_UsoCFDI", on=ON)} == USES.keys()
    for (uso, (regimes, for_both)), regimen, persona in product(USES.items(), ANY, Persona):
        expected = regimen in regimes and (for_both or persona is Persona.FISICA)
        assert catalogs.uso_allowed(uso, regimen, persona, on=ON) is expected


def test_a_use_that_is_not_in_force_is_not_allowed() -> None:
    assert not catalogs.uso_allowed("P01", "601", "moral", on=ON)
    assert not catalogs.uso_allowed("G03", "601", "moral", on=date(2021, 12, 31))


def test_regimes_by_persona() -> None:
    rows = catalogs.in_force(RegimenFiscal, on=ON)
    assert {row.key for row in rows if row.applies_to("fisica")} == FISICA | BOTH
    assert {row.key for row in rows if row.applies_to(Persona.MORAL)} == MORAL | BOTH


# Tax, factor and direction → single rates, and ranges. SAT, c_TasaOCuota of 2026.
IEPS_BOTH = "0.265 0.30 0.53 0.50 1.60 0.304 0.25 0.09 0.08 0.07 0.06"
RATES = {
    ("002", "Tasa", "traslado"): ("0 0.08 0.16", ""),
    ("002", "Tasa", "retencion"): ("", "0-0.16"),
    ("001", "Tasa", "retencion"): ("", "0-0.35"),
    ("003", "Tasa", "traslado"): (f"{IEPS_BOTH} 0.03 0", ""),
    ("003", "Tasa", "retencion"): (IEPS_BOTH, ""),
    ("003", "Cuota", "traslado"): ("", "0-72.1605"),
    ("003", "Cuota", "retencion"): ("", "0-72.1605"),
}
MILLIONTH = Decimal("0.000001")


def test_rates_by_tax_factor_and_direction() -> None:
    directions: tuple[Any, ...] = ("traslado", "retencion")
    for case in product(("001", "002", "003"), ("Tasa", "Cuota", "Exento"), directions):
        single, ranges = RATES.get(case, ("", ""))
        rows = catalogs.rates(*case, on=ON)
        assert {row.maximo for row in rows if row.minimo == row.maximo} == {
            Decimal(rate) for rate in single.split()
        }
        assert [
            f"{row.minimo.normalize()}-{row.maximo.normalize()}"
            for row in rows
            if row.minimo != row.maximo
        ] == ranges.split()


def test_a_range_admits_its_ends_and_nothing_beyond() -> None:
    def allowed(rate: Decimal) -> bool:
        return catalogs.rate_allowed("002", "Tasa", "retencion", rate, on=ON)

    assert allowed(Decimal(0))
    assert allowed(Decimal("0.106667"))
    assert allowed(Decimal("0.160000"))
    assert not allowed(Decimal("0.16") + MILLIONTH)
    assert not allowed(-MILLIONTH)


def test_a_single_rate_admits_itself_alone() -> None:
    def allowed(rate: str) -> bool:
        return catalogs.rate_allowed("002", "Tasa", "traslado", Decimal(rate), on=ON)

    assert allowed("0.16")
    assert allowed("0.160000")
    assert not allowed("0.15")
    assert not allowed("0.160001")


def test_a_float_is_no_rate() -> None:
    with pytest.raises(TypeError, match="floats are not exact"):
        catalogs.rate_allowed("002", "Tasa", "traslado", 0.16, on=ON)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("year", "highest"),
    [
        # The highest Cuota of IEPS: SAT's catalogs of each year; that of 2023 is the one of 2022
        # times 1.0779, the factor by which IEPS was brought up to date for 2023.
        (2022, "59.1449"),
        (2023, "63.7522"),
        (2024, "66.5062"),
        (2025, "69.5255"),
        (2026, "72.1605"),
    ],
)
def test_the_highest_cuota_of_ieps_goes_by_years(year: int, highest: str) -> None:
    for day in (date(year, 1, 1), date(year, 12, 31)):
        rate = Decimal(highest)
        assert catalogs.rate_allowed("003", "Cuota", "traslado", rate, on=day)
        assert not catalogs.rate_allowed("003", "Cuota", "traslado", rate + MILLIONTH, on=day)


# SAT, c_FormaPago: form → an account that pays, one that cannot, one that is paid, one that cannot.
@pytest.mark.parametrize(
    ("forma", "ordenante", "not_ordenante", "beneficiario", "not_beneficiario"),
    [
        ("02", "1" * 11, "1" * 16, "ABC_1234567890", "1" * 9),
        ("03", "1" * 18, "1" * 11, "1" * 10, "1" * 16),
        ("04", "1" * 16, "1" * 15, "1" * 15, "12"),
        ("28", "1" * 16, "1" * 18, "1" * 11, ""),
        ("29", "1" * 15, "1" * 14, "1" * 18, "a" * 12),
        ("05", "1" * 10, "1" * 9, "1" * 16, "1" * 18 + "\n"),
    ],
)
def test_accounts_by_form_of_payment(
    forma: str, ordenante: str, not_ordenante: str, beneficiario: str, not_beneficiario: str
) -> None:
    row = catalogs.find(FormaPago, forma, on=ON)
    assert row.accepts_cuenta_ordenante(ordenante)
    assert not row.accepts_cuenta_ordenante(not_ordenante)
    assert row.accepts_cuenta_beneficiario(beneficiario)
    assert not row.accepts_cuenta_beneficiario(not_beneficiario)


def test_forms_without_accounts_accept_none() -> None:
    dinero_electronico = catalogs.find(FormaPago, "06", on=ON)
    assert dinero_electronico.accepts_cuenta_ordenante("1" * 10)
    assert not dinero_electronico.accepts_cuenta_beneficiario("1" * 10)
    assert not catalogs.find(FormaPago, "01", on=ON).accepts_cuenta_ordenante("1" * 10)
    assert catalogs.find(FormaPago, "99", on=ON).accepts_cuenta_ordenante("anything")


def test_the_foreign_bank_is_asked_for_by_these_forms() -> None:
    rows = catalogs.in_force(FormaPago, on=ON)
    asked = {row.key for row in rows if row.requiere_banco_ordenante_nombre_ext}
    assert asked == {"02", "03", "04", "28", "29", "99"}
    assert {row.key for row in rows if row.permite_tipo_cadena_pago} == {"03", "99"}


def test_isr_is_never_transferred() -> None:
    rows = catalogs.in_force(Impuesto, on=ON)
    assert {row.key: (row.retencion, row.traslado) for row in rows} == {
        "001": (True, False),
        "002": (True, True),
        "003": (True, True),
    }


def test_the_tax_identity_of_mexico_is_an_rfc() -> None:
    mexico = catalogs.find(Pais, "MEX", on=ON)
    assert mexico.accepts_num_reg_id_trib("EKU9003173C9")
    assert not mexico.accepts_num_reg_id_trib("EKU9003173CZ")
    assert mexico.accepts_codigo_postal("64000")
    assert not mexico.accepts_codigo_postal("6400")
    assert catalogs.find(Pais, "CAN", on=ON).accepts_codigo_postal("K1A 0B1")


# Offsets as the clocks of these places showed them. IANA tz database, `northamerica`; Ley de los
# Husos Horarios, DOF 2022-10-28: no daylight saving time from 2022-10-30 but on the northern
# border, which keeps the dates of the United States; Chihuahua moves to UTC-6 that day, and Juárez
# back to the time of El Paso, Ojinaga to that of Presidio, on 2022-11-30.
CLOCKS = {
    "06000": ("Ciudad de México", {"2022-07-01": -5, "2022-10-29": -5, "2022-10-31": -6,
                                   "2023-07-01": -6}),
    "64000": ("Monterrey", {"2022-07-01": -5, "2023-07-01": -6}),
    "97000": ("Mérida", {"2022-07-01": -5, "2023-07-01": -6}),
    "63732": ("Bahía de Banderas", {"2022-07-01": -5, "2022-12-01": -6, "2023-07-01": -6}),
    "22000": ("Tijuana", {"2022-01-15": -8, "2022-07-01": -7, "2022-11-05": -7,
                          "2022-11-07": -8, "2024-07-01": -7}),
    "83000": ("Hermosillo", {"2022-01-15": -7, "2022-07-01": -7, "2024-07-01": -7}),
    "82000": ("Mazatlán", {"2022-01-15": -7, "2022-07-01": -6, "2022-10-29": -6,
                           "2022-10-31": -7, "2024-07-01": -7}),
    "23000": ("La Paz, Baja California Sur", {"2022-07-01": -6, "2024-07-01": -7}),
    "77500": ("Cancún", {"2022-01-15": -5, "2022-07-01": -5, "2024-07-01": -5}),
    "31000": ("Chihuahua", {"2022-01-15": -7, "2022-07-01": -6, "2022-10-31": -6,
                            "2023-01-15": -6, "2023-07-01": -6}),
    "32000": ("Ciudad Juárez", {"2022-01-15": -7, "2022-07-01": -6, "2022-10-31": -6,
                                "2022-11-29": -6, "2022-12-01": -7, "2023-07-01": -6}),
    "32880": ("Ojinaga", {"2022-01-15": -7, "2022-10-31": -6, "2022-12-01": -6,
                          "2023-07-01": -5}),
    "87300": ("Matamoros", {"2022-07-01": -5, "2022-11-05": -5, "2022-11-07": -6,
                            "2023-07-01": -5}),
    "26000": ("Piedras Negras", {"2022-01-15": -6, "2023-07-01": -5}),
}  # fmt: skip


@pytest.mark.parametrize(
    ("code", "day", "hours"),
    [(code, day, hours) for code, (_, days) in CLOCKS.items() for day, hours in days.items()],
)
def test_local_time_to_utc(code: str, day: str, hours: int) -> None:
    noon = datetime.fromisoformat(f"{day}T12:00:00")
    expected = (noon - timedelta(hours=hours)).replace(tzinfo=UTC)
    assert catalogs.utc(code, noon) == expected


def test_the_hour_that_comes_twice_is_the_first_unless_fold_says_so() -> None:
    # In Tijuana the clocks went back at 2:00 on 2024-11-03.
    local = datetime.fromisoformat("2024-11-03T01:30:00")
    assert catalogs.utc("22000", local).hour == 8
    assert catalogs.utc("22000", local.replace(fold=1)).hour == 9


def test_every_postal_code_has_a_zone() -> None:
    zones = {row.zone for row in catalogs.in_force(CodigoPostal, on=ON)}
    assert zones == {
        f"America/{city}"
        for city in ("Cancun", "Chihuahua", "Ciudad_Juarez", "Hermosillo", "Matamoros",
                     "Mazatlan", "Mexico_City", "Ojinaga", "Tijuana")
    }  # fmt: skip


def test_ojinaga_is_told_apart_by_the_border_stimulus() -> None:
    """Coyame del Sotol (015), Manuel Benavides (042) and Ojinaga (052), and nobody else."""
    rows = catalogs.in_force(CodigoPostal, on=ON)
    places = {(row.estado, row.municipio) for row in rows if row.zone == "America/Ojinaga"}
    assert places == {("CHH", "015"), ("CHH", "042"), ("CHH", "052"), ("CHH", None)}


def test_the_border_stimulus_of_a_postal_code() -> None:
    stimulus = {
        code: catalogs.find(CodigoPostal, code, on=ON).estimulo_frontera
        for code in ("22000", "32000", "77000", "06000")
    }
    assert stimulus == {"22000": "1", "32000": "1", "77000": "2", "06000": "0"}
    assert not catalogs.find(CodigoPostal, "06000", on=ON).has_border_stimulus


def test_a_zone_that_sat_has_never_named_is_refused() -> None:
    with pytest.raises(CatalogError, match="no time zone is known for 'Tiempo del Este'"):
        zone_name("Tiempo del Este", "ROO", "0")


def test_a_time_with_a_zone_is_refused() -> None:
    with pytest.raises(CatalogError, match="expected a time without time zone"):
        catalogs.utc("06000", datetime(2026, 1, 31, tzinfo=UTC))


def test_a_computer_without_time_zones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CodigoPostal, "zone", "America/Nowhere")
    with pytest.raises(CatalogError, match="knows no time zone 'America/Nowhere': pip install"):
        catalogs.utc("06000", datetime.fromisoformat("2026-01-31T12:00:00"))
