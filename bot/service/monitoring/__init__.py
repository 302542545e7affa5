"""How the bot fares: its log, its health, its metrics."""
