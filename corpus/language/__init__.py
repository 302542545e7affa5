"""The languages of texts: telling them, their words, sentences and tokens."""
