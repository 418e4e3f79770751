"""tamizdat carries articles and calls into many languages and shows how far each one is.

The map, from the top; a file imports only from its own folder and from floors below it. The folders
of one floor don't know each other: a verb asks no other verb but `check`, which lies below them.

    cli/          one command per file: options, output, exit codes; click and rich live here
    reports/      what the verbs found, for programs: JSON, Markdown, CSV, GitHub's annotations
    init/ update/ draft/ review/ publish/ export/ import_/ tidy/ privacy/ status merge_driver
                  a verb each: `run(project, ...)` yields frozen results, one by one; prints nothing
    check/ pages/
                  what stands between a translation and its readers; what makes HTML for people
    project/      configuration, texts, catalog files, where everything lies, git
    texts/        source texts <-> segments: formats, msgstrs put back, the sanitizer
    catalogs/     messages, the files they lie in, merging, what is like what, counting
    assets/       files that are published beside a text: told by their content, made clean
    language/     one string in one language: markup, facts, typography, words, width, locales
    errors        the whole exception tree
"""

__version__ = "0.2.0"
