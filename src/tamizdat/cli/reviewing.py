"""The loop of `tamizdat review --interactive`: one message after the other, a key for each."""

from __future__ import annotations

import click

from tamizdat import decision
from tamizdat.cli import item as pages
from tamizdat.cli.output import INTERRUPTED, Output, plural
from tamizdat.decision import Item, RefusedError
from tamizdat.errors import TamizdatError
from tamizdat.workflow.review import Round

_KEYS = "[a]ccept [e]dit [n]eeds work [s]kip [d]ismiss [u]ndo [q]uit"


class Loop:
    """A reader at a terminal. Every decision is saved before the next message is shown."""

    def __init__(self, output: Output, round_: Round, *, by: str, colour: bool) -> None:
        self.output, self.round, self.by, self.colour = output, round_, by, colour

    def run(self) -> int:
        """Go through all messages; returns the exit code."""
        last: Item | None = None
        code = 0
        try:
            while item := self.round.item():
                if item != last:
                    self.output.show(pages.shown(item, colour=self.colour))
                last = item
                if not self._step(item):
                    break
        except (KeyboardInterrupt, EOFError, click.Abort):
            click.echo(err=True)
            code = INTERRUPTED
        saved = plural(self.round.decisions, "decision")
        self.output.say(f"{saved} saved, {plural(self.round.left, 'message')} left")
        return code

    def _step(self, item: Item) -> bool:
        """Ask for a key and do what it says; False ends the round."""
        click.echo(f"{_KEYS} ({self.round.left} left): ", nl=False, err=True)
        key = click.getchar()
        click.echo(key if key.isprintable() else "", err=True)
        try:
            return self._act(key.lower(), item)
        except RefusedError as error:
            self._tell(f"refused: {error}")
        except TamizdatError as error:
            self.output.error(error)
        return True

    def _act(self, key: str, item: Item) -> bool:
        match key:
            case "a":
                self._take(decision.accept(item, self.by))
            case "n":
                if item.message.fuzzy:
                    self._tell(f"it stays {item.message.state.label}")
                self._take(decision.need_work(item))
            case "e":
                self._edit(item)
            case "d":
                self._dismiss(item)
            case "s":
                self.round.skip()
            case "u":
                self._tell("taken back" if self.round.undo() else "there is nothing to take back")
            case "q" | "":
                return False
        return True

    def _take(self, step: decision.Step, *, stay: bool = False) -> None:
        if self.round.take(step, stay=stay):
            self._tell("the file had changed meanwhile; it was read again, and nothing is lost")

    def _edit(self, item: Item) -> None:
        """Let the reader write until it fits, or until they give up."""
        sheet: str = pages.sheet(item)
        while True:
            written = click.edit(sheet)
            if written is None:
                self._tell("not saved in the editor: nothing has changed")
                return
            try:
                self._write(item, pages.msgstr(written))
            except RefusedError as error:
                self._tell(f"refused: {error}")
            except TamizdatError as error:
                self.output.error(error)
            else:
                return
            sheet = written
            if not click.confirm("edit again?", default=True, err=True):
                click.echo(written.partition(pages.CUT)[0])  # not lost, though not saved
                return

    def _write(self, item: Item, msgstr: str) -> None:
        """Put a msgstr into the message as it is by now."""
        now = self.round.item()
        if now is None or now.message.key != item.message.key:
            raise RefusedError("the message has left the text")
        self._take(decision.rewrite(now, msgstr), stay=True)

    def _dismiss(self, item: Item) -> None:
        checks = list(dict.fromkeys(found.check for found in item.findings))
        if not checks:
            raise RefusedError("nothing was found in it")
        check = checks[0]
        if len(checks) > 1:
            check = click.prompt("which", type=click.Choice(checks), err=True)
        reason = click.prompt("why", err=True)
        step = decision.dismiss(item, check, reason)
        self._take(step, stay=True)
        if step.add:
            self._tell("written to the baseline: let a maintainer review it")

    def _tell(self, text: str) -> None:
        click.echo(text, err=True)
