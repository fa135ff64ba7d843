"""The conversation, wherever it is held: a message or a press becomes a turn."""
