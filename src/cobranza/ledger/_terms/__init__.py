"""Terms of payment: their values, who agreed to them, and what a text says of them."""
