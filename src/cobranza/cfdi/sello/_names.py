"""The names inside a certificate, read from its DER with more patience than the standard asks.

SAT writes `ñ` and `Ñ` into T61String as Latin-1, and `cryptography` refuses such a name altogether.
Everything else about a certificate is left to that library: here are names alone.

Source: ITU-T X.690 (DER); RFC 5280, section 4.1 (where the names are); RFC 4514 (how a name is
written in one line).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__: list[str] = []

COMMON_NAME: Final = "2.5.4.3"
ORGANIZATIONAL_UNIT: Final = "2.5.4.11"
UNIQUE_IDENTIFIER: Final = "2.5.4.45"
"""x500UniqueIdentifier, in which SAT keeps the RFC."""

Name = tuple[tuple[str, str], ...]
"""The attributes of a name in their order: (dotted OID, text)."""

_VERSION: Final = 0xA0
_SHORT: Final = {
    "2.5.4.3": "CN",
    "2.5.4.6": "C",
    "2.5.4.7": "L",
    "2.5.4.8": "ST",
    "2.5.4.9": "STREET",
    "2.5.4.10": "O",
    "2.5.4.11": "OU",
    "0.9.2342.19200300.100.1.25": "DC",
    "0.9.2342.19200300.100.1.1": "UID",
}
_CHARSETS: Final = {12: "utf-8", 28: "utf-32-be", 30: "utf-16-be"}
_SPECIAL: Final = re.compile(r'([\\",+;<>])')


def names_of(certificate: bytes) -> tuple[Name, Name]:
    """Give the names of issuer and subject of a certificate in DER.

    Raises:
        ValueError: The DER does not hold them where the standard has them, or the serial number is
            not positive.
    """
    ((_, whole),) = _values(certificate)
    (_, signed), *_ = _values(whole)
    fields = [each for each in _values(signed) if each[0] != _VERSION]
    (_, serial), _algorithm, (_, issuer), _validity, (_, subject) = fields[:5]
    if int.from_bytes(serial, signed=True) <= 0:
        raise ValueError("the serial number is not positive")
    return _name(issuer), _name(subject)


def first(name: Name, oid: str) -> str:
    """Give the first attribute of a kind, or ""."""
    return next((text for kind, text in name if kind == oid), "")


def in_one_line(name: Name) -> str:
    """Write a name as RFC 4514 does, last attribute first."""
    return ",".join(f"{_SHORT.get(oid, oid)}={_escaped(text)}" for oid, text in reversed(name))


def _escaped(text: str) -> str:
    text = _SPECIAL.sub(r"\\\1", text).replace("\0", "\\00")
    if text.startswith(("#", " ")):
        text = "\\" + text
    return text[:-1] + "\\ " if text.endswith(" ") and not text.endswith("\\ ") else text


def _name(body: bytes) -> Name:
    return tuple(
        _attribute(attribute)
        for _, relative_name in _values(body)
        for _, attribute in _values(relative_name)
    )


def _attribute(body: bytes) -> tuple[str, str]:
    (_, oid), (tag, text) = _values(body)
    # T61, Printable and IA5 are read as Latin-1, which has every byte: SAT means no other.
    return _dotted(oid), text.decode(_CHARSETS.get(tag, "latin-1"), "replace")


def _values(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Split DER into its values: (tag, content)."""
    place = 0
    while place < len(data):
        if place + 2 > len(data):
            raise ValueError("the DER ends inside a value")
        tag, length = data[place], data[place + 1]
        place += 2
        if length & 0x80:
            octets = length & 0x7F
            length = int.from_bytes(data[place : place + octets])
            place += octets
        if place + length > len(data):
            raise ValueError("the DER ends inside a value")
        yield tag, data[place : place + length]
        place += length


def _dotted(oid: bytes) -> str:
    numbers: list[int] = []
    number = 0
    for octet in oid:
        number = number << 7 | octet & 0x7F
        if not octet & 0x80:
            numbers.append(number)
            number = 0
    if not numbers:
        raise ValueError("an OID without numbers")
    root = min(numbers[0] // 40, 2)
    return ".".join(map(str, (root, numbers[0] - 40 * root, *numbers[1:])))
