"""What is kept for chats: memories, follows, news that waits, verdicts."""
