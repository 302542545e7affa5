"""From a question to a cited answer, in the terminal and on Discord."""
