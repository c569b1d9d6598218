"""How well claims are checked: true paraphrases, what is left of them when one thing is changed, and SciFact."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from assistant.datatypes import Verdict
from assistant.errors import QuestionFileError
from assistant.evaluation.mutations import CHANGE_KINDS, ChangeKind, Mutations, PaperText
from assistant.verification.check import Check, Source, Verifier
from retrieval.cleaning import clean_text
from retrieval.datatypes import ReadProblem
from retrieval.identity import normalise_title
from retrieval.indexing import Progress, no_progress
from retrieval.library import Library
from retrieval.readers.lines import read_lines

VERBATIM_PER_SPLIT = 20
SPLITS = ("tune", "test")

EntailmentJudge = Callable[[str, Sequence[Source]], bool | None]
"""Says whether the sources entail the claim; None where it gave no usable judgement."""

Expected = Literal["passed", "flagged", "quoted"]


@dataclass(frozen=True, slots=True)
class Claim:
    """A true claim about one paper (its title or id): what it says, the positions, from 1, of sentences that say so."""

    claim_id: str
    title: str
    evidence: tuple[int, ...]
    text: str
    split: str


@dataclass(frozen=True, slots=True)
class ChangedClaim:
    """A claim with one thing changed by hand, and the id of the true claim whose evidence it cites."""

    claim_id: str
    of: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class ClaimSet:
    """Claims by hand: true ones, and changed ones that are false."""

    claims: tuple[Claim, ...]
    changed: tuple[ChangedClaim, ...] = ()


@dataclass(frozen=True, slots=True)
class VerificationScores:
    """One row: of `n_claims` claims of a kind, how many were called mismatches.

    `made` tells whether a change was made by hand or automatically. True paraphrases and quotations should not be
    flagged, everything else should; `n_right` counts those that came out as they should.
    """

    split: str
    kind: str
    made: str
    n_claims: int
    n_flagged: int
    n_right: int
    share_right: float


@dataclass(frozen=True, slots=True)
class VerificationFault:
    """A claim that did not come out as it should, with what it was checked against."""

    claim_id: str
    split: str
    kind: str
    claim: str
    cited: tuple[str, ...]
    verdict: Verdict
    reasons: tuple[str, ...]

    def __str__(self) -> str:
        reasons = "".join(f"\n    reason: {reason}" for reason in self.reasons)
        cited = "".join(f"\n    cited:  {sentence}" for sentence in self.cited)
        return f"{self.claim_id} ({self.kind}): {self.verdict}\n    claim:  {self.claim}{cited}{reasons}"


@dataclass(frozen=True, slots=True)
class VerificationReport:
    """A row per split and kind of claim, and every claim that did not come out as it should."""

    scores: tuple[VerificationScores, ...]
    faults: tuple[VerificationFault, ...]


# Claims in files


def read_claims(path: Path, changed_path: Path | None = None, split: str | None = None) -> ClaimSet:
    """Return the claims of a file NAME.jsonl, and those changed by hand from NAME_changed.jsonl, else changed.jsonl.

    Raises QuestionFileError with the place of the first line that is none.
    """
    claims = tuple(_lines(path, _claim))
    if split is not None:
        claims = tuple(claim for claim in claims if claim.split == split)
    if not claims:
        raise QuestionFileError(f"{path}: no claims{f' of split {split!r}' if split else ''}")
    own = path.with_name(f"{path.stem}_changed.jsonl")
    beside = changed_path or (own if own.is_file() else path.with_name("changed.jsonl"))
    changed = tuple(_lines(beside, _changed_claim)) if changed_path is not None or beside.is_file() else ()
    known = {claim.claim_id for claim in claims}
    if split is None and (unknown := [item.claim_id for item in changed if item.of not in known]):
        raise QuestionFileError(f'{beside}: {unknown[0]}: its "of" is the id of no claim in {path}')
    return ClaimSet(claims, tuple(item for item in changed if item.of in known))


def _lines(path: Path, parse: Callable[[Mapping[str, Any]], Any]) -> Iterator[Any]:
    if not path.is_file():
        raise QuestionFileError(
            f"{path}: no such file; name one of claims, such as bench/verification/paraphrases.jsonl"
        )
    problems: list[ReadProblem] = []
    for line in read_lines(path, problems):
        if not line.text.strip():
            continue
        try:
            record = json.loads(line.text)
            yield parse(record)
        except (KeyError, TypeError, ValueError, RecursionError) as error:
            what = f"no {error}" if isinstance(error, KeyError) else str(error)
            raise QuestionFileError(f"{path}:{line.number}: {what}; see bench/verification/README.md") from error
    if problems:
        raise QuestionFileError(str(problems[0]))


def _claim(record: Mapping[str, Any]) -> Claim:
    evidence = tuple(int(position) for position in record["evidence"])
    if not evidence or min(evidence) < 1:
        raise ValueError('"evidence" is no list of sentence positions, counted from 1')
    return Claim(str(record["id"]), record["title"], evidence, record["claim"], str(record.get("split") or "all"))


def _changed_claim(record: Mapping[str, Any]) -> ChangedClaim:
    return ChangedClaim(str(record["id"]), str(record["of"]), str(record["kind"]), record["claim"])


# Claims against papers


def evaluate_verification(
    verifier: Verifier,
    claim_set: ClaimSet,
    library: Library,
    collection: str,
    judge: EntailmentJudge | None = None,
    progress: Progress = no_progress,
) -> VerificationReport:
    """Check every claim, every change of it, and some sentences word for word, against the papers of a collection.

    Raises QuestionFileError where the collection does not hold the abstracts that the claims are about.
    """
    return _checked(verifier, claim_items(claim_set, library, collection), judge, progress)


def _checked(
    verifier: Verifier, items: Sequence["CheckedItem"], judge: EntailmentJudge | None, progress: Progress
) -> VerificationReport:
    results = []
    for number, item in enumerate(items, 1):
        results.append((item, _judged(verifier.check(item.claim, item.sources), item, judge)))
        progress("checking claims", number, len(items))
    return _report(results)


def claim_items(
    claim_set: ClaimSet, library: Library, collection: str, kinds: Sequence[ChangeKind] = CHANGE_KINDS
) -> list["CheckedItem"]:
    """Return what the claims come to: each one, every change of it, and some sentences word for word.

    `kinds` are those of the changes made automatically; the others are all returned.
    """
    papers = _papers_of(claim_set.claims, library, collection)
    mutations = Mutations([text for text in papers.values() if text.sentences])
    return list(_items(claim_set, papers, mutations, kinds))


@dataclass(frozen=True, slots=True)
class CheckedItem:
    """A claim with what it cites and what should be said of it."""

    claim_id: str
    split: str
    kind: str
    made: str
    claim: str
    sources: tuple[Source, ...]
    expected: Expected


def _papers_of(claims: Sequence[Claim], library: Library, collection: str) -> dict[str, PaperText]:
    """Return the papers that the claims are about, by the titles or ids that the claims give."""
    by_id = {paper.paper_id: paper for paper in library.papers(collection)}
    by_title = {normalise_title(paper.title): paper for paper in by_id.values()}
    texts: dict[str, PaperText] = {}
    for claim in claims:
        paper = by_id.get(claim.title) or by_title.get(normalise_title(claim.title))
        if paper is None or paper.text_kind != "abstract":
            raise QuestionFileError(
                f"collection {collection!r} does not hold the abstract of {claim.title!r}, whose sentences the claims"
                " cite; ingest the founding papers' abstracts (citewell ingest PAGES --collection NAME) and name that"
                " collection"
            )
        if claim.title not in texts:
            sentences = library.sentences(collection, paper)
            texts[claim.title] = PaperText(paper.title, tuple(item.text for item in sentences))
        if max(claim.evidence) > len(texts[claim.title].sentences):
            raise QuestionFileError(
                f"{claim.claim_id}: the abstract of {claim.title!r} in collection {collection!r} has"
                f" {len(texts[claim.title].sentences)} sentences, not {max(claim.evidence)}; ingest it again"
            )
    return texts


def _items(
    claim_set: ClaimSet, papers: Mapping[str, PaperText], mutations: Mutations, kinds: Sequence[ChangeKind]
) -> Iterator[CheckedItem]:
    by_id = {claim.claim_id: claim for claim in claim_set.claims}
    for claim in claim_set.claims:
        paper = papers[claim.title]
        cited = (_source(paper, claim.evidence),)
        yield CheckedItem(claim.claim_id, claim.split, "true paraphrase", "by hand", claim.text, cited, "passed")
        for kind in kinds:
            mutant = mutations.mutate(kind, claim.text, paper, claim.evidence, claim.claim_id)
            if mutant is not None:
                source = _source(mutant.paper, mutant.evidence)
                yield CheckedItem(
                    claim.claim_id, claim.split, kind, "automatically", mutant.claim, (source,), "flagged"
                )
    for changed in claim_set.changed:
        claim = by_id[changed.of]
        source = _source(papers[claim.title], claim.evidence)
        yield CheckedItem(changed.claim_id, claim.split, changed.kind, "by hand", changed.text, (source,), "flagged")
    yield from _verbatim(claim_set.claims, papers)


def _source(paper: PaperText, evidence: Sequence[int]) -> Source:
    sentences = list(enumerate(paper.sentences, 1))
    return Source(
        paper.title,
        tuple(text for position, text in sentences if position in evidence),
        tuple(text for position, text in sentences if position not in evidence),
    )


def _verbatim(claims: Sequence[Claim], papers: Mapping[str, PaperText]) -> Iterator[CheckedItem]:
    """Yield some cited sentences of each split as they stand, the same ones each time."""
    for split in dict.fromkeys(claim.split for claim in claims):
        own = [claim for claim in claims if claim.split == split]
        own.sort(key=lambda claim: hashlib.sha256(claim.claim_id.encode()).digest())
        for claim in own[:VERBATIM_PER_SPLIT]:
            paper, position = papers[claim.title], claim.evidence[0]
            text = paper.sentences[position - 1]
            source = _source(paper, (position,))
            yield CheckedItem(
                f"{claim.claim_id}:{position}", split, "verbatim", "the abstract's", text, (source,), "quoted"
            )


# SciFact


def evaluate_scifact(
    verifier: Verifier,
    folder: Path,
    judge: EntailmentJudge | None = None,
    progress: Progress = no_progress,
) -> VerificationReport:
    """Check SciFact's claims against their rationale sentences: SUPPORT should pass, CONTRADICT be flagged.

    `folder` holds `claims_train.jsonl` and `corpus.jsonl` (.gz or not). Claims at even places count as `tune`, the
    others as `test`.
    """
    return _checked(verifier, scifact_items(folder), judge, progress)


def scifact_items(folder: Path) -> list[CheckedItem]:
    """Return SciFact's claims with their rationale sentences, one item per claim and paper."""
    corpus = {str(record["_id"]): record for record in _records(folder, "corpus.jsonl")}
    items = []
    for place, record in enumerate(_records(folder, "claims_train.jsonl")):
        for paper_id, rationales in record["evidence"].items():
            paper = corpus[paper_id]
            positions = {position for rationale in rationales for position in rationale["sentences"]}
            text = PaperText(clean_text(paper["title"]), tuple(clean_text(sentence) for sentence in paper["sentences"]))
            label = rationales[0]["label"]
            expected: Expected = "passed" if label == "SUPPORT" else "flagged"
            sources = (_source(text, [position + 1 for position in positions]),)
            claim_id = f"{record['id']}:{paper_id}"
            items.append(CheckedItem(claim_id, SPLITS[place % 2], label, "by hand", record["claim"], sources, expected))
    return items


def _records(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    path = next((path for path in (folder / f"{name}.gz", folder / name) if path.is_file()), None)
    if path is None:
        raise QuestionFileError(f"{folder}: no {name} or {name}.gz; name the folder that holds SciFact")
    yield from _lines(path, dict)


# Verdicts to figures


def _judged(check: Check, item: CheckedItem, judge: EntailmentJudge | None) -> Check:
    """Return the check as a judge leaves it: it may lower any verdict and lift `consistent`, never a mismatch."""
    if judge is None or check.verdict not in ("quoted", "consistent"):
        return check
    entailed = judge(item.claim, item.sources)
    if entailed is None:
        return check
    if not entailed:
        return Check("mismatch", (), ("the judge sees no support for it",))
    return Check("supported") if check.verdict == "consistent" else check


def _is_right(item: CheckedItem, check: Check) -> bool:
    if item.expected == "quoted":
        return check.verdict == "quoted"
    return (check.verdict == "mismatch") == (item.expected == "flagged")


def _report(results: Sequence[tuple[CheckedItem, Check]]) -> VerificationReport:
    rows = list(dict.fromkeys((item.split, item.kind, item.made) for item, _ in results))
    order = {kind: place for place, kind in enumerate(("true paraphrase", "verbatim", *CHANGE_KINDS))}
    rows.sort(key=lambda row: (SPLITS.index(row[0]) if row[0] in SPLITS else 9, order.get(row[1], 99), row[1], row[2]))
    scores = []
    for row in rows:
        own = [(item, check) for item, check in results if (item.split, item.kind, item.made) == row]
        n_flagged = sum(check.verdict == "mismatch" for _, check in own)
        n_right = sum(_is_right(item, check) for item, check in own)
        scores.append(VerificationScores(*row, len(own), n_flagged, n_right, round(n_right / len(own), 4)))
    faults = tuple(
        VerificationFault(
            item.claim_id,
            item.split,
            item.kind,
            item.claim,
            tuple(text for source in item.sources for text in source.cited),
            check.verdict,
            tuple(reason.text for reason in check.reasons) or check.notes,
        )
        for item, check in results
        if not _is_right(item, check)
    )
    return VerificationReport(tuple(scores), faults)
