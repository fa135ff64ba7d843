"""From what a user named to drafts: paths, folders, addresses, feeds, whatever they hold.

    what → folder | file | page → Material → kind → reader of that kind → Draft | Skipped | Failed

Lazy, in order, one source at a time; one bad source never stops the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from store.errors import FetchError
from store.ingest.charset import decode
from store.ingest.document import read_document
from store.ingest.feed import Entry, parse_feed
from store.ingest.fetch import Fetcher
from store.ingest.folder import walk_folder
from store.ingest.html import read_html
from store.ingest.json_lines import read_json_lines
from store.ingest.kind import Kind, tell_kind
from store.ingest.material import Material, material_of
from store.ingest.outcome import Failed, Skipped
from store.model import Draft

__all__ = ["Failed", "Outcome", "Skipped", "read_sources"]

Outcome = Draft | Skipped | Failed
Progress = Callable[[int, int | None], None]

_SIZE_LIMIT_BYTES = 64 * 1024 * 1024
# A feed's own words are taken for the article when they are at least this long, in characters.
_REAL_TEXT_CHARS = 600


def read_sources(
    what: Iterable[str], fetcher: Fetcher | None, *, progress: Progress | None = None
) -> Iterator[Outcome]:
    """Every article in the paths and http(s) addresses of `what`, and every source that gave none.

    `fetcher` None means no network. `progress` is called with the number of sources done and, where
    `what` has a length, how many there are.
    """
    reader = _Reader(fetcher)
    total = len(what) if isinstance(what, (list, tuple)) else None
    for done, source in enumerate(what, 1):
        yield from reader.read(source)
        if progress:
            progress(done, total)


class _Reader:
    def __init__(self, fetcher: Fetcher | None) -> None:
        self._fetcher = fetcher

    def read(self, source: str) -> Iterator[Outcome]:
        if source.lower().startswith(("http://", "https://")):
            yield from self._read_page(source)
            return
        path = Path(source)
        if path.is_dir():
            for found in walk_folder(path):
                yield from [found] if isinstance(found, Failed) else self._read_file(found)
        else:
            yield from self._read_file(path)

    def _read_file(self, path: Path) -> Iterator[Outcome]:
        try:
            yield from self._read_material(Material(str(path), lambda: path.open("rb"), path.name))
        except OSError as error:
            yield Failed(str(path), f"The file cannot be read: {error.strerror or error}.")

    def _read_page(self, url: str, entry: Entry | None = None) -> Iterator[Outcome]:
        if self._fetcher is None:
            yield Skipped(url, "Nothing is fetched: there is no network here.", url)
            return
        try:
            page = self._fetcher.fetch(url)
        except FetchError as error:
            yield Failed(url, error.message, url)
            return
        yield from self._read_material(
            material_of(
                page.body,
                url,
                url=url,
                content_type=page.content_type,
                charset=page.charset,
                given=entry.fields if entry else {},
            )
        )

    def _read_material(self, material: Material) -> Iterator[Outcome]:
        kind = tell_kind(material.head(), name=material.name, charset=material.charset)
        if kind is Kind.JSON_LINES:
            with material.open() as stream:
                yield from read_json_lines(stream, material.source)
            return
        if kind not in (Kind.TEXT, Kind.HTML, Kind.FEED):
            yield Skipped(material.source, f"This is {kind.value}, which is not read.", material.url)
            return
        data = material.read(_SIZE_LIMIT_BYTES)
        if data is None:
            yield Failed(material.source, f"It is larger than {_SIZE_LIMIT_BYTES >> 20} MiB.", material.url)
        elif kind is Kind.FEED:
            yield from self._read_feed(data, material)
        elif kind is Kind.HTML:
            text = decode(data, material.charset)
            yield read_html(text, source=material.source, url=material.url, given=dict(material.given))
        else:
            draft = read_document(decode(data, material.charset), source=material.source, url=material.url)
            yield draft if draft.text else Skipped(material.source, "There is no text in it.", material.url)

    def _read_feed(self, data: bytes, material: Material) -> Iterator[Outcome]:
        for entry in parse_feed(data, material.url).entries:
            yield from self._read_entry(entry, material.source)

    def _read_entry(self, entry: Entry, source: str) -> Iterator[Outcome]:
        fields = entry.fields | ({"url": entry.url} if entry.url else {})
        if entry.is_markup:
            own = read_html(f"<html><body><article>{entry.content}</article></body></html>", source=source, url=entry.url, given=fields)
        else:
            own = read_document(entry.content, source=source, url=entry.url)
        if isinstance(own, Draft) and len(own.text) >= _REAL_TEXT_CHARS:
            yield own
        elif entry.url and self._fetcher:
            yield from self._read_page(entry.url, entry)
        elif isinstance(own, Draft) and len(own.text) >= 200:
            yield own
        else:
            yield Skipped(source, "The entry holds no article, only a pointer to one.", entry.url)
