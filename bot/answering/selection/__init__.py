"""Rank, choose and group sentences: what every kind of question selects with."""
