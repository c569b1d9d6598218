"""Abstract → its parts: which sentences state the problem, the method, the results, and so on.

Every sentence stands in one part at most, and a part that the abstract does not speak of is not there.
"""

import re
from collections.abc import Mapping, Sequence, Set
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from assistant.outlines.roles import SentenceRole, roles_of
from assistant.outlines.sections import Section, sections_of
from retrieval.datatypes import Sentence

PartName = Literal["Problem", "Contribution", "Method", "Data", "Results", "Limits", "Code and data"]
PART_NAMES: tuple[PartName, ...] = (
    "Problem",
    "Contribution",
    "Method",
    "Data",
    "Results",
    "Limits",
    "Code and data",
)

CONTRIBUTION = re.compile(
    r"\b(?:we|this\s+(?:paper|work|study|article|survey|report|thesis|tutorial)|(?:the|our)\s+(?:[\w-]+\s+){0,3}?(?:paper|work|study|article|survey))\b"
    r"[^.;]{0,40}?\b(?:presents?|introduc|propos|investigat|stud(?:y|ies)\b|explor|examin|address|describ|develop|aims?\b|ask|seek"
    r"|provides?\b|offers?\b|survey|review|revisit|tackl|argue)"
    r"|\bwe\s+(?:release|publish)\s+[\w-]+(?:\s+\([^)]*\))?,\s+(?:an?|the)\b",
    re.IGNORECASE,
)
NEED = re.compile(
    r"\b(?:however|but|yet|although|despite|lack|scarc|limited|challeng|difficult|problem|barrier|gap|bottleneck|suffer|fail|struggl"
    r"|remains?|neglect|ignor|overlook|costly|expensive|hinder|imped)",
    re.IGNORECASE,
)
OWN = re.compile(
    r"\b(?:we|our|us|here)\b|\b(?:this|the|present)\s+(?:[\w-]+\s+){0,3}?(?:paper|work|study|article|survey)\b",
    re.IGNORECASE,
)
STRONG_FINDING = re.compile(
    r"\b(?:outperform|surpass|beats?\b|achiev|superior|performs?\s+(?:well|better|worse|poorly|competitively|comparably|on\s+par)|improves\b"
    r"|(?<!areas\sof\s)(?<!areas\sfor\s)(?<!room\sfor\s)improvements?\b"
    r"|better\s+(?:than|translation|performance|results)\b)"
    r"|\b(?:competitive|comparable|strong|state[- ]of[- ]the[- ]art)\s+(?:\w+\s+)?(?:performance|results?|accuracy)"
    r"|\bwe\s+(?:\w+\s+){0,2}?(?:find|found|show|observe|demonstrate|conclude|discover)\b"
    r"|\b(?:results?|experiments?|analys[ei]s|findings?|evaluations?|ablations?|studies|comparisons?|it)\b[^.;]{0,50}"
    r"\b(?:shows?|showed|demonstrate[sd]?|reveal|indicate|suggest|confirm|highlight|emphasi[sz]e|underscore|establish|turns?\s+out|prove)"
    r"|\b(?:significant(?:ly)?|substantial(?:ly)?|consistent(?:ly)?)\s+(?:\w+\s+){0,1}?(?:improve|reduc|better|gain|increas|boost|enhance)",
    re.IGNORECASE,
)
FINDING = re.compile(
    r"\b(?:outperform|improv|achiev|surpass|exceed|reduc|increas|gain|better|best|state-of-the-art|competitive|comparable|effective"
    r"|find\b|finds\b|found|show|reveal|demonstrat|suggest|indicat|correlat|results?\b)",
    re.IGNORECASE,
)
MEASURED = re.compile(r"\d\s?%|\b\d+(?:\.\d+)?\s+(?:\w+\s+)?(?:BLEU|F1|points?)\b")
"""A figure that was measured: not what was done."""

WE_FIRST = re.compile(
    r"(?:^\W*|[,;:]\s+|\b(?:here|then|therefore|thus)\s+)we\s+(?!can\b|live\b|need\b|know\b)", re.IGNORECASE
)
IS_SOMETHING = re.compile(r"^\W*(?:[\w-]+\s+){1,4}?(?:is|are)\s+(?:an?|the)\b", re.IGNORECASE)
OWN_BEFORE = re.compile(
    r"^\W*(?:in|as\s+\w+\s+in)\s+(?:our|an?|the)\s+(?:previous|prior|earlier|preceding)\s+(?:work|paper|study|report|version)\b"
    r"|^\W*(?:previously|earlier),?\s+we\b|^\W*we\s+(?:have\s+)?previously\b",
    re.IGNORECASE,
)
"""A sentence that tells of what the same authors did before."""

WANTING = re.compile(
    r"\b(?:has|have|had)\s+(?:\w+\s+){0,2}?(?:lacked|been\s+(?:\w+ly\s+)?(?:neglected|overlooked|ignored|under-?\w+ed))\b"
    r"|\b(?:has|have)\s+(?:\w+\s+){0,2}?received\s+(?:\w+\s+){0,2}?(?:little|less|scant|limited|no)\b",
    re.IGNORECASE,
)
"""What was wanting before the paper, wherever its abstract says so."""

BEFORE_THIS = re.compile(r"\b(?:previous|prior|earlier)\s+(?:work|paper|study|report)\b", re.IGNORECASE)
SIGNIFICANCE = re.compile(
    r"\b(?:pav(?:es?|ing)\s+the\s+way|open(?:s|ing)\s+(?:up\s+)?new|marks?\s+an?|potential|future|community|insights?|hope"
    r"|aims?\s+to|inclusiv\w*|crucial|valuable)\b|\b(?:underscor|contribut|highlight|importan|establish|promot)\w*",
    re.IGNORECASE,
)
"""Words of sentences that praise the work rather than tell of it."""

DOING = re.compile(
    r"^\W*(?:[\w-]+(?:\s+[\w-]+){0,3},\s+)?we\s+(?:\w+ly\s+|first\s+|then\s+|also\s+|further\s+)*(?:augment|train|use|apply|integrate"
    r"|construct|collect|combine|leverage|employ|build|design|fine-?tune|pre-?train|adopt|formali[sz]e|annotate|extend"
    r"|initiali[sz]e|translate|adapt|extract|generate|convert|conduct|freeze|align|sample|filter|repeat|choose|let)\b",
    re.IGNORECASE,
)
DOES = re.compile(
    r"^\W*(?:[\w-]+(?:\s+[\w-]+){0,3},\s+)?(?:(?:the|our)\s+)?(?:[\w-]+\s+){1,3}?(?:augments|trains|uses|applies|integrates|constructs|combines"
    r"|leverages|employs|adopts|extends|initiali[sz]es|translates|adapts|extracts|generates|converts|freezes|aligns|samples|filters|takes|injects|replaces)\b",
    re.IGNORECASE,
)
"""A sentence on what something does, as `DOING` is one on what the authors do."""

EFFECT_CLAUSE = re.compile(r",\s+(?:which|thereby|thus|hence|resulting|leading|enabling|allowing)\b.*", re.DOTALL)
"""What a sentence on a method adds about the good of it."""

FINDING_FIRST = re.compile(
    r"^\W*(?:[\w-]+\W+){0,4}?(?:results?|experiments?|analys[ei]s|findings?|evaluations?)\b", re.IGNORECASE
)
AMOUNT_OF_DATA = re.compile(
    r"\b(?:\d[\d,.]*\s*[kKMBT]?\+?|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|many|dozens?|hundreds?|thousands?"
    r"|millions?|billions?)[\s-]+(?:(?:of|distinct|different|unique|new|high|low|medium|mid|resource|domain|specific|typologically|diverse"
    r"|diversified|scheduled|major|indian|african|european|asian|other|more|than|and|additional|annotated|labell?ed|manually|raw|text|image"
    r"|speech|parallel|human|million|billion|thousand)[\s-]+){0,4}"
    r"(?:languages?|dialects?|sentences?|words|tokens?|hours|examples?|instances|samples|pairs|utterances|images|users|messages|documents"
    r"|articles|domains|datasets|tasks|speakers|questions|queries|passages|languages?\s+families|scripts|parliaments|records|pages|papers"
    r"|[TGM]B)\b|\b\d[\d.,]*\s?[TGM]B\b",
    re.IGNORECASE,
)
DATA_VERB = re.compile(
    r"\b(?:trained\s+on|pre-?trained\s+on|data\s*set|corp(?:us|ora)|benchmark|collect|crawl|annotat|compris|contain|cover|consist|span|curat)",
    re.IGNORECASE,
)
ONE_MORE = re.compile(
    r"^\W*(?:further(?:more)?|moreover|in\s+addition|additionally|also|besides|lastly)\b|\bwe\s+(?:also|further|additionally)\b",
    re.IGNORECASE,
)
"""A sentence that adds something to what its abstract has said first."""

PARTS_OF_SECTIONS: Mapping[Section, tuple[PartName | None, ...]] = {
    "background": ("Problem", "Contribution"),
    "aim": ("Contribution",),
    "methods": ("Method", "Data", "Contribution"),
    "results": ("Results", "Limits", "Code and data"),
    "conclusions": ("Results", "Limits", "Code and data"),
    "aside": (None,),
}
"""The parts that a labelled section may fill; the first where a sentence's words tell another."""

MAX_PER_PART = 2
LONG_SENTENCE = 450
"""Characters from which on a sentence is chosen less gladly."""


def part_sentences(
    sentences: Sequence[Sentence],
    vectors: NDArray[np.float32] | None,
    most: int = MAX_PER_PART,
    name: str | None = None,
    without: Set[int] = frozenset(),
) -> dict[PartName, tuple[Sentence, ...]]:
    """Return the parts an abstract has, each with its most telling sentences in the order of the text.

    `vectors` are the (n, dimension) unit vectors of the sentences, None where there are none yet; `name` is what the
    title calls the paper's own work; `without` are the positions of sentences that fill no part.
    """
    texts = [sentence.text for sentence in sentences]
    roles, names = roles_of(texts), part_names(texts, name)
    centrality = _centrality(vectors, len(sentences))
    ranked: dict[PartName, list[tuple[float, Sentence]]] = {}
    for sentence, part, role, central in zip(sentences, names, roles, centrality, strict=True):
        if part is not None and sentence.position not in without:
            ranked.setdefault(part, []).append((_fitness(sentence.text, part, role) + central, sentence))
    chosen: dict[PartName, tuple[Sentence, ...]] = {}
    for part in PART_NAMES:
        best = sorted(ranked.get(part, ()), key=lambda item: (-item[0], item[1].position))[:most]
        if best:
            chosen[part] = tuple(sorted((sentence for _, sentence in best), key=lambda item: item.position))
    return chosen


def part_names(texts: Sequence[str], name: str | None = None) -> tuple[PartName | None, ...]:
    """Return the part that each sentence of an abstract belongs to, given all of them in order."""
    roles = roles_of(texts)
    opens_with_name = re.compile(rf"\W*(?:The\s+)?{re.escape(name)}(?![\w-])(?!\s+paper\b)" if name else r"(?!)")
    turn = _turn(texts, roles, opens_with_name)
    named: list[PartName | None] = [
        "Contribution"
        if place == turn and opens_with_name.match(text) and IS_SOMETHING.search(text)
        else part_of(text, role, place >= turn)
        for place, (text, role) in enumerate(zip(texts, roles, strict=True))
    ]
    return tuple(_as_labelled(part, section) for part, section in zip(named, sections_of(texts), strict=True))


def _as_labelled(part: PartName | None, section: Section | None) -> PartName | None:
    """Return the part of a sentence that stands in a labelled section: the label goes before what its words tell."""
    if section is None or part in PARTS_OF_SECTIONS[section]:
        return part
    return PARTS_OF_SECTIONS[section][0]


def _turn(texts: Sequence[str], roles: Sequence[SentenceRole], opens_with_name: re.Pattern[str]) -> int:
    """Return how many sentences come before the abstract first speaks of its own work."""
    for place, (text, role) in enumerate(zip(texts, roles, strict=True)):
        is_own = WE_FIRST.search(text) or (OWN.search(text) and role.role != "background")
        introduces = CONTRIBUTION.search(text) and not BEFORE_THIS.search(text)
        if not OWN_BEFORE.search(text) and (introduces or is_own or opens_with_name.match(text)):
            return place
    return next((place for place, role in enumerate(roles) if role.role != "background"), 0)


def part_of(text: str, role: SentenceRole, after_turn: bool) -> PartName | None:
    """Return the part that a sentence of that role belongs to, before or after the abstract turns to its own work."""
    if OWN_BEFORE.search(text):
        return None
    if not after_turn or (WANTING.search(text) and not OWN.search(text)):
        return "Problem"
    has_address = "://" in text
    if CONTRIBUTION.search(text) and not FINDING_FIRST.search(text) and not BEFORE_THIS.search(text):
        return "Contribution"
    if AMOUNT_OF_DATA.search(text) and DATA_VERB.search(text) and not STRONG_FINDING.search(text) and not has_address:
        return "Data"
    if role.role == "resource":
        return "Code and data"
    if role.role == "limit":
        return "Limits"
    deed = EFFECT_CLAUSE.sub("", text)
    if STRONG_FINDING.search(text) and (STRONG_FINDING.search(deed) or not (DOING.search(deed) or DOES.search(deed))):
        return "Results"
    if DOING.search(text) or (deed != text and DOES.search(deed)):
        return "Method"
    if role.role == "result":
        return "Results"
    if role.role == "objective":
        return "Contribution"
    if role.role == "other":
        return None
    if WE_FIRST.search(text):
        return "Method"
    return "Results" if MEASURED.search(text) else "Data" if AMOUNT_OF_DATA.search(text) else "Method"


def _fitness(text: str, name: PartName, role: SentenceRole) -> float:
    """Return how telling a sentence is for its part: sure of its role, and with the part's own cues."""
    telling = {"Problem": NEED, "Contribution": CONTRIBUTION, "Results": FINDING, "Data": AMOUNT_OF_DATA}.get(name)
    cue = 0.3 if telling is not None and telling.search(text) else 0.0
    number = 0.15 if name in ("Results", "Data") and re.search(r"\d", text) else 0.0
    result = 0.2 if name == "Results" and STRONG_FINDING.search(text) else 0.0
    idle = 0.25 if name in ("Results", "Method") and SIGNIFICANCE.search(text) else 0.0
    aside = 0.3 if name in ("Contribution", "Results") and ONE_MORE.search(text) else 0.0
    return 0.5 * role.probability + cue + number + result - idle - aside - (0.3 if len(text) > LONG_SENTENCE else 0.0)


def _centrality(vectors: NDArray[np.float32] | None, n: int) -> list[float]:
    """Return per sentence its cosine with the mean of all: how much it speaks of what the abstract is about."""
    if vectors is None or len(vectors) != n:
        return [0.0] * n
    mean = vectors.mean(axis=0)
    return np.round(vectors @ mean / (float(np.linalg.norm(mean)) or 1.0), 5).tolist()  # type: ignore[no-any-return]
