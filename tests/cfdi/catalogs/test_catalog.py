"""Looking up, listing and searching."""

import subprocess
import sys
from datetime import date, datetime

import pytest

from cobranza.cfdi import catalogs
from cobranza.cfdi.catalogs import NAMES, CodigoPostal, Entry, Moneda, Persona, UsoCFDI
from cobranza.cfdi.catalogs._catalog import Catalog
from cobranza.cfdi.catalogs._packed import Row, Span, pack, unpack
from cobranza.errors import CatalogError

ON = date(2026, 1, 31)


def test_names_go_with_and_without_prefix() -> None:
    for name in NAMES:
        assert catalogs.get(name) is catalogs.get(name.removeprefix("c_"))
        assert catalogs.get(name).name == name


def test_an_unknown_catalog_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(CatalogError, match="no catalog 'c_Divisa'; there are c_Aduana, c_Clave"):
        catalogs.get("c_Divisa")


def test_the_class_of_plain_rows_names_no_catalog() -> None:
    with pytest.raises(CatalogError, match="no catalog 'Entry'"):
        catalogs.get(Entry)


@pytest.mark.parametrize(
    ("name", "key", "hint"),
    [
        ("c_Moneda", "mxn", "c_Moneda has no key 'mxn': did you mean 'MXN'"),
        ("c_ClaveProdServ", "84111599", "did you mean '84111"),
        ("c_CodigoPostal", "ABCDE", "c_CodigoPostal has no key 'ABCDE'$"),
    ],
)
def test_an_unknown_key_is_refused_with_the_closest(name: str, key: str, hint: str) -> None:
    with pytest.raises(CatalogError, match=hint):
        catalogs.find(name, key, on=ON)
    assert catalogs.get(name).get(key, on=ON) is None
    assert catalogs.get(name).versions(key) == ()
    assert key not in catalogs.get(name)


def test_a_hostile_key_is_shown_short() -> None:
    with pytest.raises(CatalogError) as error:
        catalogs.find("c_CodigoPostal", "0" * 1_000_000, on=ON)
    assert len(str(error.value)) < 200


def test_a_key_out_of_force_is_refused_with_its_dates() -> None:
    with pytest.raises(CatalogError, match=r"'05' is in force 2023-12-06\.\., not on 2023-12-05"):
        catalogs.find("c_ObjetoImp", "05", on=date(2023, 12, 5))


def test_a_datetime_counts_as_its_day() -> None:
    last_second = datetime(2022, 10, 6, 23, 59, 59)  # noqa: DTZ001 - as Fecha, without time zone
    objeto = catalogs.get("c_ObjetoImp")
    assert "04" not in objeto.keys_in_force(last_second)
    assert objeto.get("04", on=last_second) is None
    assert len(objeto.in_force(last_second)) == 3


def test_the_days_of_an_epoch_share_one_frozenset() -> None:
    objeto = catalogs.get("c_ObjetoImp")
    assert objeto.keys_in_force(date(2022, 1, 1)) is objeto.keys_in_force(date(2022, 10, 6))
    assert objeto.keys_in_force(date(2022, 10, 6)) is not objeto.keys_in_force(date(2022, 10, 7))
    undated = catalogs.get("c_CodigoPostal")
    assert undated.keys_in_force(ON) is undated.keys


def test_keys_come_in_order_and_once() -> None:
    keys = list(catalogs.get("c_TasaOCuota"))
    assert keys == sorted(set(keys))
    assert len(keys) == len(catalogs.get("c_TasaOCuota")) == 19


def test_repr_says_what_it_is() -> None:
    assert repr(catalogs.get("Meses")) == "<Catalog c_Meses, 18 keys, version 2026-08-06>"


def test_rows_that_repeat_the_cells_above_have_them() -> None:
    rows = catalogs.get(CodigoPostal)
    assert rows.find("01001", on=ON) == CodigoPostal(
        key="01001", estado="CMX", estimulo_frontera="0", huso_horario="Tiempo del Centro"
    )
    for key in ("01002", "01009"):
        row = rows.find(key, on=ON)
        assert (row.key, row.estado, row.municipio) == (key, "CMX", None)


def test_rows_of_one_class_are_typed() -> None:
    peso: Moneda = catalogs.find(Moneda, "MXN", on=ON)
    assert (peso.decimales, peso.text) == (2, "Peso Mexicano")


def test_personas_are_told_apart_by_value() -> None:
    uso = catalogs.find(UsoCFDI, "D01", on=ON)
    assert uso.applies_to(Persona.FISICA)
    assert not uso.applies_to("moral")
    with pytest.raises(ValueError, match="juridica"):
        uso.applies_to("juridica")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_rows_with_several_versions() -> None:
    rows = [
        Row("01", Span(date(2022, 1, 1), date(2023, 6, 30)), ("before",)),
        Row("01", Span(date(2023, 7, 1), None), ("after",)),
        Row("02", Span(None, date(2023, 6, 30)), ("gone",)),
        Row("03", Span(None, None), ("",)),
        Row("04", Span(None, None), ("",)),
    ]
    data = pack(rows, name="c_Meses", version=ON, source="a test", columns=["text"])
    catalog = Catalog(unpack(data, where="a test"), Entry)
    june, july = date(2023, 6, 30), date(2023, 7, 1)
    assert [row.text for row in catalog.versions("01")] == ["before", "after"]
    assert catalog.find("01", on=june).text == "before"
    assert catalog.find("01", on=july).text == "after"
    assert catalog.keys_in_force(date(2021, 1, 1)) == {"02", "03", "04"}
    assert catalog.keys_in_force(june) == {"01", "02", "03", "04"}
    assert catalog.keys_in_force(july) == {"01", "03", "04"}
    assert catalog.find("03", on=july).text == catalog.find("04", on=july).text == ""
    with pytest.raises(CatalogError, match=r"'02' is in force \.\.2023-06-30, not on 2023-07-01"):
        catalog.find("02", on=july)


# The expectations are what a person who looks for the word would want first.
@pytest.mark.parametrize(
    ("catalog", "text", "first"),
    [
        ("ClaveProdServ", "tornillo", "31161500"),
        ("ClaveProdServ", "TORNILLOS", "31161500"),
        ("ClaveProdServ", "facturacion", "84111506"),
        ("ClaveProdServ", "contabilidad de los sueldos", "84111505"),
        ("ClaveProdServ", "84111506", "84111506"),
        ("ClaveUnidad", "kg", "KGM"),
        ("ClaveUnidad", "piezas", "H87"),
        ("Pais", "mexico", "MEX"),
        ("CodigoPostal", "0600", "06000"),
    ],
)
def test_search_finds_first_what_was_meant(catalog: str, text: str, first: str) -> None:
    assert catalogs.search(catalog, text, limit=1)[0].key == first


def test_search_needs_every_word() -> None:
    assert catalogs.search("ClaveProdServ", "tornillo dinosaurio") == ()
    assert catalogs.search("ClaveProdServ", "¡!") == ()


def test_search_keeps_to_its_limit_and_to_the_day() -> None:
    assert len(catalogs.search("ClaveProdServ", "servicios", limit=7)) == 7
    everything = catalogs.search("c_ObjetoImp", "objeto")
    in_2022 = catalogs.search("c_ObjetoImp", "objeto", on=date(2022, 1, 1))
    assert {row.key for row in everything} - {row.key for row in in_2022} == {"04", "05", "06"}


def test_importing_reads_no_data() -> None:
    script = """
import sys
opened = []
sys.addaudithook(lambda event, args: event == "open" and opened.append(str(args[0])))
import cobranza.cfdi.catalogs as catalogs
print([name for name in opened if name.endswith(".txt")])
print("cobranza.cfdi.catalogs._sources" in sys.modules)
from datetime import date
catalogs.find("c_MetodoPago", "PUE", on=date(2026, 1, 31))
print(sorted({name.rpartition("data")[2] for name in opened if name.endswith(".txt")}))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == [
        "[]",
        "False",
        str([" folder/catalogs/installed.txt", "/c_MetodoPago.txt", "/c_Moneda.txt"]),
    ]


def test_names_that_do_not_exist() -> None:
    with pytest.raises(AttributeError, match="no attribute 'install'"):
        getattr(catalogs, "install")  # noqa: B009 - a name that type checkers refuse
