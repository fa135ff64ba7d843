"""Everything that can go wrong in the store, as one tree.

    StoreError
    ├─ StorageError              SQLite refused; the cause is chained
    │  ├─ SchemaError            the file is newer than the program, or not an archive
    │  └─ ConflictError          what is to be written contradicts what is there
    ├─ IngestError               a source could not become an article; carries the source
    │  ├─ FetchError             the network or the server refused
    │  └─ ExtractError           there was no article in what was read
    ├─ ArticleNotFoundError      no article by that id or URL
    ├─ CollectionError           no collection has, or can have, that name
    └─ QueryError (ValueError)   a query that cannot be expressed

"Nothing was found" is a value, not an exception.
"""

from __future__ import annotations


class StoreError(Exception):
    """Base of all store errors; `str()` is a sentence a user can act on."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        cause = f" ({self.__cause__})" if self.__cause__ is not None else ""
        return f"{self.message}{cause}"


class StorageError(StoreError):
    """SQLite refused an operation."""


class SchemaError(StorageError):
    """The file is not an archive, or a newer program made it."""


class ConflictError(StorageError):
    """The rows to be written contradict the archive's, or each other."""


class IngestError(StoreError):
    """A source could not become an article."""

    def __init__(self, message: str, source: str = "") -> None:
        super().__init__(message)
        self.source = source

    def __reduce__(self) -> tuple[type[IngestError], tuple[str, str]]:
        return type(self), (self.message, self.source)


class FetchError(IngestError):
    """The network or the server refused."""


class ExtractError(IngestError):
    """There was no article in what was read."""


class ArticleNotFoundError(StoreError):
    """No article goes by that id or URL."""


class CollectionError(StoreError):
    """No collection has, or can have, that name."""


class QueryError(StoreError, ValueError):
    """A query that cannot be expressed."""
