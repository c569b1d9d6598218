"""Several papers side by side: a table of aspects × papers, one sentence per cell, empty where the abstract is silent.

A thing compared that has no paper of its own in the collection is said to have none; sentences of other papers that
speak of it are quoted as theirs.
"""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from assistant.datatypes import (
    Evidence,
    EvidencePaper,
    Outline,
    OutlineItem,
    OutlinePart,
    OwnStatement,
    UnderstoodQuestion,
)
from assistant.evidence import Bar
from assistant.outlines.blended_names import read_as
from assistant.outlines.evidence_papers import evidence_papers, sentence_vectors, spoken_parts
from assistant.outlines.mentions import NamedPaper
from assistant.outlines.name_mentions import VERSION, title_head
from assistant.outlines.named_papers import papers_named
from assistant.outlines.parts import PART_NAMES, PartName
from assistant.outlines.study_designs import StudyDesign, design_asked, shown_design
from retrieval.datatypes import Paper, ScoredSentence, Sentence
from retrieval.identity import normalise_title
from retrieval.names import find_names
from retrieval.retriever import Retriever, coverage

MAX_PAPERS = 6
MAX_MENTIONS = 3
N_NOMINATED = 20
SHORTEST_WITHIN_A_WORD = 4
NAME_PREFIXES = ("m", "x", "multi")
"""What the names of variants of a model put before its own."""

LEAST_ASPECT_COSINE = 0.4

ON_THE_OTHER = "On the other"
"""The heading of the row that quotes where one of two papers names the work of the other."""

MASK = "\x00"
"""Stands in for the letters of what names a paper, while the words around it are read."""

ASPECT = re.compile(
    r"(?:\b(?:in\s+terms\s+of|with\s+(?:respect|regard)s?\s+to|regarding|concerning|as\s+(?:to|regards)|by\s+their|by"
    r"|on\s+(?:the\s+basis\s+of|their)|in\s+(?:their|its)|in|on)|:)\s+(?P<aspect>[^?.!]{3,80})[?.!\s]*$",
    re.IGNORECASE,
)
COMPARATIVE = r"\b(?:better|worse|more|less|fewer|(?!other|rather|ever|over|under|either)[^\W\d_]{2,}er)\b"
LEADING = re.compile(
    r"^\W*(?:(?:can|could|would)\s+you\s+|please\s+)*(?:how\s+(?:do(?:es)?|did|is|are)|what\s+(?:is|are)\s+the\s+(?:\w+\s+)?differences?\s+between"
    r"|(?:what\s+)?differences?\s+between|compare|contrast|(?:a\s+)?comparison\s+(?:of|between)|is|are|does|do"
    rf"|(?:which|what)\s[^,:?{MASK}]*?{COMPARATIVE}(?:[^,:?{MASK}]*[,:])?)\s+",
    re.IGNORECASE,
)
ASPECT_FIRST = re.compile(
    rf"(?:the\s+)?(?P<aspect>[\w -]{{3,50}}?)\s+(?:of|in|used\s+(?:by|for|in))\s+(?=(?:the\s+)?{MASK})"
)
BETWEEN = re.compile(
    r"\s*(?:,\s*(?:and|or)\b|,|\b(?:compare[ds]?\s+(?:to|with)|better\s+than|worse\s+than|differ(?:s|ent)?\s+from|as\s+opposed\s+to"
    r"|with|to|and|or|against|versus|vs\.?|than|from)(?=\s))\s*",
    re.IGNORECASE,
)
TRAILING = re.compile(
    r"(?:\b(?:differ|compare|different|better|worse|do|does|each\s+other|papers?|models?|approach(?:es)?|please|thanks|thank\s+you)"
    r"\b|[\s,;])+$",
    re.IGNORECASE,
)
MENTION = rf"(?:the\s+)?[“\"'‘]?{MASK}+[”\"'’]?"
WEIGHING = re.compile(
    rf"\b(?:is|are|was|were|do|does|did|can)\s+(?:{MENTION}|it|they)(?=\s)[^?!{MASK}]*?{COMPARATIVE}[^?!{MASK}]*?"
    rf"\bthan\s+{MENTION}|\b(?:which|what)\s[^?!{MASK}]*?{COMPARATIVE}[^?!{MASK}]*?{MENTION}\s*,?\s+or\s+{MENTION}",
    re.IGNORECASE,
)
"""A question that sets two papers against each other: "Is … larger than …?", "Which is larger, … or …?"."""

PRONOUN = re.compile(
    r"(?:it|they|them|this|that|these|those)(?:\s+(?:ones?|two))?|itself|themselves|one\s+another"
    r"|(?:the\s+)?(?:former|latter|others?|first|second|two)(?:\s+ones?)?",
    re.IGNORECASE,
)
EDGES = re.compile(r"^(?:the|a|an|both|paper|papers)\s+", re.IGNORECASE)
"""What is cut from a compared thing: its article."""

GROUP = re.compile(
    r"\b(?:the\s+|both\s+)?(?P<number>two|three|four|both|2|3|4)\s+(?P<before>(?:[\w-]+\s+){0,3}?)"
    r"(?P<noun>surveys|papers|studies|articles|trials|RCTs|reviews|meta-analyses)\b"
    r"(?:\s+(?:(?:that\s+are\s+)?(?:on|about|of|for|in))\s+(?P<topic>[^?.!]+))?",
    re.IGNORECASE,
)
"""Papers that are compared without being named."""
NUMBERS = {"two": 2, "both": 2, "three": 3, "four": 4}
N_PASSAGES = 10
SURE_OF_GROUP = 0.6

COUNTABLE = {
    "language": r"\blanguages?\b(?!\s+(?:model|understanding|processing|generation|embedding))|\bdialects?\b",
    "data": r"\bdata\b|\bdatasets?\b|\bcorp(?:us|ora)\b|\bhours\b|\bexamples\b|\bsentences\b|\btokens\b",
    "dataset": r"\bdatasets?\b|\bcorp(?:us|ora)\b|\bbenchmarks?\b",
    "size": r"\d",
    "parameter": r"\bparameters?\b|\b\d+(?:\.\d+)?\s?[BM]\b|\bsmaller\b|\blarger\b|\bsize\b",
    "speed": r"\bfaster\b|\bslower\b|\bspeed|\blatency\b|\befficien|\breal[- ]time\b",
    "cost": r"\bcosts?\b|\bcheap|\bexpensive\b|\befficien|\bcompute\b|\benergy\b",
    "code": r"\bcode\b|\bavailable\b|\bopen[- ]source",
    "availability": r"\bavailable\b|\bopen[- ]source|\brelease|\baccessible\b",
}
"""Aspects that have words of their own: a sentence without any of them is silent on the aspect."""

TRAINING = re.compile(r"\b(?:pre-?|post-?|re-?)?train(?:s|ed|ing)?\b|\b(?:fine-?)?tun(?:e|es|ed|ing)\b", re.IGNORECASE)
"""An aspect, or a sentence, that is about how something is trained."""

IS_TRAINED = re.compile(
    r"\b(?:(?:continual|continued|further|joint|multi-?task|contrastive)(?:ly)?\s+)?(?:pre-?|post-?|re-?)?train(?:s|ed|ing)?\b"
    r"(?!\s+(?:data|corp|sets?\b|sampl|exampl))|\b(?:fine-?)?tun(?:e|es|ed|ing)\b|\bdistil\w*|\breinforcement\s+learning\b"
    r"|\bpreference\s+(?:optimi[sz]ation|learning)\b",
    re.IGNORECASE,
)
"""A sentence that says how something is trained, rather than on how much."""

QUESTION = re.compile(r"(?:how|what|which|where|when|who|why)\b", re.IGNORECASE)
WEIGHTS_OF_TRAINING: Mapping[str, float] = {
    "Method": 0.5,
    "Data": 0.4,
    "Contribution": 0.4,
    "Results": -0.3,
    "Limits": -0.5,
}

PARTS_OF_ASPECTS: Mapping[str, tuple[PartName, ...]] = {
    "method": ("Method", "Contribution"),
    "approach": ("Method", "Contribution"),
    "architecture": ("Method", "Contribution"),
    "technique": ("Method", "Contribution"),
    "result": ("Results",),
    "performance": ("Results",),
    "accuracy": ("Results",),
    "finding": ("Results",),
    "limit": ("Limits",),
    "problem": ("Problem",),
    "motivation": ("Problem",),
    "goal": ("Contribution",),
    "contribution": ("Contribution",),
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a question compares, and in which respect, None where it names none."""

    things: tuple[str, ...]
    aspect: str | None


def gather_comparison(understood: UnderstoodQuestion, named: Sequence[NamedPaper], retriever: Retriever) -> Evidence:
    """Return the compared papers, and others that speak of what has no paper of its own, with a table as outline."""
    text = understood.text
    compared = read_comparison(text, named)
    papers = _each_once([item.paper for item in _meant(named)])[:MAX_PAPERS]
    without_mention = [thing for thing in compared.things if not _has_paper(thing, text, named)]
    shared = {thing: paper for thing in without_mention if (paper := _among(papers, thing, retriever)) is not None}
    alone = [thing for thing in without_mention if thing not in shared]
    mentions = {thing: _mentioning(thing, compared.things, papers, retriever) for thing in alone}
    others = _each_once([paper for found in mentions.values() for paper, _ in found if paper not in papers])
    terms = retriever.indexes.keywords.query_terms(understood.query)
    notes = [*_about_shared(shared), *read_as(named, text)]
    if not papers and not others:
        reason = " ".join([*(_about_absent(thing, "nowhere") for thing in alone), *notes])
        return Evidence(understood, (), query_terms=terms, reason=reason or None, gap="no paper")
    evidence = evidence_papers([*papers, *others], understood.query, retriever)
    columns = evidence[: len(papers)]
    naming = _naming_each_other(columns, named, text)
    parts = []
    if columns:
        quoted = frozenset(naming or ())
        parts = _rows(columns, sentence_vectors(columns, retriever), compared.aspect, quoted, retriever)
    if naming:
        parts.insert(0, OutlinePart(ON_THE_OTHER, tuple(naming)))
    elif naming is not None:
        notes.insert(0, "Neither abstract names the other paper’s work.")
    numbers = {paper.passage.paper.paper_id: paper.number for paper in evidence}
    in_cells = {item for part in parts for item in part.items}
    absent = []
    for thing in alone:
        mentioning = [OutlineItem(numbers[paper.paper_id], position) for paper, position in mentions[thing]]
        items = tuple(item for item in mentioning if item not in in_cells)
        if find_names(f"is {thing}") or not mentioning:
            absent.append(_about_absent(thing, "apart" if items else "in the table" if mentioning else "nowhere"))
        if items:
            heading = f"“{thing}”, as {'other ' if papers else ''}abstracts mention it"
            parts.append(OutlinePart(heading, items, is_aside=True))
    confidence = min((item.confidence for item in named), default=0.5)
    statements = tuple(OwnStatement(words, "framing") for words in [*absent, *notes])
    layout = Outline("table" if papers else "groups", tuple(parts), statements)
    return Evidence(understood, evidence, query_terms=terms, outline=layout, confidence=confidence)


def compared_group(understood: UnderstoodQuestion, retriever: Retriever, bar: Bar = Bar()) -> tuple[NamedPaper, ...]:
    """Return as many papers as a question compares by their topic: "the two surveys on parsing", "the two kelp trials".

    None where there are fewer.

    They are those nearest to the topic that are above the bar.
    """
    group = GROUP.search(understood.text)
    topic = (group["topic"] or group["before"]).strip() if group else ""
    if group is None or not topic:
        return ()
    number = NUMBERS.get(group["number"].lower()) or int(group["number"])
    among = understood.paper_filter
    if group["noun"].lower() == "surveys":
        among = replace(among, surveys_only=True)
    passages = retriever.search(topic, N_PASSAGES, among).passages
    design = design_asked(group["noun"])[0]
    near = [
        passage.paper
        for passage in passages
        if bar.relevance(passage, False) >= bar.least and (design is None or _is_of(design, passage.paper, retriever))
    ][:number]
    if len(near) < number:
        return ()
    return tuple(NamedPaper(paper, "part of the title", *group.span(), SURE_OF_GROUP) for paper in near)


def _is_of(design: StudyDesign, paper: Paper, retriever: Retriever) -> bool:
    sentences = retriever.library.sentences(retriever.collection, paper)
    return shown_design(design, paper.title, [sentence.text for sentence in sentences]) is not None


def weighs_two(text: str, named: Sequence[NamedPaper]) -> bool:
    """Say whether a question asks which of two named papers is more so: "Is Lantern larger than Harbour?"."""
    return len({item.paper.paper_id for item in named}) > 1 and WEIGHING.search(_masked(text, named)) is not None


def read_comparison(text: str, named: Sequence[NamedPaper] = ()) -> Comparison:
    """Return the compared things, as written, and the aspect. What names a paper is never cut in two.

    >>> read_comparison("Compare Lantern with Harbour in the number of languages")
    Comparison(things=('Lantern', 'Harbour'), aspect='the number of languages')
    >>> read_comparison("How does Lantern compare to Harbour? Is it open?").things
    ('Lantern', 'Harbour')
    >>> read_comparison("Compare Lantern with Harbour, please").things
    ('Lantern', 'Harbour')
    """
    masked = _masked(text, named)
    last_named = max((item.end for item in named), default=0)
    found = ASPECT.search(masked, last_named if len(named) > 1 else 0)
    while found and (MASK in found["aspect"] or (not named and found[0].lower().startswith("on"))):
        found = ASPECT.search(masked, found.start() + 1)
    aspect = None
    if found and BETWEEN.search(masked[: found.start()]):
        aspect = text[found.start("aspect") : found.end("aspect")].strip()
    end = found.start() if found and aspect else len(text)
    leading = LEADING.match(masked)
    start = leading.end() if leading else 0
    if aspect is None and (of := ASPECT_FIRST.match(masked, start)):
        aspect, start = of["aspect"], of.end()
    first = BETWEEN.search(masked, start, end)
    if first and (close := re.compile(r"[?!]\s").search(masked, first.end(), end)):
        end = close.start()  # what is asked after the comparison is none of it
    things, place = [], start
    for match in [*BETWEEN.finditer(masked, start, end), None]:
        stop = match.start() if match else end
        thing = _trimmed(text[place:stop]) if stop > place else ""
        if thing and not PRONOUN.fullmatch(thing):
            things.append(thing)
        if match:
            place = match.end()
    return Comparison(tuple(dict.fromkeys(things)), aspect)


def _masked(text: str, named: Sequence[NamedPaper]) -> str:
    """Return the text with what names a paper masked: a title may hold "and" or "in"."""
    for item in named:
        text = text[: item.start] + MASK * (item.end - item.start) + text[item.end :]
    return text


def _trimmed(thing: str) -> str:
    thing = TRAILING.sub("", thing.strip(" \t?.!:;,“”\"'"))
    return EDGES.sub("", thing).strip(" “”\"'")


def _meant(named: Sequence[NamedPaper]) -> list[NamedPaper]:
    """Return the mentions in the order of the text; of several at one place only the surest ones."""
    return [
        item
        for item in named
        if not any(
            other.start < item.end and item.start < other.end and other.confidence > item.confidence + 0.1
            for other in named
        )
    ]


def _has_paper(thing: str, text: str, named: Sequence[NamedPaper]) -> bool:
    wanted = normalise_title(thing)
    return any(
        normalise_title(text[item.start : item.end]) in wanted or wanted in normalise_title(text[item.start : item.end])
        for item in named
    )


def _among(papers: Sequence[Paper], thing: str, retriever: Retriever) -> Paper | None:
    """Return the one of the papers that the thing names as well, such as one that introduces two models."""
    named = [item.paper for item in papers_named(thing, retriever) if item.how == "name"]
    return next((paper for paper in named if paper in papers), None)


def _each_once(papers: Sequence[Paper]) -> list[Paper]:
    return list({paper.paper_id: paper for paper in papers}.values())


# What has no paper of its own


def _mentioning(
    thing: str, things: Sequence[str], first: Sequence[Paper], retriever: Retriever
) -> list[tuple[Paper, int]]:
    """Return sentences that speak of the thing: those that speak of more of what is compared first, one per paper."""
    keywords, library = retriever.indexes.keywords, retriever.library
    spellings = [thing, *(f"{prefix}{thing}" for prefix in NAME_PREFIXES if " " not in thing)]
    nominated = [
        paper_id
        for spelling in spellings
        for paper_id in keywords.nominate(keywords.query_terms(spelling), N_NOMINATED)
    ]
    dense = [passage.paper for passage in retriever.retrieve(thing, N_NOMINATED)]
    lexical = library.papers_by_id(retriever.collection, nominated)
    candidates = _each_once([*first, *(lexical[paper_id] for paper_id in nominated if paper_id in lexical), *dense])
    sentences = library.sentences_of_papers(retriever.collection, candidates)
    found = []
    for rank, paper in enumerate(candidates):
        speaking = [item for item in sentences.get(paper.paper_id, ()) if _speaks_of(thing, item.text)]
        if speaking:
            also = {
                item: sum(_speaks_of(other, item.text) for other in things) + 0.5 * _has_words(thing, item.text)
                for item in speaking
            }
            best = max(speaking, key=lambda item: (also[item], item.position))
            found.append((-also[best], rank, paper, best.position))
    return [(paper, position) for _, _, paper, position in sorted(found, key=lambda item: item[:2])][:MAX_MENTIONS]


def _speaks_of(thing: str, text: str) -> bool:
    """Say whether a text holds the words of the thing, alone or within a longer word such as mX for X."""
    words = normalise_title(thing)
    if len(words) < SHORTEST_WITHIN_A_WORD:
        return _has_words(thing, text)
    return words in normalise_title(text)


def _has_words(thing: str, text: str) -> bool:
    return f" {normalise_title(thing)} " in f" {normalise_title(text)} "


def _about_shared(shared: Mapping[str, Paper]) -> list[str]:
    return [f"“{thing}” has no column of its own: “{paper.title}” introduces it." for thing, paper in shared.items()]


def _about_absent(thing: str, quoted: Literal["apart", "in the table", "nowhere"]) -> str:
    if not find_names(f"is {thing}"):
        return f"No abstract was found that mentions “{thing}”."
    opening = f"No paper was found that is titled “{thing}” or introduces it"
    match quoted:
        case "apart":
            return f"{opening}; where abstracts mention it, they are quoted."
        case "in the table":
            return f"{opening}; the sentence that mentions it stands in the table."
        case _:
            return f"{opening}, and none that mentions it."


# The table


def _naming_each_other(
    papers: Sequence[EvidencePaper], named: Sequence[NamedPaper], text: str
) -> list[OutlineItem] | None:
    """Return the first sentence of each of two papers that names the work of the other; None where names do not tell.

    The name without its version, or in other letters, may or may not mean it.
    """
    if len(papers) != 2:
        return None
    names = [_names_of(paper.passage.paper, named, text) for paper in papers]
    if not all(names):
        return None
    items: list[OutlineItem] = []
    for paper, others in zip(papers, reversed(names), strict=True):
        spelt = re.compile("|".join(rf"(?<![\w-]){re.escape(name)}(?![\w-])" for name in sorted(others)))
        naming = [sentence.position for sentence in paper.sentences if spelt.search(sentence.text)]
        items += [OutlineItem(paper.number, position) for position in naming[:1]]
        alike = {VERSION.sub("", name) for name in others}
        if not naming and any(_has_words(name, paper.passage.paper.abstract) for name in alike):
            return None
    return items


def _names_of(paper: Paper, named: Sequence[NamedPaper], text: str) -> set[str]:
    """Return what the work of a paper is called by its title and in the question."""
    names = {
        text[item.start : item.end] for item in named if item.how == "name" and item.paper.paper_id == paper.paper_id
    }
    head = title_head(paper.title)
    return names if head is None else names | {head}


def _rows(
    papers: Sequence[EvidencePaper],
    vectors: dict[int, NDArray[np.float32]],
    aspect: str | None,
    quoted: Set[OutlineItem],
    retriever: Retriever,
) -> list[OutlinePart]:
    """Return a row per part, or the one of the aspect; what is quoted already fills no other part."""
    if aspect is not None:
        items = [
            OutlineItem(paper.number, sentence.position)
            for paper in papers
            if (sentence := _on_aspect(paper, vectors.get(paper.number), aspect, retriever)) is not None
        ]
        heading = aspect[:1].upper() + aspect[1:]
        on_what = "this" if QUESTION.match(aspect) else aspect
        note = None if items else f"The abstracts are silent on {on_what}."
        return [OutlinePart(heading, tuple(items), note)]
    rows = []
    spoken = {
        paper.number: spoken_parts(
            paper, vectors.get(paper.number), 1, {item.sentence for item in quoted if item.paper == paper.number}
        )
        for paper in papers
    }
    for name in PART_NAMES:
        items = [
            OutlineItem(paper.number, sentence.position)
            for paper in papers
            for sentence in spoken[paper.number].get(name, ())
        ]
        if items:
            rows.append(OutlinePart(name, tuple(items)))
    return rows


def _on_aspect(
    paper: EvidencePaper, vectors: NDArray[np.float32] | None, aspect: str, retriever: Retriever
) -> Sentence | None:
    """Return the sentence that speaks of the aspect best, None where the abstract is silent on it."""
    keywords = retriever.indexes.keywords
    analyze = keywords.analyzer.analyze
    stems, singulars = set(analyze(aspect)), _singulars(aspect)
    own_words = [re.compile(words, re.IGNORECASE) for name, words in COUNTABLE.items() if name in singulars]
    parts = list(dict.fromkeys(name for word in singulars for name in PARTS_OF_ASPECTS.get(word, ())))
    if TRAINING.search(aspect) and not own_words:
        return _on_training(paper, vectors, aspect, retriever)
    if parts:
        spoken = spoken_parts(paper, vectors, 3)
        within = [sentence for name in parts for sentence in spoken.get(name, ())]
        narrowing = stems - set(analyze(" ".join(PARTS_OF_ASPECTS)))
        narrowed = [sentence for sentence in within if narrowing.intersection(analyze(sentence.text))]
        return next(iter(narrowed or within), None)

    def speaks(scored: ScoredSentence) -> bool:
        if own_words:
            return all(words.search(scored.sentence.text) for words in own_words)
        shared = stems.intersection(analyze(scored.sentence.text))
        return 2 * len(shared) >= len(stems) or scored.cosine >= LEAST_ASPECT_COSINE

    about = [scored for scored in retriever.rank_sentences(aspect, paper.passage.paper) if speaks(scored)]
    if not about:
        return None
    countable = set(analyze(" ".join(COUNTABLE)))
    closer = [term for term in keywords.query_terms(aspect) if term.text not in countable]
    amounts = [
        re.compile(rf"\d[\d,.]*\+?\s+(?:[\w-]+\s+){{0,3}}?(?:{words.pattern})", re.IGNORECASE) for words in own_words
    ]
    wants_amount = bool(re.search(r"\b(?:number|size|amount|how many|count|cover\w*)\b", aspect, re.IGNORECASE))
    opening = {sentence.position for sentence in spoken_parts(paper, vectors, 9).get("Problem", ())}
    best = max(
        about,
        key=lambda scored: (
            scored.score
            + 0.3 * (wants_amount and re.search(r"\d", scored.sentence.text) is not None)
            + 0.4 * any(amount.search(scored.sentence.text) for amount in amounts)
            + 0.3 * coverage(closer, set(analyze(scored.sentence.text)))
            - 0.8 * (scored.sentence.position in opening),
            -scored.sentence.position,
        ),
    )
    return best.sentence


def _on_training(
    paper: EvidencePaper, vectors: NDArray[np.float32] | None, aspect: str, retriever: Retriever
) -> Sentence | None:
    """Return the sentence that says best how the paper's own work is trained, None where none does."""
    spoken = spoken_parts(paper, vectors, len(paper.sentences))
    weights = {item.position: WEIGHTS_OF_TRAINING.get(name, 0.0) for name, items in spoken.items() for item in items}
    opening = {item.position for item in spoken.get("Problem", ())}
    about = [
        scored
        for scored in retriever.rank_sentences(aspect, paper.passage.paper)
        if scored.sentence.position not in opening and IS_TRAINED.search(scored.sentence.text)
    ]
    best = max(
        about,
        key=lambda item: (item.score + weights.get(item.sentence.position, 0.0), -item.sentence.position),
        default=None,
    )
    return best.sentence if best else None


def _singulars(aspect: str) -> set[str]:
    words = re.findall(r"[^\W\d_]+", aspect.lower())
    return {word.removesuffix("s") for word in words} | set(words)
