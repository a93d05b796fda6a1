"""How a ledger is built: documents and facts plan what they do, an agenda does it day by day."""
