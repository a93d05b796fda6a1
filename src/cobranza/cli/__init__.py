"""The command line: `cobranza report`, `check`, `rules` and `catalogs`, a shell over the library.

It needs the extra `cli` (typer, rich and jinja2), and says so where that is not installed.
"""

import io
import sys

__all__ = ["main"]

_EXTRA = frozenset({"rich", "typer"})
_INTERRUPTED = 130  # 128 + SIGINT, as shells have it


def main() -> None:
    """Run the command that `sys.argv` holds; ends with `SystemExit`, 0 when all went well."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot write an accent gets a question mark instead of a traceback.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        # Here and not above: worker processes import this module too, and need none of it.
        from cobranza.cli._commands import app  # noqa: PLC0415

        app()
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing not in _EXTRA:
            raise
        sys.stderr.write(f"cobranza: {missing} is not installed: pip install 'cobranza[cli]'\n")
        raise SystemExit(2) from None
    except KeyboardInterrupt:
        sys.stderr.write("cobranza: interrupted\n")
        raise SystemExit(_INTERRUPTED) from None
