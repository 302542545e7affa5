"""A question to its reply: the stages in their order."""
