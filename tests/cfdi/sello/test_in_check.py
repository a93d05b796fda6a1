"""Seals as a part of `check`: with `trust`, and only then."""

import subprocess
import sys
from base64 import b64encode

from cobranza.cfdi import STRICT, check
from cobranza.cfdi.sello import TrustStore
from tests.cfdi.documents import cfdi_bytes, complemento
from tests.cfdi.sello.authorities import TRUST, sealed, stamped

BY_SEALS = {"CFDI40102", "CFDI40106", "302", "303", "304", "305", "306", "308", "401"}


def test_without_trust_no_seal_is_judged() -> None:
    report = check(cfdi_bytes())
    assert {each.what for each in report.not_evaluated} >= BY_SEALS
    assert not BY_SEALS & report.by_code().keys()


def test_with_trust_all_of_it_is() -> None:
    report = check(stamped(), trust=TRUST)
    assert not {each.what for each in report.not_evaluated} & BY_SEALS
    assert not BY_SEALS & report.by_code().keys()


def test_with_an_empty_trust_the_chain_is_what_is_left() -> None:
    report = check(stamped(), trust=TrustStore())
    skipped = {each.what for each in report.not_evaluated}
    assert skipped & BY_SEALS == {"304", "308"}


def test_findings_come_with_their_weight() -> None:
    report = check(cfdi_bytes(), trust=TRUST)
    assert {"CFDI40102", "COB301"} & report.by_code().keys()
    assert not report.ok
    late = stamped(sealed(Fecha="2026-01-20T12:00:00"), fecha_timbrado=sealed().fecha)
    assert check(late, trust=TRUST).by_code()["401"][0].severity == "warning"
    assert check(late, trust=TRUST, profile=STRICT).by_code()["401"][0].severity == "error"


def test_what_the_seals_decide_is_not_said_twice() -> None:
    wrong = sealed(Fecha="2026-01-20T12:00:00")
    xml = stamped(wrong, fecha_timbrado=sealed().fecha, sello_cfd=b64encode(b"x").decode())
    assert {"COB108", "COB109"} <= check(xml).by_code().keys()
    found = check(xml, trust=TRUST).by_code()
    assert [len(found[code]) for code in ("COB108", "COB109", "401")] == [1, 0, 1]


def test_what_cannot_be_typed_is_judged_all_the_same() -> None:
    xml = cfdi_bytes(after=complemento(""), Exportacion=None)
    assert "COB301" in check(xml, trust=TRUST).by_code()


def test_whoever_does_not_ask_for_seals_does_without_cryptography() -> None:
    code = (
        "import sys; from cobranza.cfdi import check; check(b'<a/>'); "
        f"check({cfdi_bytes()!r}); sys.exit('cryptography' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
