"""Ingestion that other processes do: jobs in PostgreSQL, an address each, and the workers that take them."""
