"""Build the parts from the settings: the one room that picks concrete ones."""
