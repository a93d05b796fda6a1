"""The parts of the story of one invoice, and the summaries of notebooks."""
