"""Cites in running text: numbers, names with a year, addresses and ids of papers, and footnote marks.

"[3, 5–7]", "[^2]", "【4†source】", "text²"    keys "3", "5", "6", "7"; "2"; "4"; "2"
"[3, p. 5]", "[see 3, Table 2]", "\\[3\\]"     key "3"
"rivers (3).", "rivers.3 Next"                key "3", where the text has no numbers in square brackets
"[DPW+21]"                                    key "DPW+21", where the list has it
"(Zhang et al., 2023)", "Zhang et al. (2023)"   key "Zhang 2023"; without brackets where a reference has it
"[CulturaX](https://arxiv.org/abs/2309.09400)"  key "2309.09400", with a reference of its own
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.linting.matching import ReferenceTable
from assistant.linting.references import YEAR, Reference, find_acl_id, find_arxiv_id
from assistant.verification.words import UNSPACED, WORD
from retrieval.identity import acl_id_of, arxiv_id_of

LONGEST_RANGE = 30
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")

PARTICLE = re.compile(r"(?:[Vv]an|[Vv]on|[Dd]e|[Dd]er|[Dd]el|[Dd]i|[Dd]a|[Ll]e|[Ll]a)\s+")
CAPITALS = "".join(letter for letter in map(chr, (*range(0x41, 0x250), *range(0x1E00, 0x1F00))) if letter.isupper())
NAME = rf"(?:{PARTICLE.pattern}){{0,2}}[{CAPITALS}][\w'’\-]+"
NAMES = (
    rf"{NAME}(?:,\s+{NAME}){{0,12}}"
    rf"(?:\s*,?\s+(?:and|&|und|et)\s+{NAME}|\s*,?\s+et\s+al\.?|\s*,?\s+and\s+(?:others|colleagues))?"
)
BEFORE_NAMES = re.compile(rf"{NAME},\s+(?={NAME})")
CLOSED_LIST = re.compile(r",.*\s(?:and|&|und|et)\s(?!al\b)", re.DOTALL)
OPENER = re.compile(r"(?:However|Moreover|Furthermore|Later|Then|Here|Thus|Hence|Instead|Indeed|Also|Meanwhile|\w+ly),")
"""What no list of authors begins with."""
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
BRACKETED = re.compile(
    r"\\?[\[【]([^\[\]【】]{1,80}?)\\?[\]】](?!\()"
    r"|(?<!\d)(?<!\b\w)(?<!\b\w\w)<sup>([\d\s,;–-]+)</sup>"  # behind a number or a unit, it is an exponent
)
NUMBERS = re.compile(r"\s*\^?(\d{1,3}(?:\s*[,;–—-]\s*\d{0,3})*)\s*\^?")
SENTENCE = re.compile(r"(?<=\d)\.\d{1,3}(?=\s*(?:[,;–—-]|$))")
"""The sentence in the markers of citewell's own answers: `[1.3]` is the third sentence of paper 1."""

SOURCE_MARK = re.compile(r"†[^,;]*")
PINPOINT = re.compile(
    r"\b(?:pp?|pages?|chap(?:ter)?|ch|sec(?:tions?|t)?|tab(?:les?)?|fig(?:ures?|s)?|eqs?|equation|app(?:endix)?|lines?"
    r"|theorem|note)\b\.?\s*[\dA-Z][\w.]*(?:(?:[–-]|\s+and\s+|\s*&\s*)\w+)*|§+\s*[\d.]+(?:[–-][\d.]+)?",
    re.IGNORECASE,
)
PLACE_BEFORE = re.compile(
    r"\b(?:pages?|chapters?|sections?|tables?|figures?|equations?|eqs?|lines?|steps?|cases?|examples?|rules?"
    r"|vol|no|sec|fig|tab|ch|pp?)\b\.?\s*$",
    re.IGNORECASE,
)
POINTER = re.compile(r"\b(?:see|also|cf|e\.g|and|in|by|cite|refs?|sources?|references?)\b\.?[,:]?", re.IGNORECASE)
KEY_WITH_DIGITS = re.compile(r"\^?([^\W\d_][\w+.:-]*\d[\w+.:-]*)")
BARE_NUMBERS = re.compile(
    r"(?<=[^\W\d_]\s|[%)\"”]\s)(?<!\band\s)(?<!\bor\s)"
    r"\((?P<round>\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*)\)(?=\s*(?:[.,;:!?]|$))"
    r"|(?:(?<=[a-z]{3})|(?<=[a-z]{3}[.,;:!?])|(?<=[.!?][\"”)]))"
    r"(?P<raised>\d{1,3}(?:[,–-]\d{1,3})*)(?=[.,;:]?(?:\s|$))"
)
"""Numbers as Vancouver and Nature have them, pasted without their raised position: `rivers (3).`, `rivers.3 Next`."""
UNLISTED = re.compile(
    r"[\w.!?%)\"'”’*。！？](?:\s+|(?<![A-Za-z0-9_]))\[\^?(?!0)(\d{1,3})\](?=\s*(?:[.,;!?)\[。，；！？]|$))"
    r"|【(\d{1,3})[^【】]*†[^【】]*】"
)
"""A number in brackets that ends a clause, and so cites, even if nothing says what. `data[1]` is an element."""
MIN_WORDS_BEFORE_A_CITE = 3
FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\]")
SUPERSCRIPT = re.compile(r"(?<=[\w.,;:!?)\"”])(?<!\d)(?<!\b\w)(?<!\b\w\w)[⁰¹²³⁴⁵⁶⁷⁸⁹]+(?:[,⁻–][⁰¹²³⁴⁵⁶⁷⁸⁹]+)*")
NAMED = re.compile(rf"\b({NAMES})(?:'s|’s)?\s*[(\[]({YEARS}){PAGES}[)\]]")
NAMED_WITHOUT_BRACKETS = re.compile(rf"\b({NAME}(?:,?\s+et\s+al\.?|\s+(?:and|&)\s+{NAME})),?\s+((?:19|20)\d\d[a-z]?)\b")
IN_BRACKETS = re.compile(r"[(\[]([^()\[\]]{4,400}?\b(?:19|20)\d{2}[a-z]?[^()\[\]]{0,60})[)\]]")
ONE_IN_BRACKETS = re.compile(
    rf"\s*(?:(?:see|cf\.|e\.g\.,?|i\.e\.,?|also|in|by|and|following|inter alia|,)\s+)*({NAMES})\s*,?\s+({YEARS}){PAGES}"
    r"(?:\s*,?\s*inter alia)?\s*"
)
AMONG_WORDS = re.compile(
    rf"\s*(?:[a-z][\w.'’-]*,?\s+){{0,5}}?({NAMES})\s*,?\s+({YEARS}){PAGES}(?:\s*,?\s+[a-z][\w.'’-]*){{0,5}}\s*"
)
NAME_OF_A_WORK = re.compile(r"\b([A-Z][\w-]+):\s")
ET_AL = re.compile(r"\bet\s+al\b|\b(?:others|colleagues)$")
INNER_CAPITAL = re.compile(r"^(?:Mac|Mc|De|Di|Du|La|Le|Van|Von)(?=[A-Z])")
LINK = re.compile(r"(?<!!)\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(\s*<?(https?://[^\s)>]+)>?(?:\s+[\"'][^)]*)?\)")
REFERENCE_LINK = re.compile(r"(?<!!)\[([^\[\]^@]{3,200})\]\[([^\[\]]{1,40})\]")
ANY_LINK = r"\[[^\[\]]+\](?:\((?:[^()]|\([^()]*\))*\)|\[[^\[\]]+\])"
BRACKETED_LINKS = re.compile(rf"[(（]\s*{ANY_LINK}(?:[\s,;]+(?:and\s+)?{ANY_LINK})*\s*[)）]")
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
    r"\W*(?:\d+|\S*[†‡]\S*|arxiv\S*|preprint|link|source|paper|pdf|doi|here|www\S+|https?\S+|[\w-]+(?:\.[\w-]+)+)?\W*",
    re.IGNORECASE,
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


class KnownReferences:
    """The references that a text can cite. `notes` are the labels of footnotes that are prose of their own.

    `notes_of_keys` are those that are nothing but cites: label → keys. `text` shows how its numbers are written: those
    without square brackets are read where there are no others, and where there is a first one.
    `works` are the names that stand before a colon in a reference, such as those of datasets: no names of people.
    """

    def __init__(
        self,
        references: Sequence[Reference],
        notes: frozenset[str] = frozenset(),
        notes_of_keys: Mapping[str, tuple[str, ...]] | None = None,
        text: str = "",
    ) -> None:
        self.table = ReferenceTable(references)
        self.keys = frozenset(reference.key for reference in references)
        self.notes = notes
        self.notes_of_keys = notes_of_keys or {}
        self.works = frozenset(
            name for item in references for text in (item.text, *item.titles) for name in NAME_OF_A_WORK.findall(text)
        )
        self.have_numbers = any(key.isdecimal() for key in self.keys)
        in_brackets = [_keys_in_brackets(match.group(1) or "")[0] for match in BRACKETED.finditer(text)]
        self.bare_numbers = frozenset[str]()
        if self.have_numbers and not any(self.keys.intersection(keys) for keys in in_brackets):
            self.bare_numbers = frozenset(style for style, _, keys in _bare_numbers(text) if "1" in keys)


def find_cites(text: str, known: KnownReferences, path: str, lines: Sequence[int]) -> list[FoundCite]:
    """Return the cites of a text in order, none within another.

    A number in brackets is a cite only where some reference has a number.
    `lines[i]` is the line of `text[i]` in the file at `path`.
    """
    cites = [
        *_links(text, known, path, lines),
        *_bracketed_addresses(text, path, lines),
        *_addresses(text, path, lines),
        *_bracketed_names(text, known),
        *_names(text, known),
        *_names_without_brackets(text, known),
        *_numbers(text, known),
    ]
    return without_overlaps(cites, len(text))


def find_unlisted_number(text: str, notes: frozenset[str]) -> re.Match[str] | None:
    """Return the first number in brackets that cites by its place: at the end of a clause of some words.

    `notes` are the labels of footnotes that are prose of their own.
    """
    for match in UNLISTED.finditer(text):
        before = text[max(0, match.start() - MAX_CHARACTERS_OF_A_TITLE) : match.start() + 1]
        is_note = f"[^{match.group(1)}]" in match.group() and match.group(1) in notes
        if (
            not is_note
            and "=" not in before
            and len(WORD.findall(UNSPACED.sub(r" \g<0>", before))) >= MIN_WORDS_BEFORE_A_CITE
        ):
            return match
    return None


def without_overlaps(cites: Sequence[FoundCite], n_characters: int) -> list[FoundCite]:
    """Return the cites in order of place; of those that overlap, the one that comes first in `cites`."""
    is_taken = bytearray(n_characters)
    kept = []
    for cite in cites:
        if not any(is_taken[cite.start : cite.end]):
            is_taken[cite.start : cite.end] = b"\1" * (cite.end - cite.start)
            kept.append(cite)
    return sorted(kept, key=lambda cite: cite.start)


def _links(text: str, known: KnownReferences, path: str, lines: Sequence[int]) -> Iterator[FoundCite]:
    pointers = [match.span() for match in BRACKETED_LINKS.finditer(text)]

    def prints(link: re.Match[str]) -> bool:
        """Say whether a link's words are of the sentence: neither the name of a source, nor alone in brackets."""
        is_title = not all(NO_TITLE.fullmatch(word) for word in link.group(1).split())
        return is_title and not any(start <= link.start() < end for start, end in pointers)

    for match in LINK.finditer(text):
        label, address = match.group(1).strip(), match.group(2)
        named = NAMED.fullmatch(label) or ONE_IN_BRACKETS.fullmatch(label)
        number = label.strip(" []()^\\")
        keys = _name_keys(named.group(1), named.group(2), known) if named else (number,)
        is_word = NAMED.fullmatch(label) is not None
        if (named or number.isdecimal()) and all(map(known.table.find, keys)):
            yield FoundCite(match.start(), match.end(), keys, is_word)
            continue
        if not PAPER_HOST.search(address):
            continue
        is_title = named is None and not all(NO_TITLE.fullmatch(word) for word in label.split())
        reference = _reference_of_address(address, label if is_title else "", path, lines[match.start()])
        stretch = match.span(1) if is_title and prints(match) else None
        reference = reference if is_title else _titled(reference, text, match.start())
        yield FoundCite(match.start(), match.end(), (reference.key,), is_word, stretch, (reference,))
    for match in REFERENCE_LINK.finditer(text):
        if match.group(2).lstrip("^") in known.keys:
            stretch = match.span(1) if prints(match) else None
            yield FoundCite(match.start(), match.end(), (match.group(2).lstrip("^"),), False, stretch)


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


def _numbers(text: str, known: KnownReferences) -> Iterator[FoundCite]:
    for match in FOOTNOTE.finditer(text):
        if keys := known.notes_of_keys.get(match.group(1)):
            yield FoundCite(match.start(), match.end(), keys)
        elif match.group(1) in known.keys - known.notes:
            yield FoundCite(match.start(), match.end(), (match.group(1),))
    for match in NUMBER_TO_NUMBER.finditer(text) if known.have_numbers else ():
        yield FoundCite(match.start(), match.end(), tuple(_expanded(f"{match.group(1)}-{match.group(2)}")))
    for match in BRACKETED.finditer(text) if known.have_numbers else ():
        keys, is_plain = _keys_in_brackets(match.group(1) or match.group(2))
        is_note = match.group().startswith("[^") and match.group()[2:-1] in known.notes
        is_attached = match.start() > 0 and text[match.start() - 1].isalnum()
        is_certain = is_plain and match.group(1) and not is_attached
        if keys and "0" not in keys and not is_note and (is_certain or set(keys) <= known.keys):
            yield FoundCite(match.start(), match.end(), keys)  # [0, 1] is an interval, x[2] an element
    for match in BRACKETED.finditer(text):
        keys = tuple(found.group(1) for found in map(KEY_WITH_DIGITS.fullmatch, _parts(match.group(1) or "")) if found)
        if keys and len(keys) == len(_parts(match.group(1))) and set(keys) <= known.keys:
            yield FoundCite(match.start(), match.end(), keys)
    for style, match, keys in _bare_numbers(text):
        if style in known.bare_numbers and set(keys) <= known.keys:
            yield FoundCite(match.start(), match.end(), keys)
    for match in SUPERSCRIPT.finditer(text):
        keys = tuple(_expanded(match.group().translate(SUPERSCRIPTS).replace("⁻", "-")))
        if set(keys) <= known.keys:
            yield FoundCite(match.start(), match.end(), keys)


def _bare_numbers(text: str) -> Iterator[tuple[str, re.Match[str], tuple[str, ...]]]:
    """Yield how each number without square brackets is written, "round" or "raised", its place and its keys."""
    for match in BARE_NUMBERS.finditer(text):
        if not PLACE_BEFORE.search(text, 0, match.start()):
            style = match.lastgroup or ""
            yield style, match, tuple(_expanded(match[style]))


def _parts(content: str) -> list[str]:
    return [part.strip() for part in re.split(r"[,;]", content)]


def _keys_in_brackets(content: str) -> tuple[tuple[str, ...], bool]:
    """Return the numbers of a bracket, none where it holds other things, and whether they stand without words.

    >>> _keys_in_brackets("3, p. 5; see also 1"), _keys_in_brackets("2†L3-L5"), _keys_in_brackets("3 apples")
    ((('3', '1'), False), (('2',), True), ((), False))
    >>> _keys_in_brackets("1.3, 1.4, 2.1")
    (('1', '2'), False)
    """
    marked = SOURCE_MARK.sub("", content)
    bare = " ".join(POINTER.sub(",", PINPOINT.sub(" ", SENTENCE.sub("", marked))).split())
    numbers = NUMBERS.fullmatch(re.sub(r"(?<=[,;])[\s,;]+|^[,;\s]+", "", bare))
    keys = tuple(dict.fromkeys(_expanded(numbers.group(1)))) if numbers else ()
    return keys, NUMBERS.fullmatch(marked) is not None


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


def _names(text: str, known: KnownReferences) -> Iterator[FoundCite]:
    for match in NAMED.finditer(text):
        names, years = match.group(1), match.group(2)
        keys = _name_keys(names, years, known)
        surname = keys[0].rsplit(" ", 1)[0]
        start = match.start() + max(names.find(surname), 0)
        references = [reference for key in keys if (reference := known.table.find(key))]
        is_work = names in known.works
        if is_work and references:  # `Lantern (2021) covers …`, of a list that begins with titles
            yield FoundCite(start, match.end(), keys, label=(start, match.end(1)))
        elif references or (not is_work and _may_be_people(names)):
            yield FoundCite(start, match.end(), keys, is_word=True)


def _names_without_brackets(text: str, known: KnownReferences) -> Iterator[FoundCite]:
    for match in NAMED_WITHOUT_BRACKETS.finditer(text):
        keys = _name_keys(match.group(1), match.group(2), known)
        if all(map(known.table.find, keys)):
            yield FoundCite(match.start(), match.end(), keys, is_word=True)


def _may_be_people(names: str) -> bool:
    """Say whether names are written as surnames are.

    >>> [_may_be_people(name) for name in ("Quay", "van McRoe", "O'Hara-Poe", "WIT et al.", "WIT", "CulturaX", "T5")]
    [True, True, True, True, False, False, False]
    """
    parts = re.findall(r"[^-'’\s]+", PARTICLE.sub("", _first_surname(names)))
    have_form = all(len(part) == 1 or INNER_CAPITAL.sub("", part)[1:].islower() for part in parts)
    return ET_AL.search(names) is not None or (have_form and all(part.isalpha() for part in parts))


def _bracketed_names(text: str, known: KnownReferences) -> Iterator[FoundCite]:
    for match in IN_BRACKETS.finditer(text):
        start, keys = match.start(1), list[str]()
        cite_start: int | None = None
        for part in match.group(1).split(";"):
            found = _keys_of_part(part, known)
            if found and cite_start is None:  # words before it are not the cite's: `(24 rivers; Doe, 2021)`
                cite_start = match.start() if start == match.start(1) else start - 1
            keys += found
            start += len(part) + 1
        if cite_start is not None:
            end = match.end() if cite_start == match.start() else match.end(1)
            yield FoundCite(cite_start, end, tuple(dict.fromkeys(keys)))


def _keys_of_part(part: str, known: KnownReferences) -> tuple[str, ...]:
    """Return the keys of one name with its years, which words may stand around if it surely is a name."""
    if alone := ONE_IN_BRACKETS.fullmatch(part):
        keys = _name_keys(alone.group(1), alone.group(2), known)
        is_cite = "," in part or _may_be_people(alone.group(1)) or any(map(known.table.find, keys))
        return keys if is_cite else ()
    if among := AMONG_WORDS.fullmatch(part):
        keys = _name_keys(among.group(1), among.group(2), known)
        return keys if ET_AL.search(among.group(1)) or any(map(known.table.find, keys)) else ()
    return ()


def _name_keys(names: str, years: str, known: KnownReferences) -> tuple[str, ...]:
    """Return a key per year: the first surname and the year.

    A particle that no reference has may be a word of the sentence: `le modèle de Doe (2021)`. So may what stands before
    a comma: `However, Doe et al. (2021)`, `In Ghana, Doe (2021)`.

    >>> _name_keys("Zhang and Li", "2021, 2023b", KnownReferences(()))
    ('Zhang 2021', 'Zhang 2023b')
    """
    found = re.findall(r"(?:19|20)\d{2}[a-z]?", years)
    candidates = [names]
    while before := BEFORE_NAMES.match(candidates[-1]):
        candidates.append(candidates[-1][before.end() :])
    if CLOSED_LIST.search(names) and not OPENER.match(names):
        del candidates[1:]  # in "Doe, Poe and Roe" Doe comes first
    for candidate in candidates:
        surname = _first_surname(candidate)
        while not any(known.table.find(f"{surname} {year}") for year in found):
            if (particle := PARTICLE.match(surname)) is None:
                break
            surname = surname[particle.end() :]
        else:
            return tuple(f"{surname} {year}" for year in found)
    return tuple(f"{_first_surname(candidates[-1])} {year}" for year in found)


def _first_surname(names: str) -> str:
    return re.split(r",|\s+(?:and|&|und|et)\s+", names)[0].strip()
