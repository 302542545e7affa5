"""Everything Footnote says to people, in words."""
