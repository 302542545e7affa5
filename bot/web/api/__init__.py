"""What programs ask: our own API under /api/v1, OpenAI's form of it under /v1, and the tools of MCP."""
