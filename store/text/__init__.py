"""Paragraphs, sentences and words of any language. Pure; spans in, spans out."""
