"""What holds a corpus: rows in a SQLite file or in PostgreSQL, words searched in either, and vectors in Chroma."""
