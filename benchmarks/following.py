"""How long a new article takes to find those who follow it.

    python -m benchmarks.following ARCHIVE [--follows 10000] [--articles 1000]

ARCHIVE is a filled archive; it is only read. Follows are made of its own words and names, as people
would make them: a word, two words, a phrase, a person, a publisher's articles with a word, a word
without another. Each article is then read and matched by the index, some of them also with every
follow one by one, which must find the same. Times are the thread's own (processor time), so that
a busy machine does not count. Printed as one JSON object:

index_ms            making the index of all follows
read_p50_ms, …      cutting one article into words, stems and names
match_p50_ms, …     finding its follows in the index
told_mean           follows an article is for, on average
brute_p50_ms        holding every follow against one article, for comparison
stall_ms            the longest an event loop stood still beside a thread that indexed and matched
idle_stall_ms       the same while nothing was done: the machine's own
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from itertools import pairwise
from pathlib import Path

from store.archive import Archive, open_store
from store.chats.index import FollowIndex, is_met, prepare
from store.chats.interest import Interest
from store.chats.wording import Words
from store.model import Article, Person
from store.rows.words import counts_of
from store.text.fold import fold
from store.text.function_words import is_function_word
from store.text.words import find_words

# As `pullquote serve` sets it: for so long a thread may keep the interpreter.
_SWITCH_S = 0.001
_COMPARED = 20
_TICK_S = 0.002
_IDLE_S = 5.0
_SOME = 9

_Read = tuple[Article, list[Person]]


def main() -> int:
    """Measure and print; 1 where the index and reading every follow disagree."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("archive", type=Path)
    parser.add_argument("--follows", type=int, default=10_000)
    parser.add_argument("--articles", type=int, default=1_000)
    options = parser.parse_args()
    with closing(open_store(options.archive)) as archive:
        articles = list(archive.all_articles())
        chosen = random.Random(1).sample(articles, min(len(articles), options.articles))  # noqa: S311
        read = [(article, archive.people_in(article.id)) for article in chosen]
        follows = _follows(articles, archive, options.follows)
        articles.clear()
        figures = _measure(archive, follows, read)
        # What this program holds beside the index is no part of the bot: its collector skips it.
        gc.collect()
        gc.freeze()
        figures["stall_ms"] = asyncio.run(_stall(lambda: _match_all(archive, follows, read)))
        figures["idle_stall_ms"] = asyncio.run(_stall(lambda: time.sleep(_IDLE_S)))
    print(json.dumps(figures))
    return 0 if figures["agree"] else 1


def _follows(articles: Sequence[Article], archive: Archive, count: int) -> list[Interest]:
    """Follows as people make them: nobody follows "said", so the rarer of some words are taken."""
    choose = random.Random(2)  # noqa: S311 - the same each time, not secret
    follows: list[Interest] = []
    while len(follows) < count:
        article = choose.choice(articles)
        words = find_words(article.text)
        telling = sorted({word for word in words if _is_telling(word)})
        pairs = [pair for pair in pairwise(words) if all(map(_is_telling, pair))]
        if len(telling) < _SOME or not pairs:
            continue
        some = choose.sample(telling, _SOME)
        with archive.connections.reading() as db:
            counts = counts_of(db, map(fold, some))
        one, two, three = sorted(some, key=lambda word: counts.get(fold(word), 0))[:3]
        people = archive.people_in(article.id)
        person = choose.choice(people).name if people else one
        wishes = (
            Interest(words=(one,)),
            Interest(words=(two, three)),
            Interest(words=(three,), without=(one,)),
            Interest(phrases=(" ".join(choose.choice(pairs)),)),
            Interest(person=person),
            Interest(publisher=article.publisher or "", words=(three,)),
        )
        follows.append(choose.choice(wishes))
    return follows


def _is_telling(word: str) -> bool:
    return len(word) > 2 and not is_function_word(fold(word), ("en",))


def _index(archive: Archive, follows: Sequence[Interest], words: Words) -> FollowIndex:
    with archive.connections.reading() as db:
        numbered = ((number, (interest,)) for number, interest in enumerate(follows))
        return FollowIndex(numbered, words, lambda wanted: counts_of(db, wanted))


def _measure(
    archive: Archive, follows: Sequence[Interest], read: Sequence[_Read]
) -> dict[str, float]:
    words = Words()
    began = time.thread_time()
    index = _index(archive, follows, words)
    index_s = time.thread_time() - began
    index.match(words.read(*read[0]))
    reading: list[float] = []
    matching: list[float] = []
    brute: list[float] = []
    told = 0
    agree = True
    prepared = [prepare(interest) for interest in follows]
    for number, (article, people) in enumerate(read):
        began = time.thread_time()
        wording = words.read(article, people)
        between = time.thread_time()
        found = index.match(wording)
        matching.append(time.thread_time() - between)
        reading.append(between - began)
        told += len(found)
        if number < _COMPARED:
            began = time.thread_time()
            all_found = {n for n, one in enumerate(prepared) if is_met(one, wording, words)}
            brute.append(time.thread_time() - began)
            agree = agree and all_found == found
    return {
        "follows": len(follows),
        "articles": len(read),
        "index_ms": round(index_s * 1000, 1),
        **_percentiles("read", reading),
        **_percentiles("match", matching),
        "told_mean": round(told / len(read), 1),
        "brute_p50_ms": round(statistics.median(brute) * 1000, 2),
        "agree": agree,
    }


def _match_all(archive: Archive, follows: Sequence[Interest], read: Sequence[_Read]) -> None:
    """Does as the bot does: makes the index, then reads and matches every article."""
    words = Words()
    index = _index(archive, follows, words)
    for article, people in read:
        index.match(words.read(article, people))


def _percentiles(name: str, times_s: Sequence[float]) -> dict[str, float]:
    ranked = sorted(times_s)
    return {
        f"{name}_p50_ms": round(statistics.median(ranked) * 1000, 3),
        f"{name}_p95_ms": round(ranked[int(len(ranked) * 0.95)] * 1000, 3),
        f"{name}_max_ms": round(ranked[-1] * 1000, 3),
    }


async def _stall(work: Callable[[], object]) -> float:
    """The longest an event loop stood still beside a thread that does some work, in ms."""
    sys.setswitchinterval(_SWITCH_S)
    working = asyncio.create_task(asyncio.to_thread(work))
    worst = 0.0
    while not working.done():
        before = time.perf_counter()
        await asyncio.sleep(_TICK_S)
        worst = max(worst, time.perf_counter() - before - _TICK_S)
    await working
    return round(worst * 1000, 1)


if __name__ == "__main__":
    raise SystemExit(main())
