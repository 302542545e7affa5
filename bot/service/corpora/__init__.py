"""Corpora by name: which is whose, what is in one, and what is read into one."""
