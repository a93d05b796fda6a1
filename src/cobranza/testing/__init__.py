"""What tests, benchmarks and demonstrations need: made-up companies with known answers.

`cobranza.testing.portfolio` writes the receivables of an invented issuer as CFDI 4.0 documents, of
any size, with the true balances beside them.
"""

__all__ = []
