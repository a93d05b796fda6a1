"""What does not fit between documents, looked for once the ledger is built."""
