"""What programs ask over HTTP: our own API under /api/v1, and OpenAI's form of it under /v1."""
