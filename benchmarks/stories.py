"""Measures copies of stories: found again after edits, listed for the eye, at what cost.

    python -m benchmarks.stories FOLDER... [--archive FILE] [--sample 300] [--list FILE]

A FOLDER holds articles.jsonl or articles.jsonl.gz, rows as `pullquote add` reads them. They are
added to an archive (with --archive to that file, kept for the next run). Printed, as one JSON
object:

articles, stories, in_stories        of the archive; a story is told by two articles or more
largest                              articles of the largest stories
found                                edit → share of `sample` articles whose edited copy, of another
                                     publisher under a new headline, joined their story
keys_ms, filing_ms                   processor time an article, for its keys and for finding its
                                     copies among all others (mean; p99)
bytes_an_article                     that keys and pairs take on disk

With --list the stories are written to FILE, an article a line, to be judged by eye.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from pathlib import Path
from time import process_time

from store.archive import Archive, open_store
from store.ingest.readers.walking import read_sources
from store.ingest.writing.analyse import index_words
from store.ingest.writing.duplicates import Telling, story_keys
from store.ingest.writing.split import split_passages
from store.model import Article, ArticleId, Draft
from store.rows import copies
from store.text.sentences import split_sentences

_FOOTER = (
    "This article first appeared elsewhere and is shown with permission. Sign up for our morning "
    "letter to have the day's best stories in your inbox before breakfast, follow us wherever you "
    "read, and write to our editors if you find anything wrong. All rights reserved. Material may "
    "not be published, broadcast, rewritten or passed on without the consent of the owners."
)
# Articles of at least so many words are edited: of a shorter one little is left.
_LONG_ENOUGH = 150

# (text, other sentences to put in, choices) → the text edited.
Edit = Callable[[str, Sequence[str], random.Random], str]


def without_first_paragraph(text: str, _others: Sequence[str], _choose: random.Random) -> str:
    """The text from its second paragraph on."""
    return text.partition("\n\n")[2] or text


def other_sentences(text: str, others: Sequence[str], choose: random.Random, share: float) -> str:
    """The text with that share of its sentences, one at least, replaced by others."""
    spans = split_sentences(text, 0, len(text))
    for span in sorted(choose.sample(spans, max(1, round(share * len(spans)))), reverse=True):
        text = text[: span.start] + choose.choice(others) + text[span.stop :]
    return text


def other_words(text: str, others: Sequence[str], choose: random.Random, share: float) -> str:
    """The text with that share of its words replaced by others, here and there."""
    words = re.findall(r"\w{4,}", " ".join(others))
    return re.sub(r"\w+", lambda m: choose.choice(words) if choose.random() < share else m[0], text)


def shortened(text: str, share: float) -> str:
    """The first `share` of the text's words."""
    words = re.findall(r"\S+\s*", text)
    return "".join(words[: round(share * len(words))]).strip()


def everything(text: str, others: Sequence[str], choose: random.Random) -> str:
    """All edits of one text: cut at both ends, changed inside, with a footer."""
    text = other_sentences(without_first_paragraph(text, others, choose), others, choose, 0.1)
    return f"{shortened(text, 0.6)}\n\n{_FOOTER}"


EDITS: dict[str, Edit] = {
    "one sentence changed": lambda t, o, c: other_sentences(t, o, c, 0.0),
    "first paragraph dropped": without_first_paragraph,
    "a sentence in ten changed": lambda t, o, c: other_sentences(t, o, c, 0.1),
    "a word in twenty changed": lambda t, o, c: other_words(t, o, c, 0.05),
    "cut to 60 %": lambda t, _o, _c: shortened(t, 0.6),
    "footer added": lambda t, _o, _c: f"{t}\n\n{_FOOTER}",
    "all but the words": everything,
}


def main() -> None:
    """Fill the archive, edit, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--archive", type=Path)
    parser.add_argument("--sample", type=int, default=300)
    parser.add_argument("--list", type=Path, dest="listed")
    options = parser.parse_args()
    files = [str(path) for folder in options.folders for path in folder.glob("articles.jsonl*")]
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(open_store(options.archive or Path(folder) / "archive.db")) as archive,
    ):
        for _ in archive.add(read_sources(files, None), jobs=2):
            pass
        stories = archive.stories()
        if options.listed:
            options.listed.write_text("\n\n".join(_listing(archive, stories)), encoding="utf-8")
        sample = _sample(archive, options.sample)
        figures = {
            "articles": archive.stats()["articles"],
            "stories": len(stories),
            "in_stories": sum(map(len, stories)),
            "largest": sorted(map(len, stories), reverse=True)[:5],
            "found": {name: _found(archive, sample, edit) for name, edit in EDITS.items()},
            **_cost(archive, sample),
            "bytes_an_article": _bytes(archive),
        }
    print(json.dumps(figures))


def _listing(archive: Archive, stories: Iterable[tuple[ArticleId, ...]]) -> Iterable[str]:
    for story in stories:
        articles = archive.articles(story)
        yield "\n".join(
            f"{one.id}\t{one.published}\t{one.publisher}\t{one.headline}\t"
            + " ".join(one.text[:200].split())
            for one in (articles[i] for i in story)
        )


def _sample(archive: Archive, size: int) -> list[Article]:
    long_enough = [a.id for a in archive.all_articles() if len(a.text.split()) >= _LONG_ENOUGH]
    chosen = random.Random(1).sample(long_enough, min(size, len(long_enough)))  # noqa: S311
    return list(archive.articles(chosen).values())


def _found(archive: Archive, sample: Sequence[Article], edit: Edit) -> float:
    """The share of articles whose edited copy joins their story; the copies are taken out again."""
    choose = random.Random(2)  # noqa: S311 - variety, not a secret
    others = [s.of(a.text) for a in sample for s in split_sentences(a.text, 0, len(a.text))[3:6]]
    edited = [
        Draft(
            edit(article.text, others, choose),
            headline=f"{choose.choice(others)[:60]}",
            url=f"https://copy.example/{article.id}",
            publisher="The Copy",
            published=article.published,
        )
        for article in sample
    ]
    written = list(archive.add(edited))
    with archive.connections.reading() as db:
        stories = copies.stories_of(db, [article.id for article in sample])
    joined = [w.id in stories.get(a.id, ()) for a, w in zip(sample, written, strict=True)]
    for one in written:
        archive.remove(str(one.id))
    return round(sum(joined) / len(joined), 3)


def _cost(archive: Archive, sample: Sequence[Article]) -> dict[str, list[float]]:
    """Take each article's keys out and file it again, in a transaction that is undone."""
    keys_ms, filing_ms = [], []
    with archive.connections.reading() as db:
        for article in sample:
            passages = split_passages(article.text)
            bodies = index_words("", article.text, passages, article.language).bodies
            began = process_time()
            keys = story_keys(article.text, bodies)
            keys_ms.append((process_time() - began) * 1000)
            filing_ms.append(_file_again(db, article, keys))
    return {name: _mean_and_p99(t) for name, t in (("keys_ms", keys_ms), ("filing_ms", filing_ms))}


def _file_again(db: sqlite3.Connection, article: Article, keys: Sequence[int]) -> float:
    db.execute("SAVEPOINT filing")
    copies.delete_story(db, article.id, keys)
    began = process_time()
    telling = Telling(article.headline, article.publisher, article.published, article.text)
    filed = copies.filed_under(db, keys)
    copies.pair_copies(db, article.id, keys, filed.__getitem__, telling)
    copies.file_stories(db, [(key, article.id) for key in keys])
    took = (process_time() - began) * 1000
    db.execute("ROLLBACK TO filing")
    db.execute("RELEASE filing")
    return took


def _mean_and_p99(times: Sequence[float]) -> list[float]:
    return [round(sum(times) / len(times), 3), round(sorted(times)[int(len(times) * 0.99)], 3)]


def _bytes(archive: Archive) -> float:
    with archive.connections.reading() as db:
        (size,) = db.execute(
            "SELECT sum(pgsize) FROM dbstat WHERE name IN ('story_keys', 'copies')"
        ).fetchone()
    return round(int(size) / archive.stats()["articles"], 1)


if __name__ == "__main__":
    main()
