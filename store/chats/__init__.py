"""Keeps what belongs to chats: memories, follows, news that waits, feedback."""
