"""Which sentences answer which kind of question."""
