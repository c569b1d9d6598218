"""Questions on 1,200 ACL and arXiv abstracts: the right paper, the right sentence, silence.

    uv run bench/wider_questions.py                   200 questions of each kind, of `test`
    uv run bench/wider_questions.py --unread          the same where no model reads the papers

A line of bench/questions/wider.jsonl names its paper and the positions, best first, of the sentences that answer it;
the paper of a `silent` question holds none. `general` questions name no paper, and others may answer them as well.
`paraphrase` is put to somebody who has the paper before them: only the sentences of that paper are ranked for it.
The split is by paper: from `tune` the answer selection learnt, on `weigh` bench/bar.py fits the bar, on `test` nothing.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from statistics import mean
from typing import Any

from rich.console import Console
from rich.progress import track

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from assistant.answering import build_answering
from assistant.datatypes import Answer, Question
from assistant.settings import load_settings
from assistant.workspace import Workspace
from assistant.writing.extractive import ExtractiveWriter
from bench.corpora import PROJECT, write_papers
from retrieval.datatypes import Paper, PaperFilter
from retrieval.identity import normalise_title
from retrieval.retriever import Retriever

QUESTIONS = PROJECT / "bench" / "questions" / "wider.jsonl"
COLLECTION = "wider-questions"


def main() -> int:
    """Ask, and print a row per kind."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--split", choices=("tune", "weigh", "test"), default="test")
    parser.add_argument("--unread", action="store_true")
    parser.add_argument("--n", type=int, default=200, help="questions of each kind, evenly spread")
    parser.add_argument("--home", type=Path, default=PROJECT / "bench" / ".home")
    arguments = parser.parse_args()
    lines = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    with Workspace(load_settings(home=arguments.home, writer="extractive"), "bench") as workspace:
        retriever = wider_retriever(workspace, arguments.home, arguments.unread)
        answering = build_answering(retriever, ExtractiveWriter(), verifier=workspace.verifier)
        stored = {normalise_title(paper.title): paper for paper in workspace.library.papers(COLLECTION)}
        bars = Console(stderr=True)
        print("kind, questions; an answering sentence first among those of its paper; told that there is no answer;")
        print("right paper first; an answering sentence quoted, and quoted first; sentences per answer")
        for kind in dict.fromkeys(line["kind"] for line in lines):
            asked = [line for line in lines if (line["kind"], line["split"]) == (kind, arguments.split)]
            chosen = asked[:: max(1, len(asked) // arguments.n)][: arguments.n]
            print(f"{kind:11}{len(chosen):5}", end="")
            if kind != "silent":
                print(f"  {share(ranks_first(line, stored, retriever) for line in chosen):.3f}", end="")
            if kind != "paraphrase":
                show(
                    chosen, [answering.invoke(Question(line["question"])) for line in track(chosen, kind, console=bars)]
                )
            print()
    return 0


def wider_retriever(workspace: Workspace, home: Path, is_unread: bool) -> Retriever:
    """Take in the papers that the questions are about, and return what searches them."""
    papers = home / "wider_questions_papers.jsonl"
    write_papers(QUESTIONS, papers)
    workspace.ingest([papers], COLLECTION)
    return retriever_of(workspace, COLLECTION, is_unread)


def retriever_of(workspace: Workspace, collection: str, is_unread: bool) -> Retriever:
    """Return the retriever of a collection, with or without a model that reads the papers."""
    return Retriever(workspace.indexes(collection)) if is_unread else workspace.retriever(collection)


def ranks_first(line: Mapping[str, Any], stored: Mapping[str, Paper], retriever: Retriever) -> bool:
    """Say whether the best of the sentences of its paper answers a question."""
    paper = stored[normalise_title(line["title"])]
    passages = retriever.search(line["question"], 1, PaperFilter(paper_ids=(paper.paper_id,))).passages
    (passage,) = retriever.read(line["question"], passages, 1)
    best = max(passage.sentences, key=lambda item: item.answers or 0.0)  # the first where none was read
    return best.sentence.position in line["sentences"]


def show(asked: Sequence[Mapping[str, Any]], answers: Sequence[Answer]) -> None:
    """Print the shares of answers. What was told to have no answer cites nothing that counts."""
    cited = [
        [] if answer.gap is not None else [(normalise_title(item.title), item.sentence) for item in answer.citations]
        for answer in answers
    ]
    right = [{(normalise_title(line["title"]), position) for position in line["sentences"]} for line in asked]
    titles = [normalise_title(line["title"]) for line in asked]
    shares = (
        share(answer.gap is not None for answer in answers),
        share(bool(own) and own[0][0] == title for own, title in zip(cited, titles, strict=True)),
        share(bool(wanted.intersection(own)) for own, wanted in zip(cited, right, strict=True)),
        share(bool(own) and own[0] in wanted for own, wanted in zip(cited, right, strict=True)),
    )
    n_sentences = mean([len(own) for own in cited if own] or [0])
    print("  " + "  ".join(f"{value:.3f}" for value in shares) + f"  {n_sentences:.1f}", end="")


def share(values: Iterable[bool]) -> float:
    """Return the share of values that are true."""
    return mean(map(float, values))


if __name__ == "__main__":
    sys.exit(main())
