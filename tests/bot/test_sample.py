"""The bundled sample, as the program reads it."""

from pathlib import Path

import pytest

from store.ingest.readers.walking import read_sources
from store.model import Draft

SAMPLE = Path(__file__).resolve().parents[2] / "bot" / "sample"
DRAFTS = {path.stem: path for path in sorted(SAMPLE.glob("*.md"))}


def draft(name: str) -> Draft:
    (found,) = read_sources([str(DRAFTS[name])], None)
    assert isinstance(found, Draft)
    return found


def test_there_is_enough_to_try_everything_on():
    assert len(DRAFTS) >= 15


@pytest.mark.parametrize("name", DRAFTS)
def test_every_article_has_its_parts(name: str):
    article = draft(name)
    assert article.headline
    assert article.url
    assert article.publisher
    assert article.published
    assert name.startswith(article.published)


@pytest.mark.parametrize("name", DRAFTS)
def test_no_furniture_is_left_in_the_story(name: str):
    text = draft(name).text
    furniture = [
        "**",
        "Photo:",
        "Related article",
        "Original url",
        "Publisher:",
        "Pullquote",
        "](#",
    ]
    assert [mark for mark in furniture if mark in text] == []


def test_no_two_articles_share_an_address():
    assert len({draft(name).url for name in DRAFTS}) == len(DRAFTS)
