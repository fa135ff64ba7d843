"""How well words are told to stand in an archive: quotes of it, altered in known ways.

    python -m benchmarks.checking ARCHIVE [--absent FOLDER] [--size N] [--seed N] [--misses]

Draws N stored quotes of one sentence or more with a named speaker, alters each in every way there
is, says that the right or another person said them, and compares the verdicts with what is known.
FOLDER holds articles.jsonl(.gz) that are not in ARCHIVE: their quotes are absent. Prints precision
and recall of each verdict, the share right for each way, and the milliseconds a check takes.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.quotes import read_articles
from store.archive import Archive, open_store
from store.ingest.people import find_people
from store.ingest.quotes import extract_quotes
from store.ingest.story.normalise import normalise
from store.model import Article, Quote
from store.search.checking.checked import Checked, CheckVerdict, Whose

_FEWEST_WORDS = 6
_MOST_WORDS = 60
_WORD = re.compile(r"[^\W\d_]{4,}")
# Of somebody without a name nobody can say that it was another.
_NAME = re.compile(r"(?!The |A |An )[A-Z][^\W\d_]+ (?:\S+ )*[A-Z]\S+")
_VERB = re.compile(r"\b(?:is|are|was|were|will|would|can|could|should|has|have|do|did)\b")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A stored quote, and words of another one far away in the same article, "" for none."""

    article: Article
    quote: Quote
    words: str
    far: str


Alter = Callable[[Drawn, random.Random], str | None]


def as_it_stands(drawn: Drawn, _: random.Random) -> str | None:
    """No change."""
    return drawn.words


def other_marks(drawn: Drawn, _: random.Random) -> str | None:
    """Other quotation marks, dashes and blanks, the first letter's case, no stop at the end."""
    words = drawn.words.replace("’", "'").replace("—", " - ").replace("–", "-")
    words = words.translate(str.maketrans("“”‘", '""\'')).rstrip(".,!?")
    return f"«{words[:1].swapcase()}{words[1:].replace(' ', '  ', 1)}»"


def one_changed(drawn: Drawn, choose: random.Random) -> str | None:
    """One word in the place of another."""
    found = choose.choice(list(_WORD.finditer(drawn.words)))
    other = choose.choice(["table", "seven", "quickly", "harbour", "Monday", "lemons", "paint"])
    return drawn.words[: found.start()] + other + drawn.words[found.end() :]


def one_dropped(drawn: Drawn, choose: random.Random) -> str | None:
    """A word left out, neither the first nor the last."""
    words = drawn.words.split()
    inner = [n for n in range(1, len(words) - 1) if words[n].isalpha()]
    if not inner:
        return None
    at = choose.choice(inner)
    return " ".join(words[:at] + words[at + 1 :])


def one_negated(drawn: Drawn, choose: random.Random) -> str | None:
    """A "not" behind a verb that has none."""
    places = [m.end() for m in _VERB.finditer(drawn.words)]
    places = [at for at in places if drawn.words[at : at + 5] not in (" not ", "n't ")]
    places = [at for at in places if drawn.words[at : at + 1] == " "]
    if not places:
        return None
    at = choose.choice(places)
    return f"{drawn.words[:at]} not{drawn.words[at:]}"


def one_misspelt(drawn: Drawn, choose: random.Random) -> str | None:
    """Two letters of a word changed about, or one lost."""
    found = choose.choice(list(_WORD.finditer(drawn.words)))
    word, at = found[0], choose.randrange(1, len(found[0]) - 2)
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    slip = swapped if swapped != word else word[:at] + word[at + 1 :]
    return drawn.words[: found.start()] + slip + drawn.words[found.end() :]


def shortened(drawn: Drawn, choose: random.Random) -> str | None:
    """Some words in the middle replaced by an ellipsis."""
    words = drawn.words.split()
    if len(words) < 10:
        return None
    at = choose.randrange(3, len(words) - 6)
    return " ".join([*words[:at], choose.choice(["…", "...", "[…]"]), *words[at + 3 :]])


def joined(drawn: Drawn, _: random.Random) -> str | None:
    """Run together with another quote of the same article."""
    return f"{drawn.words.rstrip('.,')}. {drawn.far}" if drawn.far else None


WAYS: dict[Alter, CheckVerdict] = {
    as_it_stands: CheckVerdict.VERBATIM,
    other_marks: CheckVerdict.VERBATIM,
    one_changed: CheckVerdict.NEAR,
    one_dropped: CheckVerdict.NEAR,
    one_negated: CheckVerdict.NEAR,
    one_misspelt: CheckVerdict.NEAR,
    shortened: CheckVerdict.NEAR,
    joined: CheckVerdict.NEAR,
}


def draw(archive: Archive, size: int, choose: random.Random) -> Iterator[Drawn]:
    """At most `size` quotes, one an article, in random order."""
    ids = [article.id for article in archive.all_articles()]
    choose.shuffle(ids)
    drawn = 0
    for article_id in ids:
        article = archive.article(article_id)
        if article is None or drawn == size:
            return
        quotes = [q for q in archive.quotes_in(article_id) if _is_usable(q, article.text)]
        named = [q for q in quotes if q.speaker and _NAME.fullmatch(q.speaker)]
        if named:
            quote = choose.choice(named)
            far = [q for q in quotes if abs(q.span.start - quote.span.start) > 600]
            drawn += 1
            words = choose.choice(far).span.of(article.text) if far else ""
            yield Drawn(article, quote, quote.span.of(article.text), words)


def _is_usable(quote: Quote, text: str) -> bool:
    words = quote.span.of(text)
    return (
        not quote.is_part
        and _FEWEST_WORDS <= len(words.split()) <= _MOST_WORDS
        and len(_WORD.findall(words)) >= 2
    )


def absent_words(
    archive: Archive, folder: Path, size: int, choose: random.Random
) -> Iterator[tuple[str, str]]:
    """(words, speaker) of quotes in articles of another archive, but for those in both."""
    rows = read_articles(folder, None)
    stored = "\n".join(_bare(article.text) for article in archive.all_articles())
    choose.shuffle(rows)
    for row in rows[: size * 2]:
        text = normalise(row["text"])
        quotes = extract_quotes(text, "en", find_people(text, "en"))
        usable = [q for q in quotes if q.speaker and _is_usable(q, text)]
        if usable:
            quote = choose.choice(usable)
            if _bare(quote.span.of(text)) in stored:
                continue
            yield quote.span.of(text), quote.speaker or ""


def _bare(text: str) -> str:
    """Letters and digits alone, with single blanks: a plain second opinion."""
    return " ".join(["", *re.findall(r"[^\W_]+", text.lower()), ""])


@dataclass(slots=True)
class Tally:
    """Verdicts by the one that was due, and what a check took."""

    pairs: Counter[tuple[CheckVerdict, CheckVerdict]]
    by_way: dict[str, list[bool]]
    took_ms: list[float]

    def note(self, way: str, due: CheckVerdict, checked: Checked, took_ms: float) -> None:
        """Count one check."""
        self.pairs[due, checked.verdict] += 1
        self.by_way[way].append(due is checked.verdict)
        self.took_ms.append(took_ms)


def main() -> None:
    """Draw, alter, check, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else None)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--absent", type=Path)
    parser.add_argument("--size", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--misses", action="store_true", help="print what fell short")
    options = parser.parse_args()
    choose = random.Random(options.seed)  # noqa: S311 - a sample, not a secret
    tally = Tally(Counter(), defaultdict(list), [])
    with closing(open_store(options.archive)) as archive:
        drawn = list(draw(archive, options.size, choose))
        speakers = [one.quote.speaker or "" for one in drawn]
        for number, one in enumerate(drawn):
            for alter, due in WAYS.items():
                words = alter(one, choose)
                if words is None or (words == one.words and due is not CheckVerdict.VERBATIM):
                    continue
                is_right = choose.random() < 0.5
                said_by = speakers[number] if is_right else choose.choice(speakers)
                checked = _timed(archive, words, said_by, tally, alter.__name__, due)
                if alter is not joined:  # of two places, there may be two speakers
                    _note_whose(tally, checked, one, said_by)
                if options.misses and checked.verdict is not due:
                    _print_miss(alter.__name__, words, one.words, checked)
        if options.absent is not None:
            for words, said_by in absent_words(archive, options.absent, options.size * 2, choose):
                checked = _timed(archive, words, said_by, tally, "absent", CheckVerdict.ABSENT)
                if options.misses and checked.verdict is not CheckVerdict.ABSENT:
                    _print_miss("absent", words, "", checked)
    _print(tally)


def _timed(
    archive: Archive, words: str, said_by: str, tally: Tally, way: str, due: CheckVerdict
) -> Checked:
    began = time.process_time()
    with archive.at_one_moment() as snapshot:
        checked = snapshot.check(words, said_by)
    tally.note(way, due, checked, (time.process_time() - began) * 1000)
    return checked


def _note_whose(tally: Tally, checked: Checked, drawn: Drawn, said_by: str) -> None:
    """Whether the speaker is told: his where he was named, another's where somebody else was."""
    if checked.verdict is CheckVerdict.ABSENT:
        return
    whose = checked.found[0].whose
    is_his = said_by == drawn.quote.speaker
    way = "speaker, the right one named" if is_his else "speaker, another one named"
    tally.by_way[way].append(whose is (Whose.SAME if is_his else Whose.OTHER))


def _print_miss(way: str, words: str, stored: str, checked: Checked) -> None:
    print(f"[{way}] {checked.verdict}: {words!r}")
    for found in checked.found[:1]:
        kinds = ", ".join(difference.kind for difference in found.differences)
        print(f"    {found.likeness:.2f} {kinds} article {found.hit.article_id}")
    if stored != words:
        print(f"    stored: {stored!r}")


def _print(tally: Tally) -> None:
    for verdict in CheckVerdict:
        due = sum(n for (one, _), n in tally.pairs.items() if one is verdict)
        got = sum(n for (_, one), n in tally.pairs.items() if one is verdict)
        right = tally.pairs[verdict, verdict]
        if due and got:
            print(f"{verdict:>9}  precision {right / got:.3f}  recall {right / due:.3f}  of {due}")
    for way, rights in tally.by_way.items():
        print(f"{sum(rights) / len(rights):>9.3f}  {way}  ({len(rights)})")
    took = sorted(tally.took_ms)
    print(f"{median(took):>9.1f}  ms a check, p95 {took[len(took) * 95 // 100]:.1f}")


if __name__ == "__main__":
    main()
