"""The keys that SAT's schemas enumerate, against those of the catalogs.

The schema says what may be written, whatever the date; the published catalogs say what is in force.
So a document with a key of the schema that is in no catalog has the right structure, and breaks the
rule that asks for a key in force (CFDI40162 for ClaveProdServ, and so on). The differences are
these, and no others.
"""

from typing import Final

import pytest

from cobranza.cfdi import catalogs
from cobranza.cfdi.catalogs import NAMES

WITHDRAWN: Final = {
    # «Factura generada por pagos en parcialidades» and «… diferidos»: of CFDI 3.3, before REP 1.0.
    "c_TipoRelacion": {"08", "09"},
    # 609 Consolidación ended with 2019; 628 Hidrocarburos, 629 Regímenes fiscales preferentes and
    # 630 Enajenación de acciones are not regimes that a CFDI 4.0 can name.
    "c_RegimenFiscal": {"609", "628", "629", "630"},
    # «Por definir», of CFDI 3.3; CFDI 4.0 has S01 instead.
    "c_UsoCFDI": {"P01"},
    # Distrito Federal, CMX since 2016.
    "c_Estado": {"DIF"},
    # Products and services that the catalog no longer has.
    "c_ClaveProdServ": set(
        """
        11131601 11131606 46111500 46111501 46111502 46111503 46111600 46111601 46111602
        46111800 46111801 46121500 46121502 46121503 46121600 46121601 46121602 46121604
        46131503 46131600 46131602 46131604 46141500 46141501 51142236 85131601 85151509
        85151602 85151606 85151701 85151702 85151703 85151704 85151705 86101809 86131801
        86131802 86131803 86131804 86141504 91111702 91111802 91111804 92101502 92101701
        92101702 92101801 92101802 92101803 92101805 92111500 92111501 92111502 92111503
        92111504 92111507 92111600 92111602 92111603 92111605 92111606 92111700 92111701
        92111702 92111703 92111705 92111706 92111707 92111708 92111801 92111806 92111810
        92111900 92111901 92111902 92111904 92112000 92112103 92112202 92112203 92112206
        92112300 92112303 92112400 92112404 93101502 93101503 93101504 93101505 93101506
        93101600 93101602 93101604 93101607 93101700 93101702 93101703 93101704 93101705
        93101706 93101707 93111500 93111501 93111505 93111506 93111507 93111600 93111601
        93111602 93111603 93111606 93111607 93111608 93121501 93121502 93121505 93121506
        93121507 93121508 93121509 93121603 93121604 93121605 93121606 93121607 93121611
        93121613 93121614 93121615 93121701 93121702 93121703 93121704 93121705 93121706
        93121707 93121708 93121709 93121711 93141501 93141502 93141503 93141506 93141507
        93141508 93141509 93141512 93141513 93141607 93141611 93141612 93141613 93141807
        93141908 93151503 93151504 93151505 93151506 93151507 93151508 93151509 93151510
        93151511 93151513 93151515 93151517 93151518 93151519 93151601 93151602 93151603
        93151604 93151605 93151606 93151607 93151610 93151700 93151701 93151702 93161701
        93161703 93161704 93161801 93161802 93161805 93161808 93171601 93171602 93171603
        93171604 93171703 94101802 94101803 94101804 94101805 94101807 94101808 94101809
        94101810 94131802 94131803 94131804 95101803 95101804 95101805 95111601 95111604
        95111605 95111611 95111612 95111614 95111616 95121625 95121626 95121627 95121628
        95121629 95121630 95121631 95121632 95121633 95121635 95121636 95121638 95121639
        95121645 95121713 95121807 95121809 95122601 95122603 95122702 95122703
        """.split()  # noqa: SIM905 - a table, not a sentence
    ),
}
"""Keys of the schemas that SAT no longer publishes in its catalogs."""


NOT_ENUMERATED: Final = {"c_Aduana", "c_TasaOCuota"}
"""Not the type of any attribute: part of NumeroPedimento, and a decimal."""


@pytest.mark.parametrize("name", sorted({*NAMES} - NOT_ENUMERATED))
def test_every_key_is_in_the_schema(schema_enumerations: dict[str, list[str]], name: str) -> None:
    enumerated = set(schema_enumerations[name])
    keys = catalogs.get(name).keys
    assert keys <= enumerated
    assert enumerated - keys == WITHDRAWN.get(name, set())


def test_what_is_not_enumerated(schema_enumerations: dict[str, list[str]]) -> None:
    assert {*NAMES} - schema_enumerations.keys() == NOT_ENUMERATED


def test_the_number_of_withdrawn_products_is_the_one_documented() -> None:
    assert len(WITHDRAWN["c_ClaveProdServ"]) == 233
