"""Evaluate finding and answering: questions with known answers in, figures with their intervals out.

`data` reads the sets, `prepare` puts their articles into a corpus. For finding, `ways` are the ways of searching it,
`figures` the arithmetic, `compare` runs every way over the same questions. For answering, `answers` asks the questions,
`replies` is what is kept of what comes, `progress` the file it is kept in, `judge` says what is right, `answer_figures`
is the arithmetic, `failures` lists what went wrong.
"""
