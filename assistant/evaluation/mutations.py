"""A true claim made false: one thing of it, or what it cites, changed as a careless writer would.

Every change is drawn by a seed, so that an evaluation gives the same figures each time. Nothing here knows the
verifier, so that both do not share their blind spots.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal, get_args

from assistant.evaluation.rewordings import (
    change_direction,
    change_negation,
    change_number,
    change_unit,
    replaced,
    swap_numbers,
    values_in,
)

ChangeKind = Literal[
    "number",
    "swapped numbers",
    "unit",
    "name",
    "negation",
    "direction",
    "cited sentence",
    "cited paper, similar",
    "cited paper, any",
]
"""What is changed: the first six the claim's words, the others what it cites."""

CHANGE_KINDS: tuple[ChangeKind, ...] = get_args(ChangeKind)


@dataclass(frozen=True, slots=True)
class PaperText:
    """A paper as claims are compared with it: its title and the sentences of its abstract, in order."""

    title: str
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join((self.title, *self.sentences))


@dataclass(frozen=True, slots=True)
class Mutant:
    """A claim that its evidence no longer supports: the words, whose sentences it now cites (positions from 1)."""

    kind: ChangeKind
    claim: str
    paper: PaperText
    evidence: tuple[int, ...]


class Mutations:
    """Makes mutants of claims about the papers of one corpus, from which replacements are taken."""

    def __init__(self, papers: Sequence[PaperText]) -> None:
        self._names = _names_by_sort([paper.text for paper in papers])
        self._places = [
            _Place(paper, position, _content_words(sentence), frozenset(_details(f"{paper.title} {sentence}")))
            for paper in papers
            for position, sentence in enumerate(paper.sentences, 1)
            if len(_content_words(sentence)) >= MIN_STATEMENT_WORDS
        ]
        frequency = Counter(word for place in self._places for word in place.words)
        self._weights = {word: math.log(1 + len(self._places) / n) for word, n in frequency.items()}

    def mutate(
        self, kind: ChangeKind, claim: str, paper: PaperText, evidence: Sequence[int], seed: str
    ) -> Mutant | None:
        """Return the claim with one thing changed; None where it offers nothing of this kind to change."""
        random = Random(f"{seed} {kind}")  # noqa: S311 (no secret: the same draw every time)
        if kind in ("cited sentence", "cited paper, similar", "cited paper, any"):
            place = self._other_place(kind, claim, paper, evidence, random)
            return None if place is None else Mutant(kind, claim, place[0], (place[1],))
        if kind == "name":
            changed = self._change_name(claim, paper, random)
        else:
            changed = WORD_CHANGES[kind](claim, paper.text, random)
        return None if changed is None or changed == claim else Mutant(kind, changed, paper, tuple(evidence))

    # Names

    def _change_name(self, claim: str, paper: PaperText, random: Random) -> str | None:
        found = [(match, sort) for match in _NAME.finditer(claim) if (sort := self._sort_of(match.group()))]
        random.shuffle(found)
        for match, sort in found:
            name, known = match.group(), paper.text.casefold()
            others = [
                other for other in self._names[sort] if other.casefold() not in known and not _is_akin(name, other)
            ]
            if others:
                return replaced(claim, match, random.choice(others))
        return None

    def _sort_of(self, name: str) -> str | None:
        if name in LANGUAGES:
            return "language"
        return next((sort for sort, names in self._names.items() if name in names), None)

    # What is cited

    def _other_place(
        self, kind: ChangeKind, claim: str, paper: PaperText, evidence: Sequence[int], random: Random
    ) -> tuple[PaperText, int] | None:
        """Return a sentence that does not say what the claim says: of this paper, or of another one.

        It lacks a number or name of the claim that the evidence has; where there is none, most of the shared words.
        """
        cited = " ".join(paper.sentences[position - 1] for position in evidence)
        weights = {word: self._weights.get(word, 1.0) for word in _content_words(claim)}
        details = _details(claim) & _details(f"{paper.title} {cited}")
        most_shared = _overlap(weights, _content_words(cited)) / 2
        own = kind == "cited sentence"
        places = [
            place
            for place in self._places
            if (place.paper == paper) == own
            and not (own and place.position in evidence)
            and (details - place.details if details else _overlap(weights, place.words) < most_shared)
        ]
        if not places:
            return None
        if kind == "cited paper, similar":
            place = max(places, key=lambda place: _overlap(weights, place.words))
        else:
            place = random.choice(places)
        return place.paper, place.position


@dataclass(frozen=True, slots=True)
class _Place:
    """A sentence that a claim may be made to cite, with its words, and the numbers and names it and its title hold."""

    paper: PaperText
    position: int
    words: frozenset[str]
    details: frozenset[str]


def _overlap(weights: dict[str, float], words: frozenset[str]) -> float:
    """Return the share of the weight, 0…1, that lies on these words."""
    return sum(weight for word, weight in weights.items() if word in words) / (sum(weights.values()) or 1.0)


# Names and words


def _words_of(text: str) -> frozenset[str]:
    return frozenset(text.split())


LANGUAGES = _words_of(
    """Afrikaans Albanian Amharic Arabic Armenian Assamese Azerbaijani Basque Belarusian Bengali Bosnian Breton
    Bulgarian Burmese Catalan Cebuano Chinese Croatian Czech Danish Dutch English Estonian Finnish French
    Galician Georgian German Greek Gujarati Hausa Hebrew Hindi Hungarian Icelandic Igbo Indonesian Irish Italian
    Japanese Javanese Kannada Kazakh Khmer Kinyarwanda Kirundi Korean Kurdish Kyrgyz Lao Latvian Lithuanian
    Macedonian Malay Malayalam Maltese Marathi Mongolian Nepali Norwegian Odia Pashto Persian Polish Portuguese
    Punjabi Quechua Romanian Russian Serbian Sinhala Slovak Slovenian Somali Spanish Swahili Swedish Tagalog
    Tamil Tatar Telugu Thai Tibetan Turkish Ukrainian Urdu Uyghur Uzbek Vietnamese Welsh Wolof Xhosa Yoruba Zulu"""
)
_NAME = re.compile(r"(?<![\w/.-])[A-Za-z][A-Za-z0-9]*(?:(?:[-+']|\.(?=\d))[A-Za-z0-9+]+)*(?![\w-])")
_COINED = re.compile(r"[A-Za-z0-9]*(?:[A-Z][A-Z]|[a-z][A-Z]|[A-Z]\w*\d|\d\w*[A-Z])[A-Za-z0-9]*")
_COMPOUND = re.compile(
    r"-(?:based|like|style|trained|annotated|assessed|generated|[Dd]riven|specific|AI|1)$|'s$|rightarrow|-of-"
)
_SHORT_OR_PLURAL = re.compile(r"[A-Z]{1,3}|\w*[A-Z]s|[A-Z]+[a-z]+O\w+|INDIA|qLOra")
_SITES = _words_of("GitHub HuggingFace YouTube LibriVox Wikipedia Twitter")
_TASKS = _words_of("NER QA MT NLI ASR TTS OCR POS SLU NLU NMT MMT PQA")
_TECHNIQUES = _words_of("SFT DPO RL MoE LDA QLoRA BPE PCA CoT GFSQ MTF TCM SAP VT SFTM")
_METRICS = _words_of("BLEU COMET CIDEr ChrF BLEURT F1 PR-AUC sacreBLEU BLEU@4")
_TOO_GENERAL = _words_of(
    """LLM LLMs LLM-based NLP AI IR SOTA MMT MMTs PLM PLMs mPLM mPLMs MLM MLMs MLLM MLLMs LM LMs LVLM LVLMs RM RMs
    ID IDs V-L CV DL API APIs CN CNs HS LRs LRL LRLs T2I VT IN AR NAR GB TB MB UTF-8 3D AD MCI HTML QA-aligned
    Q&A English-centric Western-centric"""
)
_DATA_NAME = re.compile(r"Bench|Eval|MMLU|(?i:flores)|MTEB|MIRACL|CONAN|MIND|XTREME|XCOPA|GSM8K|Retrieve$")
_DATA_AFTER = re.compile(r"\s+(?:[a-z-]+\s)?(?:benchmarks?|datasets?|corpus|corpora|test\s?sets?)\b")
_DATA_BEFORE = re.compile(r"\b(?:on|benchmarks?|datasets?)(?:\s(?:the|like|including))?\s$")
_STOP_WORDS = _words_of(
    """a an the of in on for to and or with by from as at is are was were be been that which this these those it
    its than not no more most we our their they can also such both all into over each one only has have had do
    does but while other when where whose there any some than then so if"""
)
MIN_STATEMENT_WORDS = 6


def _names_by_sort(texts: Sequence[str]) -> dict[str, list[str]]:
    """Return the coined names of a corpus and all languages by sort; a name stands in the sort it is most often of."""
    votes: dict[str, Counter[str]] = {}
    plain = {word for text in texts for word in re.findall(r"\b[a-z]+\b", text)}
    for text in texts:
        for match in _NAME.finditer(text):
            name = match.group()
            if _is_coined(name) and name.casefold() not in plain:  # "embeddiNG" only spells out an acronym
                votes.setdefault(name, Counter())[_sort_in_place(name, text, match)] += 1
    names: dict[str, list[str]] = {"language": sorted(LANGUAGES)}
    names |= {sort: [] for sort in ("dataset", "task", "technique", "metric", "site", "model")}
    for name in sorted(votes):
        sort = votes[name].most_common(1)[0][0]
        if sort in ("task", "technique", "metric") or not _SHORT_OR_PLURAL.fullmatch(name):
            names[sort].append(name)
    return names


def _is_coined(name: str) -> bool:
    """Say whether a word is a name by its letters: capitals inside, or a digit ("mBERT", "GPT-4", not "Zero-Shot")."""
    if name in _TOO_GENERAL or _COMPOUND.search(name):
        return False
    return any(_COINED.fullmatch(part) for part in re.split(r"[-+']", name)) or bool(re.search(r"[A-Z].*\d", name))


def _sort_in_place(name: str, text: str, match: re.Match[str]) -> str:
    if name in _TASKS:
        return "task"
    if name in _METRICS:
        return "metric"
    if name in _TECHNIQUES:
        return "technique"
    if name in _SITES:
        return "site"
    is_data = (
        _DATA_NAME.search(name) or _DATA_AFTER.match(text, match.end()) or _DATA_BEFORE.search(text[: match.start()])
    )
    return "dataset" if is_data else "model"


def _is_akin(name: str, other: str) -> bool:
    first, second = (re.sub(r"\W", "", text).casefold() for text in (name, other))
    return first in second or second in first


def _details(text: str) -> set[str]:
    """Return what can be looked up in a text: its numbers as values, coined names and languages, in lower case."""
    names = {
        match.group().casefold()
        for match in _NAME.finditer(text)
        if match.group() in LANGUAGES or _is_coined(match.group())
    }
    return names | {str(value) for value in values_in(text)}


def _content_words(text: str) -> frozenset[str]:
    """Return the words that carry meaning, each cut to six letters so that most of its forms agree."""
    return frozenset(word[:6] for word in re.findall(r"\w+", text.casefold()) if word not in _STOP_WORDS)


WordChange = Callable[[str, str, Random], str | None]

WORD_CHANGES: dict[ChangeKind, WordChange] = {
    "number": change_number,
    "swapped numbers": swap_numbers,
    "unit": change_unit,
    "negation": change_negation,
    "direction": change_direction,
}
