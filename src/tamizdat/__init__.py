"""tamizdat carries articles and calls into many languages and shows how far each one is.

The map, from the top; a file imports only from floors below its own, and files of one floor (what
is indented further belongs to the floor above it) don't know each other:

    cli/            commands, output, exit codes; the only place that imports click
    workflow/       one verb per file; `run(project, ...)` yields frozen results, prints nothing
    press           editions, written into the folder of what is published
    edition         one text in one locale, as its readers get it
    desk            one text in one locale under review
    decision        a message under review, and what a person decides on it
    truncation      whether a text was cut off
    declaration     what an author declares of an edit
    gate            what stands between a translation and its readers
    links           where a text's relative links lead
    project         which articles there are, where everything lies, loading
    migration       catalogs that were made with an older segmentation
    article         one source text, split, with its settings
    stamps          what files looked like when they were last in step
    ledger          which files were published, and for which text
    adoption        what was translated before, by other tools or without any
    config/ files git engines/ drafting/        the edges: disk, network, machine translation
    exchange                                    one file for another, unless somebody saves it
    formats/ publication merge alignment        text <-> segments <-> catalogs
      checks/ reports/ site/ plaintext          findings, formats for programs, pages, mail
    inline typography similarity                one msgid: its markup, typography, what is like it
    commonmark toml locales po/                 grammars: Markdown, TOML, CLDR, catalogs
      facts columns display                     what must survive, how wide it is, how it is shown
    findings progress engine baseline           the types
    document catalog                            segments, messages
    errors                                      the whole exception tree
"""

__version__ = "0.1.0"
