"""How people ask, by language: question words and phrases as data, and one small reader of them."""

from bot.language.book import AnswerType as AnswerType
from bot.language.book import FollowUp as FollowUp
from bot.language.book import PhraseBook as PhraseBook
from bot.language.book import languages as languages
from bot.language.book import phrase_book as phrase_book
from bot.language.book import plain as plain
from bot.language.framing import PLACE as PLACE
from bot.language.framing import Framing as Framing
from bot.language.framing import read_frame as read_frame
from bot.language.match import IntentMatch as IntentMatch
from bot.language.match import answer_type as answer_type
from bot.language.match import match_intent as match_intent
