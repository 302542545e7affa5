"""What the Discord face remembers: servers' settings, answers with their footnotes, opinions, sources, digests."""
