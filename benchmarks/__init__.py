"""Figures of speed and quality, each with the command that makes it."""
