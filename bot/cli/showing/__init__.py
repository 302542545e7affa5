"""What the terminal shows: replies, lists, reports and progress (door: rich)."""
