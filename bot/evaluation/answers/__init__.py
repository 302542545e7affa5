"""Measure answering: replies graded against known answers."""
