"""The engine: retrieve, fit, compose, generate, cite. Knows neither the terminal nor Discord."""
