"""Markdown, plain text and pasted answers → document. Headings, items, quotations and paragraphs are blocks.

Code, comments, tables, front matter and the list of references are no prose. Pandoc's cites are read here, the others
in plain.py.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from assistant.linting.claims import says_something
from assistant.linting.document import Document, LineIndex, ProseBuilder, split_lines
from assistant.linting.plain import FoundCite, KnownReferences, find_cites, find_unlisted_number, without_overlaps
from assistant.linting.reference_lists import find_reference_list
from assistant.linting.references import Reference
from retrieval.datatypes import ReadProblem

FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n.*?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
FENCED = re.compile(r"^[ \t]*(```+|~~~+)[^\n]*\n.*?(?:^[ \t]*\1[`~]*[ \t]*$|\Z)", re.DOTALL | re.MULTILINE)
INDENTED = re.compile(r"(?: {4}|\t)[ \t]*\S")
CODE_SPAN = re.compile(r"(?<!`)(`{1,2})(?!`)[^`'\n]+\1(?!`)")
"""Without apostrophes: ``so LaTeX quotes''."""
HTML_COMMENT = re.compile(r"<!--.*?-->|^[ ]{0,3}<!--.*\Z", re.DOTALL | re.MULTILINE)
TABLE_ROW = re.compile(r"\s*\|.*\|\s*$|\s*\|?\s*:?-{3,}:?\s*\|[-|: ]*$")
LINE_MARK = re.compile(
    r"[ \t]*(?:>[ \t]?)*[ \t]*(?:(#{1,6})[ \t]+|([-*+•]|\d{1,3}[.)]|\[\^[^\[\]\s]+\]:)[ \t]+(?=\S))?"
)
LINE_BREAK = re.compile(r"[*_)\]]*[ \t]*(?:\r\n|\r|\n)[ \t>]*[*_\"'“‘]*(\w)")
RULE = re.compile(r"\s*(?:[-*_=]\s*){3,}$")

NO_REFERENCES = "no references are known"

PANDOC_KEY = r"@(?:\{([^{}\s]+)\}|([^\W][\w:.#$%&+?~/-]*))"
PANDOC_BRACKETS = re.compile(r"\[([^\[\]]*(?<![\w.])-?@[^\[\]]+)\](?!\()")
PANDOC_WORD = re.compile(rf"(?<![\w@.\-/\[]){PANDOC_KEY}(?:\s*\[[^\[\]]*\])?")
MARKUP = re.compile(
    r"!\[[^\]]*\]\([^)]*\)"  # an image
    r"|(?<!!)\[(?P<label>[^\[\]]*)\](?:\([^)\s]*(?:\s+[\"'][^)]*)?\)|\[[^\]]*\])"  # a link that cites nothing
    r"|\[cite_start\]"  # what a chatbot leaves behind
    r"|\[\^[^\[\]\s]+\]"  # the mark of a note that cites nothing
    r"|</?[A-Za-z][^<>\n]*>"
    r"|\\(?P<escaped>[\\`*_{}\[\]()#+\-.!<>@$%&~])"
    r"|`{1,3}(?P<code>[^`\n]{1,300})`{1,3}"
    r"|\*+(?=\S)|(?<=\S)\*+|(?<!\w)_+(?=\S)|(?<=\S)_+(?!\w)|~~"
)


def read_markdown(source: str, path: str, references: Sequence[Reference] = (), is_pandoc: bool = True) -> Document:
    """Return the prose of a Markdown or plain text with its cites. `is_pandoc`: `@key` cites, too.

    `references` are those that stand elsewhere: a number in brackets cites where some of all have numbers.
    """
    lines = LineIndex.of(source)
    listed = find_reference_list(source, path)
    everything = (*references, *listed.references)
    bare_notes = _bare_notes(listed.notes, everything, path, is_pandoc)
    builder = ProseBuilder(source)
    own: dict[str, Reference] = {reference.key: reference for reference in listed.references}
    problems: list[ReadProblem] = []

    visible = _without(source, _no_prose(source, listed.stretches, is_pandoc))
    known = KnownReferences(everything, frozenset(listed.notes), bare_notes, visible)
    for stretches in _blocks(visible):
        text, origins = _joined(visible, stretches)
        places = [lines.place(origin)[0] for origin in origins]
        if not known.have_numbers and not problems and (number := find_unlisted_number(text, known.notes)):
            problems.append(_no_list(path, places[number.end() - 1], number.group()))
        cites = find_cites(text, known, path, places)
        if is_pandoc:
            cites = _with_pandoc_cites(text, cites)
        code = [match.span() for match in CODE_SPAN.finditer(text)]
        cites = [cite for cite in cites if not any(start <= cite.start < end for start, end in code)]
        _write(builder, text, origins, cites)
        builder.end_block()
        for cite in cites:
            for reference in cite.references:
                same = own.setdefault(reference.key, reference)
                titles = tuple(dict.fromkeys((*same.titles, *reference.titles)))
                own[reference.key] = replace(same, titles=titles, label=same.label or reference.label)
    if listed.references and builder.blocks and not problems and not any(block.cites for block in builder.blocks):
        what = "lists references, and no cite in its text is of a form that is known"
        problems.append(ReadProblem(path, listed.references[0].line, what, "cite by [1], (Doe, 2021), @key or a link"))
    return Document(path, source, tuple(builder.blocks), tuple(own.values()), problems=tuple(problems))


def _bare_notes(
    notes: Mapping[str, str], references: Sequence[Reference], path: str, is_pandoc: bool
) -> dict[str, tuple[str, ...]]:
    """Return the keys of the footnotes that are nothing but cites: the sentences with their marks cite these."""
    found = {}
    for label, body in notes.items():
        cites = find_cites(body, KnownReferences(references), path, [1] * len(body))
        cites = _with_pandoc_cites(body, cites) if is_pandoc else cites
        builder = ProseBuilder(body)
        _write(builder, body, list(range(len(body))), cites)
        builder.end_block()
        if cites and not any(says_something(block.text) for block in builder.blocks):
            found[label] = tuple(dict.fromkeys(key for cite in cites for key in cite.keys))
    return found


def read_plain(source: str, path: str, references: Sequence[Reference] = ()) -> Document:
    """Return the prose of a plain text or a pasted answer. `@name` is no cite there."""
    return read_markdown(source, path, references, is_pandoc=False)


def _no_list(path: str, line: int, found: str) -> ReadProblem:
    mark = re.sub(r"^[^\[【]+", "", found)
    what = f"{NO_REFERENCES} for the numbers in its text, such as {mark}"
    return ReadProblem(path, line, what, "give a .bib, or a numbered list under “References” at the end")


def _no_prose(source: str, lists: tuple[tuple[int, int], ...], is_markdown: bool) -> list[tuple[int, int]]:
    found = [*lists, *(_indented_code(source) if is_markdown else ())]
    for pattern in (FRONT_MATTER, FENCED, HTML_COMMENT):
        found += [match.span() for match in pattern.finditer(source)]
    return sorted(found)


def _indented_code(source: str) -> Iterator[tuple[int, int]]:
    """Yield the lines that are code by their four spaces: behind a blank line, and not within an item or a note."""
    offset, is_after_blank, is_in_item = 0, True, False
    for line in split_lines(source):
        is_blank, is_indented = not line.strip(), bool(INDENTED.match(line))
        if is_indented and is_after_blank and not is_in_item:
            yield offset, offset + len(line)
        elif not is_blank:
            mark = LINE_MARK.match(line)
            is_in_item = bool(mark and mark.group(2)) or (is_in_item and (is_indented or not is_after_blank))
            is_after_blank = False
        is_after_blank = is_after_blank or is_blank
        offset += len(line)


def _without(source: str, hidden: list[tuple[int, int]]) -> str:
    """Return the source with blanks for what is hidden, so that all else stays in its place."""
    pieces: list[str] = []
    at = 0
    for start, end in hidden:
        pieces += (source[at:start], re.sub(r"[^\r\n]", " ", source[max(at, start) : end]))
        at = max(at, end)
    return "".join((*pieces, source[at:]))


def _blocks(source: str) -> Iterator[list[tuple[int, int]]]:
    """Yield blocks as the stretches of the source that their lines are, without marks such as `- ` and `> `."""
    block: list[tuple[int, int]] = []
    offset = 0
    for line in split_lines(source):
        start, end = offset, offset + len(line)
        offset = end
        content = line.rstrip()
        mark = LINE_MARK.match(content)
        assert mark is not None  # every part of it is optional
        if not content[mark.end() :].strip() or TABLE_ROW.match(content) or RULE.match(content):
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
    """Write a block without its markup, with the cites in their places. A line that ends in one ends the sentence."""
    at = 0
    for cite in cites:
        _write_stretch(builder, text, origins, at, cite.start)
        if cite.label is not None:
            _write_stretch(builder, text, origins, *cite.label)
        origin, end = origins[cite.start], origins[cite.end - 1] + 1
        builder.cite(cite.keys, origin, end, cite.is_word)
        at = cite.end
        line_break = LINE_BREAK.match(builder.source, end)
        if line_break and not cite.is_word and not line_break.group(1).islower():
            builder.end_block()
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
