"""Evaluate finding: questions with known answers in, figures with their intervals out.

`data` reads the sets, `prepare` puts their articles into a corpus, `ways` are the ways of searching it, `figures` the
arithmetic, `compare` runs every way over the same questions.
"""
