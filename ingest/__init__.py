"""From sources to the corpus: fetch, extract, split, embed, store."""
