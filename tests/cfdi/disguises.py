"""The same document written in another way: what must make no difference to a reader.

This works on the text that `write` gives, so that what reads it is the only XML software involved.
"""

import re
from random import Random
from typing import Final

TAG: Final = re.compile(
    r"<(?P<close>/?)(?P<prefix>cfdi|pago20|tfd|implocal):(?P<name>\w+)"
    r'(?P<attributes>(?: [\w:]+="[^"]*")*)(?P<empty>/?)>'
)
ATTRIBUTE: Final = re.compile(r' ([\w:]+)="([^"]*)"')
COMPLEMENTS: Final = ("Pagos", "TimbreFiscalDigital", "ImpuestosLocales")
NOTHING: Final = ("", "", "", "\n  ", "<!-- <a> & --> ", "<?pi <b>?>", "\t<!---->\r\n")
BLANKS: Final = (" ", "  ", "\n\t", "\r\n")


def disguised(text: str, random: Random) -> str:
    """Write `text` in another way: order and quotes of attributes, prefixes, comments, blanks.

    Each complement gets a `Complemento` of its own. Elements that no model knows stay as they are:
    their text and their prefixes are theirs.
    """
    names = random.sample(("c", "Ñ", "a.b-c", "tfd", "cfdi", "pago20", "ns1"), 4)
    prefixes: dict[str, str] = dict(zip(("cfdi", "pago20", "tfd", "implocal"), names, strict=True))

    def rewritten(match: re.Match[str]) -> str:
        name = f"{prefixes[match['prefix']]}:{match['name']}"
        if match["close"]:
            space = random.choice(("", " ", "\n"))
            return f"</{name}{space}>{random.choice(NOTHING)}"
        attributes = [
            _attribute(name=each[0], value=each[1], prefixes=prefixes, random=random)
            for each in ATTRIBUTE.findall(match["attributes"])
        ]
        random.shuffle(attributes)
        tag = f"<{name}{''.join(attributes)}"
        before = ""
        if match["name"] in COMPLEMENTS:
            complemento = f"{prefixes['cfdi']}:Complemento"
            before = f"</{complemento}>{random.choice(NOTHING)}<{complemento}>"
        end = random.choice(("/>", " />", f"></{name}>")) if match["empty"] else ">"
        return before + tag + end + random.choice(NOTHING)

    declaration, _, body = text.partition("?>\n")
    body = TAG.sub(rewritten, body)
    start = random.choice((f"{declaration}?>\n", "<?xml version='1.0'?>", ""))
    return start + random.choice(NOTHING).lstrip() + body


def _attribute(*, name: str, value: str, prefixes: dict[str, str], random: Random) -> str:
    if name.startswith("xmlns:"):
        name = f"xmlns:{prefixes.get(name[6:], name[6:])}"
    quote = random.choice("\"'")
    value = value.replace("'", "&#39;")
    if value and random.randint(0, 4) == 0 and value[0] != "&":
        value = f"&#x{ord(value[0]):X};{value[1:]}"
    equals = random.choice(("=", " = ", "=\n"))
    return f"{random.choice(BLANKS)}{name}{equals}{quote}{value}{quote}"
