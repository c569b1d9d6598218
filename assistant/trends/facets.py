"""Facets of papers: kinds of contribution, tasks, modalities, languages, models, datasets, and the gaps they name.

Each value is found by a stated criterion, and each member carries the sentence that shows it, so that a count opens its
papers. Position 0 is the title, sentences count from 1.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.language_names import LanguageNames
from assistant.outlines.language_families import FAMILIES, family_names
from assistant.trends.corpus import TrendCorpus
from assistant.trends.criteria import CONTRIBUTIONS, GAPS, MODALITIES, NO_NAMES, OWN_WORDS, TASKS, Criterion, FacetKind
from retrieval.surveys import is_survey

LEAST_RECURRING = 2
"""A model or dataset recurs where this many papers name it."""
SURVEY_SAYS = "the title or abstract presents the paper as a survey, review or overview"
OWN = re.compile(
    r"\b(?:we|our|I)\b|\b(?:this|the present)\s+(?:paper|work|study|article|report|survey)\b",
    re.IGNORECASE,
)
NAMED = re.compile(
    r"(?<![\w/.-])(?=(?:\w+-)*\w*[A-Za-z]\w*[A-Z]|(?:\w+-)*[A-Za-z]+-?\d)(?=[\w-]*[A-Z])[A-Za-z][\w+-]*[\w+]"
)
"""Words that bear a capital behind their first letter, or a digit."""
SUFFIX = re.compile(
    r"-(?:based|like|style|guided|driven|centric|aware|enhanced|trained|generated|level|only|free)$", re.IGNORECASE
)
NEAR_DATASET = re.compile(
    r"[\s(,]+(?:\w+\s+){0,1}(?:data\s?sets?|corpus|corpora|benchmarks?|test\s?sets?|testbed|treebank)", re.IGNORECASE
)
NEAR_MODEL = re.compile(
    r"[\s(,-]+(?:\w+\s+)?(?:models?|LLMs?|encoder|architecture|transformer|family|tokenizer|\d+(?:\.\d+)?[BM]\b)",
    re.IGNORECASE,
)
LEADS_TO_NAME = r"(?:,|\(|such as|including|like|called|named|:)?\s*(?:the\s+)?"
BEFORE_DATASET = re.compile(
    rf"(?:data\s?sets?|corpus|corpora|benchmarks?|bench)\s*{LEADS_TO_NAME}$",
    re.IGNORECASE,
)
BEFORE_MODEL = re.compile(
    rf"(?:models?|LLMs?|encoders?|baselines?|transformers?)\s*{LEADS_TO_NAME}$",
    re.IGNORECASE,
)
ACRONYM = re.compile(r"\(([A-Z][\w-]*?)s?[,;)]")


@dataclass(frozen=True, slots=True)
class FacetMember:
    """A paper of a facet and the sentence that shows it: 0 is the title."""

    paper_id: str
    sentence: int


@dataclass(frozen=True, slots=True)
class Facet:
    """A value, its criterion in words, and its members by paper id."""

    kind: FacetKind
    value: str
    says: str
    members: tuple[FacetMember, ...]

    @property
    def n_papers(self) -> int:
        return len(self.members)

    @property
    def paper_ids(self) -> tuple[str, ...]:
        return tuple(member.paper_id for member in self.members)


@dataclass(frozen=True, slots=True)
class Facets:
    """All facets of a corpus: by kind, then by number of papers, largest first."""

    facets: tuple[Facet, ...]

    def of_kind(self, kind: FacetKind) -> tuple[Facet, ...]:
        return tuple(facet for facet in self.facets if facet.kind == kind)

    def get(self, kind: str, value: str) -> Facet | None:
        return next((facet for facet in self.facets if facet.kind == kind and facet.value == value), None)


def find_facets(corpus: TrendCorpus) -> Facets:
    """Return all facets of a corpus that have a member."""
    found: dict[tuple[FacetKind, str], list[FacetMember]] = defaultdict(list)
    says: dict[tuple[FacetKind, str], str] = {}
    languages = LanguageNames()
    for paper in corpus.papers:
        texts = [paper.title, *(sentence.text for sentence in corpus.sentences.get(paper.paper_id, ()))]
        for kind, value, sentence, meaning in _of_paper(texts, is_survey(paper.title, paper.abstract), languages):
            found[kind, value].append(FacetMember(paper.paper_id, sentence))
            says[kind, value] = meaning
    for kind, value, members in _named_things(corpus):
        found[kind, value] = members
        says[kind, value] = f"the title or a sentence names {value}"
    facets = [Facet(kind, value, says[kind, value], tuple(members)) for (kind, value), members in found.items()]
    facets.sort(key=lambda facet: (facet.kind, -facet.n_papers, facet.value))
    return Facets(tuple(facets))


def _of_paper(
    texts: Sequence[str], surveys: bool, languages: LanguageNames
) -> Iterable[tuple[FacetKind, str, int, str]]:
    lowered = [text.lower() for text in texts]
    whole = " ".join(lowered)
    own = [place for place, text in enumerate(texts) if place and OWN_WORDS.search(text)]
    for criterion in CONTRIBUTIONS:
        if _is_triggered(criterion, whole):
            place = _first(criterion, texts, lowered, own)
            if place is None and criterion.value in ("dataset", "benchmark") and _titled(criterion, texts[0]):
                place = 0
            if place is not None:
                yield "contribution", criterion.value, place, criterion.says
    if surveys:
        place = next((place for place, text in enumerate(lowered) if "survey" in text or "review" in text), 0)
        yield "contribution", "survey", place, SURVEY_SAYS
    for criterion in (*TASKS, *MODALITIES):
        if _is_triggered(criterion, whole):
            place = _spoken_of(criterion, texts, lowered)
            if place is not None:
                yield criterion.kind, criterion.value, place, criterion.says
    for criterion in GAPS:
        if _is_triggered(criterion, whole):
            place = _first(criterion, texts, lowered, range(1, len(texts)))
            if place is not None:
                yield "gap", criterion.value, place, criterion.says
    named = languages.places(texts)
    for language, place in named.items():
        yield "language", language, place, f"the title or a sentence names {language}"
    for group, place, meaning in _groups(named, texts, whole):
        yield "language group", group, place, meaning


def _is_triggered(criterion: Criterion, lowered: str) -> bool:
    return any(trigger in lowered for trigger in criterion.triggers)


def _first(criterion: Criterion, texts: Sequence[str], lowered: Sequence[str], places: Iterable[int]) -> int | None:
    for place in places:
        if _is_triggered(criterion, lowered[place]) and criterion.pattern.search(texts[place]):
            return place
    return None


def _titled(criterion: Criterion, title: str) -> bool:
    """Say whether a title names what the paper gives: "Lantern: A Treebank of River Languages"."""
    words = {"dataset": r"datasets?|corpus|treebank", "benchmark": r"benchmark(?:s|ing)?|evaluation (?:data)?set"}
    return (
        re.search(
            rf":.*\b(?:{words[criterion.value]})\b|^(?:A|An|The)\b.*\b(?:{words[criterion.value]})\b",
            title,
            re.IGNORECASE,
        )
        is not None
    )


def _spoken_of(criterion: Criterion, texts: Sequence[str], lowered: Sequence[str]) -> int | None:
    """Return the place that shows a topic: the title, else the first sentence of its authors' doings or of two."""
    if _is_triggered(criterion, lowered[0]) and criterion.pattern.search(texts[0]):
        return 0
    places = [
        place
        for place in range(1, len(texts))
        if _is_triggered(criterion, lowered[place]) and criterion.pattern.search(texts[place])
    ]
    own = [place for place in places if OWN.search(texts[place])]
    if own:
        return own[0]
    return places[0] if len(places) > 1 else None


# Languages

SAID_AS_GROUP = {
    group: re.compile(
        r"\b(?:"
        + "|".join(re.escape(name) for name in family_names(group))
        + r")(?:\s+\w+)?\s+(?:languages?|scripts?|TTS|voices|NLP)\b"
        + (r"|(?-i:\bIndic(?!at|es\b|ia)\w*)" if group == "indic" else ""),
        re.IGNORECASE,
    )
    for group in FAMILIES
}
GROUP_TITLES = {"indic": "Indian languages"}


def _groups(named: Mapping[str, int], texts: Sequence[str], whole: str) -> Iterable[tuple[str, int, str]]:
    """Yield the language groups of a paper: named as such, one member in the title, or two of its languages."""
    for group, names in FAMILIES.items():
        title = GROUP_TITLES.get(group, f"{group.title() if group[0].islower() else group} languages")
        says = f"the paper speaks of {title}, names one in its title, or names two of them"
        if any(name in whole for name in family_names(group)):
            place = next((place for place, text in enumerate(texts) if SAID_AS_GROUP[group].search(text)), None)
            if place is not None:
                yield title, place, says
                continue
        members = [named[name] for name in named if name in names]
        if members and (min(members) == 0 or len(members) > 1):
            yield title, min(members), says


# Models and datasets that recur


def _named_things(corpus: TrendCorpus) -> Iterable[tuple[FacetKind, str, list[FacetMember]]]:
    """Yield models and datasets that several papers name, told apart by the words around their names."""
    first: dict[str, dict[str, int]] = defaultdict(dict)
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    acronyms: set[str] = set()
    for paper in corpus.papers:
        texts = [paper.title, *(sentence.text for sentence in corpus.sentences.get(paper.paper_id, ()))]
        for place, text in enumerate(texts):
            if "(" in text:
                acronyms.update(_spelt_out(text))
            for match in NAMED.finditer(text):
                name = SUFFIX.sub("", match[0].rstrip("-"))
                if name in NO_NAMES or not re.search(r"[a-zA-Z]\w*[A-Z]|\d", name):
                    continue
                first[name].setdefault(paper.paper_id, place)
                after, before = text[match.end() : match.end() + 40], text[max(0, match.start() - 40) : match.start()]
                if NEAR_DATASET.match(after) or BEFORE_DATASET.search(before):
                    votes[name]["dataset"] += 1
                elif NEAR_MODEL.match(after) or BEFORE_MODEL.search(before):
                    votes[name]["model"] += 1
    least = max(LEAST_RECURRING, round(0.0003 * len(corpus.papers)))
    for name, papers in sorted(first.items()):
        kinds = votes[name]
        if len(papers) < least or not kinds or name in acronyms or name.removesuffix("s") in acronyms:
            continue
        if re.search(r"[A-Z]s$", name):
            continue  # a plural of an acronym is no name
        kind: FacetKind = "dataset" if kinds["dataset"] > kinds["model"] else "model"
        if kinds[kind] * (3 if name.isupper() and name.isalpha() else 12) < len(papers):
            continue  # all-capital words are mostly acronyms of something else
        yield kind, name, [FacetMember(paper_id, place) for paper_id, place in papers.items()]


def _spelt_out(text: str) -> Iterable[str]:
    """Yield the acronyms that a text puts behind words whose initials they are: those name no one thing."""
    for match in ACRONYM.finditer(text):
        acronym = match[1]
        words = re.findall(r"[^\W_]+", text[max(0, match.start() - 80) : match.start()])
        initials = "".join(word[0] for word in words[-len(acronym) - 2 :]).casefold()
        if len(acronym) > 1 and acronym.casefold() in initials:
            yield acronym
