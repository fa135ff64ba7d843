"""Tells who is who: names, fullest forms, roles and mentions in one article and across articles."""

from store.ingest.people.finding import find_people
from store.ingest.people.joining import Joining
from store.ingest.people.walks import no_organisations

__all__ = ["Joining", "find_people", "no_organisations"]
