"""Inputs that nobody writes on purpose: each is accepted or refused in 5 CPU s and 300 MB."""

import shutil

from faults import ground

TITLE = "pathological inputs, at most 5 CPU s and 300 MB each, or a sentence"
FULL = {"megabytes": 20}
SECONDS, MEMORY = 5, 300
_CATALOG = "locales/af/LC_MESSAGES/t.po"
_TEXT = "# Title\n\nOne paragraph.\n"
_HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Language: af\\n"\n'


def cases(megabytes):
    """Name, files; sizes are of 20 MB, or of what is asked for instead."""
    size = megabytes << 20
    share = megabytes / 20
    many, words = int(100_000 * share), "word " * (size // 20)
    message = 'msgid "One paragraph."\nmsgstr "Een"\n'

    def catalog(name, text, header=_HEADER):
        return f"catalog: {name}", {"source_texts/t.md": _TEXT, _CATALOG: f"{header}\n{text}"}

    def text(name, data, suffix="md"):
        return f"{suffix} text: {name}", {f"source_texts/t.{suffix}": data}

    entries = "".join(f'msgid "{n}"\nmsgstr "x"\n\n' for n in range(many))
    obsolete = "".join(f'#~ msgid "{n} words here"\n#~ msgstr "x"\n\n' for n in range(many))
    yield catalog("comments", "# a note\n" * (size // 9) + message)
    yield catalog("comments at the end", message + "\n" + "# a note\n" * (size // 9))
    yield catalog("extracted comments", "#. a note\n" * (size // 10) + message)
    yield catalog("references", "#: source_texts/t.md\n" * (size // 21) + message)
    yield catalog("flags", "#, " + "fuzzy, " * (size // 7) + "fuzzy\n" + message)
    yield catalog("blank lines", "\n" * size + message)
    yield catalog("one line", f'msgid "{"x" * size}"\nmsgstr "y"\n')
    yield catalog("one line, escapes", 'msgid "' + "\\n" * (size // 2) + '"\nmsgstr "y\\n"\n')
    yield catalog("one line, not closed", f'msgid "{"x" * size}\nmsgstr "y"\n')
    yield catalog("many short lines", 'msgid ""\n' + '"x"\n' * (size // 4) + 'msgstr "y"\n')
    yield catalog("quotes", '"' * size)
    yield catalog("entries", entries)
    yield catalog("obsolete entries", obsolete)
    yield catalog("one key, many times", message * many)
    yield catalog("conflict markers", "<<<<<<< ours\n" * (size // 13))
    yield catalog("header", message, _HEADER + f'"X-Big: {"h" * size}\\n"\n')
    fields = "".join(f'"X-{n}: v\\n"\n' for n in range(many))
    yield catalog("header fields", message, _HEADER + fields)
    yield text("one line", words)
    yield text("one word", "x" * (size // 4))
    yield text("list items", "- one item of the list\n" * many)
    yield text("different list items", "".join(f"- item {n} of the list\n" for n in range(many)))
    yield text("paragraphs", "".join(f"Paragraph {n}.\n\n" for n in range(many // 2)))
    yield text("open brackets", "[" * (size // 100))
    yield text("open emphasis", "*a **b " * (size // 400))
    yield text("quotations", ">" * 20_000 + " deep\n")
    yield text("table", "| a " * 300 + "|\n" + "|---" * 300 + "|\n" + ("| b " * 300 + "|\n") * 100)
    yield text("one line", words, "txt")
    yield text("lines", "A line of text.\n" * many, "txt")
    yield text("one line", f"<p>{words}</p>", "html")
    yield text("open tags", "<div>" * (many // 5), "html")
    yield text("paragraphs", "".join(f"<p>Paragraph {n}.</p>" for n in range(many // 2)), "html")


def attack(folder, megabytes):
    """Run update, check and status on each; the notes are a table."""
    tally = ground.Tally()
    tally |= {"slow": 0, "fat": 0}
    tally.notes.append("| input | update | status | check | exit codes | MB |")
    for name, files in cases(megabytes):
        seconds, codes, memory, said = _measure(folder, files)
        tally["tried"] += 1
        tally["slow"] += max(seconds) > SECONDS
        tally["fat"] += memory > MEMORY
        tally["damaged"] += "Traceback" in said or not {*codes} <= {0, 1, 2, 3}
        cells = [name, *(f"{each:.1f}" for each in seconds), str(codes), f"{memory:.0f}"]
        tally.notes.append(f"| {' | '.join(cells)} | {said[:100]}")
    return tally


def _measure(folder, files):
    shutil.rmtree(folder, ignore_errors=True)
    files = {"tamizdat.toml": 'locales = ["af"]\n', **files}
    ground.restore(folder, {name: data.encode() for name, data in files.items()})
    seconds, codes, memory, said = [], [], 0.0, ""
    for command in ("update", "status", "check"):
        code, spent, peak, errors = ground.measured(folder, command)
        seconds.append(spent)
        codes.append(code)
        memory = max(memory, peak)
        said = said or " ".join(errors.split())
    return seconds, codes, memory, said
