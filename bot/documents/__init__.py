"""Replies and articles as documents for programs and for print: JSON, Markdown, BibTeX, CSL-JSON."""
