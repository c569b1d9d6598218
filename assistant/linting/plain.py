"""Cites in running text: numbers, names with a year, addresses and ids of papers, and footnote marks.

"[3, 5–7]", "[^2]", "【4†source】", "text²"    keys "3", "5", "6", "7"; "2"; "4"; "2"
"(Zhang et al., 2023)", "Zhang et al. (2023)"   key "Zhang 2023"
"[CulturaX](https://arxiv.org/abs/2309.09400)"  key "2309.09400", with a reference of its own
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.linting.references import YEAR, Reference, find_acl_id, find_arxiv_id
from retrieval.identity import acl_id_of, arxiv_id_of

LONGEST_RANGE = 30
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")

NAME = (
    r"(?:(?:[Vv]an|[Vv]on|[Dd]e|[Dd]er|[Dd]el|[Dd]i|[Dd]a|[Ll]e|[Ll]a)\s+){0,2}[A-Z\u00c0-\u00de][\w'’\-\u00c0-\u017f]+"
)
NAMES = (
    rf"{NAME}(?:,\s+{NAME}){{0,12}}"
    rf"(?:\s*,?\s+(?:and|&|und|et)\s+{NAME}|\s*,?\s+et\s+al\.?|\s*,?\s+and\s+(?:others|colleagues))?"
)
YEARS = r"(?:19|20)\d{2}[a-z]?(?:\s*[,;]\s*(?:(?:19|20)\d{2}[a-z]?|[a-z]\b))*"
PAGES = r"(?:\s*[,:]\s*(?:pp?\.|§|Sec\.|Section|Table|Fig\.|chap\.)?\s*[\dA-Z][\w.–-]*)?"

NUMBER_TO_NUMBER = re.compile(r"\[(\d{1,3})\]\s*[–—-]\s*\[(\d{1,3})\]")
BRACKETED_ADDRESS = re.compile(
    r"\(([^()]{0,160}(?:https?://|arxiv\s*:|doi\.org|www\.)[^()\s]+[^()]{0,60})\)", re.IGNORECASE
)
MAX_WORDS_BESIDE_AN_ADDRESS = 14
MAX_CHARACTERS_OF_A_TITLE = 300
TITLE_AT_END = re.compile(
    r"(?:[“\"]([^“”\"]{12,})[”\"]|\*\*([^*]{12,})\*\*|(?<!\*)\*([^*]{12,})\*|\b_([^_]{12,})_)[.,]?$"
)
NUMBERS = re.compile(r"[\[【]\s*\^?(\d{1,3}(?:\s*(?:[,;–—-]|†[^】\]]*)\s*\d{0,3})*)\s*(?:†[^】\]]*)?[\]】](?!\()")
FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\]")
SUPERSCRIPT = re.compile(r"(?<=[\w.,;:!?)\"”])[⁰¹²³⁴⁵⁶⁷⁸⁹]+(?:[,⁻–][⁰¹²³⁴⁵⁶⁷⁸⁹]+)*")
NAMED = re.compile(rf"\b({NAMES})(?:'s|’s)?\s*[(\[]({YEARS}){PAGES}[)\]]")
IN_BRACKETS = re.compile(r"[(\[]([^()\[\]]{4,400}?\b(?:19|20)\d{2}[a-z]?[^()\[\]]{0,60})[)\]]")
ONE_IN_BRACKETS = re.compile(
    rf"\s*(?:(?:see|cf\.|e\.g\.,?|i\.e\.,?|also|in|by|and|following|inter alia|,)\s+)*({NAMES})\s*,?\s+({YEARS}){PAGES}"
    r"(?:\s*,?\s*inter alia)?\s*"
)
LINK = re.compile(r"(?<!!)\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(\s*<?(https?://[^\s)>]+)>?(?:\s+[\"'][^)]*)?\)")
REFERENCE_LINK = re.compile(r"(?<!!)\[([^\[\]^@]{3,200})\]\[([^\[\]]{1,40})\]")
ADDRESS = re.compile(
    r"[(\[<]?\s*(?:(?:arXiv|paper|link|source|URL|DOI)\s*:?\s+)?"
    r"((?:https?://|www\.|doi\.org/)[^\s)\]>,;“”\"]+|arXiv\s*:\s*[^\s)\],;]+)\s*[)\]>]?",
    re.IGNORECASE,
)
PAPER_HOST = re.compile(
    r"arxiv\.org|aclanthology\.org|aclweb\.org/anthology|doi\.org|openreview\.net|semanticscholar\.org|proceedings\.|"
    r"huggingface\.co/papers|dl\.acm\.org|ieeexplore|springer|sciencedirect|nature\.com|biorxiv\.org",
    re.IGNORECASE,
)
NO_TITLE = re.compile(
    r"\W*(?:\d+|arxiv\S*|link|source|paper|pdf|doi|here|www\S+|https?\S+|[\w-]+(?:\.[\w-]+)+)\W*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class FoundCite:
    """A cite with the stretch of text that it takes up.

    `label` is a stretch of it that prints all the same, such as the words of a link. `references` come with it.
    """

    start: int
    end: int
    keys: tuple[str, ...]
    is_word: bool = False
    label: tuple[int, int] | None = None
    references: tuple[Reference, ...] = ()


def find_cites(text: str, numbers: frozenset[str], path: str, lines: Sequence[int]) -> list[FoundCite]:
    """Return the cites of a text in order, none within another.

    `numbers` are the keys that its list of references has: a number in brackets is a cite only where there are some.
    `lines[i]` is the line of `text[i]` in the file at `path`.
    """
    cites = [
        *_links(text, numbers, path, lines),
        *_bracketed_addresses(text, path, lines),
        *_addresses(text, path, lines),
        *_bracketed_names(text),
        *_names(text),
        *_numbers(text, numbers),
    ]
    return without_overlaps(cites, len(text))


def without_overlaps(cites: Sequence[FoundCite], n_characters: int) -> list[FoundCite]:
    """Return the cites in order of place; of those that overlap, the one that comes first in `cites`."""
    is_taken = bytearray(n_characters)
    kept = []
    for cite in cites:
        if not any(is_taken[cite.start : cite.end]):
            is_taken[cite.start : cite.end] = b"\1" * (cite.end - cite.start)
            kept.append(cite)
    return sorted(kept, key=lambda cite: cite.start)


def _links(text: str, numbers: frozenset[str], path: str, lines: Sequence[int]) -> Iterator[FoundCite]:
    for match in LINK.finditer(text):
        label, address = match.group(1).strip(), match.group(2)
        if not PAPER_HOST.search(address):
            continue
        is_title = not NO_TITLE.fullmatch(label)
        reference = _reference_of_address(address, label if is_title else "", path, lines[match.start()])
        stretch = match.span(1) if is_title else None
        reference = reference if is_title else _titled(reference, text, match.start())
        yield FoundCite(match.start(), match.end(), (reference.key,), False, stretch, (reference,))
    for match in REFERENCE_LINK.finditer(text):
        if match.group(2).lstrip("^") in numbers:
            yield FoundCite(match.start(), match.end(), (match.group(2).lstrip("^"),), False, match.span(1))


def _bracketed_addresses(text: str, path: str, lines: Sequence[int]) -> Iterator[FoundCite]:
    """Yield brackets that hold an address and little else: `(Doe et al., 2023, https://arxiv.org/abs/2309.09400)`."""
    for match in BRACKETED_ADDRESS.finditer(text):
        arxiv_id, acl_id = find_arxiv_id(match.group(1)), find_acl_id(match.group(1))
        if (key := arxiv_id or acl_id) and len(match.group(1).split()) <= MAX_WORDS_BESIDE_AN_ADDRESS:
            year = YEAR.search(ADDRESS.sub(" ", match.group(1)))
            reference = Reference(
                key=key,
                text=match.group(1),
                path=path,
                line=lines[match.start()],
                year=int(year.group(1)) if year else None,
                arxiv_id=arxiv_id,
                acl_id=acl_id,
            )
            yield FoundCite(match.start(), match.end(), (key,), references=(_titled(reference, text, match.start()),))


def _addresses(text: str, path: str, lines: Sequence[int]) -> Iterator[FoundCite]:
    for match in ADDRESS.finditer(text):
        address = match.group(1).rstrip(".:")
        if arxiv_id_of(address) or acl_id_of(address):
            whole = match.group().rstrip()
            is_enclosed = f"{whole[:1]}{whole[-1:]}" in ("()", "[]", "<>")
            start = match.start() if is_enclosed or whole[:1] not in "([<" else match.start(1)
            end = match.start() + len(whole) if is_enclosed else match.start(1) + len(address)
            reference = _reference_of_address(address, "", path, lines[match.start()])
            yield FoundCite(start, end, (reference.key,), references=(_titled(reference, text, start),))


def _titled(reference: Reference, text: str, position: int) -> Reference:
    """Return the reference of an address with the title in quotation marks, or set off, that stands right before it."""
    before = text[max(0, position - MAX_CHARACTERS_OF_A_TITLE) : position].rstrip(" \t(–—:-,")
    found = TITLE_AT_END.search(before)
    if found is None:
        return reference
    title = next(group for group in found.groups() if group).strip(" .,")
    return replace(reference, titles=(title,), label=title)


def _reference_of_address(address: str, title: str, path: str, line: int) -> Reference:
    arxiv_id, acl_id = arxiv_id_of(address), acl_id_of(address)
    title = " ".join(title.strip(' *_“”"').split())
    return Reference(
        key=arxiv_id or acl_id or title or address,
        label=title,
        text=f"{title} {address}".strip(),
        path=path,
        line=line,
        titles=(title,) if len(title) >= 8 else (),
        arxiv_id=arxiv_id,
        acl_id=acl_id,
    )


def _numbers(text: str, numbers: frozenset[str]) -> Iterator[FoundCite]:
    for match in FOOTNOTE.finditer(text):
        if match.group(1) in numbers:
            yield FoundCite(match.start(), match.end(), (match.group(1),))
    has_numbers = any(key.isdecimal() for key in numbers)
    for match in NUMBER_TO_NUMBER.finditer(text) if has_numbers else ():
        yield FoundCite(match.start(), match.end(), tuple(_expanded(f"{match.group(1)}-{match.group(2)}")))
    for match in NUMBERS.finditer(text) if has_numbers else ():
        keys = tuple(_expanded(re.sub(r"†[^】\],;]*", "", match.group(1))))
        is_index = match.start() > 0 and text[match.start() - 1].isalnum() and not set(keys) <= numbers
        if keys and "0" not in keys and not is_index:  # [0, 1] is an interval, x[2] an element
            yield FoundCite(match.start(), match.end(), keys)
    for match in SUPERSCRIPT.finditer(text):
        keys = tuple(_expanded(match.group().translate(SUPERSCRIPTS).replace("⁻", "-")))
        if set(keys) <= numbers:
            yield FoundCite(match.start(), match.end(), keys)


def _expanded(numbers: str) -> Iterator[str]:
    """Yield each number of a list with ranges.

    >>> list(_expanded("3, 5–7"))
    ['3', '5', '6', '7']
    """
    for part in re.split(r"[,;]", numbers):
        ends = [int(number) for number in re.findall(r"\d+", part)]
        if len(ends) == 2 and 0 <= ends[1] - ends[0] <= LONGEST_RANGE:
            yield from (str(number) for number in range(ends[0], ends[1] + 1))
        else:
            yield from (str(number) for number in ends)


def _names(text: str) -> Iterator[FoundCite]:
    for match in NAMED.finditer(text):
        yield FoundCite(match.start(), match.end(), _name_keys(match.group(1), match.group(2)), is_word=True)


def _bracketed_names(text: str) -> Iterator[FoundCite]:
    for match in IN_BRACKETS.finditer(text):
        parts = [ONE_IN_BRACKETS.fullmatch(part) for part in re.split(r";", match.group(1))]
        keys = [key for part in parts if part for key in _name_keys(part.group(1), part.group(2))]
        if keys and parts[0]:
            yield FoundCite(match.start(), match.end(), tuple(dict.fromkeys(keys)))


def _name_keys(names: str, years: str) -> tuple[str, ...]:
    """Return a key per year: the first surname and the year.

    >>> _name_keys("Zhang and Li", "2021, 2023b")
    ('Zhang 2021', 'Zhang 2023b')
    """
    surname = re.split(r",|\s+(?:and|&|und|et)\s+", names)[0].strip()
    return tuple(f"{surname} {year}" for year in re.findall(r"(?:19|20)\d{2}[a-z]?", years))
