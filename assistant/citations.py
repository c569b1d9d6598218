"""Markers ↔ citations. A marker names a stored sentence, so its quote is exact by construction, in any script.

Reading is lenient where the meaning is clear: `[2.1, 3.2]`, `[2.1][3.2]`, `[2.1–2.3]`, `【2.1】`, other scripts'
digits. What names nothing is reported, and a bare `[2]` counts as unlocated: it names a paper and no sentence.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.datatypes import AnswerSentence, Citation, DraftSentence, EvidencePaper, SentenceKind, UnresolvedMarker
from retrieval.sentences import split_sentences

POINT = r"[.．٫]"
DASH = "[-‐‑‒–—−~]"
PLACE = rf"\d{{1,4}}(?:\s?{POINT}\s?\d{{1,4}})?"
RANGE = rf"{PLACE}(?:\s?{DASH}\s?{PLACE})?"
BETWEEN = r"(?:\s*[,;，；、،&]\s*(?:and\s+)?|\s+(?:and\s+)?)"
MARKER = re.compile(rf"\\?[\[【［〔]\s*({RANGE}(?:{BETWEEN}{RANGE})*)\s*,?\s*\\?[\]】］〕]")
EMPTY_MARKER = re.compile(r"【\s*】|【[^【】]{0,40}†[^【】]{0,200}】")
"""Marks that some models leave where they mean to cite; they name no sentence of the evidence."""

BARE_NUMBER = re.compile(r"(?<![\w@-])\d")
"""A number that is no part of a name, as it is of "mT5", "SIB-200" and "p@5"."""

HEADING = re.compile(r"^\s*#{1,6}\s+(?:\d{1,2}(?:\.\d{1,2})*[.)]?\s+)?(?P<words>.*)")
BOLD_LABEL = re.compile(
    r"^\s*(?:[-*•]\s+)?(?P<label>\*\*(?P<words>[^*\n]{1,40}?)"
    r"(?:(?:[.:]\*\*|\*\*[.:])(?=[ \t]+\w)|[.:]?\*\*[.:]?(?=[ \t]*(?:\n|$))))"
)
MOST_WORDS_OF_A_LABEL = 3
FENCE = re.compile(r"^\s*(?:```|~~~)\w*\s*$")
NOTHING_SAID = re.compile(
    r"\W*(?:not\s+(?:stated|reported|given|specified|available|mentioned)|n/?a|none|unknown)\W*", re.IGNORECASE
)
"""What a cell says where there is nothing to say."""

TABLE_ROW = re.compile(r"^\s*\|.*\|\s*$")
TABLE_RULE = re.compile(r"^\s*\|[\s|:-]+\|\s*$")
_SOURCES = r"(?:\w+\s+){0,2}?(?:evidence|abstracts?|papers?|sentences?|sources?|passages?|excerpts?|texts?)"
_TELL = (
    r"(?:say|state|give|report|mention|name|specify|specifie|provide|discuss|discusse|address|addresse|contain|tell|describe"
    r"|include|disclose|indicate|answer|quantify|compare)s?"
)
_NOT_TOLD = (
    r"not\s+(?:\w+ly\s+)?(?:given|stated|reported|mentioned|named|specified|provided|disclosed|described|included)"
)
SPEAKS_OF_EVIDENCE = re.compile(
    r"^(?:however,?\s+|but\s+)?(?:"
    rf"(?:the|these|those|this|both|all)\s+{_SOURCES}\s+(?:(?:here|itself|alone|also|cited|given|above)\s+)*"
    rf"(?:(?:do|does|did)\s+not|don['’]t|doesn['’]t|never)\s+(?:\w+ly\s+)?{_TELL}\b"
    rf"|(?:neither|none\s+of\s+(?:the|these|those)|no)\s+{_SOURCES}\s+(?:\w+ly\s+)?{_TELL}\b"
    rf"|[^,;]*\b(?:is|are|was|were)\s+{_NOT_TOLD}\s+(?:in|by)\s+(?:the|these|those|any\s+of\s+the)\s+{_SOURCES}\W*$"
    rf"|there\s+is\s+no\s+(?:information|mention|evidence)\s+[^,;]*\b(?:in|from)\s+(?:the|these|those)\s+{_SOURCES}\W*$"
    rf"|based\s+on\s+(?:the|these)\s+{_SOURCES},?\s+[^,;]*\bcannot\s+be\s+(?:determined|answered|told|known)\W*$)",
    re.IGNORECASE,
)
"""What an answer says of its evidence ("The abstracts do not give the cost."): framing, without a marker or number."""

LIST_ITEM = re.compile(r"^\s*(?:[-*•]\s+|\d{1,2}[.)]\s+|#{1,6}\s+|>\s+)?")
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


def find_markers(text: str, verbatim: Sequence[str] = ()) -> list[FoundMarker]:
    """Return the markers of a text in order. What stands inside a verbatim sentence of the evidence is none.

    (An abstract that says "in [0, 1]" must not be read as citing.) Neither is a year or an interval in brackets:
    numbers that can name no paper are part of the text.
    """
    taken = [
        (match.start(), match.end())
        for sentence in verbatim
        if MARKER.search(sentence) or EMPTY_MARKER.search(sentence)
        for match in re.finditer(re.escape(sentence), text)
    ]
    found = [_read_marker(match) for match in MARKER.finditer(text)]
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

    A marker belongs to the sentence it stands in or right behind.
    """
    by_number = {paper.number: paper for paper in papers}
    verbatim = [sentence.text for paper in papers for sentence in paper.sentences]
    sentences: list[AnswerSentence] = []
    unresolved: list[UnresolvedMarker] = []
    for line_start, line, is_label in _pieces(text, papers):
        markers = find_markers(line, verbatim)
        bare, origin = _without(line, markers)
        spans = _spans(bare, verbatim)
        held: list[list[FoundMarker]] = [[] for _ in spans]
        for marker in markers:
            position = next((i for i, at in enumerate(origin) if at >= marker.end), len(bare))
            before = [index for index, (start, _) in enumerate(spans) if start < position]
            if spans:
                held[before[-1] if before else 0].append(marker)
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
            speaks_of_evidence = SPEAKS_OF_EVIDENCE.search(whole) is not None and BARE_NUMBER.search(whole) is None
            is_framing = not own and (is_label or speaks_of_evidence)
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


def _spans(bare: str, verbatim: Sequence[str]) -> list[tuple[int, int]]:
    """Return the sentences of a piece without markers: one where it is a sentence of the evidence, whatever its form.

    A piece without a word, such as a rule or a fence of code, has none.
    """
    words = bare.strip()
    if not any(character.isalnum() for character in words):
        return []
    if words in verbatim:
        start = bare.index(words)
        return [(start, start + len(words))]
    return [(sentence.start, sentence.end) for sentence in split_sentences(bare)]


def _pieces(text: str, papers: Sequence[EvidencePaper]) -> Iterator[tuple[int, str, bool]]:
    """Yield (offset, piece, is a label): each quotation that a line begins with, then the rest of the line.

    A quotation is a sentence of the evidence with its own marker behind it, as the extractive writer sets them. Cutting
    them off first keeps them whole, also where they have no full stop or look like an item of a list. A row of a table
    comes cell by cell. A label is a heading, a few words in bold that open a line, or the first cell of a row, that
    states no number.
    """
    quotations = [
        f"{sentence.text} {format_marker(paper.number, sentence.position)}"
        for paper in papers
        for sentence in paper.sentences
    ]
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
            if not TABLE_RULE.match(line) and not _is_head_of_table(text, offset, line):
                for cell in re.finditer(r"(?<=\|)[^|\n]+(?=\|)", line):
                    is_first = not line[: cell.start() - 1].strip()
                    is_label = is_first and not BARE_NUMBER.search(cell.group())
                    yield offset + cell.start(), cell.group(), is_label or bool(NOTHING_SAID.fullmatch(cell.group()))
            offset += len(line)
            continue
        if FENCE.match(line):
            offset += len(line)
            continue
        heading, bold = HEADING.match(line), BOLD_LABEL.match(line)
        if bold and len(bold["words"].split()) <= MOST_WORDS_OF_A_LABEL and not BARE_NUMBER.search(bold["words"]):
            yield offset + bold.start("label"), bold["label"], True
            offset += bold.end()
            continue
        mark = LIST_ITEM.match(line)
        skip = mark.end() if mark else 0
        yield offset + skip, line[skip:], heading is not None and not BARE_NUMBER.search(heading["words"])
        offset += len(line)


def _is_head_of_table(text: str, offset: int, line: str) -> bool:
    """Say whether a row is the first one of a table, over its rule, and cites nothing."""
    before = text[:offset].rstrip("\n").rpartition("\n")[2] if text[:offset].endswith("\n") else ""
    follows = text[offset + len(line) :].partition("\n")[0]
    return bool(TABLE_RULE.match(follows)) and not TABLE_ROW.match(before) and not MARKER.search(line)


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
    sentence: AnswerSentence, marker: FoundMarker, papers: dict[int, EvidencePaper]
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
    return replace(sentence, citations=tuple(citations)), unresolved


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
