"""The web face: pages, the reader, the HTTP API, and MCP (door: fastapi, starlette and uvicorn; mcp in `api`)."""
