"""Chat models: by provider, the bundled one, and what they are told."""
