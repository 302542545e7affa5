"""The slash commands, a module a group."""
