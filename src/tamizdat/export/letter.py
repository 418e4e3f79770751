"""What stands at the head of a file that is handed out: what it is, by when, to whom, the rules."""

from __future__ import annotations

import datetime
import textwrap
from collections.abc import Iterator

from tamizdat.language import locales
from tamizdat.pages.wording import wording_in
from tamizdat.project.text import Text

_COLUMNS = 88


def lines(text: Text, locale: str, contact: str) -> tuple[str, ...]:
    """The lines of a comment, in the translator's language where there are words for it.

    Args:
        text: what is to be translated.
        locale: into which.
        contact: where the file goes back to; empty if that is said elsewhere.
    """
    return tuple(
        line for paragraph in _paragraphs(text, locale, contact) for line in _wrapped(paragraph)
    )


def _paragraphs(text: Text, locale: str, contact: str) -> Iterator[str]:
    words = wording_in(locale)
    yield f"{text.domain} → {locales.endonym(locale)} ({locales.name(locale)})"
    if deadline := text.settings.deadline:
        yield words.plain("Wanted by: {date}", date=_day(deadline, locale))
    if contact:
        yield words.plain(
            "Send this file back to {contact}, finished or not, under any name.", contact=contact
        )
    else:
        yield words.plain("Send this file back, finished or not, under any name.")
    yield ""
    yield words.plain(
        "Links, addresses, handles, numbers and code stay as they are, and so do the marks around words, such as **bold**."  # noqa: E501 - a msgid is one string
    )
    yield words.plain(
        "What is marked as fuzzy (“needs work”) is a machine's draft, or its source has changed: read it against the source, mend it, then take the mark away."  # noqa: E501 - as above
    )
    yield words.plain("Questions are welcome: write them as comments beside the message.")
    yield words.plain(
        "Your editor may write your name and address into this file: leave them empty in its preferences if that should not be public."  # noqa: E501 - as above
    )


def _day(day: datetime.date, locale: str) -> str:
    """A day in the locale's words, and as a calendar sorts it."""
    return f"{locales.long_date(day, locale)} ({day.isoformat()})"


def _wrapped(paragraph: str) -> list[str]:
    return textwrap.wrap(paragraph, _COLUMNS, break_long_words=False, break_on_hyphens=False) or [
        ""
    ]
