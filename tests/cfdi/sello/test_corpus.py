"""Public CFDI files: every seal as the official XSLT and OpenSSL judge it, and none otherwise."""

import csv
from collections import Counter
from pathlib import Path
from typing import Final

import attrs
import pytest
from lxml import etree

from cobranza.cfdi import Report
from cobranza.cfdi.sello import Certificate, TrustStore, cadena_original, cadena_tfd, verify
from tests.cfdi.documents import TFD
from tests.cfdi.sello.conftest import Transform

OF_SEAL: Final = frozenset({"302", "CFDI40102", "COB301"})
REASONS: Final = {
    "ok": (set(),),
    "bad": ({"CFDI40102"},),
    "badb64": ({"302"},),
    "badcert": ({"COB301"}, {"COB301", "302"}),
    "nocert": ({"COB301"}, {"COB301", "302"}),
    "nosello": ({"302"}, {"COB301", "302"}),
}
"""What is found of a seal, by what the index says of it."""


@attrs.frozen(kw_only=True)
class File:
    """One CFDI 4.0 of the corpus, with what the index says and what `verify` finds."""

    name: str
    data: bytes
    index: dict[str, str]
    report: Report

    @property
    def codes(self) -> set[str]:
        return {each.code for each in self.report.findings}

    @property
    def skipped(self) -> set[str]:
        return {each.what for each in self.report.not_evaluated}


@pytest.fixture(scope="module")
def files(corpus: Path, sat_certificates: Path) -> tuple[File, ...]:
    trust = TrustStore.load(sat_certificates / "ca", sat_certificates / "pac")
    with (corpus / "index.csv").open(encoding="utf-8", newline="") as index:
        rows = [row for row in csv.DictReader(index) if row["version"] == "4.0"]
    assert len(rows) == 790
    return tuple(
        File(
            name=row["file"],
            data=(data := (corpus / row["file"]).read_bytes()),
            index=row,
            report=verify(data, trust=trust),
        )
        for row in rows
    )


class TestCadena:
    def test_of_every_document(self, files: tuple[File, ...], official_cadena: Transform) -> None:
        for file in files:
            assert cadena_original(file.data) == official_cadena(file.data), file.name

    def test_of_every_stamp(self, files: tuple[File, ...], official_cadena_tfd: Transform) -> None:
        judged = 0
        for file in files:
            stamps = list(etree.fromstring(file.data).iter(f"{{{TFD}}}TimbreFiscalDigital"))
            if stamps:
                expected = official_cadena_tfd(etree.tostring(stamps[0]))
                assert cadena_tfd(file.data) == expected, file.name
                judged += 1
        assert judged == 95


class TestSeals:
    def test_each_is_verified_or_refuted_for_its_reason(self, files: tuple[File, ...]) -> None:
        seen: Counter[str] = Counter()
        for file in files:
            status = file.index["sello_status"]
            assert file.codes & OF_SEAL in REASONS[status], file.name
            assert ("CFDI40102" in file.skipped) is (status not in {"ok", "bad"}), file.name
            assert (status == "ok") is (file.index["sello_verifies"] == "1")
            seen[status] += 1
        assert seen == {
            "ok": 202,
            "bad": 100,
            "badb64": 71,
            "badcert": 20,
            "nocert": 105,
            "nosello": 292,
        }

    def test_validity_and_numbers_of_the_certificates(self, files: tuple[File, ...]) -> None:
        for file in files:
            if file.index["sello_verifies"] == "1":
                assert ("305" in file.codes) is (file.index["cert_valid_at_fecha"] == "0")
                assert ("CFDI40106" in file.codes) is (file.index["cert_no_match"] == "0")
                assert "COB306" not in file.codes

    def test_test_taxpayers_seal_with_the_certificates_that_sat_publishes(
        self, files: tuple[File, ...], sat_certificates: Path
    ) -> None:
        published = {
            each.number: each
            for each in map(Certificate.load, sat_certificates.glob("csd_test/*.cer"))
        }
        held_against = 0
        for file in files:
            root = etree.fromstring(file.data)
            if file.index["sello_verifies"] == "1" and root.get("NoCertificado") in published:
                certificate = published[root.get("NoCertificado", "")]
                assert Certificate.load(root.get("Certificado", "").encode()) == certificate
                held_against += 1
        assert held_against == 74

    def test_stamps(self, files: tuple[File, ...]) -> None:
        seen: Counter[str] = Counter()
        for file in files:
            status = file.index["tfd_sello"]
            assert ("COB312" in file.codes) is (status == "bad"), file.name
            assert (bool({"COB312", "el timbre"} & file.skipped)) is (
                status not in {"ok", "bad"}
            ), file.name
            seen[status] += 1
        assert seen == {"": 695, "ok": 58, "nosatcert": 20, "bad": 17}
