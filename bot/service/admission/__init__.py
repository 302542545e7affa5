"""Who may ask, how often, and in which order: limits, the queue, the pace of edits, the threads that work."""
