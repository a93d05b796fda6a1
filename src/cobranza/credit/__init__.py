"""How much credit, on what terms, by whose authority; and plans for what was not paid."""
