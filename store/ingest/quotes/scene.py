"""A paragraph as the reader of attributions sees it: words, with every quoted run as one token."""

from __future__ import annotations

import re
from dataclasses import dataclass

from store.ingest.quotes.marks import Run
from store.model import Span

QUOTED = "\x00"
_UPPER = "".join(chr(c) for c in range(0x41, 0x530) if chr(c).isupper())
_TOKEN = re.compile(
    r"(?=\S)(?:"  # so that a blank is not tried as each of what follows
    r"[a-z]+(?![\w'’-])"  # the most frequent kinds first
    r"|[,;:?!()]|[A-Z][a-z]+(?![\w'’.‑-])|\.(?!\.\.)"
    rf"|(?:[{_UPPER}]\.)+(?!\w)"
    r"|(?:Mr|Mrs|Ms|Dr|Prof|Sens?|Reps?|Govs?|Gen|Lt|Col|Maj|Capt|Cmdr|Adm|Sgt|Rev|Hon|Jr|Sr|St|Amb|No|Inc|Corp|Co"
    r"|Jan|Feb|Aug|Sept|Oct|Nov|Dec|bzw|ca|Ill|Fla|Ky|Calif|Mass|Minn|Mich|Tenn|Ariz|Conn|Wis|Ala|Ark|Colo|Del|Ga|Ind|Kan|La|Md|Miss|Mo"
    r"|Mont|Neb|Nev|Okla|Ore|Pa|Va|Vt|Wash|Wyo)\."
    r"|[IVX]+\.(?= [a-zäöüß„“\"(])"
    r"|\d{1,2}\.(?= (?:Januar|Jänner|Februar|März|April|Mai|Ju[nl]i|August)\b)"
    r"|\d{1,2}\.(?= (?:September|Oktober|November|Dezember)\b)"
    r"|\w+\.(?:com|org|net|de|ru)\b"
    r"|[DRI]-(?:[A-Z]\.)+|[DRI]-[A-Z][a-z]+\.?"
    r"|\w+(?=(?:-t)?-(?:ils?|elles?|on)\b)|(?:-t)?-(?:ils?|elles?|on)\b"
    r"|['’]s\b|\w+(?:['’](?!s\b)\w+|[-‑]\w+)*|--+|\.\.\.+|[^\w\s])"
)
_NICKNAME = re.compile(r"[^\W\d_]\w+(?: [^\W\d_]\w+)?")
_LONGEST_NICKNAME = 20
# Capitals at the beginning of a sentence that are no given names.
_NO_NAMES = frozenset("In On At The For From With As And But A An To By When While After".split())
_ENDERS = frozenset(".!?…") | {"..."}
_MAY_END = _ENDERS | {QUOTED}


@dataclass(slots=True)
class Scene:
    """The tokens of one paragraph, as parallel lists.

    `quote[i]` is the index of the run that token i stands for, -1 elsewhere, and `tails[i]` the
    last character of its words. `sentences` are half-open token ranges, in order.
    """

    words: list[str]
    low: list[str]
    starts: list[int]
    stops: list[int]
    quote: list[int]
    tails: dict[int, str]
    sentences: list[tuple[int, int]]

    def span(self, first: int, last: int) -> Span:
        """The text from token `first` to before token `last`."""
        return Span(self.starts[first], self.stops[last - 1])


def read_scene(text: str, paragraph: Span, runs: list[Run], said: frozenset[str]) -> Scene:
    """The tokens and sentences of `paragraph`; quoted words are not read, nicknames left out."""
    words: list[str] = []
    starts: list[int] = []
    stops: list[int] = []
    quote: list[int] = []
    tails: dict[int, str] = {}
    at = paragraph.start
    for n, run in enumerate(runs):
        _read_tokens(text, at, run.outer_start, words, starts, stops)
        quote += [-1] * (len(words) - len(quote))
        at = run.outer_stop
        if _is_nickname(text, run, words):
            continue  # David "Stoney" Stone is one name
        tails[len(words)] = text[run.stop - 1]
        words.append(QUOTED)
        starts.append(run.outer_start)
        stops.append(run.outer_stop)
        quote.append(n)
    _read_tokens(text, at, paragraph.stop, words, starts, stops)
    quote += [-1] * (len(words) - len(quote))
    low = list(map(str.lower, words))
    scene = Scene(words, low, starts, stops, quote, tails, [])
    scene.sentences = _sentences(text, scene, runs, said)
    return scene


def _read_tokens(
    text: str, at: int, stop: int, words: list[str], starts: list[int], stops: list[int]
) -> None:
    """Append the tokens of text[at:stop], and where each begins and ends."""
    found: list[str] = _TOKEN.findall(text, at, stop)
    words += found
    for word in found:
        # Nothing but blanks is passed over, so this is where it was found.
        at = text.find(word, at)
        starts.append(at)
        at += len(word)
        stops.append(at)


def _is_nickname(text: str, run: Run, words: list[str]) -> bool:
    """Whether a run stands between two names, as the name that one is called by."""
    if run.stop - run.start > _LONGEST_NICKNAME or not words or words[-1] in _NO_NAMES:
        return False
    after = text[run.outer_stop : run.outer_stop + 2]
    between = text[run.outer_start - 1] == " " and after[:1] == " " and after[1:].isupper()
    return (
        between
        and words[-1].istitle()
        and _NICKNAME.fullmatch(text, run.start, run.stop) is not None
    )


def _sentences(
    text: str, scene: Scene, runs: list[Run], said: frozenset[str]
) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    begin = 0
    words, count = scene.words, len(scene.words)
    for i in [i for i, word in enumerate(words) if word in _MAY_END]:
        if i + 1 == count:
            break
        word = words[i]
        if word == QUOTED:
            if not _quote_ends(text, scene, i, runs[scene.quote[i]], said):
                continue
        elif (
            not (words[i + 1] == QUOTED or words[i + 1][0].isupper() or words[i + 1][0] in "([@#‘'")
            or (word in ("…", "...") and words[i + 1] != QUOTED)
            or (words[i + 1] == QUOTED and text[runs[scene.quote[i + 1]].start].islower())
        ):
            continue
        found.append((begin, i + 1))
        begin = i + 1
    if begin < count:
        found.append((begin, count))
    return found


def _quote_ends(text: str, scene: Scene, i: int, run: Run, said: frozenset[str]) -> bool:
    """Whether the sentence ends with the quoted run at token i."""
    last = text[run.stop - 1]
    if last in "’')]" and run.stop - run.start > 1:
        last = text[run.stop - 2]
    if last not in ".?!…":
        return False
    after = scene.words[i + 1]
    if after == QUOTED:
        return True
    if not after[0].isupper():
        return False
    if last == ".":
        # A full stop where a comma should be: "It is." Mr. Jones said.
        reach = scene.low[i + 1 : i + 6]
        return not any(
            word in said and reach[k + 1 : k + 2] in ([], ["."]) for k, word in enumerate(reach)
        )
    for word in scene.low[i + 1 : i + 25]:
        if word in said:
            return False
        if word in _ENDERS or word in (QUOTED, ":"):
            return True
    return True
