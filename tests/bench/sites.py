"""Sites for Hugo and Pelican with the pages that tamizdat published, for nothing but rendering.

Each page has the head, the list of languages and the text; there are no feeds, tags or archives,
and each language has one index (Pelican makes but one). Which pages there are in other languages
they find out by their own means.
"""

import re
from collections.abc import Iterator
from pathlib import Path

_HUGO = """\
baseURL = "https://example.org/"
title = "Blog"
defaultContentLanguage = "en"
defaultContentLanguageInSubdir = true
disableKinds = ["section", "taxonomy", "term", "RSS", "sitemap", "robotsTXT", "404"]
buildDrafts = true
buildFuture = true
[markup.goldmark.renderer]
unsafe = true
[markup.highlight]
codeFences = false
"""
_HUGO_LANGUAGE = """\
[languages.{code}]
contentDir = "content/{locale}"
languageCode = "{tag}"
languageName = "{tag}"
languageDirection = "{direction}"
"""
_HUGO_PAGE = """\
<!doctype html>
<html lang="{{ .Language.LanguageName }}" dir="{{ .Language.LanguageDirection }}">
<head>
<meta charset="utf-8">
<title>{{ .Title }}</title>
<link rel="canonical" href="{{ .Permalink }}">
{{ range .AllTranslations -}}
<link rel="alternate" hreflang="{{ .Language.LanguageName }}" href="{{ .Permalink }}">
{{ end -}}
</head>
<body>
<nav><ul>
{{ range .AllTranslations -}}
<li><a href="{{ .RelPermalink }}" hreflang="{{ .Language.LanguageName }}">
{{- .Language.LanguageName }}</a></li>
{{ end -}}
</ul></nav>
<main><h1>{{ .Title }}</h1>
BODY
</main>
</body>
</html>
"""
_HUGO_INDEX = """\
<ul>{{ range .Site.RegularPages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>
{{ end }}</ul>"""

_PELICAN = """\
AUTHOR = SITENAME = "Blog"
SITEURL = "https://example.org"
PATH = "content"
THEME = "theme"
DEFAULT_LANG = "en"
TIMEZONE = "UTC"
ARTICLE_URL = ARTICLE_SAVE_AS = "{lang}/{slug}/index.html"
ARTICLE_LANG_URL = ARTICLE_LANG_SAVE_AS = ARTICLE_URL
SLUGIFY_SOURCE = "basename"
WITH_FUTURE_DATES = True
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = None
AUTHOR_FEED_RSS = None
AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = DRAFT_SAVE_AS = DRAFT_LANG_SAVE_AS = ""
DIRECT_TEMPLATES = ["index"]
DEFAULT_PAGINATION = False
MARKDOWN = {"extensions": ["markdown.extensions.extra"]}
"""
_PELICAN_ARTICLE = """\
<!doctype html>
<html lang="{{ article.lang }}">
<head>
<meta charset="utf-8">
<title>{{ article.title }}</title>
<link rel="canonical" href="{{ SITEURL }}/{{ article.url }}">
{% for each in [article] + article.translations -%}
<link rel="alternate" hreflang="{{ each.lang }}" href="{{ SITEURL }}/{{ each.url }}">
{% endfor -%}
</head>
<body>
<nav><ul>
{% for each in [article] + article.translations -%}
<li><a href="{{ SITEURL }}/{{ each.url }}" hreflang="{{ each.lang }}">{{ each.lang }}</a></li>
{% endfor -%}
</ul></nav>
<main><h1>{{ article.title }}</h1>
{{ article.content }}
</main>
</body>
</html>
"""
_PELICAN_INDEX = """\
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Blog</title></head><body><main><ul>
{% for article in articles %}<li><a href="{{ SITEURL }}/{{ article.url }}">{{ article.title }}</a>
</li>{% endfor %}</ul></main></body></html>
"""
_HEAD = re.compile(r"---\n(.*?)^---\n", re.S | re.M)


def _pages(project: Path) -> Iterator[tuple[str, Path, Path]]:
    """Locale, relative path and file of each text that tamizdat published, sources among them."""
    tops = {"en": project / "source_texts"}
    tops |= {path.name: path for path in sorted((project / "published/source").iterdir())}
    for locale, top in tops.items():
        for path in sorted(top.rglob("*.md")):
            relative = path.relative_to(top)
            # Both generators take an index for the front page of its folder.
            yield locale, relative.with_name(relative.name.replace("index.md", "start.md")), path


def hugo(folder: Path, project: Path) -> None:
    """A site for `hugo`."""
    locales = set()
    for locale, relative, path in _pages(project):
        locales.add(locale)
        _write(folder / "content" / locale / relative, path.read_text(encoding="utf-8"))
    config = [_HUGO]
    for locale in sorted(locales):
        tag = locale.replace("_", "-")
        direction = "rtl" if locale == "fa" else "ltr"
        names = {"code": tag.lower(), "locale": locale, "tag": tag, "direction": direction}
        config.append(_HUGO_LANGUAGE.format(**names))
    _write(folder / "config.toml", "".join(config))
    page = _HUGO_PAGE.replace("BODY", "{{ .Content }}")
    _write(folder / "layouts/_default/single.html", page)
    _write(folder / "layouts/index.html", _HUGO_PAGE.replace("BODY", _HUGO_INDEX))


def pelican(folder: Path, project: Path) -> None:
    """A site for `pelican -s settings.py`."""
    for locale, relative, path in _pages(project):
        body = path.read_text(encoding="utf-8")
        found = _HEAD.match(body)
        title = re.search(r"^title: *(.*)$", found[1] if found else "", re.M)
        head = (
            f"Title: {title[1].strip(chr(39)) if title else relative.stem}\nDate: 2020-01-01\n"
            f"Lang: {locale}\nSlug: {relative.with_suffix('').as_posix()}\n\n"
        )
        name = f"{locale}/{relative.as_posix()}"
        _write(folder / "content" / name, head + (body[found.end() :] if found else body))
    _write(folder / "settings.py", _PELICAN)
    _write(folder / "theme/templates/article.html", _PELICAN_ARTICLE)
    _write(folder / "theme/templates/index.html", _PELICAN_INDEX)
    (folder / "theme/static").mkdir()


def _write(path: Path, body: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(body, encoding="utf-8")
