"""Build the packaged catalogs from SAT's workbook, or from a folder of CSV files.

    python tools/build_catalogs.py catCFDI_V_4_20260806.xls
    python tools/build_catalogs.py FOLDER --version 2026-08-06 --source "SAT, catCFDI_V_4"

The same source gives the same bytes. Rows that SAT has written over come from `tools/history`. A
catalog that is not in the source (c_TipoCadenaPago is not in the workbook) stays as it is.
"""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from cobranza.cfdi.catalogs._build import build
from cobranza.cfdi.catalogs._sources import read_tables
from cobranza.cfdi.catalogs._update import date_of

ROOT = Path(__file__).parents[1]
DATA = ROOT / "src" / "cobranza" / "cfdi" / "catalogs" / "data"
HISTORY = Path(__file__).parent / "history"


def main(arguments: list[str] | None = None) -> None:
    """Write one file for each catalog, and say what was written."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("path", type=Path, help="workbook, or folder of CSV files")
    parser.add_argument("--version", type=date.fromisoformat, help="date of the publication")
    parser.add_argument("--source", help="what the files will say that they are made of")
    parser.add_argument("--out", type=Path, default=DATA, help="folder to write into")
    chosen = parser.parse_args(arguments)
    files = build(
        read_tables(chosen.path),
        earlier=read_tables(HISTORY),
        version=chosen.version or date_of(chosen.path),
        source=chosen.source or chosen.path.name,
    )
    chosen.out.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (chosen.out / f"{name}.txt").write_bytes(data)
    print(f"{len(files)} catalogs, {sum(map(len, files.values()))} bytes, in {chosen.out}")


if __name__ == "__main__":
    main()
