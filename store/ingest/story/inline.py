"""Mends what stands inside sentences, before a page is taken apart into blocks.

Struck-out words and the marks of notes go, and notes stand behind the story. A <q> element is
written with marks, an exponent in raised characters. A large initial is a letter of its word.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from lxml import etree, html  # type: ignore[import-untyped]  # ships no types

from store.ingest.story.normalise import raised
from store.ingest.story.tables import load_table
from store.ingest.story.trees import words_of
from store.text.language import credible_language

_PARAGRAPHS = ("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "td", "th", "dd", "dt")
_BLOCKS = frozenset(
    {*_PARAGRAPHS, "div", "section", "article", "main", "aside", "header", "footer", "figure"}
    | {"ul", "ol", "dl", "table", "tr", "hr", "pre", "form", "nav", "body", "html"}
)


def mend_inline(tree: html.HtmlElement, language: str = "") -> None:
    """Mends the sentences of a page or fragment in place.

    `language` is a language tag known from elsewhere; a tag on the page goes before it.
    """
    _cut_struck_out(tree)
    _show_initials(tree)
    _move_notes(tree)
    _cut_marks(tree)
    _write_quotations(tree, language)
    _join_torn(tree)


def _cut(element: html.HtmlElement) -> None:
    """Removes an element; of the blanks beside it none stays before a full stop or comma."""
    if element.getparent() is None:
        return
    if re.match(r"\s*[,.;:!?)»”’](?!\w)", element.tail or ""):
        previous = element.getprevious()
        if previous is None:
            parent = element.getparent()
            parent.text = (parent.text or "").rstrip() or None
        elif previous.tail:
            previous.tail = previous.tail.rstrip()
        element.tail = (element.tail or "").lstrip()
    element.drop_tree()


_STYLED = etree.XPath("//@style/..")
# A name strikes out the words of these; on other elements it names a part of a page.
_NAMED_STRUCK = ("span", "p", "li", "i", "em", "b", "strong", "font")
_STRUCK_NAME = re.compile(
    r"(?:^|[\s_-])(?:line-?through|strike-?(?:through|out)?|struck)(?:$|[\s_])", re.IGNORECASE
)
_RULE_NAME = re.compile(r"\s*(?:\w+)?\.([\w-]+)\s*")


def _cut_struck_out(tree: html.HtmlElement) -> None:
    struck = {
        name[1]
        for style in tree.iter("style")
        if "line-through" in (style.text or "")
        for rule in style.text.split("}")
        if "line-through" in rule.rpartition("{")[2]
        for name in map(_RULE_NAME.fullmatch, rule.rpartition("{")[0].split(","))
        if name
    }
    named = (
        element
        for element in tree.iter(*_NAMED_STRUCK)
        if (names := element.get("class"))
        and (_STRUCK_NAME.search(names) or not struck.isdisjoint(names.split()))
    )
    styled = (element for element in _STYLED(tree) if "line-through" in element.get("style"))
    for element in [*tree.iter("del", "s", "strike"), *named, *styled]:
        if element.tag not in ("html", "body"):
            _cut(element)


_ICON = re.compile(r"(?:^|[\s_-])(?:icons?|material\w*|glyph\w*|fa|anchor|permalink)(?:$|[\s_-])")
_INLINE = ("span", "i", "em", "b")
_LIGATURE = re.compile(r"[a-z]+(?:_[a-z]+)+")
_SPOKEN_ONLY = re.compile(
    r"(?:^|[\s_-])(?:sr-?only|screen-?reader\w*|(?:visually|accessibly|a11y)-?hidden|off-?screen"
    r"|element-?invisible|show-?for-?sr|assistive-?text)(?:$|[\s_-])",
    re.IGNORECASE,
)
_CLIPPED = re.compile(r"clip:rect\(0|clip-path:inset\((?:50|100)%|left:-\d{4,}px|clip:rect\(1px")
_CAP = re.compile(r"(?:drop-?_?caps?|first-?_?letter|initial-?_?cap)", re.IGNORECASE)
# No name of a sign in an icon font is longer, in characters.
_ICON_CHARS = 30
# An aria-hidden block with this share of the characters in paragraphs is the story.
_STORY_SHARE = 0.3
# One letter that is no word of its own in any language with Latin letters.
_NO_WORD = re.compile(r"[\W_]*[BCDFGHJLMNPQRTX]")


def _show_initials(tree: html.HtmlElement) -> None:
    """Shows words that are hidden from screen readers alone, and drops their spoken twins."""
    hidden = tree.xpath("//*[@aria-hidden='true']")
    total = sum(len(part) for part in tree.xpath("//p//text()")) if hidden else 0
    for element in hidden:
        if _is_shown(element, total):
            del element.attrib["aria-hidden"]
            for twin in [*_neighbours(element)]:
                if _is_twin(twin, element):
                    _cut(twin)
        elif element.tag in _INLINE and _is_icon(element):
            _cut(element)
    for element in _STYLED(tree):
        if _CLIPPED.search(element.get("style").replace(" ", "")) and not _begins_word(element):
            _cut(element)
    for picture in list(tree.iter("svg", "img")):
        _spell(picture)
    for paragraph in tree.iter("p"):
        for element in list(paragraph.iterdescendants()):
            _join_initial(element)


def _join_initial(element: html.HtmlElement) -> None:
    """Joins a large initial in a paragraph to the rest of its word."""
    if element.get("aria-label"):
        _spell(element)
    name = element.get("class")
    if not name or element.getparent() is None:
        return
    if _begins_word(element) and _is_spoken_only(element):
        # The rest of the word is seen, so the letter is too, as a picture perhaps.
        del element.attrib["class"]
    elif _CAP.search(name) and _NO_WORD.fullmatch(words_of(element)):
        element.tail = (element.tail or "").lstrip()


def _begins_word(element: html.HtmlElement) -> bool:
    return re.match(r"[^\W\d_]", element.tail or "") is not None


def _is_shown(element: html.HtmlElement, total: int) -> bool:
    if not re.search(r"\w", words_of(element)) or _is_icon(element):
        return False
    if element.tag not in _BLOCKS:
        is_glued = re.match(r"\w", element.tail or "") or re.search(r"\w$", _before(element))
        return bool(is_glued) or any(True for _ in element.iterancestors(*_PARAGRAPHS))
    inside = sum(len(part) for part in element.xpath("descendant-or-self::p//text()"))
    return element.tag in ("p", "li", "blockquote") or inside > _STORY_SHARE * total > 0


def _is_icon(element: html.HtmlElement) -> bool:
    """Whether an element shows a sign of an icon font: its words are the name of the sign."""
    names = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
    words = words_of(element)
    return len(words) <= _ICON_CHARS and bool(_ICON.search(names) or _LIGATURE.fullmatch(words))


def _neighbours(element: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """The elements right before and after one, where nothing but blanks stands between."""
    previous, following = element.getprevious(), element.getnext()
    if previous is not None and not (previous.tail or "").strip():
        yield previous
    if following is not None and not (element.tail or "").strip():
        yield following


def _is_twin(twin: html.HtmlElement, element: html.HtmlElement) -> bool:
    if twin.get("aria-hidden") == "true":
        return False
    words, others = (re.sub(r"\W+", "", words_of(one)).casefold() for one in (twin, element))
    return words == others or (_is_spoken_only(twin) and words.startswith(others))


def _is_spoken_only(element: html.HtmlElement) -> bool:
    style = (element.get("style") or "").replace(" ", "")
    return bool(_SPOKEN_ONLY.search(element.get("class") or "") or _CLIPPED.search(style))


def _spell(element: html.HtmlElement) -> None:
    """Puts the letter that a picture shows before the rest of its word."""
    if not re.match(r"[^\W\d_A-Z]", element.tail or ""):
        return
    title = element.find(".//title")
    label = (
        element.get("aria-label")
        or element.get("alt")
        or (words_of(title) if title is not None else "")
    )
    is_silent = (
        element.tag in ("svg", "img")
        or not "".join(element.xpath(".//text()[not(ancestor::svg)]")).strip()
    )
    if is_silent and re.fullmatch(r"[\W_]{0,2}[^\W\d_]", label.strip()):
        element.tail = label.strip() + (element.tail or "")
        element.drop_tree()


_NOTE_KINDS = frozenset(
    {"footnote", "endnote", "rearnote", "note", "footnotes", "endnotes", "rearnotes"}
)
_SIDE_NOTE = re.compile(
    r"(?:^|[\s_-])(?:(?:side|margin|foot|end)-?notes?(?:-?(?:text|content|body))?)(?:$|[\s_])",
    re.IGNORECASE,
)
_NOTES = etree.XPath(
    "//*[@role or @*[name()='epub:type'] or self::aside or self::small"
    " or (self::span and contains(@class, 'ote'))]"
)
# A shorter element that is named for a note is its mark, in characters.
_MARK_CHARS = 12


def _move_notes(tree: html.HtmlElement) -> None:
    """Moves notes that stand inside the text behind it; drops the numbers of a book's pages."""
    notes = []
    for element in _NOTES(tree):
        if _kinds(element).intersection({"pagebreak", "doc-pagebreak"}):
            _cut(element)
        elif _is_note(element):
            notes.append(element)
    for note in notes:
        if any(ancestor in notes for ancestor in note.iterancestors()):
            continue
        home = next(note.iterancestors("article", "main", "body"), None)
        if home is None:
            continue
        if note.tag not in _BLOCKS:
            note.tag = "p"
        tail, note.tail = note.tail, None
        marker = html.Element("span")
        marker.tail = tail
        note.getparent().replace(note, marker)
        _cut(marker)
        home.append(note)


def _is_note(element: html.HtmlElement) -> bool:
    kinds = f"{element.get('epub:type') or ''} {element.get('role') or ''}".replace("doc-", "")
    if not _NOTE_KINDS.isdisjoint(kinds.split()) and element.tag != "a":
        return True
    return (
        element.tag in ("span", "small", "aside")
        and _SIDE_NOTE.search(element.get("class") or "") is not None
        and len(words_of(element)) > _MARK_CHARS
        and next(element.iterancestors("p", "li"), None) is not None
    )


_MARK = re.compile(
    r"[\[(]?\s*(?:\d{1,3}|[a-z]{1,2}|[ivxlc]{1,5}|[*∗†‡§¶#]{1,3}"
    r"|(?:note|nota|n|fn|anm|прим)\.?\s?\d{1,3})(?:\s?[,;–-]\s?\d{1,3}){0,5}\s*[\])]?",
    re.IGNORECASE,
)
# A longer raised element is no mark, in characters.
_SUP_CHARS = 40
_WORDED = re.compile(r"[\[(]?[a-z]", re.IGNORECASE)
_BRACKETED = re.compile(r"\[[^\[\]]{1,40}\]")
# In a raised element these are marks of notes, whether they link or not.
_SET_OFF = re.compile(r"\[[^\[\]]{1,40}\]|\(\d{1,3}\)|[*∗†‡§¶]{1,3}|[※注]\s?\d{0,2}")
_BACK = re.compile(r"[\^↩↑⏎⤴↵\ufe0e\ufe0f]{1,3}")
_MARK_NAME = re.compile(
    r"(?:foot|end|side|margin)-?_?note|note-?_?ref|fn-?_?ref|cite-?_?ref|footnoteanc"
    r"|(?:^|[\s_-])(?:fn|reference|citation)(?:$|[\s_-])",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d{1,3}(?:\s?[,–-]\s?\d{1,3})*")
# No number raised after a year or a sign is an exponent.
_AFTER_NOTED = re.compile(r"(?:(?<!\d)(?:1[5-9]|20)\d\d|[.,;:!?…”’\"')\]»])$")
# One after a longer word is an exponent only on a page without a note 1.
_LONG_WORD = re.compile(r"[^\W\d_]{4}$")
_FRACTION = re.compile(r"\s?[/⁄∕]")


def _cut_marks(tree: html.HtmlElement) -> None:
    """Removes the marks of notes; writes exponents in raised characters."""
    for element in tree.xpath("//span[contains(@style, 'super')]"):
        element.tag = "sup"
    is_numbered = any(words_of(sup) == "1" for sup in tree.iter("sup"))
    for element in list(tree.iter("sup", "a", "span", "label")):
        if len(element.text or "") > _MARK_CHARS or element.getparent() is None:
            continue
        if element.tag != "sup" and not _may_mark(element):
            continue
        words = words_of(element)
        if not words or len(words) > _SUP_CHARS:
            continue
        if element.tag == "sup":
            _settle_raised(element, words, is_numbered=is_numbered)
        elif _is_mark(element, words):
            _cut(element)


def _may_mark(element: html.HtmlElement) -> bool:
    """Whether an element has anything that a mark of a note has; cheaper than a closer look."""
    if element.tag == "a":
        return "#" in (element.get("href") or "") or bool(_kinds(element)) or _is_named(element)
    return bool(element.get("class")) and _is_named(element)


def _settle_raised(sup: html.HtmlElement, words: str, *, is_numbered: bool) -> None:
    around = sup.getparent()
    holder = around if around.tag in ("a", "span") and words_of(around) == words else sup
    links = [*sup.iter("a"), *sup.iterancestors("a")][:3] if _MARK.fullmatch(words) else []
    is_linked = any(
        ("#" in (a.get("href") or "") or _NUMBER.fullmatch(words)) and words_of(a) in words
        for a in links
    )
    is_named = _is_named(sup) or _is_named(holder) or any(map(_is_named, sup.iterdescendants()))
    before, after = _before(holder), holder.tail or ""
    if _SET_OFF.fullmatch(words) or (_MARK.fullmatch(words) and (is_linked or is_named)):
        _cut(holder)
    elif _FRACTION.match(after):
        # "2" and a raised "1" before a stroke are two and a half, not twenty-one halves.
        sup.text = f" {words}" if before[-1:].isdigit() else words
        sup.drop_tag()
    elif _NUMBER.fullmatch(words) and _is_note_number(words, before, after, is_numbered):
        _cut(holder)
    elif raised(words) != words:
        for inner in list(sup):
            sup.remove(inner)
        sup.text = raised(words)
        sup.drop_tag()


def _is_note_number(words: str, before: str, after: str, is_numbered: bool) -> bool:  # noqa: FBT001
    """Whether a raised number without a link is the mark of a note, and no exponent."""
    if not before.strip() or (before[-1:].isspace() and after[:1].isalpha()):
        return False  # a verse's number, or an isotope's
    before = before.rstrip()
    if _AFTER_NOTED.search(before) or not words.isdecimal():
        return True
    if before[-1:].isdigit() or _units().search(before):
        return False
    return words == "1" or (is_numbered and _LONG_WORD.search(before) is not None)


@functools.cache
def _units() -> re.Pattern[str]:
    units = "|".join(load_table("mark_up")["units"])
    return re.compile(rf"(?<!\w)(?:{units})$", re.IGNORECASE)


def _is_mark(element: html.HtmlElement, words: str) -> bool:
    if _kinds(element).intersection({"noteref", "doc-noteref"}):
        return len(words) <= _MARK_CHARS
    is_link = any("#" in (link.get("href") or "") for link in element.iter("a"))
    if is_link and _BACK.fullmatch(words):
        return True
    if not _MARK.fullmatch(words) or next(element.iterdescendants("sup"), None) is not None:
        return False
    before = _before(element)
    is_glued = bool(before) and re.search(r"[\s(\[{—–/-]$", before) is None
    if _is_named(element):
        return is_link or is_glued
    if not is_link or element.get("href") == "#" or _WORDED.match(words):
        return False
    return is_glued or _BRACKETED.fullmatch(words) is not None


def _kinds(element: html.HtmlElement) -> frozenset[str]:
    return frozenset(f"{element.get('epub:type') or ''} {element.get('role') or ''}".split())


def _is_named(element: html.HtmlElement) -> bool:
    if _kinds(element).intersection({"noteref", "doc-noteref"}):
        return True
    names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('rel') or ''}"
    return _MARK_NAME.search(names) is not None


def _before(element: html.HtmlElement) -> str:
    """The words that stand right before an element in its paragraph, with their blanks."""
    while element is not None:
        previous = element.getprevious()
        if previous is not None and (previous.tail or previous.tag in _BLOCKS):
            return str(previous.tail or "")
        if previous is not None:
            return "".join(previous.itertext())
        parent = element.getparent()
        if parent is None or parent.text:
            return "" if parent is None else str(parent.text)
        if parent.tag in _BLOCKS:
            return ""
        element = parent
    return ""


_QUOTED = re.compile(r"\s*[\"“”„«»‹›「『‘‚']")
_OPENED = re.compile(r"[\"“„«‹「『‘‚]\s*$")


def _write_quotations(tree: html.HtmlElement, language: str) -> None:
    """Writes each <q> with the marks of its language, unless it bears marks already."""
    quotations = list(tree.iter("q"))
    if not quotations:
        return
    claimed = (tree.get("lang") or tree.get("xml:lang") or language).lower().replace("_", "-")
    own = credible_language(claimed[:2] or None, words_of(tree)) or ""
    page_marks = _marks(claimed if claimed[:2] == own else own)
    for quotation in quotations:
        holders = (quotation, *quotation.iterancestors())
        named = next((one.get("lang") for one in holders if one.get("lang")), claimed).lower()
        marks = page_marks if named[:2] == claimed[:2] else _marks(named)
        depth = sum(1 for _ in quotation.iterancestors("q"))
        at = 2 * (depth % 2)
        words = words_of(quotation)
        if words and not _QUOTED.match(words) and not _OPENED.search(_before(quotation)):
            _wrap(quotation, marks[at], marks[at + 1])
    for quotation in reversed(quotations):
        quotation.drop_tag()


def _wrap(element: html.HtmlElement, first: str, last: str) -> None:
    paragraphs = list(element.iter("p"))
    start, end = (paragraphs[0], paragraphs[-1]) if paragraphs else (element, element)
    start.text = first + (start.text or "").lstrip()
    if len(end):
        end[-1].tail = (end[-1].tail or "").rstrip() + last
    else:
        end.text = (end.text or "").rstrip() + last


def _marks(language: str) -> str:
    known = _marks_by_language()
    return known.get(language) or known.get(language.partition("-")[0]) or "“”‘’"


@functools.cache
def _marks_by_language() -> dict[str, str]:
    table = load_table("quotation_marks")["marks"]
    return {language: marks for marks, languages in table.items() for language in languages}


_GOES_ON = re.compile(r"\s*(?:[,;.)]|[^\W\d_])")


def _join_torn(tree: html.HtmlElement) -> None:
    """Makes a blockquote in the middle of a sentence a part of it."""
    for quotation in list(tree.iter("blockquote")):
        inner = list(quotation)
        if len(inner) == 1 and inner[0].tag == "p" and not (quotation.text or "").strip():
            inner[0].drop_tag()
        elif any(one.tag in _BLOCKS for one in quotation.iterdescendants()):
            continue
        previous, parent = quotation.getprevious(), quotation.getparent()
        if previous is None or previous.tag != "p" or (previous.tail or "").strip():
            before, home = _before(quotation), None
        else:
            before, home = words_of(previous), previous
        following = quotation.getnext()
        after = quotation.tail or ""
        if not after.strip() and following is not None and following.tag == "p":
            after = words_of(following)
        if parent is None or not _is_torn(before, after):
            continue
        quotation.tag = "span"
        quotation.attrib.clear()
        if home is not None:
            quotation.text = f" {quotation.text or ''}"
            _take_in(home, quotation)


def _is_torn(before: str, after: str) -> bool:
    before = before.rstrip()
    if not before or before[-1] in '.!?:;…”"»)' or not _GOES_ON.match(after):
        return False
    first = after.lstrip()[0]
    return not first.isalpha() or first.islower()


def _take_in(home: html.HtmlElement, quotation: html.HtmlElement) -> None:
    """Moves a quotation, and the rest of its sentence, into the paragraph that it interrupts."""
    rest = [quotation]
    following = quotation.getnext()
    if not (quotation.tail or "").strip() and following is not None and following.tag == "p":
        quotation.tail = " "
        following.tag = "span"
        rest.append(following)
    else:
        while following is not None and following.tag not in _BLOCKS:
            rest.append(following)
            following = following.getnext()
    for element in rest:
        home.append(element)
