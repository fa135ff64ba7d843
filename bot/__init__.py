"""The conversation: a message becomes a question, a question an answer, an answer a reply."""

__version__ = "0.1.0"
