"""The Discord face: the only code that imports discord."""
