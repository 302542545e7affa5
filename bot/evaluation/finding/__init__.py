"""Measure finding: ways of searching over questions with known passages."""
