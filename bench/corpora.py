"""The data that the measurements run on, read where it lies beside the project."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from retrieval.beir import Benchmark
from retrieval.cleaning import clean_text
from retrieval.datatypes import Paper

PROJECT = Path(__file__).resolve().parents[1]
SHARED = PROJECT.parent / "shared"
PAGES = SHARED / "corpus" / "pages"
ACL = SHARED / "corpus" / "acl_abstracts.jsonl.gz"
ARXIV = SHARED / "corpus" / "arxiv_2025.jsonl.gz"
SCIFACT = SHARED / "benchmarks" / "scifact"
FOUNDING_QUESTIONS = PROJECT / "bench" / "questions" / "founding.jsonl"

Rationale = tuple[str, str, list[tuple[int, int]]]
"""A claim, the id of a paper, and the code point spans of its abstract that support or contradict the claim."""


def read_gzipped(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the records of a gzipped JSONL file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def scifact() -> tuple[dict[str, Benchmark], dict[str, list[Rationale]]]:
    """Return SciFact as a benchmark and as rationales per split: claims at even places tune, those at odd ones test."""
    papers, spans = [], {}
    for record in read_gzipped(SCIFACT / "corpus.jsonl.gz"):
        abstract, places = "", []
        for sentence in record["sentences"]:
            text = clean_text(sentence)
            abstract = f"{abstract} {text}" if abstract else text
            places.append((len(abstract) - len(text), len(abstract)))
        papers.append(Paper(record["_id"], clean_text(record["title"]), abstract))
        spans[record["_id"]] = places
    benchmarks, rationales = {}, {}
    claims = list(read_gzipped(SCIFACT / "claims_train.jsonl.gz"))
    for split, first in (("tune", 0), ("test", 1)):
        own = claims[first::2]
        queries = {str(claim["id"]): claim["claim"] for claim in own}
        gains = {str(claim["id"]): dict.fromkeys(claim["cited_doc_ids"], 1.0) for claim in own}
        benchmarks[split] = Benchmark(tuple(papers), queries, gains)
        rationales[split] = [
            (claim["claim"], paper_id, [spans[paper_id][place] for item in evidence for place in item["sentences"]])
            for claim in own
            for paper_id, evidence in claim["evidence"].items()
        ]
    return benchmarks, rationales


def write_papers(claims: Path, target: Path) -> None:
    """Write the records of the papers that claims name by "paper" as JSONL.

    These are ids of the ACL or arXiv abstracts, or of SciFact's with "scifact:" before them.
    """
    wanted = {json.loads(line)["paper"] for line in claims.read_text(encoding="utf-8").splitlines()}
    with target.open("w", encoding="utf-8") as lines:
        for path in (ACL, ARXIV):
            lines.writelines(f"{json.dumps(record)}\n" for record in read_gzipped(path) if record["id"] in wanted)
        for record in read_gzipped(SCIFACT / "corpus.jsonl.gz"):
            paper_id = f"scifact:{record['_id']}"
            if paper_id in wanted:
                abstract = " ".join(map(clean_text, record["sentences"]))
                lines.write(f"{json.dumps({'id': paper_id, 'title': record['title'], 'abstract': abstract})}\n")


def untitled_acl(n_papers: int, n_queries: int) -> Benchmark:
    """Return a known-item search: ACL abstracts without titles, to be found by their titles."""
    records = [record for record in read_gzipped(ACL) if len(record["abstract"]) > 300]
    chosen = records[:: len(records) // n_papers][:n_papers]
    papers = tuple(Paper(record["id"], "", clean_text(record["abstract"])) for record in chosen)
    asked = chosen[:: n_papers // n_queries][:n_queries]
    queries = {record["id"]: clean_text(record["title"]) for record in asked}
    return Benchmark(papers, queries, {record["id"]: {record["id"]: 1.0} for record in asked})
