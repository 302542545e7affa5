"""What is derived from the catalogue and can be made again: vectors, what is read of each passage, and its repair."""
