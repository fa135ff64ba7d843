"""How people ask, by language: question words and phrases as data, read once as frozen tables."""

from bot.language.book import FollowUp as FollowUp
from bot.language.book import PhraseBook as PhraseBook
from bot.language.book import languages as languages
from bot.language.book import phrase_book as phrase_book
from bot.language.book import plain as plain
