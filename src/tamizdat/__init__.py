"""tamizdat carries articles and calls into many languages and shows how far each one is.

The map, from the top; a file imports only from floors below its own:

    cli/         commands, output, exit codes; the only place that imports click
    workflow/    one verb per file; `run(project, ...)` yields frozen results, prints nothing
    edition      one text in one locale, as its readers get it
    gate         what stands between a translation and its readers
    project      articles, paths, loading
    config files engines/ drafting/        the edges: disk, network, machine translation
    formats/ publication merge             text <-> segments <-> catalogs
    masking sentences memory               what engines see, and what they need not see
    checks/ reports/ site/ plaintext       findings, formats for programs, pages, mail
    inline                                 inline markup of one msgid
    commonmark locales po/ facts lookalikes    grammars: Markdown, CLDR, catalogs, what must survive
    findings progress engine               the types
    document catalog                       segments, messages
    errors                                 the whole exception tree
"""

from importlib.metadata import version as _version

__version__ = _version("tamizdat")
