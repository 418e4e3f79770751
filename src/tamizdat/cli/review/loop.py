"""The loop of `tamizdat review --interactive`: one message after the other, a key for each."""

from __future__ import annotations

import os

import click
from rich.text import Text

from tamizdat.cli.output import INTERRUPTED, Output, plural
from tamizdat.cli.review import item as pages
from tamizdat.errors import TamizdatError
from tamizdat.language.safe import safe
from tamizdat.review import decision
from tamizdat.review.decision import Item, RefusedError
from tamizdat.review.workflow import ReviewQueue

_REPLY = "[r]eply "
_KEYS = "[a]ccept [e]dit [n]eeds work [s]kip [d]ismiss [u]ndo [q]uit [?]"
_OTHER = "[o]ther "
_END = "that was the last one: [u]ndo [q]uit"
_HELP = """\
  a  accept: it is right, and will be published; --as NAME makes it reviewed
  e  edit: write it anew in your editor (EDITOR says which), then decide
  n  needs work: it is not right yet, and not published
  s  skip: no decision, on to the next one
  o  other: somebody else's translation changes places with this one; then decide
  r  reply: what somebody asks in a comment; the answer is for all languages
  d  dismiss: what a check has found is a false alarm; you are asked why
  u  undo: back to the message before, and the decision on it is taken back
  q  quit, as does Ctrl-C: every decision is saved already"""


class Loop:
    """A reader at a terminal. Every decision is saved before the next message is shown."""

    def __init__(self, output: Output, queue: ReviewQueue, *, by: str) -> None:
        self.output, self.queue, self.by = output, queue, by
        self._seen: Item | None = None

    def run(self) -> int:
        """Go through all messages; returns the exit code."""
        code = 0
        try:
            while self._step(self.queue.item()):
                pass
        except (KeyboardInterrupt, EOFError, click.Abort):
            click.echo(err=True)
            code = INTERRUPTED
        saved = plural(self.queue.decisions, "decision")
        self.output.say(f"{saved} saved, {plural(self.queue.left, 'message')} left")
        return code

    def _step(self, item: Item | None) -> bool:
        """Show a message, ask for a key and do what it says; False ends the review."""
        if item and item != self._seen:
            self._show(item)
        self._seen = item
        other = _OTHER if item and item.message.others else ""
        reply = _REPLY if item and item.question else ""
        keys = f"{other}{reply}{_KEYS}"
        question = f"{keys} ({self.queue.left} left): " if item else f"{_END}: "
        click.echo(question, nl=False, err=True)
        key = click.getchar()
        click.echo(key if key.isprintable() else "", err=True)
        try:
            return self._act(key.lower(), item)
        except RefusedError as error:
            self._tell(f"refused: {error}")
        except TamizdatError as error:
            self.output.error(error)
        return True

    def _show(self, item: Item) -> None:
        self._seen = item
        click.echo()
        self.output.show(pages.shown(item, self.output.width))

    def _act(self, key: str, item: Item | None) -> bool:
        match key:
            case "q" | "":
                return False
            case "u":
                self._undo()
            case "?":
                self._tell(_HELP)
            case _ if item is None:
                self._tell("u takes the last decision back, q quits")
            case "a":
                self._take(decision.accept(item, self.by))
            case "n":
                self._take(decision.need_work(item))
            case "e":
                self._edit(item)
            case "d":
                self._dismiss(item)
            case "o":
                self._take(decision.take_other(item), stay=True)
            case "r":
                self._reply(item)
            case "s":
                self.queue.skip()
            case _:
                self._tell("no such key; ? says what each one does")
        return True

    def _take(self, step: decision.Step, *, stay: bool = False) -> None:
        """Save a decision; one that changes nothing is none."""
        if step.changes:
            if self.queue.take(step, stay=stay):
                self._tell("the file had changed meanwhile; it was read again, nothing is lost")
            return
        self._tell(f"nothing changes: it stays {step.after.state.label}")
        if not stay:
            self.queue.skip()

    def _undo(self) -> None:
        decisions = self.queue.decisions
        if not self.queue.undo():
            self._tell("there is nothing to take back")
        elif self.queue.decisions < decisions:
            self._tell("taken back")

    def _edit(self, item: Item) -> None:
        """Let the reader write until it fits, or until they give up."""
        sheet: str = pages.sheet(item)
        while (written := self._written(sheet)) is not None:
            sheet = written
            try:
                msgstr = pages.msgstr(written)
                self._write(item, msgstr)
            except RefusedError as error:
                self._tell(f"refused: {error}")
            except TamizdatError as error:
                self.output.error(error)
                now = self.queue.item()
                if now and now.message.key == item.message.key and now != item:
                    self._show(now)
                    item, sheet = now, pages.sheet(now, msgstr)
            else:
                return
            if not click.confirm("edit again?", default=True, err=True):
                click.echo(written.partition(pages.CUT)[0])  # not lost, though not saved
                return

    def _written(self, sheet: str) -> str | None:
        """What the reader's editor makes of a sheet; None if nothing was saved, and said so."""
        editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "of this system"
        try:
            written: str | None = click.edit(sheet)
        except UnicodeDecodeError:
            self._tell("nothing has changed: what the editor saved is not UTF-8")
        except (click.ClickException, ValueError):  # a ValueError: the command makes no sense
            self._tell(f"nothing has changed: the editor ({safe(editor)}) could not be run")
            self._tell("next: name another one in EDITOR, or edit the catalog itself")
        else:
            if written is None:
                self._tell("not saved in the editor: nothing has changed")
            return written
        return None

    def _write(self, item: Item, msgstr: str) -> None:
        """Put a msgstr into the message that the reader has seen, if it is still there."""
        now = self.queue.item()
        if now is None or now.message.key != item.message.key:
            raise RefusedError("the message has left the text")
        self._take(decision.rewrite(item, msgstr), stay=True)

    def _dismiss(self, item: Item) -> None:
        checks = list(dict.fromkeys(found.check for found in item.findings))
        if not checks:
            raise RefusedError("nothing was found in it")
        check = checks[0]
        if len(checks) > 1:
            check = click.prompt("which", type=click.Choice(checks), err=True)
        reason = click.prompt("why", err=True)
        step = decision.dismiss(item, check, reason, self.by)
        self._take(step, stay=True)
        if step.add:
            self._tell("written to the baseline: let a maintainer review it")

    def _reply(self, item: Item) -> None:
        if not item.question:
            raise RefusedError("nobody asks anything about it")
        words = click.prompt("answer (nothing: it needs none)", "", show_default=False, err=True)
        self._take(decision.answer(item, words) if words.strip() else decision.see(item), stay=True)
        if words.strip():
            self._tell("written to locales/notes.csv: tamizdat update shows it in all languages")

    def _tell(self, text: str) -> None:
        for line in text.split("\n"):
            for part in pages.wrapped(Text(line), self.output.width, "  "):
                click.echo(part.plain, err=True)
