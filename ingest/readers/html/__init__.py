"""Read HTML pages: head, author, date, and the main text without what surrounds it."""
