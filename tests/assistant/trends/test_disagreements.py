"""Where papers disagree: two findings on one matter, and nothing rather than a wrong pair."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from small_library import COLLECTION, Stack

from assistant.trends.corpus import TrendCorpus, load_corpus, make_corpus
from assistant.trends.disagreements import MAX_PAIRS, find_disagreements
from assistant.trends.report import report_on
from retrieval.datatypes import Paper
from retrieval.sentences import split_sentences

AIM = "We study parsers of river languages."
HELPS = "Our results show that adding lake treebanks improves the parsing of river languages."
HURTS = "Our results show that adding lake treebanks does not improve the parsing of river languages."
DIMENSION = 384


def corpus_of(*findings: str, alike: float = 0.9) -> TrendCorpus:
    """Return papers with AIM and a finding each; the findings of any two have the cosine `alike`."""
    papers = [
        Paper(f"paper-{number}", f"Parsing rivers, part {number}", f"{AIM} {finding}")
        for number, finding in enumerate(findings)
    ]
    corpus = make_corpus("by hand", papers, {}, {one.paper_id: split_sentences(one.abstract) for one in papers})

    def vectors(paper_ids: Sequence[str]) -> Mapping[str, np.ndarray]:
        found = {}
        for paper_id in paper_ids:
            own = np.zeros(len(papers) + 2, np.float32)
            own[0] = alike**0.5
            own[1 + corpus.places[paper_id]] = (1 - alike) ** 0.5
            aim = np.zeros(len(papers) + 2, np.float32)
            aim[-1] = 1
            found[paper_id] = np.stack([aim, own])
        return found

    return replace(corpus, sentence_vectors_of=vectors)


def test_findings_that_say_the_contrary_of_the_same_matter_are_a_pair() -> None:
    [pair] = find_disagreements(corpus_of(HELPS, HURTS))
    assert (pair.one, pair.other) == (("paper-0", 2), ("paper-1", 2))


def test_findings_that_agree_are_none() -> None:
    assert find_disagreements(corpus_of(HELPS, HELPS)) == ()


def test_sentences_that_lie_far_apart_are_none() -> None:
    assert find_disagreements(corpus_of(HELPS, HURTS, alike=0.6)) == ()


def test_claims_that_share_a_part_of_their_matter_only_are_none() -> None:
    other = "Our results show that adding lake treebanks does not improve the tagging of mountain dialects."
    assert find_disagreements(corpus_of(HELPS, other)) == ()


def test_what_holds_of_one_version_need_not_hold_of_another() -> None:
    one = "Our results show that Rill-2 trees outperform Brook-2 trees in parsing."
    other = "Our results show that Brook-4 trees outperform Rill-3 trees in parsing."
    assert find_disagreements(corpus_of(one, other)) == ()


def test_a_paper_stands_in_one_pair_only_and_pairs_are_few() -> None:
    assert len(find_disagreements(corpus_of(HELPS, HURTS, HELPS))) == 1
    assert len(find_disagreements(corpus_of(*[HELPS, HURTS] * (MAX_PAIRS + 2)))) == MAX_PAIRS


def test_without_vectors_of_sentences_none_is_claimed() -> None:
    assert find_disagreements(replace(corpus_of(HELPS, HURTS), sentence_vectors_of=None)) == ()


def test_a_report_out_of_a_library_quotes_both_sides(stack: Stack) -> None:
    papers = [
        {"title": "Lakes help rivers", "abstract": f"{AIM} {HELPS}"},
        {"title": "Lakes do not help rivers", "abstract": f"{AIM} {HURTS}"},
    ]
    stack.ingest_records(*papers)
    stack.indexes().catch_up()
    report = report_on(load_corpus(stack.library, COLLECTION, DIMENSION))
    section = next(section for section in report.sections if section.heading == "Where papers disagree")
    [statement] = section.statements
    assert {quoted.quote for quoted in statement.quotations} == {HELPS, HURTS}
