"""The store: the catalogue of articles and passages, the word index, the vectors, and their repair."""
