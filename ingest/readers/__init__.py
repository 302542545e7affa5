"""The readers of extraction, one for each kind of page: they turn text into a Reading."""
