"""How good citewell is, on the data beside the project: one run, one row per figure, beside the last run's.

    uv run bench/quality.py            measure, compare with the last run, append to results.jsonl
    uv run bench/quality.py --large    also the founding questions among 32,204 ACL abstracts (an hour of embedding)
    uv run bench/quality.py --check    also exit with 1 if a figure fell by more than the tolerance

Vectors are kept in bench/.home, so that a second run embeds nothing.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from assistant.evaluation import (
    AskedQuestion,
    evaluate_evidence,
    evaluate_questions,
    evaluate_retrieval,
    questions_for_evaluation,
    store_benchmark,
)
from assistant.settings import load_settings
from assistant.workspace import Workspace
from bench.corpora import ACL, FOUNDING_QUESTIONS, PAGES, PROJECT, scifact, untitled_acl
from retrieval.indexing import Progress as Report
from retrieval.sample import SAMPLE_COLLECTION

RESULTS = PROJECT / "bench" / "results.jsonl"
TOLERANCE = 0.005
SPLITS = ("tune", "test")

Figures = dict[str, float]


def main() -> int:
    """Measure, print, append. Return 1 if --check finds a figure that fell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    with Progress(console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, object] = {}

        def report(what: str, n_done: int, n_total: int) -> None:
            task = tasks.setdefault(what, bars.add_task(what, total=None))
            bars.update(task, completed=n_done, total=n_total or None)  # type: ignore[arg-type]

        with Workspace(load_settings(home=PROJECT / "bench" / ".home", writer="extractive"), "bench") as workspace:
            figures = measure_scifact(workspace, report) | measure_founding(workspace, report)
            figures |= measure_known_items(workspace, report)
            if arguments.large:
                figures |= measure_hidden(workspace, report)
    before = last_figures()
    fallen = show(figures, before)
    with RESULTS.open("a", encoding="utf-8") as results:
        results.write(json.dumps({"date": f"{date.today()}", "commit": commit(), "figures": figures}) + "\n")
    return int(arguments.check and bool(fallen))


def measure_scifact(workspace: Workspace, report: Report) -> Figures:
    """nDCG@10 over the cited abstracts, and whether the best sentences are the annotated evidence."""
    benchmarks, rationales = scifact()
    store_benchmark(workspace.library, "scifact", benchmarks["tune"], workspace.embedder, report)
    retriever = workspace.retriever("scifact")
    figures: Figures = {}
    for split in SPLITS:
        scores = evaluate_retrieval(retriever, benchmarks[split], report)
        evidence = evaluate_evidence(retriever, rationales[split], report)
        figures[f"SciFact nDCG@10, {split}"] = scores.ndcg_at_10
        figures[f"SciFact recall@10, {split}"] = scores.recall_at_10
        figures[f"SciFact evidence hit@1, {split}"] = evidence.hit_at_1
        figures[f"SciFact evidence hit@3, {split}"] = evidence.hit_at_3
    return figures


def measure_founding(workspace: Workspace, report: Report) -> Figures:
    """The founding questions on the abstracts, and on the synopses."""
    workspace.ingest([PAGES], "founding", report)
    figures: Figures = {}
    for split in SPLITS:
        questions = questions_for_evaluation(FOUNDING_QUESTIONS, split)
        figures |= _answers(workspace, "founding", questions, f"abstracts, {split}", report)
        if split == "test":
            workspace.ensure_sample(report)
            plain = [question for question in questions if question.kind in ("lookup", "paraphrase", "list")]
            figures |= _answers(workspace, SAMPLE_COLLECTION, plain, f"synopses, {split}", report)
    return figures


def _answers(
    workspace: Workspace, collection: str, questions: list[AskedQuestion], label: str, report: Report
) -> Figures:
    scores = evaluate_questions(workspace.answering(collection), questions, report)
    figures: Figures = {}
    for kind in scores.scores:
        measured = {
            "right paper first": kind.right_paper_first,
            "fact quoted": kind.wanted_quoted,
            "sentences": kind.mean_sentences,
            "abstained": kind.abstained,
        }
        figures |= {f"{kind.kind}: {name} ({label})": value for name, value in measured.items() if value is not None}
    if scores.auroc is not None:
        figures[f"abstention AUROC ({label})"] = scores.auroc
    figures |= {f"risk at coverage {coverage:.1f} ({label})": risk for coverage, risk in _risks(scores.risk_coverage)}
    return figures


def _risks(points: tuple[tuple[float, float], ...]) -> list[tuple[float, float]]:
    """Return the risk at the coverages 0.5 and 0.8, as near as the points come."""
    return [(wanted, min(points, key=lambda point: abs(point[0] - wanted))[1]) for wanted in (0.5, 0.8) if points]


def measure_known_items(workspace: Workspace, report: Report) -> Figures:
    """Find an abstract that was stored without its title by that title, among 2,000."""
    benchmark = untitled_acl(2_000, 200)
    store_benchmark(workspace.library, "untitled", benchmark, workspace.embedder, report)
    scores = evaluate_retrieval(workspace.retriever("untitled"), benchmark, report)
    return {"known item MRR@10": scores.mrr_at_10}


def measure_hidden(workspace: Workspace, report: Report) -> Figures:
    """The founding questions with the founding papers hidden among the ACL abstracts."""
    workspace.ingest([PAGES, ACL], "hidden", report)
    figures: Figures = {}
    for split in SPLITS:
        questions = [
            question
            for question in questions_for_evaluation(FOUNDING_QUESTIONS, split)
            if question.kind in ("lookup", "paraphrase")
        ]
        figures |= _answers(workspace, "hidden", questions, f"among 32,204, {split}", report)
    return figures


def last_figures() -> Figures:
    """Return the newest figure of each name in results.jsonl."""
    figures: Figures = {}
    if RESULTS.is_file():
        for line in RESULTS.read_text(encoding="utf-8").splitlines():
            figures |= json.loads(line)["figures"]
    return figures


def show(figures: Figures, before: Figures) -> list[str]:
    """Print the figures as a Markdown table and return the names of those that fell."""
    fallen = []
    print("| | now | before |\n|---|---|---|")
    for name, value in figures.items():
        worse = _is_worse(name)
        if name in before and worse is not None and worse(value, before[name]):
            fallen.append(name)
        mark = " **fell**" if name in fallen else ""
        print(
            f"| {name} | {value:.3f}{mark} | {before[name]:.3f} |" if name in before else f"| {name} | {value:.3f} | |"
        )
    return fallen


def _is_worse(name: str) -> Callable[[float, float], bool] | None:
    """Return how to tell that a figure got worse; None for one that is neither good nor bad."""
    if ": sentences" in name:
        return None
    is_refusal = "abstained" in name and name.startswith(("lookup", "paraphrase", "list"))
    if is_refusal or name.startswith("risk"):
        return lambda now, then: now > then + TOLERANCE
    return lambda now, then: now < then - TOLERANCE


def commit() -> str:
    """Return the commit that is measured, marked where files differ from it."""
    command = ["git", "-C", str(PROJECT), "describe", "--always", "--dirty"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
