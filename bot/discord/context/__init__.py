"""Who asks and where, what they may, and what the bot works with; what goes wrong becomes a sentence here."""
