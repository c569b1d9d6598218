"""What a phrase that names a filter is, and what stands around it where papers are spoken of, not their matter."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from retrieval.datatypes import PaperFilter
from retrieval.library import Library

PAPERS = (
    r"(?:papers?|studies|study|publications?|preprints?|works?|research|literature|surveys?|reviews|abstracts"
    r"|(?<!news )(?<!newspaper )(?<!wikipedia )articles?)"
)
RESEARCH = r"(?:methods?|approach(?:es)?|techniques?|models?|datasets?|benchmarks?|corpora|systems?|findings|results)"
PUBLISHED = r"(?:published|written|released|presented|introduced|proposed|appeared|appearing|authored)"

OF_PAPERS = re.compile(
    rf"\b{PAPERS}\s*(?:(?:(?:that|which)\s+)?(?:were|was|have\s+been|are|come|date|stem)\s+|that\s+"
    r"|(?:(?:do|did)\s+)?(?:you|we|i|there)\s+(?:have|hold|know|are)\s+|(?:are|is)\s+there\s+|do\s+(?:you|we|i)\s+)?$",
    re.IGNORECASE,
)

OF_MATTER = re.compile(
    r"\b(?:data|tweets?|texts?|posts?|letters?|newspapers?|documents?|recordings?|crawls?|snapshots?|dumps?|trained"
    r"|pre-?trained|collected|crawled|recorded|posted|covering|spanning|dated?|dating|gathered|compiled|sampled|scraped"
    r"|born|died|founded|held|happened|occurred|spoken|used|cutoff|knowledge|elections?|pandemic|wars?|olympics|crisis"
    r"|years?|periods?|decades?|time|events?|lockdowns?|(?:news|newspaper|wikipedia)\s+articles?|extinct|census|released|written|introduced|proposed"
    r"|presented|poems?|novels?|books?|speeches|songs?|and|or)\s*$",
    re.IGNORECASE,
)
MATTER_FOLLOWS = re.compile(
    r"^\s*(?:[A-Z]\w*\s+)?(?i:elections?|census|season|edition|version|olympics|pandemic|crisis|test|tests|data|dataset"
    r"|task|tasks|shared|corpus|anthology|benchmark|dollars|prices|submissions?|competition|challenge|campaign|track"
    r"|translation|news|dev|development|training|evaluation|systems?)\b"
)
AFTER_NAME = re.compile(
    r"^\s*(?:$|[?.,;:!)]|(?:on|about|by|in|at|since|from|and|or|that|which|who|with|published|study|studying|discuss|deal|deals"
    r"|do|does|did|say|says|use|uses|cover|address|propose|show|for|after|before|between|until|is|are|was|were|have|has"
    r"|there|here|using|work|report|present|compare|evaluate|concern|treat|written|dealing)\b)"
)
MOST_NAMED = 11
"""Further venues or people that one phrase may name."""

AUXILIARY = re.compile(r"\b(?:was|were|is|are|been|be|got)\s+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase that names a filter: where it stands, what takes its place, and what it asks for.

    `n_unknown`: where the papers are asked for by id, how many are not among them because the field is unknown.
    """

    start: int
    end: int
    kind: Literal["year", "venue", "author", "survey"]
    label: str
    paper_filter: PaperFilter
    instead: str = ""
    remark: str | None = None
    n_unknown: int | None = None


def any_of(filters: Sequence[PaperFilter], library: Library, collection: str) -> PaperFilter:
    """Return the filter that lets through what any of the filters lets through."""
    ids = {paper_id for one in filters for paper_id in library.paper_ids(collection, one)}
    return PaperFilter(paper_ids=tuple(sorted(ids)))


def joined(names: Sequence[str], word: str) -> str:
    """Return names in a row: "ACL, EMNLP or NAACL"."""
    return f" {word} ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)
