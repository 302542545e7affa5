"""Judge what was found: does it support, does it answer, do two disagree, what is missing."""
