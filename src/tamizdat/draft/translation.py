"""Translate one msgid with an engine, sentence by sentence; keep the result only if it holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from tamizdat.draft import attempts, masking, sentences, verification
from tamizdat.draft.attempts import Job, Sentence
from tamizdat.draft.masking import LostError, Masked, Span
from tamizdat.language.markup import Markup


def translate(msgid: str, markup: Markup, job: Job) -> str:
    """The draft of a msgid.

    Raises:
        LostError: none can be kept; says why.
        EngineError: the engine fails altogether.
    """
    masked = masking.mask(msgid, markup, foreign_to=job.source if job.engine.plain else "")
    if not masking.letters(masked):
        raise LostError("nothing to translate")
    msgstr = _whole(masked, job)
    lost = verification.verify(msgid, msgstr, markup)
    if lost:
        raise LostError(lost)
    return msgstr


def _whole(masked: Masked, job: Job) -> str:
    """All of a text; the texts of its images first."""
    atoms = tuple(
        replace(atom, raw=atom.raw + _whole(atom.inner, job) + atom.closing, inner=None)
        if atom.inner
        else atom
        for atom in masked.atoms
    )
    resolved = replace(masked, atoms=atoms)
    return _passage(resolved, 0, len(masked.text), masked.spans, job)


def _passage(masked: Masked, start: int, end: int, spans: Sequence[Span], job: Job) -> str:
    """A stretch of the text, sentence by sentence."""
    return "".join(
        _unit(masked, first, last, spans, job)
        for first, last in _units(masked, start, end, spans, job.source)
    )


def _units(
    masked: Masked, start: int, end: int, spans: Sequence[Span], locale: str
) -> Iterator[tuple[int, int]]:
    """Sentences, as places in the masked text: never cut inside markup, always at hard breaks."""
    cuts = {start, end}
    visible: list[str] = []
    places: list[int] = []  # of every visible character
    for place in range(start, end + 1):
        atom = masked.atom(masked.text[place]) if place < end else None
        if place == end or (atom and atom.breaks):
            position = 0
            for sentence in sentences.split("".join(visible), locale):
                cuts.add(places[position])
                position += len(sentence)
            visible, places = [], []
            cuts |= {place, min(place + 1, end)}
        elif not (atom and atom.silent):
            shown = "Code" if atom else masked.text[place]  # any word: it stands for a noun
            visible += shown
            places += [place] * len(shown)
    allowed = {cut for cut in cuts if not any(span.start < cut < span.end for span in spans)}
    yield from pairwise(sorted(allowed))


def _unit(masked: Masked, start: int, end: int, spans: Sequence[Span], job: Job) -> str:
    """One sentence, with the white space around it."""
    text = masked.text[start:end]
    first = start + len(text) - len(text.lstrip())
    last = first + len(text.strip())
    inside = tuple(span for span in spans if first <= span.start and span.end <= last)
    before, after = masked.text[start:first], masked.text[last:end]
    sentence = Sentence(masked, masked.text[first:last], _moved(inside, -first))
    if not masking.has_letter(sentence.text):
        return before + sentence.written + after
    outer, *others = inside or (Span(first, first, "", ""),)
    lead, rest = masked.text[first : outer.start], masked.text[outer.end : last]
    if masking.has_letter(lead + rest) or any(span.start >= outer.end for span in others):
        return before + attempts.translate_sentence(sentence, job) + after
    inner = _passage(masked, outer.start, outer.end, others, job)
    return "".join(
        (
            before,
            masking.write(masked, lead, ()),
            outer.opening,
            inner,
            outer.closing,
            masking.write(masked, rest, ()),
            after,
        )
    )


def _moved(spans: Sequence[Span], by: int) -> tuple[Span, ...]:
    return tuple(replace(span, start=span.start + by, end=span.end + by) for span in spans)
