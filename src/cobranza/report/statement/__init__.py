"""The statement of a customer's account (estado de cuenta): what moved it, and what is open.

What was owed before, and every movement since, add up to what is owed now; that is the sum of the
balances of the customer's invoices. Payments and credits that reduce no invoice stand beside it.
"""

from cobranza.report.statement._build import statement
from cobranza.report.statement._data import (
    CurrencyStatement,
    OpenCredit,
    OpenPart,
    Statement,
    StatementLine,
)
from cobranza.report.statement._pdf import render_statement_pdf
from cobranza.report.statement._render import render_statement, write_statement

__all__ = [
    "CurrencyStatement",
    "OpenCredit",
    "OpenPart",
    "Statement",
    "StatementLine",
    "render_statement",
    "render_statement_pdf",
    "statement",
    "write_statement",
]
