"""Splits a body into passages of whole paragraphs, of about two hundred words each. Pure.

A passage is what the index counts in. Larger ones blur what stands where, smaller ones lose what a
sentence leans on and multiply the index; about 200 words measured best for both.
"""

from __future__ import annotations

import re

from store.model import Passage, Span
from store.text.sentences import split_sentences

# Code points. A passage closes once it has TARGET; a paragraph beyond LIMIT is split by sentence.
_TARGET = 1_100
_LIMIT = 2_200
# Scripts written without spaces say in one character what others say in about three.
_DENSE_SCRIPT = re.compile(r"[\u2e80-\U0010ffff]")
_DENSE = 3


def split_passages(text: str) -> tuple[Passage, ...]:
    """Passages that tile the sentences of `text`, in order, without overlap."""
    weight = _DENSE if _is_dense(text) else 1
    target, limit = _TARGET // weight, _LIMIT // weight
    passages: list[Passage] = []
    current: list[Span] = []
    for sentence in split_sentences(text):
        if current and current[-1].stop - current[0].start >= target:
            is_new_paragraph = "\n" in text[current[-1].stop : sentence.start]
            if is_new_paragraph or sentence.stop - current[0].start > limit:
                passages.append(_passage(current))
                current = []
        current.append(sentence)
    if passages and current and current[-1].stop - current[0].start < target // 4:
        # A tail of a line or two belongs to what came before it.
        current = [*passages.pop().sentences, *current]
    return (*passages, _passage(current)) if current else ()


def _passage(sentences: list[Span]) -> Passage:
    return Passage(Span(sentences[0].start, sentences[-1].stop), tuple(sentences))


def _is_dense(text: str) -> bool:
    sample = text[:400]
    return len(_DENSE_SCRIPT.findall(sample)) * 2 > len(sample)
