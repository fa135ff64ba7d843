"""Reads the words of the bot itself: one TOML catalogue for each language it speaks.

A catalogue is `catalogues/<language>.toml` beside this file; adding one needs no code. A phrase
holds `{names}` that the program fills with text or with marked-up nodes.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from datetime import date as calendar_day
from functools import cache
from importlib import resources
from typing import Any

from bot.hours import HourWords
from bot.reply.markup import Date, Node, Nodes, Text
from store.text.fold import fold
from store.text.words import find_words

DEFAULT_LANGUAGE = "en"
_PLACE = re.compile(r"\{(\w+)\}")
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
# A date without a time is put at noon UTC: the same day for nearly every reader.
_NOON = 12
_YEAR_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language's catalogue.

    Keys are those of `catalogues/en.toml`; a missing one raises KeyError (a test compares the
    catalogues).
    """

    language: str
    _catalogue: dict[str, Any]

    @property
    def name(self) -> str:
        """The name of the language in itself."""
        return str(self._catalogue["name"])

    def say(self, key: str, **values: str | int | Nodes) -> Nodes:
        """A sentence with its places filled."""
        return _fill(str(self._catalogue["sentences"][key]), values)

    def text(self, key: str, **values: str | int) -> str:
        """A sentence as plain characters."""
        return _fill_text(str(self._catalogue["sentences"][key]), values)

    def count(self, key: str, count: int) -> str:
        """A count with its noun in the right form ("3 articles")."""
        forms = self._catalogue["forms"][key]
        return _fill_text(str(forms[_plural(self.language, count)]), {"count": count})

    def button(self, key: str, **values: str | int) -> str:
        """A button's label."""
        return _fill_text(str(self._catalogue["buttons"][key]), values)

    def question(self, key: str, **values: str) -> str:
        """A message a person could send."""
        return _fill_text(str(self._catalogue["questions"][key]), values)

    def about_words(self) -> tuple[str, ...]:
        """The words that part a speaker from a topic."""
        return tuple(str(word) for word in self._catalogue["questions"]["about"])

    def feeding(self, key: str, **values: str | int | Nodes) -> Nodes:
        """A sentence that only the operator hears."""
        return _fill(str(self._catalogue["feeding"][key]), values)

    def operator_commands(self) -> tuple[tuple[str, str], ...]:
        """The operator's own commands and what each does."""
        table = self._catalogue["operator_commands"]
        return tuple((str(name), str(what)) for name, what in table.items())

    def commands(self) -> tuple[tuple[str, str], ...]:
        """The commands and what each does, in the order of the menu."""
        return tuple((str(name), str(what)) for name, what in self._catalogue["commands"].items())

    def day(self, weekday: int) -> str:
        """A day of the week, 0 for Monday."""
        return str(self._catalogue["hours"]["days"][weekday][0])

    def zones(self) -> dict[str, str]:
        """Time zones to offer, by what people call them."""
        return {str(name): str(zone) for name, zone in self._catalogue["zones"].items()}

    def profile(self, key: str) -> str:
        """The bot's description of itself, `description` or `short`."""
        return str(self._catalogue["profile"][key])

    def date(self, iso: str) -> str:
        """An ISO date or date-time as this language writes a day; less precise ones as they are."""
        match = _ISO_DAY.match(iso)
        if match is None or not 1 <= int(match[2]) <= len(self._catalogue["months"]):
            return iso
        month = self._catalogue["months"][int(match[2]) - 1]
        values = {"day": str(int(match[3])), "month": str(month), "year": match[1]}
        return _fill_text(str(self._catalogue["date"]), values)

    def ago(self, iso: str, today: calendar_day) -> str:
        """How long ago a day was, in years, months or days; empty for none and one to come.

        A day of which only the month or year is known counts as its first.
        """
        day = _day_of(iso)
        if day is None or day > today:
            return ""
        months = (today.year - day.year) * 12 + today.month - day.month - (today.day < day.day)
        if months >= _YEAR_MONTHS:
            return self.count("years_ago", months // _YEAR_MONTHS)
        if months >= 1:
            return self.count("months_ago", months)
        return self.count("days_ago", (today - day).days)

    def date_node(self, iso: str) -> Node:
        """A date that clients show in their reader's own form where it names a day."""
        moment = _moment(iso)
        if moment is None:
            return Text(self.date(iso))
        return Date(moment, self.date(iso))


@cache
def languages() -> tuple[str, ...]:
    """The languages there are catalogues for, English first, then by their codes."""
    folder = resources.files("bot.reply") / "catalogues"
    codes = {entry.name.removesuffix(".toml") for entry in folder.iterdir()}
    return (DEFAULT_LANGUAGE, *sorted(codes - {DEFAULT_LANGUAGE}))


def phrases(language: str | None) -> Phrases:
    """The catalogue for a language tag such as `de-AT`, English where there is none."""
    code = (language or "").replace("_", "-").partition("-")[0].lower()
    return _load(code if code in languages() else DEFAULT_LANGUAGE)


@cache
def hour_words() -> HourWords:
    """How people write hours, in all the languages together."""
    tables = [_load(code)._catalogue["hours"] for code in languages()]  # noqa: SLF001 - our own

    def gathered(key: str) -> frozenset[str]:
        return frozenset(word.lower() for table in tables for word in table[key])

    days = [
        frozenset(word.lower() for table in tables for word in table["days"][day])
        for day in range(7)
    ]
    return HourWords(gathered("daily"), gathered("weekly"), gathered("off"), tuple(days))


@cache
def small_talk() -> Mapping[str, str]:
    """Maps small talk, folded, in all the languages together, to its kind."""
    return {
        " ".join(fold(word) for word in find_words(message)): kind
        for code in languages()
        for kind, messages in _load(code)._catalogue["small_talk"].items()  # noqa: SLF001 - our own
        for message in messages
    }


@cache
def zone_names() -> Mapping[str, str]:
    """Maps names of time zones, in all the languages together and in lower case, to zones."""
    return {
        name.lower(): zone for code in languages() for name, zone in _load(code).zones().items()
    }


@cache
def _load(code: str) -> Phrases:
    file = resources.files("bot.reply") / "catalogues" / f"{code}.toml"
    return Phrases(code, tomllib.loads(file.read_text(encoding="utf-8")))


def _day_of(iso: str) -> calendar_day | None:
    year, month, day = (*iso[:10].split("-"), "01", "01")[:3]
    try:
        return calendar_day(int(year), int(month), int(day))
    except ValueError:
        return None


def _fill(template: str, values: Mapping[str, str | int | Nodes]) -> Nodes:
    nodes: list[Node] = []
    end = 0
    for match in _PLACE.finditer(template):
        nodes.append(Text(template[end : match.start()]))
        value = values[match[1]]
        nodes.extend(value if isinstance(value, tuple) else (Text(str(value)),))
        end = match.end()
    nodes.append(Text(template[end:]))
    return tuple(node for node in nodes if node != Text(""))


def _fill_text(template: str, values: Mapping[str, str | int]) -> str:
    return _PLACE.sub(lambda match: str(values[match[1]]), template)


def _plural(language: str, count: int) -> str:
    """The plural form of a whole number (Unicode CLDR, "Language Plural Rules")."""
    if language == "ru":
        if count % 10 == 1 and count % 100 != 11:
            return "one"
        return "few" if count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14) else "many"
    return "one" if count == 1 else "other"


def _moment(iso: str) -> int | None:
    """Seconds since 1970 of an ISO date or date-time, None for less than a day's precision."""
    if _ISO_DAY.match(iso) is None:
        return None
    try:
        moment = datetime.fromisoformat(iso)
    except ValueError:
        return None
    if _ISO_DAY.fullmatch(iso):
        moment = moment.replace(hour=_NOON)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    seconds = int(moment.timestamp())
    return seconds if seconds > 0 else None
