"""Run ingestion: what is gathered is read, split, embedded, stored and reported."""
