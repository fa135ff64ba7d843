"""The document store."""
