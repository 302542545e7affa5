"""What Footnote knows: the nouns, and the store that both programs share."""
