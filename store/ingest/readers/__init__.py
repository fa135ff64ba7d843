"""Bytes of one kind each to articles as read: what kind it is, and the reader of that kind."""
