"""The file itself: connections, schema, migrations, what a chat may read."""
