"""What an RFC, and the name of a company, show by themselves to be wrong."""

from __future__ import annotations

import re
from operator import mul
from typing import Final

__all__: list[str] = []

_ALPHABET: Final = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ"
_VALUES: Final = {character: value for value, character in enumerate(_ALPHABET)}
_WEIGHTS: Final = range(13, 1, -1)
_MODULUS: Final = 11

_SUFFIXES: Final = (
    *("SA", "SA CV", "SA DE CV", "SAB", "SAB DE CV", "SAPI", "SAPI DE CV", "SAS", "SAS DE CV"),
    *("S DE RL", "S DE RL CV", "S DE RL DE CV", "S DE RL DE IP", "S DE RL MI"),
    *("SC", "SC DE RL", "SC DE RL DE CV", "SCS", "S EN C", "S EN C POR A", "S EN NC", "SNC"),
    *("SPR DE RI", "SPR DE RL", "SPR DE RL DE CV", "AC", "ABP", "IAP"),
    *("SA DE CV SOFOM ENR", "SA DE CV SOFOM ER", "SAPI DE CV SOFOM ENR", "SAPI DE CV SOFOM ER"),
)
_CLOSED_UP: Final = {suffix.replace(" ", ""): suffix for suffix in _SUFFIXES}
_LAST_WORDS: Final = frozenset(
    end for suffix in _SUFFIXES for end in (suffix.split()[-1], suffix[-1])
)
"""How a name that has one of them ends, the abbreviation in one piece or letter by letter."""


def _letter_by_letter(suffix: str) -> str:
    words = (
        " ?".join(word) if word not in {"DE", "EN", "POR"} else word for word in suffix.split()
    )
    return " ".join(words)


_SUFFIX: Final = re.compile(
    rf"\S ({'|'.join(map(_letter_by_letter, sorted(_SUFFIXES, key=len, reverse=True)))})$"
)


def check_digit(rfc: str) -> str | None:
    """Work out the last character of an RFC from the others; None if they are no RFC's.

    It does not see every mistake (one position has the weight 11), and some 1.5 % of the RFCs in
    use have another one.

    Source: SAT's algorithm, modulo 11, which it explains with the RFC GODE561231GR8.
    """
    body = rfc[:-1].rjust(len(_WEIGHTS))  # a company's has one character less
    try:
        weighted = sum(map(mul, map(_VALUES.__getitem__, body), _WEIGHTS))
    except KeyError:
        return None
    digit = -weighted % _MODULUS
    return "A" if digit == _MODULUS - 1 else str(digit)


def societary_suffix(nombre: str) -> str | None:
    """Give the régimen societario that ends a name: "SA DE CV" of «Ejemplo, S.A. de C.V.»."""
    bare = " ".join(nombre.upper().replace(".", " ").replace(",", " ").split())
    if bare.rpartition(" ")[2] not in _LAST_WORDS:
        return None
    found = _SUFFIX.search(bare)
    return None if found is None else _CLOSED_UP[found[1].replace(" ", "")]
