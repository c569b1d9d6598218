"""Markers ↔ citations. A marker names a stored sentence, so its quote is exact by construction, in any script.

Reading is lenient where the meaning is clear: `[2.1, 3.2]`, `[2.1][3.2]`, `[2.1–2.3]`, `【2.1】`, `[^2.1]`, other
scripts' digits, and `(2.1)` behind a sentence of an answer that has no other markers. What names nothing is reported,
and a bare `[2]` counts as unlocated: it names a paper and no sentence.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.datatypes import AnswerSentence, Citation, DraftSentence, EvidencePaper, SentenceKind, UnresolvedMarker
from assistant.framing import (
    MOST_WORDS_OF_A_LABEL,
    NAMES_SOURCES,
    NOTHING_SAID,
    is_label,
    is_reference,
    makes_a_statement,
    speaks_of_evidence,
)
from retrieval.sentences import split_sentences

POINT = r"[.．٫]"
DASH = "[-‐‑‒–—−~]"
PLACE = rf"\d{{1,4}}(?:\s?{POINT}\s?\d{{1,4}})?"
RANGE = rf"{PLACE}(?:\s?{DASH}\s?{PLACE})?"
BETWEEN = r"(?:\s*[,;，；、،&]\s*(?:and\s+)?|\s+(?:and\s+)?)"
PLACES = rf"{RANGE}(?:{BETWEEN}{RANGE})*"
CALLED = r"(?:\^|(?i:evidence|sentence|source|paper|ref|cite|see)s?[:.]?\s+)?"
"""What some models write before the places: "[^2.1]", "[Evidence 2.1]"."""
LINK = r"(?:\(#[a-z]{0,9}-?[\d.]{1,9}\))?"
MARKER = re.compile(rf"\\?[\[【［〔]\s*{CALLED}({PLACES})\s*,?\s*\\?[\]】］〕]{LINK}")
ROUND_MARKER = re.compile(rf"\(\s*{CALLED}({PLACES})\s*\)(?=\s*(?:[.,;:!?。！？)]|$))", re.MULTILINE)
EMPTY_MARKER = re.compile(r"【\s*】|【[^【】]{0,40}†[^【】]{0,200}】")
"""Marks that some models leave where they mean to cite; they name no sentence of the evidence."""

HEADING = re.compile(r"^\s*#{1,6}\s+(?:\d{1,2}(?:\.\d{1,2})*[.)]?\s+)?(?P<words>.*)")
BOLD_LABEL = re.compile(
    r"^\s*(?:[-*•]\s+)?(?P<label>\*\*(?P<words>[^*\n]{1,40}?)"
    r"(?:(?:[.:]\*\*|\*\*[.:])(?=[ \t]+\w)|[.:]?\*\*[.:]?(?=[ \t]*(?:\n|$))))"
)
FENCE = re.compile(r"^\s*(?:```|~~~)\w*\s*$")
TABLE_ROW = re.compile(r"^\s*\|.*\|\s*$")
TABLE_RULE = re.compile(r"^\s*\|[\s|:-]+\|\s*$")
CELL = re.compile(r"(?<=\|)[^|\n]+(?=\|)")
LIST_ITEM = re.compile(r"^\s*(?:[-*•]\s+|(?P<number>\d{1,2})[.)]\s+|#{1,6}\s+|>\s+)?")
MOST_PAPERS = 999
"""A bare number beyond it is a year or a measure and no paper of the evidence."""

LONGEST_RANGE = 50
"""No abstract has more sentences; a longer range is a slip."""


@dataclass(frozen=True, slots=True)
class Place:
    """One sentence that a marker asks for; `sentence` is None where it names a paper alone."""

    paper: int
    sentence: int | None

    def __str__(self) -> str:
        return f"{self.paper}" if self.sentence is None else f"{self.paper}.{self.sentence}"


@dataclass(frozen=True, slots=True)
class FoundMarker:
    """A marker in a text: where it stands and the places it asks for, or why it makes no sense."""

    start: int
    end: int
    text: str
    places: tuple[Place, ...]
    fault: str | None = None


def format_marker(paper: int, sentence: int) -> str:
    """Return the marker of a sentence: `[2.1]`."""
    return f"[{paper}.{sentence}]"


def find_markers(text: str, verbatim: Sequence[str] = (), *, in_round_brackets: bool = False) -> list[FoundMarker]:
    """Return the markers of a text in order. What stands inside a verbatim sentence of the evidence is none.

    (An abstract that says "in [0, 1]" must not be read as citing.) Neither is a year or an interval in brackets:
    numbers that can name no paper are part of the text. `in_round_brackets` reads "(2.1)" as well.
    """
    taken = [
        (match.start(), match.end())
        for sentence in verbatim
        if MARKER.search(sentence) or EMPTY_MARKER.search(sentence)
        for match in re.finditer(re.escape(sentence), text)
    ]
    found = _joined([_read_marker(match) for match in MARKER.finditer(text)], text)
    found += [_read_marker(match) for match in ROUND_MARKER.finditer(text) if in_round_brackets]
    found += [
        FoundMarker(match.start(), match.end(), match.group(0), (), "names no paper and no sentence")
        for match in EMPTY_MARKER.finditer(text)
    ]
    return [
        marker
        for marker in sorted(found, key=lambda marker: marker.start)
        if not _is_plain_text(marker, verbatim)
        and not any(start <= marker.start and marker.end <= end for start, end in taken)
    ]


def _joined(markers: Sequence[FoundMarker], text: str) -> list[FoundMarker]:
    """Return the markers, two with a dash between them as the range that they mean: [2.1]–[2.3]."""
    joined: list[FoundMarker] = []
    for marker in markers:
        if joined and re.fullmatch(DASH, text[joined[-1].end : marker.start]):
            first, last = joined[-1].places[-1:], marker.places[:1]
            if first and last and first[0].paper == last[0].paper and first[0].sentence and last[0].sentence:
                between = range(first[0].sentence + 1, min(last[0].sentence, first[0].sentence + LONGEST_RANGE))
                places = (*joined[-1].places, *(Place(first[0].paper, number) for number in between), *marker.places)
                fault = joined[-1].fault or marker.fault
                start = joined.pop().start
                marker = FoundMarker(start, marker.end, text[start : marker.end], places, fault)
        joined.append(marker)
    return joined


def _is_plain_text(marker: FoundMarker, verbatim: Sequence[str]) -> bool:
    """Say whether a bracket holds numbers one of which no paper can have: [2021], [0, 1].

    With a point in them they have to stand so in the evidence: [0.55, 0.90].
    """
    if all(1 <= place.paper <= MOST_PAPERS for place in marker.places):
        return False
    is_bare = all(place.sentence is None for place in marker.places)
    return is_bare or any(marker.text in sentence for sentence in verbatim)


def _read_marker(match: re.Match[str]) -> FoundMarker:
    places: list[Place] = []
    fault = None
    for part in re.findall(RANGE, match.group(1)):
        first, *rest = (_read_place(place) for place in re.findall(PLACE, part))
        if not rest:
            places.append(first)
            continue
        last = rest[0]
        if first.sentence is None:  # [2-4] may mean papers 2 to 4; they are unlocated all the same
            between = range(first.paper + 1, last.paper) if last.paper - first.paper < LONGEST_RANGE else ()
            places += [first, *(Place(number, None) for number in between), last]
            continue
        if last.sentence is None:  # [2.1-3] is short for [2.1-2.3]
            last = Place(first.paper, last.paper)
        assert last.sentence is not None
        if last.paper != first.paper or not 0 <= last.sentence - first.sentence < LONGEST_RANGE:
            fault = f"{first}–{last} is no range of sentences of one paper"
            continue
        places += [Place(first.paper, number) for number in range(first.sentence, last.sentence + 1)]
    return FoundMarker(match.start(), match.end(), match.group(0), tuple(places), fault)


def _read_place(text: str) -> Place:
    paper, *sentence = (int(number) for number in re.split(POINT, text))  # int() reads the digits of every script
    return Place(paper, sentence[0] if sentence else None)


def cite(text: str, papers: Sequence[EvidencePaper]) -> tuple[tuple[AnswerSentence, ...], tuple[UnresolvedMarker, ...]]:
    """Cut an answer into sentences with their citations; return them and the markers that name nothing.

    A marker belongs to the sentence it stands in or right behind; where a line begins with one and ends without, one
    between two sentences belongs to the second. What is given a marker states something.
    """
    by_number = {paper.number: paper for paper in papers}
    verbatim = [sentence.text for paper in papers for sentence in paper.sentences]
    sentences: list[AnswerSentence] = []
    unresolved: list[UnresolvedMarker] = []
    in_round_brackets = MARKER.search(text) is None
    for line_start, line, names_only in _pieces(text, papers):
        markers = find_markers(line, verbatim, in_round_brackets=in_round_brackets)
        markers = [marker for marker in markers if line[marker.start] != "(" or _names_a_sentence(marker, by_number)]
        if is_listed := not _cites(markers) and is_reference(line, papers):
            markers = []
        bare, origin = _without(line, markers)
        spans = [(0, len(bare.rstrip()))] if is_listed else _spans(bare, verbatim)
        is_ahead = (
            bool(markers) and _has_no_word(line[: markers[0].start]) and not _has_no_word(line[markers[-1].end :])
        )
        held: list[list[FoundMarker]] = [[] for _ in spans]
        for marker in markers:
            position = next((i for i, at in enumerate(origin) if at >= marker.end), len(bare))
            if spans and is_ahead:
                held[sum(end <= position for _, end in spans[:-1])].append(marker)
            elif spans:
                held[max(0, sum(start < position for start, _ in spans) - 1)].append(marker)
            elif sentences:  # a line of markers alone speaks of the sentence before it
                sentences[-1], faults = _extend(sentences[-1], marker, by_number)
                unresolved += faults
            else:
                unresolved.append(UnresolvedMarker(marker.text, "stands with no sentence"))
        for (start, end), own in zip(spans, held, strict=True):
            begins = min([origin[start], *(marker.start for marker in own)])
            ends = max([origin[end - 1] + 1, *(marker.end for marker in own)])
            words = bare[start:end]
            whole = words if words in verbatim else " ".join(words.replace("**", "").split())
            is_framing = is_listed or names_only or speaks_of_evidence(whole) or NAMES_SOURCES.fullmatch(whole)
            kind: SentenceKind = "framing" if is_framing else "claim"
            sentence = AnswerSentence(whole, (), line_start + begins, line_start + ends, kind)
            for marker in own:
                sentence, faults = _extend(sentence, marker, by_number)
                unresolved += faults
            sentences.append(sentence)
    return tuple(sentences), tuple(unresolved)


def cite_known(sentences: Sequence[DraftSentence], papers: Sequence[EvidencePaper]) -> tuple[AnswerSentence, ...]:
    """Return the sentences of a draft whose writer knows what each of them cites."""
    by_number = {paper.number: paper for paper in papers}
    return tuple(
        AnswerSentence(
            sentence.text,
            tuple(resolve(by_number[paper], position) for paper, position in sentence.places),
            sentence.start,
            sentence.end,
            sentence.kind,
            computation=sentence.computation,
            numbers=sentence.numbers,
        )
        for sentence in sentences
    )


def _cites(markers: Sequence[FoundMarker]) -> bool:
    return any(place.sentence is not None for marker in markers for place in marker.places)


def _names_a_sentence(marker: FoundMarker, papers: Mapping[int, EvidencePaper]) -> bool:
    """Say whether all places of a marker are sentences of the evidence."""
    return all(
        place.paper in papers and 1 <= (place.sentence or 0) <= len(papers[place.paper].sentences)
        for place in marker.places
    )


def _has_no_word(text: str) -> bool:
    return not any(character.isalnum() for character in text)


def _spans(bare: str, verbatim: Sequence[str]) -> list[tuple[int, int]]:
    """Return the sentences of a piece without markers: one where it is a sentence of the evidence, whatever its form.

    A piece without a word, such as a rule or a fence of code, has none.
    """
    words = bare.strip()
    if _has_no_word(words):
        return []
    if words in verbatim:
        start = bare.index(words)
        return [(start, start + len(words))]
    return [(sentence.start, sentence.end) for sentence in split_sentences(bare)]


def _pieces(text: str, papers: Sequence[EvidencePaper]) -> Iterator[tuple[int, str, bool]]:
    """Yield (offset, piece, only names): each quotation that a line begins with, then the rest of the line.

    A quotation is a sentence of the evidence with its own marker behind it, as the extractive writer sets them. Cutting
    them off first keeps them whole, also where they have no full stop or look like an item of a list. A row of a table
    comes cell by cell, of its head only what states something. What only names what follows is a heading, a few words
    that open a line in bold or end it with a colon, or the first cell of a row.
    """
    quotations = [
        f"{sentence.text} {format_marker(paper.number, sentence.position)}"
        for paper in papers
        for sentence in paper.sentences
    ]
    items: set[int] = set()
    offset = 0
    while offset < len(text):
        quotation = next((quotation for quotation in quotations if text.startswith(quotation, offset)), None)
        if quotation is not None:
            yield offset, quotation, False
            offset += len(quotation)
            while text[offset : offset + 1].isspace():
                offset += 1
            continue
        line = text[offset : text.find("\n", offset) + 1 or None]
        if TABLE_ROW.match(line):
            yield from _cells(text, offset, line)
            offset += len(line)
            continue
        if FENCE.match(line):
            offset += len(line)
            continue
        heading, bold = HEADING.match(line), BOLD_LABEL.match(line)
        if bold and len(bold["words"].split()) <= MOST_WORDS_OF_A_LABEL and is_label(bold["words"]):
            yield offset + bold.start("label"), bold["label"], True
            offset += bold.end()
            continue
        mark = LIST_ITEM.match(line)
        skip = mark.end() if mark and _opens_an_item(mark, text, offset, items) else 0
        words = heading["words"] if heading else line[skip:] if line.rstrip().endswith(":") else ""
        is_short = heading is not None or len(words.split()) <= MOST_WORDS_OF_A_LABEL
        yield offset + skip, line[skip:], bool(words) and is_short and is_label(words)
        offset += len(line)


def _opens_an_item(mark: re.Match[str], text: str, offset: int, items: set[int]) -> bool:
    """Say whether what a line opens with marks an item of a list, and keep its number.

    A number does at the beginning of a line that says more, and only the first or the one after an item's: of
    "Answer: 12." and "12) India has them." it is what is said.
    """
    if not mark["number"]:
        return True
    begin, end = text.rfind("\n", 0, offset) + 1, text.find("\n", offset) + 1 or len(text)
    number = int(mark["number"])
    says_more = not _has_no_word(MARKER.sub("", text[offset + mark.end() : end]))
    if text[begin:offset].strip() or not says_more or not (number <= 1 or number - 1 in items):
        return False
    items.add(number)
    return True


def _cells(text: str, offset: int, line: str) -> Iterator[tuple[int, str, bool]]:
    """Yield (offset, cell, only names) for the cells of a table's row; of its head those that state something."""
    if TABLE_RULE.match(line):
        return
    is_head = is_head_of_table(text, offset, line)
    for cell in CELL.finditer(line):
        if is_head:
            if makes_a_statement(cell.group()):
                yield offset + cell.start(), cell.group(), False
            continue
        is_first = not line[: cell.start() - 1].strip()
        yield (
            offset + cell.start(),
            cell.group(),
            (is_first and is_label(cell.group())) or bool(NOTHING_SAID.fullmatch(cell.group())),
        )


def is_head_of_table(text: str, offset: int, line: str) -> bool:
    """Say whether a row is the first one of a table, over its rule, and cites no sentence."""
    before = text[:offset].rstrip("\n").rpartition("\n")[2] if text[:offset].endswith("\n") else ""
    follows = text[offset + len(line) :].partition("\n")[0]
    return bool(TABLE_RULE.match(follows)) and not TABLE_ROW.match(before) and not _cites(find_markers(line))


def _without(line: str, markers: Sequence[FoundMarker]) -> tuple[str, list[int]]:
    """Return the line without its markers, and the place in the line that each character left came from."""
    covered = [False] * len(line)
    for marker in markers:
        start = marker.start
        while start and line[start - 1] == " ":  # "sentence [2.1]." becomes "sentence."
            start -= 1
        covered[start : marker.end] = [True] * (marker.end - start)
    origin = [index for index, hidden in enumerate(covered) if not hidden]
    return "".join(line[index] for index in origin), origin


def _extend(
    sentence: AnswerSentence, marker: FoundMarker, papers: Mapping[int, EvidencePaper]
) -> tuple[AnswerSentence, list[UnresolvedMarker]]:
    """Return the sentence with the marker's citations added, each place once, and what did not resolve."""
    citations = list(sentence.citations)
    unresolved = [UnresolvedMarker(marker.text, marker.fault)] if marker.fault else []
    for place in marker.places:
        paper = papers.get(place.paper)
        if paper is None:
            unresolved.append(UnresolvedMarker(marker.text, f"the evidence has no paper {place.paper}"))
        elif place.sentence is None:
            unresolved.append(UnresolvedMarker(marker.text, f"names paper {place.paper} and none of its sentences"))
        elif not 1 <= place.sentence <= len(paper.sentences):
            unresolved.append(
                UnresolvedMarker(
                    marker.text, f"paper {place.paper} has {len(paper.sentences)} sentences, none is {place.sentence}"
                )
            )
        else:
            citation = resolve(paper, place.sentence)
            if citation not in citations:
                citations.append(citation)
    kind: SentenceKind = "framing" if NAMES_SOURCES.fullmatch(sentence.text) else "claim"
    return replace(sentence, citations=tuple(citations), kind=kind), unresolved


def resolve(evidence_paper: EvidencePaper, position: int) -> Citation:
    """Return the citation of one sentence (from 1) of an evidence paper."""
    paper, sentence = evidence_paper.passage.paper, evidence_paper.sentences[position - 1]
    return Citation(
        marker=format_marker(evidence_paper.number, position),
        paper_id=paper.paper_id,
        title=paper.title,
        text_kind=paper.text_kind,
        sentence=position,
        start=sentence.start,
        end=sentence.end,
        quote=sentence.text,
        abstract_sha256=hashlib.sha256(paper.abstract.encode()).hexdigest(),
    )
