"""Take a question from a message or a command, have it answered, and show how that goes."""
