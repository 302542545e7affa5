"""The pages: HTML from templates, readable without JavaScript."""
