"""The parts of IVA on cash flow."""
