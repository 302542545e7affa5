"""Questions of pages, API and MCP: answered in their turn, kept for whoever asked, and marked."""
