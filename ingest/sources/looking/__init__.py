"""Look at the addresses of a source: what is there, where it sends on to, what it links to."""
