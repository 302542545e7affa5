"""The tables of a corpus: articles and passages, their words, their copies, and what ingestion remembers."""
