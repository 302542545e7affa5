"""Find the passages that match a query: candidates, a joined score, a cut-off, diversity."""
