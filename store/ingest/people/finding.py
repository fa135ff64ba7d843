"""The people of one article: every mention by name, gathered under the fullest form.

A run of capitals is a person when it says so itself (a known given name and a surname, a title) or
when its surroundings do (a role or an age beside it, a verb of speech, its surname used alone).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import chain

from store.ingest.people.lexicon import Gender, load_lexicon
from store.ingest.people.roles import role_after, role_before
from store.ingest.people.runs import RUN, RunName, runs_read, words_read
from store.model import Person, Span

_SPEAKS_AFTER = re.compile(
    r"(?:,[^,.\n]{1,60},)? (?:(?:also|later|then|has|had) )?"
    r"(?:said|says|told|added|wrote|tweeted|asked|replied|testified"
    r"|sagte|erklärte|betonte|schrieb|сказал|сказала|заявил|заявила|сообщил|сообщила)\b"
)
_SPEAKS_BEFORE = re.compile(
    r"(?:said|says|added|wrote|asked|replied|sagte|erklärte|so|сказал|сказала|заявил|заявила) $"
)
_AGE = re.compile(r",? \(?\d{1,2}(?:,(?!\d)|\)| Jahre| лет)|, who\b")
_WHERE = re.compile(r"\b(?:[Ii]n|[Aa]t|[Nn]ear|[Ii]m|[Bb]ei|[Вв]|[Нн]а) $")
# A Korean name: the family name, then a given name of two syllables.
_FAMILY_FIRST = re.compile(r"[A-Z][a-z]+ [A-Z][a-z]+-[a-z]+")
# An article that is part of a surname: "al-Hadi", "d'Arc".
_ARTICLE = re.compile(r"^(?:(?:al|el|as|ad|an|ash|at|az|ul)-|(?:[dl]|dell)')")
_MAX_ROLES = 6


@dataclass(slots=True)
class Sighting:
    """One mention by name: where it stands in the article, and how its run was read."""

    span: Span
    name: RunName
    offset: int


@dataclass(slots=True)
class Someone:
    """A person while the article is being read."""

    words: tuple[str, ...]
    keys: tuple[str, ...]
    suffix: str
    form: str
    gender: Gender | None
    sightings: list[Sighting] = field(default_factory=list)
    full: int = 0


def find_people(text: str, language: str) -> tuple[Person, ...]:
    """The people `text` names, most mentioned first (then in order of appearance).

    `language` is ISO 639-1 or "und". One entry a person; `name` is the fullest form in the article
    without title and with its suffix, `mentions` all mentions by name, `roles` what stands beside.
    """
    full, short = _sightings(text, language if language in _NOUNS_BESIDE else "")
    people = _People()
    doubtful = []
    for sighting in _without_surnames(full, short):
        if sighting.name.is_sure or sighting.name.title is not None:
            people.gather(sighting, text)
        else:
            doubtful.append(sighting)
    surnames = set(people.by_surname)
    for sighting in doubtful:
        # "Furious Lee said" names the Mary Lee of the story, not a Furious Lee
        if sighting.name.keys[-1] not in surnames and _is_person(text, sighting, short, language):
            people.gather(sighting, text)
    everyone = people.everyone()
    everyone += _gather_short(everyone, short, text)
    alone = load_lexicon().alone
    for one in everyone:
        if one.keys[-1] in alone:
            one.sightings += _by_surname(text, one)
        elif one.keys[0] in alone and _FAMILY_FIRST.fullmatch(one.form):
            one.sightings += _by_family(text, one)
    for one in everyone:
        one.sightings.sort(key=lambda s: s.span)
    everyone.sort(key=lambda one: (-len(one.sightings), one.sightings[0].span))
    return tuple(_person(text, one) for one in everyone)


# Mentions by one word, by its key: where the run begins, and how it was read. Most are nobody's.
_Short = dict[str, list[tuple[int, RunName]]]


# Languages that set other capitals or inflected nouns right beside names.
_NOUNS_BESIDE = frozenset({"de", "ru"})


def _sightings(text: str, language: str) -> tuple[list[Sighting], _Short]:
    full: list[Sighting] = []
    short: _Short = {}
    words = words_read()
    opening = runs_read(language, opens_sentence=True)
    inside = runs_read(language, opens_sentence=False)
    for run in RUN.finditer(text):
        written, at = run[0], run.start()
        if " " in written or "\u00a0" in written:
            opens = at < 2 or text[at - 1] != " " or text[at - 2] in '.?!:;”"“'
            name = (opening if opens else inside)[written]
        else:
            name = words[written]
        if name is None:
            continue
        if name.is_full:
            full.append(_sighting(at, name))
        elif (same := short.get(name.keys[0])) is not None:
            same.append((at, name))
        else:
            short[name.keys[0]] = [(at, name)]
    return full, short


def _without_surnames(full: list[Sighting], short: _Short) -> list[Sighting]:
    """The full names; what is the surname of another, particles included, joins `short`.

    "Van den Berg" opens a sentence and means Willem van den Berg. Van Tulley's given name is kept.
    """
    particles = load_lexicon().particles
    if not any(one.name.keys[0] in particles for one in full):
        return full
    surnames = {" ".join(one.name.keys[_surname_at(one.name) :]) for one in full}
    kept: list[Sighting] = []
    for sighting in full:
        name = sighting.name
        if name.keys[0] in particles and " ".join(name.keys) in surnames:
            short.setdefault(name.keys[-1], []).append((sighting.offset, name))
        else:
            kept.append(sighting)
    return kept


def _surname_at(name: RunName) -> int:
    """The index of the surname's first word, behind the given names and before its particles."""
    at = len(name.keys) - 1
    while at > 1 and name.keys[at - 1] in load_lexicon().particles:
        at -= 1
    return at


def _by_surname(text: str, one: Someone) -> list[Sighting]:
    """Mentions by a surname that is a word for a place, told by its particles: "van der Meer"."""
    name = one.sightings[0].name
    at = _surname_at(name)
    if at == len(name.keys) - 1 or name.words[at:] != one.words[at:]:
        return []
    surname = " ".join(name.words[at:])
    written = re.compile(rf"(?<!\w)(?:{re.escape(surname)}|{re.escape(_opened(surname))})(?!\w)")
    taken = [sighting.span for sighting in one.sightings]
    return [
        Sighting(Span(*found.span()), name, found.start())
        for found in written.finditer(text)
        if not any(span.start <= found.start() < span.stop for span in taken)
    ]


def _by_family(text: str, one: Someone) -> list[Sighting]:
    """Mentions by a family name that stands first and is a word for a place: "Park said"."""
    name = one.sightings[0].name
    written = re.compile(rf"(?<![\w-]){re.escape(one.words[0])}(?![\w-])")
    return [
        Sighting(Span(*found.span()), name, found.start())
        for found in written.finditer(text)
        if _SPEAKS_AFTER.match(text, found.end())
        or _SPEAKS_BEFORE.search(text[max(0, found.start() - 12) : found.start()])
    ]


def _opened(surname: str) -> str:
    return surname[0].upper() + surname[1:]


def _sighting(at: int, name: RunName) -> Sighting:
    return Sighting(Span(at + name.start, at + name.stop), name, at)


def _is_person(text: str, sighting: Sighting, short: _Short, language: str) -> bool:
    """Whether what stands beside a name that might be a thing's makes it a person's."""
    start, stop = sighting.span.start, sighting.span.stop
    if _WHERE.search(text, max(0, start - 6), start) is not None:
        return False
    if _AGE.match(text, stop) or _SPEAKS_AFTER.match(text, stop):
        return True
    if _SPEAKS_BEFORE.search(text[max(0, start - 12) : start]):
        return True
    if role_before(text, start) is not None or role_after(text, stop) is not None:
        return True
    last = sighting.name.keys[-1]
    return (
        language != "de"
        and load_lexicon().given.get(last) is None
        and any(
            name.title is not None or _SPEAKS_AFTER.match(text, at + name.stop) is not None
            for at, name in short.get(last, ())
        )
    )


class _People:
    """The people of an article by surname, while their full names are gathered."""

    def __init__(self) -> None:
        self.by_surname: dict[str, list[Someone]] = {}

    def everyone(self) -> list[Someone]:
        """All of them, in no order."""
        return list(chain.from_iterable(self.by_surname.values()))

    def gather(self, sighting: Sighting, text: str) -> None:
        """Join a full name to the person it fits, or begin a new one."""
        name = sighting.name
        namesakes = self.by_surname.setdefault(name.keys[-1], [])
        for one in namesakes:
            if _is_same(one, name):
                one.sightings.append(sighting)
                one.full += 1
                is_plainer = _is_inflected(one.words) and not _is_inflected(name.words)
                if len(name.words) > len(one.words) or (
                    is_plainer and len(name.words) == len(one.words)
                ):
                    one.words, one.keys = name.words, name.keys
                    one.form = sighting.span.of(text)
                one.gender = one.gender or _gender(name)
                return
        form = sighting.span.of(text)
        namesakes.append(
            Someone(name.words, name.keys, name.suffix, form, _gender(name), [sighting], 1)
        )


def _is_same(one: Someone, name: RunName) -> bool:
    mine, theirs = one.keys, name.keys
    if mine[-1] != theirs[-1] or _suffix(one.suffix) != _suffix(name.suffix):
        return False
    if mine == theirs:
        return True
    if not _given_agree(mine[0], theirs[0]):
        return False
    return all(
        a == b or (a[0] == b[0] and (len(a) == 1 or len(b) == 1))
        for a, b in zip(mine[1:-1], theirs[1:-1], strict=False)
    )


def _is_inflected(words: tuple[str, ...]) -> bool:
    """Whether a Russian name stands in another case than the nominative."""
    given = words[0].lower()
    return given[0] >= "Ѐ" and given not in load_lexicon().nominatives


def _suffix(suffix: str) -> str:
    return suffix.rstrip(".").lower()


def _given_agree(a: str, b: str) -> bool:
    """Whether two given names may be one: the same, a nickname, or an initial of the other."""
    if (len(a) == 1 or len(b) == 1) and a[0] == b[0]:
        return True
    return a == b or (a, b) in load_lexicon().nicknames or (b, a) in load_lexicon().nicknames


def _gender(name: RunName) -> Gender | None:
    lex = load_lexicon()
    for word in name.title_words:
        if word in lex.women:
            return "f"
        if word in lex.men:
            return "m"
    return None


def _gather_short(everyone: list[Someone], short: _Short, text: str) -> list[Someone]:
    """Give each mention by one word to the person of that surname or given name.

    Returns the people known by that one word alone, with a title once at least.
    """
    surnames: dict[str, list[Someone]] = {}
    givens: dict[str, list[Someone]] = {}
    for one in everyone:
        surnames.setdefault(one.keys[-1], []).append(one)
        last = one.keys[-1]
        if ("-" in last or "'" in last) and (bare := _ARTICLE.sub("", last)) != last:
            surnames.setdefault(bare, []).append(one)
        givens.setdefault(one.keys[0], []).append(one)
    found = []
    places, nouns = load_lexicon().places, load_lexicon().nouns
    with_title = {key for key, seen in short.items() for _, name in seen if name.title}
    known = {*surnames, *(f"{surname}s" for surname in surnames), *givens}
    for key, seen in short.items():
        if key not in known and (key not in with_title or key in nouns):
            continue
        fits = surnames.get(key) or surnames.get(key.removesuffix("s")) or givens.get(key)
        mentions = [_sighting(at, name) for at, name in seen]
        if key in places:
            mentions = [m for m in mentions if not _is_place(text, m.span.start)]
        if fits:
            for mention in mentions:
                one = _choose(fits, mention)
                one.sightings.append(_with_particles(text, mention, one))
        elif (titled := next((m for m in mentions if m.name.title), None)) is not None:
            name, form = titled.name, titled.span.of(text)
            found.append(Someone(name.words, name.keys, name.suffix, form, _gender(name), mentions))
    return found


def _with_particles(text: str, mention: Sighting, one: Someone) -> Sighting:
    """A mention by surname with the particles before it: "van den Berg", "al-Hadi"."""
    start = mention.span.start
    particles = load_lexicon().particles
    at = len(one.words) - 1
    if text[start - 1 : start] == " " and not one.words[at - 1][0].islower():
        return mention  # as most are
    ahead = one.words[at].lower().removesuffix(mention.name.keys[-1])
    if not ahead.endswith(("-", "‑", "'", "’")):
        ahead = ""
    while at > 1 and one.words[at - 1].lower().replace("’", "'") in particles:
        at -= 1
        ahead = f"{one.words[at].lower()} {ahead}"
    begin = start - len(ahead)
    if begin < 0 or mention.name.is_full or text[begin:start].lower() != ahead:
        return mention
    return Sighting(Span(begin, mention.span.stop), mention.name, mention.offset)


_PREPOSITION = re.compile(
    r"\b(?:in|from|of|to|near|at|across|for|the|into|outside|around|throughout|with|against) $"
)


def _is_place(text: str, start: int) -> bool:
    return _PREPOSITION.search(text[max(0, start - 12) : start]) is not None


def _choose(fits: list[Someone], sighting: Sighting) -> Someone:
    """Of several people of one name, whom a mention by that name alone means.

    A title tells by gender; else it is the one most often given in full before, as a paper goes on
    to use the bare surname for the person its story is about.
    """
    if len(fits) == 1:
        return fits[0]
    gender = _gender(sighting.name)
    lex = load_lexicon()
    if gender is not None:
        agreeing = [
            one
            for one in fits
            if (one.gender or lex.gender_of_given(one.keys[0])) in (gender, "u", None)
        ]
        fits = agreeing or fits
    before = [one for one in fits if one.sightings[0].span < sighting.span]
    return max(before or fits, key=lambda one: (one.full, -one.sightings[0].span.start))


def _person(text: str, one: Someone) -> Person:
    roles: list[Span] = []
    for sighting in one.sightings:
        if len(roles) >= _MAX_ROLES:
            break
        title = sighting.name.title
        if (
            title is not None
            and sighting.name.title_words != ("mr",)
            and not _is_courtesy(sighting.name)
        ):
            begin = role_before(text, sighting.offset + title[0])
            start = begin.start if begin is not None else sighting.offset + title[0]
            roles.append(Span(start, sighting.offset + title[1]))
        else:
            before = role_before(text, sighting.span.start)
            if before is not None:
                roles.append(before)
        if sighting.name.is_full:
            after = role_after(text, sighting.span.stop)
            if after is not None:
                roles.append(after)
    mentions = tuple([s.span for s in one.sightings])
    if not roles:
        return Person(one.form, mentions)
    kept = {role.of(text).lower(): role for role in reversed(roles)}.values()
    return Person(one.form, mentions, tuple(sorted(kept)))


_COURTESY = frozenset(
    {"mr", "mrs", "ms", "miss", "mx", "herr", "frau", "monsieur", "madame", "mme", "sr", "sra"}
)


def _is_courtesy(name: RunName) -> bool:
    return all(word in _COURTESY for word in name.title_words)
