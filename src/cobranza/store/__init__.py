"""A ledger that is kept: documents are read once, and an update costs what is new.

A store is a folder. `Store.update` reads the files that are new or changed, builds again the
islands of documents that they touch (`cobranza.ledger.islands`), and puts the next generation in
the place of the one before, all at once: an update that breaks off leaves the store as it was. The
ledger in it is the one that `Ledger.build` makes of everything together, as tables
(`cobranza.ledger.frames`) that are asked without loading them. Needs the extra `frames`.
"""

from importlib.util import find_spec

from cobranza.errors import MissingExtraError

if find_spec("polars") is None:
    raise MissingExtraError("a stored ledger needs polars: pip install 'cobranza[frames]'")

from cobranza.store._facts import Facts
from cobranza.store._manifest import Settings
from cobranza.store._questions import Contents
from cobranza.store._store import Store
from cobranza.store._update import Progress, Update

__all__ = ["Contents", "Facts", "Progress", "Settings", "Store", "Update"]
