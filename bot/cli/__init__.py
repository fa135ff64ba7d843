"""The `pullquote` command: one module a command, and how answers look in a terminal."""
