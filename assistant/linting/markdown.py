"""Markdown, plain text and pasted answers → document. Headings, items, quotations and paragraphs are blocks.

Code, comments, tables, front matter and the list of references are no prose. Pandoc's cites are read here, the others
in plain.py.
"""

import re
from collections.abc import Iterable, Iterator

from assistant.linting.document import Document, LineIndex, ProseBuilder, split_lines
from assistant.linting.plain import FoundCite, find_cites, without_overlaps
from assistant.linting.reference_lists import find_reference_list
from assistant.linting.references import Reference

FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n.*?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
FENCED = re.compile(r"^[ \t]*(```+|~~~+)[^\n]*\n.*?(?:^[ \t]*\1[`~]*[ \t]*$|\Z)", re.DOTALL | re.MULTILINE)
HTML_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
TABLE_ROW = re.compile(r"\s*\|.*\|\s*$|\s*\|?\s*:?-{3,}:?\s*\|[-|: ]*$")
LINE_MARK = re.compile(r"[ \t]*(?:>[ \t]?)*[ \t]*(?:(#{1,6})[ \t]+|([-*+•]|\d{1,3}[.)])[ \t]+(?=\S))?")
RULE = re.compile(r"\s*(?:[-*_=]\s*){3,}$")

PANDOC_KEY = r"@(?:\{([^{}\s]+)\}|([^\W][\w:.#$%&+?~/-]*))"
PANDOC_BRACKETS = re.compile(r"\[([^\[\]]*(?<![\w.])-?@[^\[\]]+)\](?!\()")
PANDOC_WORD = re.compile(rf"(?<![\w@.\-/\[]){PANDOC_KEY}(?:\s*\[[^\[\]]*\])?")
MARKUP = re.compile(
    r"!\[[^\]]*\]\([^)]*\)"  # an image
    r"|(?<!!)\[(?P<label>[^\[\]]*)\](?:\([^)\s]*(?:\s+[\"'][^)]*)?\)|\[[^\]]*\])"  # a link that cites nothing
    r"|</?[A-Za-z][^<>\n]*>"
    r"|\\(?P<escaped>[\\`*_{}\[\]()#+\-.!<>@$%&~])"
    r"|`{1,3}(?P<code>[^`\n]{1,300})`{1,3}"
    r"|\*+(?=\S)|(?<=\S)\*+|(?<!\w)_+(?=\S)|(?<=\S)_+(?!\w)|~~"
)


def read_markdown(source: str, path: str, known_keys: Iterable[str] = (), is_pandoc: bool = True) -> Document:
    """Return the prose of a Markdown or plain text with its cites. `is_pandoc`: `@key` cites, too.

    `known_keys` are those of references that stand elsewhere: a number in brackets cites where some are numbers.
    """
    lines = LineIndex.of(source)
    listed = find_reference_list(source, path)
    numbers = frozenset((*known_keys, *(reference.key for reference in listed.references)))
    builder = ProseBuilder(source)
    own: dict[str, Reference] = {reference.key: reference for reference in listed.references}

    for stretches in _blocks(source, _no_prose(source, listed.stretches)):
        text, origins = _joined(source, stretches)
        places = [lines.place(origin)[0] for origin in origins]
        cites = find_cites(text, numbers, path, places)
        if is_pandoc:
            cites = _with_pandoc_cites(text, cites)
        _write(builder, text, origins, cites)
        builder.end_block()
        for cite in cites:
            for reference in cite.references:
                known = own.get(reference.key)
                if known is None or (reference.titles and not known.titles):
                    own[reference.key] = reference
    return Document(path, source, tuple(builder.blocks), tuple(own.values()))


def read_plain(source: str, path: str, known_keys: Iterable[str] = ()) -> Document:
    """Return the prose of a plain text or a pasted answer. `@name` is no cite there."""
    return read_markdown(source, path, known_keys, is_pandoc=False)


def _no_prose(source: str, lists: tuple[tuple[int, int], ...]) -> list[tuple[int, int]]:
    found = list(lists)
    for pattern in (FRONT_MATTER, FENCED, HTML_COMMENT):
        found += [match.span() for match in pattern.finditer(source)]
    return sorted(found)


def _blocks(source: str, hidden: list[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Yield blocks as the stretches of the source that their lines are, without marks such as `- ` and `> `."""
    block: list[tuple[int, int]] = []
    offset = 0
    for line in split_lines(source):
        start, end = offset, offset + len(line)
        offset = end
        is_hidden = any(first <= start < last for first, last in hidden)
        content = line.rstrip()
        mark = LINE_MARK.match(content)
        assert mark is not None  # every part of it is optional
        if is_hidden or not content[mark.end() :].strip() or TABLE_ROW.match(content) or RULE.match(content):
            if block:
                yield block
            block = []
            continue
        if block and (mark.group(1) or mark.group(2)):
            yield block
            block = []
        block.append((start + mark.end(), start + len(content)))
        if mark.group(1):
            yield block
            block = []
    if block:
        yield block


def _joined(source: str, stretches: list[tuple[int, int]]) -> tuple[str, list[int]]:
    """Return the lines of a block as one text, and the place of each of its characters in the source."""
    characters: list[str] = []
    origins: list[int] = []
    for start, end in stretches:
        if characters:
            characters.append(" ")
            origins.append(start)
        characters += source[start:end]
        origins += range(start, end)
    return "".join(characters), origins


def _with_pandoc_cites(text: str, cites: list[FoundCite]) -> list[FoundCite]:
    in_brackets = [
        FoundCite(match.start(), match.end(), keys)
        for match in PANDOC_BRACKETS.finditer(text)
        if (keys := _pandoc_keys(match.group(1)))
    ]
    words = []
    for match in PANDOC_WORD.finditer(text):
        keys = _pandoc_keys(match.group())
        key_end = match.start() + 1 + len(keys[0]) + 2 * match.group().startswith("@{")
        end = match.end() if match.group().endswith("]") else key_end
        words.append(FoundCite(match.start(), end, keys, is_word=True))
    return without_overlaps([*in_brackets, *cites, *words], len(text))


def _pandoc_keys(text: str) -> tuple[str, ...]:
    """Return the keys of a pandoc cite.

    >>> _pandoc_keys("see @li2023, p. 3; -@{wu 4}; @a.b.")
    ('li2023', 'a.b')
    """
    keys = (match.group(1) or match.group(2) for match in re.finditer(rf"(?<![\w.]){PANDOC_KEY}", text))
    return tuple(dict.fromkeys(key.rstrip(".:?/-") for key in keys))


def _write(builder: ProseBuilder, text: str, origins: list[int], cites: list[FoundCite]) -> None:
    """Write a block without its markup, with the cites in their places."""
    at = 0
    for cite in cites:
        _write_stretch(builder, text, origins, at, cite.start)
        if cite.label is not None:
            _write_stretch(builder, text, origins, *cite.label)
        origin, end = origins[cite.start], origins[cite.end - 1] + 1
        builder.cite(cite.keys, origin, end, cite.is_word)
        at = cite.end
    _write_stretch(builder, text, origins, at, len(text))


def _write_stretch(builder: ProseBuilder, text: str, origins: list[int], start: int, end: int) -> None:
    def verbatim(first: int, last: int) -> None:
        for index in range(first, last):
            builder.write(text[index], origins[index])

    at = start
    for match in MARKUP.finditer(text, start, end):
        verbatim(at, match.start())
        for name in ("label", "escaped", "code"):
            if match.group(name):
                verbatim(*match.span(name))
        at = match.end()
    verbatim(at, end)
