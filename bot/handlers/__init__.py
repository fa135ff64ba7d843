"""Telegram updates to answers to messages: the only callers of the Bot API."""
