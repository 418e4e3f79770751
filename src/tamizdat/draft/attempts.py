"""Bring one sentence through an engine and back: attempt after attempt, each verified.

Other words for hidden pieces, other ways to find where markup goes, numbers hidden too. Markup is
taken off, the clean sentence translated, and each stretch that it stood around is translated alone
and looked for in the result; engines damage sentences with marks in them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from tamizdat.draft import masking, punctuation, verification
from tamizdat.draft.engine import Engine, Form, RefusedError
from tamizdat.draft.masking import FIRST, Atom, LostError, Masked, Span
from tamizdat.language import locales, scripts
from tamizdat.language.words import words

Ask = Callable[[Sequence[str]], Sequence[str]]
"""An engine's `translate`."""

_PUNCTUATION = " \t\n.,;:!?…\"'“”„«»‘’"
_NUMBER = re.compile(r"\d[\d.,:/–—-]*\d|\d")
_BABBLE = re.compile(r"\s*\([^)]*\)?\.?$")
_RANGE = re.compile(r"(\d+)[–-](\d+)")
_UNSPACED = scripts.UNSPACED + scripts.HANGUL
_LOOP = re.compile(r"(\b\w+\b)(?:\W+\1\b){3}", re.I)


@dataclass(frozen=True, slots=True)
class Job:
    """What stays the same for all sentences of a run."""

    ask: Ask
    engine: Engine
    source: str
    """Locale of the msgids."""
    target: str
    route: str = ""
    """Of the translator; for the draft line."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of a masked text."""

    masked: Masked
    text: str
    spans: tuple[Span, ...]

    @property
    def written(self) -> str:
        """As it stands in a msgid or msgstr."""
        return masking.write(self.masked, self.text, self.spans)

    @property
    def visible(self) -> str:
        """What a reader sees of it."""
        return "".join(
            atom.visible if (atom := self.masked.atom(character)) else character
            for character in self.text
        )


def translate_sentence(sentence: Sentence, job: Job) -> str:
    """The translated sentence, with everything hidden and all markup back in it.

    Raises:
        LostError: no attempt gave one that can be kept; says what went wrong with the first.
    """
    if len(sentence.visible) > job.engine.max_characters:
        raise LostError("a sentence is too long for the engine")
    reason = ""
    for attempt in _attempts(sentence, job):
        try:
            draft = attempt()
            _hold(sentence, draft, job.target)
        except (LostError, RefusedError) as error:
            reason = reason or str(error)
        else:
            return draft.written
    raise LostError(reason)


def _attempts(sentence: Sentence, job: Job) -> Iterator[Callable[[], Sentence]]:
    """Ways to translate it, the gentlest first."""
    first = job.engine.forms[0]
    numberless = _without_numbers(sentence)
    hides = any(sentence.masked.atom(character) for character in sentence.text)
    for form in job.engine.forms if hides else (first,):
        yield partial(_projected, sentence, form, job)
    if job.engine.plain and "(" not in sentence.text:
        yield partial(_trimmed, sentence, first, job)
    if sentence.spans:
        yield partial(_quoted, sentence, first, job)
    if numberless is not sentence:
        yield partial(_projected, numberless, first, job)
    if sentence.spans:
        yield partial(_marked, sentence, first, job)
        yield partial(_marked, numberless, first, job)


def _hold(sentence: Sentence, draft: Sentence, locale: str) -> None:
    """Hold a draft against its sentence. Raises LostError."""
    before, after = sentence.visible, draft.visible
    ratio = len(after) / len(before)
    if len(before) > 25 and not 0.3 < ratio < 3 and words(after) > 1:
        raise LostError(f"the answer is {ratio:.1f} times as long as the sentence")
    if _LOOP.search(after) and not _LOOP.search(before):
        raise LostError("the engine repeats itself")
    if any(before.count(bracket) != after.count(bracket) for bracket in "()[]{}"):
        raise LostError("the engine opened or closed a bracket of its own")
    if words(before) > 4 and after.casefold() == before.casefold():
        raise LostError("the engine left it untranslated")
    for first, last in _RANGE.findall(before):
        if locales.join((first, last), locale) in after:
            raise LostError(f"the range {first}–{last} became two numbers")
    lost = verification.verify(sentence.written, draft.written, sentence.masked.markup)
    if lost:
        raise LostError(lost)


def _answers(masked: Masked, texts: Sequence[str], form: Form, job: Job) -> list[str]:
    """Translations of stretches of one masked text, hidden pieces in them put back.

    Raises:
        LostError: a hidden piece was lost or doubled.
    """
    atoms = list(dict.fromkeys(c for text in texts for c in text if masked.atom(c)))
    tokens = {atom: form(number) for number, atom in enumerate(atoms)}
    if any(token in text for token in tokens.values() for text in texts):
        raise LostError("the text holds a word that masks are made of")
    plain = job.engine.plain
    questions = [punctuation.simplified(text) if plain else text for text in texts]
    spelled = ["".join(tokens.get(c, c) for c in question) for question in questions]
    answers = []
    for text, answer in zip(texts, job.ask(spelled), strict=True):
        found = answer.strip()
        if not found:
            raise LostError("the engine answered with nothing")
        for atom, token in tokens.items():
            # Letters may stick to a token (“Q7001s”); a longer number is another token.
            after = r"(?!\d)" if token[-1].isdigit() else r"(?![A-Za-z])"
            found = re.sub(rf"(?<![A-Za-z0-9]){re.escape(token)}{after}", atom, found)
        if any(found.count(atom) != text.count(atom) for atom in tokens):
            raise LostError("a hidden piece (address, code, tag) was lost or doubled")
        answers.append(punctuation.restored(found, text, job.target) if plain else found)
    return answers


def _projected(sentence: Sentence, form: Form, job: Job) -> Sentence:
    """Translate without markup, then find where it goes."""
    inner = [sentence.text[span.start : span.end] for span in sentence.spans]
    whole, *parts = _answers(sentence.masked, [sentence.text, *inner], form, job)
    return _placed(sentence, whole, parts)


def _trimmed(sentence: Sentence, form: Form, job: Job) -> Sentence:
    """Drop a bracket that small engines babble after a bare name: “Anna Example (em inglês)”."""
    draft = _projected(sentence, form, job)
    return replace(draft, text=_BABBLE.sub("", draft.text))


def _quoted(sentence: Sentence, form: Form, job: Job) -> Sentence:
    """Put the first stretch that can't be found in quotation marks, which engines keep."""
    for place, span in enumerate(sentence.spans):
        marked = "".join(
            (
                sentence.text[: span.start],
                '"',
                sentence.text[span.start : span.end],
                '"',
                sentence.text[span.end :],
            )
        )
        inner = [sentence.text[other.start : other.end] for other in sentence.spans]
        whole, *parts = _answers(sentence.masked, [marked, *inner], form, job)
        before, quote, rest = whole.partition('"')
        found, end_quote, after = rest.partition('"')
        if not (quote and end_quote) or '"' in after or not found.strip():
            continue
        parts[place] = found
        try:
            return _placed(sentence, before + found + after, parts)
        except LostError:
            continue
    raise LostError("its markup could not be placed")


def _placed(sentence: Sentence, whole: str, parts: Sequence[str]) -> Sentence:
    """A draft with its markup around the one place where each part stands in it."""
    spans = []
    for span, part in zip(sentence.spans, parts, strict=True):
        place = _find(whole, part) or _find(whole, sentence.text[span.start : span.end])
        if not place:
            raise LostError("its markup could not be placed")
        spans.append(replace(span, start=place[0], end=place[1]))
    for before, after in ((a, b) for n, a in enumerate(spans) for b in spans[n + 1 :]):
        if before.start < after.end and after.start < before.end:  # they touch: must be nested
            nested = before.start <= after.start and after.end <= before.end
            if not nested:
                raise LostError("its markup could not be placed")
    return Sentence(sentence.masked, whole, tuple(spans))


def _find(whole: str, part: str) -> tuple[int, int] | None:
    """The only place where a part stands in a text, in any case of letters; None if not one."""
    wanted = part.strip(_PUNCTUATION)
    if not wanted:
        return None
    edge = rf"[^\W{_UNSPACED}]"
    pattern = rf"(?<!{edge}){re.escape(wanted)}(?!{edge})"
    if not re.match(edge, wanted[0]) or not re.match(edge, wanted[-1]):
        pattern = re.escape(wanted)
    found = list(re.finditer(pattern, whole, re.I))
    return found[0].span() if len(found) == 1 else None


def _without_numbers(sentence: Sentence) -> Sentence:
    """The sentence with its numbers hidden too; the same object where that is not possible."""
    found = list(_NUMBER.finditer(sentence.text))
    edges = {edge for span in sentence.spans for edge in (span.start, span.end)}
    if not found or any(match.start() < edge < match.end() for match in found for edge in edges):
        return sentence
    atoms = list(sentence.masked.atoms)

    def hide(match: re.Match[str]) -> str:
        atoms.append(Atom(match.group(), match.group()))
        return chr(FIRST + len(atoms) - 1)

    def moved(place: int) -> int:
        return place - sum(len(match.group()) - 1 for match in found if match.end() <= place)

    text = _NUMBER.sub(hide, sentence.text)
    spans = (replace(s, start=moved(s.start), end=moved(s.end)) for s in sentence.spans)
    return Sentence(replace(sentence.masked, atoms=tuple(atoms)), text, tuple(spans))


def _marked(sentence: Sentence, form: Form, job: Job) -> Sentence:
    """Let the engine carry the markup, as words of their own. Damages the sentence: last."""
    atoms = list(sentence.masked.atoms)
    openings, closings, text = "", "", ""
    for place in range(len(sentence.text) + 1):
        ending = [span for span in reversed(sentence.spans) if span.end == place]
        for span, raw in (
            *((span, span.closing) for span in ending),
            *((span, span.opening) for span in sentence.spans if span.start == place),
        ):
            atoms.append(Atom(raw, ""))
            mark = chr(FIRST + len(atoms) - 1)
            text += f" {mark} "
            if span in ending:
                closings += mark
            else:
                openings += mark
        text += sentence.text[place : place + 1]
    masked = replace(sentence.masked, atoms=tuple(atoms))
    (answer,) = _answers(masked, [re.sub(r"\s+", " ", text).strip()], form, job)
    inside, outside = rf"([{openings}])\s+", rf"\s+([{closings}])"
    answer = re.sub(outside, r"\1", re.sub(inside, r"\1", answer))
    answer = re.sub(rf"([{closings}])\s+(?=[.,;:!?…)\]”’»])", r"\1", answer)
    answer = re.sub(rf"(?<=[(\[“„«‘])\s+([{openings}])", r"\1", answer)
    return Sentence(masked, answer, ())
