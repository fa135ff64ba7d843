"""An answer becomes a reply. Pure; nothing here knows Telegram or a terminal."""
