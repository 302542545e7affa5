"""The only code that opens a connection for ingestion: fetcher, guard, addresses, robots.txt."""
