"""What a paper gives its readers, by the sentences that say so: datasets, benchmarks, models, code, surveys …

English cue words. A sentence counts in several ways, which `ContributionSigns` tells apart, since "we release a corpus"
and "corpora are scarce" hold the same noun.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import log1p

from assistant.outlines.list_subject import Contribution

_NOUNS: dict[Contribution, str] = {
    "dataset": (
        r"(?:data\s?sets?|corp(?:us|ora)|treebanks?|(?:data|corpus|dataset|parallel)\s+collections?"
        r"|(?:audio|text|dialogue|training|instruction|annotated|labelled|labeled)\s+data|data\s+resources?|testsets?)"
    ),
    "benchmark": (
        r"(?:benchmarks?(?!\s+(?:results?|scores?|performance))|test\s+suites?|leaderboards?"
        r"|evaluation\s+(?:data\s?)?sets?)"
    ),
    "model": (
        r"(?:(?<!reward\s)models?(?!\s+(?:architecture|sizes?|performance|merging|parameters|outputs?|collapse))"
        r"|MLLM|LLMs?|[lL]anguage\s+[mM]odels?|BERT|classifiers?|encoders?|checkpoints?|weights)"
    ),
    "released model": (
        r"(?:models?(?!\s+(?:architecture|sizes?|performance|merging|parameters|outputs?|collapse))|LLMs?"
        r"|classifiers?|checkpoints?|weights|\w+-\d+[bB])"
    ),
    "code": (
        r"(?:source\s+code|code\s+source|code(?:base|s)?(?!\s+(?:review|switch|generation|model|change"
        r"|diff|llm|mix))|implementations?)"
    ),
    "survey": (
        r"(?:surveys?|(?:literature|systematic|comprehensive)\s+(?:literature\s+)?(?:review|overview)s?"
        r"|overview\s+of|review\s+of)"
    ),
    "tool": r"(?:tools?|toolkits?|software|(?:python\s+)?packages?|librar(?:y|ies)|pipelines?)",
    "metric": (
        r"(?:(?:set|suite|family)\s+of\s+(?:evaluation\s+)?metrics|(?:evaluation\s+)?metrics?"
        r"|scoring\s+functions?)"
    ),
    "submission": r"(?:shared\s+(?:\w+\s+){0,3}tasks?|(?:our|team['’]?s?)\s+submissions?|submission\s+(?:of|to)\s+the)",
}
_WHO = (
    r"(?:\bwe\b|\bI\b|\bauthors?\b|\bteam\b|\b(?:this|the|our|present)\s+(?:paper|work|study|research|article"
    r"|report|survey)\b|\bcontributions?\b)"
)
_OWN = (
    r"(?:introduc(?:e|es|ed|ing)|presents?|presented|propos(?:e|es|ed|ing)|creat(?:e|es|ed)|constructs?"
    r"|constructed|buil(?:d|ds|t)|releas(?:e|es|ed|ing)|publish(?:es|ed)?"
    r"|compil(?:e|es|ed|ing)|curat(?:e|es|ed)|collects?|collected|develops?|developed|assembl(?:e|es|ed)"
    r"|contributes?|contributed|open[- ]?sourc(?:e|es|ed)|establish(?:es|ed)?"
    r"|provides?|provided|(?:release|creation|construction|introduction)\s+of|describes?|(?<!pre-)(?<!pre)trains?"
    r"|pre-?train|named|called|derives?|extends?|designs?|offers?|made\s+available|make\s+available)"
)
_STEP = (
    r"(?!(?:of|for|on|to|in|with|by|from|that|which|who|using|via|as|than|between|over|across|whose|when|while"
    r"|is|are|was|were|can|into)\b)"
)
_AVAILABLE = (
    r"(?:(?:publicly|freely|openly|fully)\s+(?:available|accessible|released)|made\s+(?:\w+\s+){0,2}(?:available"
    r"|accessible|public)|available\s+(?:at|on|from|under|via|in|as)|accessible"
    r"|open[- ]?sourced?|releas\w+|publish\w*|obtained\s+from|found\s+at|permissive\s+licen[cs]es?"
    r"|for\s+the\s+community|https?://|github|hugging\s?face)"
)
_PASSIVE = r"(?:is|are|was|were|has\s+been|have\s+been|will\s+be|can\s+be)"
_NEW = r"(?:new|novel|first|our|own|proposed|resulting|called|named|dubbed|improved)"


@dataclass(frozen=True, slots=True)
class ContributionSigns:
    """How strongly a paper says that it gives something. `sentence` is the place of the best sign, from 0, `given_at`
    are those of sentences that say outright that it is the paper's own."""

    in_title: float
    own: float
    given: float
    n_own: float
    available: float
    new: float
    defined: float
    n_named: float
    sentence: int
    given_at: tuple[int, ...] = ()

    @property
    def values(self) -> tuple[float, ...]:
        return (self.in_title, self.own, self.given, self.n_own, self.available, self.new, self.defined, self.n_named)


@dataclass(frozen=True, slots=True)
class _Cues:
    noun: re.Pattern[str]
    own: re.Pattern[str]
    given: re.Pattern[str]
    available: re.Pattern[str]
    new: re.Pattern[str]
    defined: re.Pattern[str]


def _cues(noun: str) -> _Cues:
    near = r"[^.;:?!]{0,70}?"
    return _Cues(
        re.compile(rf"\b{noun}\b", re.IGNORECASE),
        re.compile(rf"\b{_OWN}\s+(?:{_STEP}[^\s.;:?!]+\s+){{0,9}}?(?:[^\s.;:?!]+-)?{noun}\b", re.IGNORECASE),
        re.compile(
            rf"{_WHO}[^.;?!]{{0,60}}?\b{_OWN}\s+(?:{_STEP}[^\s.;:?!]+\s+){{0,9}}?(?:[^\s.;:?!]+-)?{noun}\b"
            rf"|\b{noun}\b{near}\b{_PASSIVE}\b[^.;]{{0,20}}\b(?:introduced|presented|proposed|created|constructed"
            rf"|built|released|compiled|collected)\b",
            re.IGNORECASE,
        ),
        re.compile(rf"\b{noun}\b[^;?!]{{0,60}}?{_AVAILABLE}|{_AVAILABLE}[^.;?!]{{0,60}}?\b{noun}\b", re.IGNORECASE),
        re.compile(rf"\b{_NEW}\b(?:[\s-]+[\w-]+){{0,4}}?[\s-]+{noun}\b", re.IGNORECASE),
        re.compile(
            rf"[A-Z]\w*[A-Z0-9]\S*(?:\s+\([^)]*\))?(?:,|\s+--?|\s+is(?:\s+(?:described|presented|introduced)\s+as)?|\s+[–—])\s+(?:an?|the"
            rf"|our)\s[^.;]{{0,70}}?\b{noun}\b"
            rf"|\b[Tt]he\s+(?:[\w-]+\s+){{0,4}}{noun}\s+(?:comprises|contains|consists|spans|covers|includes|holds)\b",
        ),
    )


SIGN_WEIGHTS = (2.0, 1.0, 1.0, 0.7, 1.2, 0.1)
"""What each sign counts in the choice of the sentence that shows a contribution."""

NOUN_WORDS: dict[Contribution, tuple[str, ...]] = {
    "dataset": ("dataset", "corpus", "corpora", "treebank", "data", "collection"),
    "benchmark": ("benchmark", "leaderboard", "suite"),
    "model": ("model", "LLM", "LM", "BERT", "classifier", "encoder"),
    "released model": ("model", "LLM", "classifier", "checkpoint", "weights"),
    "code": ("code", "codebase", "implementation", "github"),
    "survey": ("survey", "review", "overview", "systematic", "meta"),
    "tool": ("tool", "toolkit", "software", "package", "library", "pipeline"),
    "metric": ("metric", "metrics"),
    "submission": ("shared", "submission"),
}
"""Words without one of which a paper cannot give what is asked."""

_CUES = {kind: _cues(noun) for kind, noun in _NOUNS.items()}


def contribution_signs(kind: Contribution, title: str, sentences: Sequence[str]) -> ContributionSigns:
    """Return how a paper's title and sentences speak of something that it gives."""
    cues = _CUES[kind]
    rows = [_signs_of(cues, text) for text in sentences]
    best = max(
        range(len(rows)),
        key=lambda place: (sum(w * sign for w, sign in zip(SIGN_WEIGHTS, rows[place], strict=True)), -place),
        default=0,
    )
    own, given, available, new, defined, named = zip(*rows, strict=True) if rows else ((),) * 6
    return ContributionSigns(
        float(cues.noun.search(title) is not None),
        float(any(own)),
        float(any(given)),
        log1p(sum(own)),
        float(any(available)),
        float(any(new)),
        float(any(defined)),
        log1p(sum(named)),
        best,
        tuple(place for place, row in enumerate(rows) if row[0] or row[1]),
    )


def kinds_that_do(contributions: tuple[Contribution, ...]) -> tuple[Contribution, ...]:
    """Return the contributions that will do: a benchmark is a dataset, too."""
    if "dataset" in contributions and "benchmark" not in contributions:
        return (*contributions, "benchmark")
    return contributions


def _signs_of(cues: _Cues, text: str) -> tuple[bool, bool, bool, bool, bool, bool]:
    """Return the signs of one sentence, in the order of SIGN_WEIGHTS. Without the noun there is none."""
    if cues.noun.search(text) is None:
        return (False,) * 6
    patterns = (cues.own, cues.given, cues.available, cues.new, cues.defined)
    own, given, available, new, defined = (pattern.search(text) is not None for pattern in patterns)
    return own, given, available, new, defined, True
