"""Tables of rows, in a SQLite file or in PostgreSQL, and words that are searched in either."""
