"""Says answers: shapes in, marked-up text and buttons out. Knows nothing of Telegram's library."""
