"""What is embedded for a passage and for a sentence: its words under its article's title."""

from __future__ import annotations


def titled_passage(title: str, text: str) -> str:
    """Return what is embedded for a passage."""
    return f"{title}, {text}"


def titled_sentence(title: str, text: str) -> str:
    """Return what is embedded for a sentence."""
    return f"{title} : {text}"
