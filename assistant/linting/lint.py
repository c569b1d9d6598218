"""A document's citing sentences against the abstracts of the papers they cite."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.datatypes import SYNOPSIS_NOTE
from assistant.linting.claims import is_beside_the_paper, says_something
from assistant.linting.document import Document, LineIndex
from assistant.linting.matching import Match, Matcher, ReferenceTable
from assistant.linting.references import Reference, References
from assistant.linting.report import CitedPaper, Finding, LintReport, LintVerdict
from assistant.linting.sentences import CitingClause, citing_clauses
from assistant.verification.check import Verifier
from assistant.verification.datatypes import Check, Reason, ReasonKind, Source
from assistant.verification.polarity import check_polarity
from retrieval.datatypes import Paper
from retrieval.library import Library

FACTS: frozenset[ReasonKind] = frozenset({"number", "unit", "name"})
MEANING: frozenset[ReasonKind] = frozenset({"polarity", "direction", "overlap", "source"})
BESIDE_THE_PAPER = "it says nothing of the paper itself"
VERDICTS: dict[str, LintVerdict] = {"quoted": "quoted", "supported": "consistent", "consistent": "consistent"}


def lint(
    document: Document, references: References, library: Library, collection: str, verifier: Verifier
) -> LintReport:
    """Check every sentence that cites. `references` come before those that the document carries itself."""
    table = ReferenceTable((*references.entries, *document.references))
    checker = _Checker(document, table, Matcher(library, collection), library, collection, verifier)
    findings = [
        finding for block in document.blocks for clause in citing_clauses(block) for finding in checker.check(clause)
    ]
    findings.sort(key=lambda finding: (finding.line, finding.column))
    return LintReport(tuple(findings), references.problems + document.problems)


class _Checker:
    """Checks the clauses of one document."""

    def __init__(
        self,
        document: Document,
        table: ReferenceTable,
        matcher: Matcher,
        library: Library,
        collection: str,
        verifier: Verifier,
    ) -> None:
        self._document = document
        self._table = table
        self._matcher = matcher
        self._library = library
        self._collection = collection
        self._verifier = verifier
        self._lines = LineIndex.of(document.source)

    def check(self, clause: CitingClause) -> list[Finding]:
        """Return a finding for the papers that are held, and one for each key that leads to none."""
        line, column = self._lines.place(clause.origin)
        sentence_line, _ = self._lines.place(clause.sentence_origin)

        def finding(papers: Sequence[CitedPaper], verdict: LintVerdict, check: Check) -> Finding:
            return Finding(
                self._document.path,
                line,
                column,
                sentence_line,
                clause.text or clause.sentence,
                tuple(papers),
                verdict,
                check.reasons,
                check.notes,
            )

        unknown = [CitedPaper(key, "") for key in clause.keys if self._table.find(key) is None]
        named = {(ref.path, ref.line, ref.text): replace(ref, key=key) for key, ref in self._known(clause.keys)}
        matches = [self._matcher.match(reference) for reference in named.values()]
        missing = [match for match in matches if match.paper is None]
        empty = [match for match in matches if match.paper is not None and not match.paper.abstract]
        held = [match for match in matches if match.paper is not None and match.paper.abstract]
        found = [
            finding([paper], "uncited", Check("uncited", (), (f"no reference has the key {paper.key!r}",)))
            for paper in unknown
        ]
        found += [finding([_cited(match)], "not in the collection", _missing_note(match)) for match in missing]
        found += [
            finding([_cited(match)], "no abstract", Check("uncited", (), ("the collection has no text of it",)))
            for match in empty
        ]
        if held and says_something(clause.text, [paper.title for match in held if (paper := match.paper)]):
            check = self._verified(clause, held)
            papers = [_cited(match) for match in held]
            others = len(found)
            if check.verdict == "mismatch" and others:
                note = "the abstracts that are here do not state this; the other papers cited with them may"
                reasons = tuple(reason.text for reason in check.reasons)
                softened = Check("uncited", (), (note, *reasons, *check.notes))
                found.append(finding(papers, "not in the collection", softened))
            elif BESIDE_THE_PAPER in check.notes:
                found.append(finding(papers, "not checked", check))
            else:
                found.append(finding(papers, VERDICTS.get(check.verdict, "mismatch"), check))
        return found

    def _known(self, keys: Sequence[str]) -> list[tuple[str, Reference]]:
        found = [(key, self._table.find(key)) for key in keys]
        return [(key, reference) for key, reference in found if reference is not None]

    def _verified(self, clause: CitingClause, held: Sequence[Match]) -> Check:
        papers = [match.paper for match in held if match.paper is not None]
        sentences = self._library.sentences_of_papers(self._collection, papers)
        sources = [
            Source(
                paper.title,
                tuple(sentence.text for sentence in sentences.get(paper.paper_id, ())),
                authors=tuple(dict.fromkeys((*match.reference.authors, *paper.authors))),
                year=match.reference.year or paper.year,
            )
            for match, paper in zip(held, papers, strict=True)
        ]
        check = self._checked(clause.text, sources)
        if check.verdict == "mismatch" and _fails_by_meaning_alone(clause.text, sources, check):
            check = Check("consistent", notes=(BESIDE_THE_PAPER, *check.notes))
        notes = [match.note for match in held if match.note]
        notes += [f"checked against {SYNOPSIS_NOTE}"] if any(_is_synopsis(paper) for paper in papers) else []
        return replace(check, reasons=tuple(map(worded_for_abstracts, check.reasons)), notes=(*check.notes, *notes))

    def _checked(self, claim: str, sources: Sequence[Source]) -> Check:
        """Compare the meaning with the best sentences, and look for facts in the whole abstract.

        A document cites papers, not sentences: a number or name is borne out wherever in the abstract it stands.
        """
        check = self._verifier.check(claim, sources, whole_abstract=True)
        if not any(reason.kind in FACTS for reason in check.reasons):
            return check
        anywhere = self._verifier.check(claim, sources)
        facts = tuple(reason for reason in anywhere.reasons if reason.kind in FACTS)
        reasons = (*facts, *(reason for reason in check.reasons if reason.kind not in FACTS))
        return replace(check, verdict="mismatch" if reasons else "consistent", reasons=reasons)


def _fails_by_meaning_alone(claim: str, sources: Sequence[Source], check: Check) -> bool:
    """Say whether no rule speaks against a claim, and what it says is nothing that the abstracts had to bear out."""
    return (
        all(reason.kind in MEANING for reason in check.reasons)
        and is_beside_the_paper(claim, [source.title for source in sources])
        and not check_polarity(claim, [text for source in sources for text in source.cited])
    )


def _is_synopsis(paper: Paper) -> bool:
    return paper.text_kind == "synopsis"


def worded_for_abstracts(reason: Reason) -> Reason:
    """Return a reason that speaks of the abstract, which is what a document cites, rather than of a cited sentence."""
    text = re.sub(r"\bthe cited sentences? (\w+s)\b", r"the abstract \1", reason.text)
    text = re.sub(r"\bthe cited sentences\b|\bthe cited sentence\b", "the abstract", text)
    return replace(reason, text=text)


def _cited(match: Match) -> CitedPaper:
    reference, paper = match.reference, match.paper
    if paper is None:
        return CitedPaper(reference.key, reference.name, arxiv_id=reference.arxiv_id)
    arxiv_id = paper.arxiv_id or reference.arxiv_id
    return CitedPaper(reference.key, paper.title, paper.paper_id, paper.text_kind, arxiv_id)


def _missing_note(match: Match) -> Check:
    arxiv_id = match.reference.arxiv_id
    return Check("uncited", (), (f"fetch it with `citewell fetch {arxiv_id}`",) if arxiv_id else ())
