"""Words to a question that stands alone: its time, its topic, what it leaves to the conversation."""
