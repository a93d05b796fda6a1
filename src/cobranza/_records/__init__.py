"""Frozen classes as plain data and back, by the types of their fields; and as TOML and JSON files.

Plain data is what JSON and TOML hold: tables, lists, text, whole numbers, truth values. Decimals
and dates are text in JSON and themselves in TOML, so that nothing of them is lost. What is read is
built by the constructor of the class that was asked for, or refused with its place.

A class is written under the names of its fields. A field that is called otherwise says so in its
metadata, `attrs.field(metadata={KEY: "factor"})`. A class that is written as another one names it
in `__form__`: see `Form`.
"""

from cobranza._records._fields import KEY, Form
from cobranza._records._files import dump, load
from cobranza._records._reading import from_data
from cobranza._records._writing import to_data

__all__ = ["KEY", "Form", "dump", "from_data", "load", "to_data"]
