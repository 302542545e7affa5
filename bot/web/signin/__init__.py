"""Sign-in with Discord: who someone is, for how long that is believed, and which corpora they may read."""
