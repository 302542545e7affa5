"""Buttons, menus, forms and pages under messages; they work after a restart."""
