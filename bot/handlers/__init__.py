"""Updates become turns of the conversation, and turns calls of the Bot API."""
