"""Who is who in one article: names, their fullest forms, roles and mentions."""

from store.ingest.people.finding import find_people
from store.ingest.people.joining import same_person

__all__ = ["find_people", "same_person"]
