"""Reads the place and the question of an update; only here are optional fields narrowed."""

from __future__ import annotations

import re

from telegram import Message, MessageEntity, Update, User
from telegram.constants import ChatType

from bot.conversation.turn import Place
from bot.handlers.context import BotContext
from bot.handlers.gatekeeper import Verdict

_COMMAND = re.compile(r"/(\w+)(?:@\w+)?\s*", re.ASCII)


def place_of(message: Message, user: User | None) -> Place:
    """Gives the place of a message, and the language of its writer."""
    thread_id = (message.message_thread_id or 0) if message.is_topic_message else 0
    if user is None:
        return Place(message.chat_id, thread_id)
    is_private = message.chat.type == ChatType.PRIVATE
    asker_id = 0 if is_private else user.id
    return Place(message.chat_id, thread_id, user.language_code, asker_id)


def words_of(message: Message) -> str:
    """A message's words: its text, or the caption of what it carries."""
    return message.text or message.caption or ""


def name_of(message: Message) -> str:
    """The command that a message begins with, without its slash; empty where it has none."""
    match = _COMMAND.match(words_of(message))
    return match[1] if match is not None else ""


def argument_of(message: Message) -> str:
    """Gives the words after the command."""
    return _COMMAND.sub("", words_of(message), count=1).strip()


def question_of(message: Message, username: str) -> str:
    """A message's words without the mentions of the bot in them."""
    text = words_of(message)
    mention = re.compile(rf"@{re.escape(username)}\b[,:]?", re.IGNORECASE)
    return " ".join(mention.sub(" ", text).split(" ")).strip()


def quoted_in(message: Message, bot_id: int) -> str:
    """The words of another message that this one is about; empty where it is about none.

    The part that its writer marked counts, in whichever chat it stands; else all of a message of
    this chat that is not ours. A reply to all of ours is about that answer.
    """
    if message.quote is not None:
        return message.quote.text.strip()
    replied = message.reply_to_message
    if replied is None or (replied.from_user is not None and replied.from_user.id == bot_id):
        return ""
    return words_of(replied).strip()


def is_for_bot(message: Message, bot_id: int, username: str) -> bool:
    """Whether a message is meant for the bot.

    In private all are; elsewhere the ones that mention it or reply to it. What a channel's posts
    become in its discussion group, and what was written through the bot itself, is not.
    """
    if message.via_bot is not None or message.is_automatic_forward:
        return False
    if message.chat.type == ChatType.PRIVATE:
        return True
    if message.chat.type == ChatType.CHANNEL:
        return False
    replied = message.reply_to_message
    if replied is not None and replied.from_user is not None and replied.from_user.id == bot_id:
        return True
    return f"@{username.lower()}" in _named_in(message, MessageEntity.MENTION)


def names_bot(message: Message, username: str) -> bool:
    """Whether a message names the bot itself: by a mention, or a command with its name."""
    name = f"@{username.lower()}"
    if name in _named_in(message, MessageEntity.MENTION):
        return True
    commands = _named_in(message, MessageEntity.BOT_COMMAND)
    return any(command.endswith(name) for command in commands)


def is_from_bot(message: Message) -> bool:
    """Whether a bot wrote a message: not an account that stands for a channel or a group."""
    writer = message.from_user
    return writer is not None and writer.is_bot and message.sender_chat is None


def _named_in(message: Message, kind: str) -> set[str]:
    """The entities of a kind in a message and its caption, in lower case."""
    found = [*message.parse_entities([kind]).values()]
    found += message.parse_caption_entities([kind]).values()
    return {text.lower() for text in found}


def judge(context: BotContext, update: Update) -> Verdict:
    """Whether this person may ask here now."""
    chat, user = update.effective_chat, update.effective_user
    chat_id = chat.id if chat is not None else 0
    asker = update.effective_sender
    user_id = user.id if user is not None else (asker.id if asker is not None else chat_id)
    is_group = chat is not None and chat.type in (ChatType.GROUP, ChatType.SUPERGROUP)
    is_typing = update.inline_query is not None
    return context.gatekeeper.judge(chat_id, user_id, is_group=is_group, is_typing=is_typing)
