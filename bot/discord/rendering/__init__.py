"""Replies, lists and articles as Discord messages."""
