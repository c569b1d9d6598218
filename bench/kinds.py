"""Questions that name papers, compare them, or ask for a synthesis or a paragraph, on the founding papers.

    uv run bench/kinds.py            every question of questions/kinds.jsonl that fails, and how many pass by kind

A question passes if exactly the papers that it names are found; a comparison, if also its aspect and what has no paper
of its own are read; a synthesis or paragraph, if the papers it has to cite are among those that it cites.
"""

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from assistant.datatypes import Question, UnderstoodQuestion
from assistant.outlines.comparison import gather_comparison, read_comparison
from assistant.outlines.named_papers import papers_named
from assistant.outlines.one_paper import gather_one_paper
from assistant.outlines.synthesis import gather_synthesis
from assistant.settings import load_settings
from assistant.workspace import Workspace
from bench.corpora import PAGES, PROJECT
from retrieval.retriever import Retriever

QUESTIONS = PROJECT / "bench" / "questions" / "kinds.jsonl"
COLLECTION = "founding"


def passes(asked: dict[str, Any], retriever: Retriever) -> bool:
    """Say whether a question is dealt with as it should be."""
    kind, text = asked["kind"], asked["question"]
    understood = UnderstoodQuestion(Question(text), kind, text, text=text)
    if "cited" in asked:
        found = retriever.search(text)
        evidence = gather_synthesis(understood, found, retriever, "groups" if kind == "synthesis" else "paragraph")
        cited = {paper.passage.paper.title for paper in evidence.papers}
        return set(asked["cited"]) <= cited if asked["cited"] else not cited
    named = papers_named(text, retriever)
    titles = {paper.paper_id: paper.title for paper in retriever.library.papers(COLLECTION)}
    if {item.paper.title for item in named} != {titles.get(name, name) for name in asked["named"]}:
        return False
    if kind == "paper":
        outline = gather_one_paper(understood, named, retriever).outline
        return outline is not None and len(outline.parts) >= 3
    if kind == "compare":
        outline = gather_comparison(understood, named, retriever).outline
        absent = asked.get("absent", [])
        return (
            outline is not None
            and read_comparison(text, named).aspect == asked.get("aspect")
            and len(outline.statements) == len(absent)
            and all(f"“{thing}”" in said.text for thing, said in zip(absent, outline.statements, strict=True))
        )
    return True


def main() -> None:
    home = PROJECT / "bench" / ".home"
    with Workspace(load_settings(home=home, collection=COLLECTION, writer="extractive"), "bench") as workspace:
        workspace.ingest([PAGES], COLLECTION)
        retriever = workspace.retriever(COLLECTION)
        n_passed, n_asked = Counter[str](), Counter[str]()
        for line in QUESTIONS.read_text(encoding="utf-8").splitlines():
            asked = json.loads(line)
            n_asked[asked["kind"]] += 1
            if passes(asked, retriever):
                n_passed[asked["kind"]] += 1
            else:
                print(f"{asked['id']} {asked['question']}")
        for kind, n in n_asked.items():
            print(f"{kind:<12}{n_passed[kind]} of {n}")


if __name__ == "__main__":
    main()
