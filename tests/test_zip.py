"""Members of archives are judged by what they declare; damage of any kind is known as such."""

import io
import random
import zipfile

import pytest

from cobranza._zip import DAMAGE, Flaw, flaw_of

FINE = {"flags": 0, "method": zipfile.ZIP_DEFLATED, "size": 2**21, "packed": 2**20}
LIMITS = {"most": 2**22, "ratio": 100, "left": 2**23, "total": 2**24}


@pytest.mark.parametrize(
    ("what", "flaw"),
    [
        ({}, None),
        ({"flags": 1}, Flaw.ENCRYPTED),
        ({"method": zipfile.ZIP_LZMA}, Flaw.UNREADABLE),
        ({"size": 2**22}, None),
        ({"size": 2**22 + 1}, Flaw.TOO_LARGE),
        ({"packed": 2**21 // 100}, Flaw.SUSPICIOUS),
        ({"packed": 1, "size": 2**20}, None),  # small enough to do no harm
        ({"left": 2**21}, None),
        ({"left": 2**21 - 1}, Flaw.TOO_LARGE),
    ],
)
def test_flaws(what: dict[str, int], flaw: Flaw | None) -> None:
    found = flaw_of(**{**FINE, **LIMITS, **what})
    assert (found and found[0]) == flaw


def test_no_damage_has_another_name() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("año.xml", b"<a/>" * 100)
        archive.writestr("b.xml", b"<b/>")
    whole, chance, damaged = buffer.getvalue(), random.Random(7), 0
    for _ in range(3000):
        altered = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            altered[chance.randrange(len(altered))] = chance.randrange(256)
        try:
            with zipfile.ZipFile(io.BytesIO(altered)) as archive:
                for member in archive.infolist():
                    if not member.flag_bits & 1:
                        archive.read(member)
        except DAMAGE:
            damaged += 1
    assert damaged > 1000
