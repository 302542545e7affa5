"""What every request passes and works with: where the pages are, who may see what, the parts, the templates."""
