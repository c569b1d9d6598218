"""The command line: `citewell ingest | fetch | ask | papers | status | evaluate | reindex`.

Exit codes: 0 all went well; 1 something could not be done or read (said on stderr); 2 the command's words are off.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

from assistant.errors import AssistantError
from assistant.settings import Settings, load_settings
from retrieval.datatypes import PaperFilter
from retrieval.errors import IndexUnavailable, RetrievalError
from retrieval.indexing import Progress as Report

app = typer.Typer(
    help="Ask questions about research-paper abstracts; every sentence of an answer cites the sentences it rests on.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
evaluate_app = typer.Typer(help="Measure retrieval and answers.", no_args_is_help=True)
app.add_typer(evaluate_app, name="evaluate")

COLLECTION = Annotated[
    str | None, typer.Option("--collection", "-c", help="Collection to use. Default: yours, else the sample.")
]
JSON = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


def main() -> None:
    """Run the command line; our own errors become one line on stderr and exit code 1."""
    try:
        app()
    except (AssistantError, RetrievalError) as error:
        print(f"citewell: {error}", file=sys.stderr)
        sys.exit(1)


@contextmanager
def _workspace(collection: str | None = None, **overrides: object) -> Iterator[Any]:
    """Open the workspace of the settings. Imported late, so that `--help` does not wait for Chroma."""
    from assistant.workspace import Workspace

    settings: Settings = load_settings(collection=collection, **overrides)
    with Workspace(settings, role="citewell on the command line") as workspace:
        yield workspace


@contextmanager
def _progress() -> Iterator[Report]:
    """Yield a progress report that draws bars on stderr, one per kind of work, where that is a terminal."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    # Rich would send what is printed meanwhile to stderr, even where stdout is a file or a pipe, and where it draws no
    # bars it would still end with an empty line.
    with Progress(
        *columns,
        console=console,
        transient=True,
        redirect_stdout=sys.stdout.isatty(),
        disable=not console.is_terminal,
    ) as bars:
        tasks: dict[str, Any] = {}

        def report(what: str, n_done: int, n_total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=n_total or None)
            bars.update(tasks[what], completed=n_done, total=n_total or None)

        yield report


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=None))


@app.command()
def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Saved pages, JSONL, CSV, or folders of them.")],
    collection: COLLECTION = None,
    as_json: JSON = False,
) -> None:
    """Read papers into a collection. Exit code 1 if anything could not be read; the rest is in all the same."""
    with _workspace(collection) as workspace, _progress() as progress:
        report = workspace.ingest(paths, collection, progress)
        name = collection or workspace.ingest_collection
        indexes = workspace.indexes(name)
        waits_for = None if indexes.is_owner else indexes.owner
    if as_json:
        _print_json({"collection": name, **asdict(report), "waits_for": waits_for})
    else:
        print(
            f"{report.n_records} records into {name!r}: {report.n_added} added, {report.n_changed} changed,"
            f" {report.n_enriched} enriched, {report.n_unchanged} unchanged, {len(report.problems)} problems"
        )
        if report.duplicates:
            n_duplicates = len(report.duplicates)
            print(f"{n_duplicates} {'paper was' if n_duplicates == 1 else 'papers were'} in more than one place:")
            for duplicate in report.duplicates:
                print(f"  {duplicate.title}  ({', '.join(duplicate.sources)})")
        if waits_for:
            print(f"{waits_for} holds the indexes and takes the papers in before its next question.")
        for problem in report.problems:
            print(problem, file=sys.stderr)
    if report.problems:
        raise typer.Exit(1)


@app.command()
def fetch(
    ids: Annotated[
        list[str] | None, typer.Argument(help="arXiv ids or addresses. Default: all papers that have a synopsis only.")
    ] = None,
    collection: COLLECTION = None,
    as_json: JSON = False,
) -> None:
    """Fetch abstracts from arXiv into your collection, in place of synopses. Goes on where it was broken off.

    Exit code 1 if an abstract is still missing; the others are in all the same.
    """
    with _workspace(collection) as workspace, _progress() as progress:
        report = workspace.fetch(ids or None, progress)
    if as_json:
        _print_json(asdict(report))
    else:
        along = f", {report.n_along} other papers came along" if report.n_along else ""
        print(
            f"abstracts from arXiv into {report.collection!r}: {len(report.fetched)} fetched,"
            f" {report.n_already_there} there already, {len(report.problems)} missing{along}"
        )
        for problem in report.problems:
            print(problem, file=sys.stderr)
        if report.failure:
            print(f"citewell: {report.failure}", file=sys.stderr)
    if not report.is_complete:
        raise typer.Exit(1)


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="The question.")] = None,
    questions_file: Annotated[
        Path | None,
        typer.Option("--from", help='JSONL, one {"question": …, "history": \\[earlier questions], "id": …} per line.'),
    ] = None,
    collection: COLLECTION = None,
    since: Annotated[int | None, typer.Option(help="Only papers of this year or later.")] = None,
    until: Annotated[int | None, typer.Option(help="Only papers of this year or earlier.")] = None,
    venue: Annotated[list[str] | None, typer.Option(help="Only papers whose venue contains this. Repeatable.")] = None,
    source: Annotated[list[str] | None, typer.Option(help="Only papers from this file. Repeatable.")] = None,
    writer: Annotated[Literal["auto", "extractive", "generative"] | None, typer.Option(help="Which writer.")] = None,
    as_json: JSON = False,
) -> None:
    """Answer a question, or every question of a file (one JSON answer per line)."""
    if (question is None) == (questions_file is None):
        raise typer.BadParameter("give a question, or --from FILE")
    paper_filter = PaperFilter(since, until, tuple(venue or ()), tuple(source or ()))
    from assistant.datatypes import Question
    from assistant.export import answer_to_json
    from assistant.rendering import render_answer

    with _workspace(collection, writer=writer) as workspace, _progress() as progress:
        answering = workspace.answering(collection, progress)
        workspace.indexes(collection or workspace.collection).catch_up(progress)  # no part of an answer's own time
        if question is not None:
            answer = answering.invoke(Question(question, paper_filter=paper_filter))
        else:
            assert questions_file is not None
            n_failed = _answer_file(answering, questions_file, paper_filter)
    if question is not None:
        if as_json:
            _print_json(answer_to_json(answer))
        else:
            print(render_answer(answer))
    elif n_failed:
        raise typer.Exit(1)


def _answer_file(answering: Any, path: Path, paper_filter: PaperFilter) -> int:
    """Print one answer, or one error, per line of the file; return how many errors."""
    from dataclasses import replace

    from assistant.evaluation import read_questions
    from assistant.export import answer_to_json

    n_failed = 0
    for item in read_questions(path):
        try:
            if isinstance(item, Exception):
                raise item
            answer = answering.invoke(replace(item.question, paper_filter=paper_filter))
            line = answer_to_json(answer, item.question_id)
        except (AssistantError, RetrievalError) as error:
            n_failed += 1
            print(f"citewell: {error}", file=sys.stderr)
            line = {"error": str(error)}
            if not isinstance(item, Exception):
                line = {"id": item.question_id, "question": item.question.text, **line}
        print(json.dumps(line, ensure_ascii=False), flush=True)
    return n_failed


@app.command()
def papers(
    collection: COLLECTION = None,
    since: Annotated[int | None, typer.Option(help="Only papers of this year or later.")] = None,
    until: Annotated[int | None, typer.Option(help="Only papers of this year or earlier.")] = None,
    venue: Annotated[list[str] | None, typer.Option(help="Only papers whose venue contains this. Repeatable.")] = None,
    as_json: JSON = False,
) -> None:
    """List the papers of a collection, as lines or as JSONL that `citewell ingest` reads."""
    from assistant.rendering import cite_line

    with _workspace(collection) as workspace, _progress() as progress:
        workspace.ensure_sample(progress)
        found = workspace.library.papers(
            collection or workspace.collection, PaperFilter(since, until, tuple(venue or ()))
        )
    for paper in found:
        if as_json:
            record = asdict(paper)
            _print_json({"id": record.pop("paper_id"), **{name: value for name, value in record.items() if value}})
        else:
            print(f"{paper.paper_id}\t{cite_line(paper)}")


@app.command()
def status(
    repair: Annotated[bool, typer.Option("--repair", help="Build the indexes of every collection anew.")] = False,
    as_json: JSON = False,
) -> None:
    """Say what is where: collections, indexes, encoder, writer."""
    with _workspace() as workspace, _progress() as progress:
        if repair:
            for name in workspace.library.collection_names():
                indexes = workspace.indexes(name)
                if not indexes.is_owner:
                    raise IndexUnavailable(f"{indexes.owner} holds the indexes; stop it and repair again")
                indexes.rebuild(progress)
        state = workspace.status()
    if as_json:
        _print_json(state)
        return
    print(f"home: {state['home']}")
    print(f"encoder: {state['embedding_model']}")
    print(f"writer: {state['writer']}" + (f", text goes to {state['model_server']}" if state["model_server"] else ""))
    for collection in state["collections"]:
        asked = " (asked by default)" if collection["name"] == state["collection"] else ""
        size = f"{collection['n_papers']} papers, {collection['n_chunks']} chunks"
        print(f"collection {collection['name']!r}{asked}: {size}")
        print(f"  embedded with {collection['embedding_model']}, {collection['n_chunks_without_vector']} chunks to go")
        print(f"  Chroma: {collection['chroma'] or 'not built yet'}")


@app.command()
def reindex(collection: COLLECTION = None) -> None:
    """Embed a collection anew with the configured model and build its indexes."""
    with _workspace(collection) as workspace, _progress() as progress:
        name = collection or workspace.collection
        workspace.reindex(name, progress)
        n_papers = workspace.library.collection(name).n_papers
    print(f"{n_papers} papers of {name!r} are embedded with {workspace.embedder.name}")


@evaluate_app.command("retrieval")
def evaluate_retrieval(
    folder: Annotated[Path, typer.Argument(help="BEIR form: corpus.jsonl, queries.jsonl, qrels/test.tsv; .gz or not.")],
    as_json: JSON = False,
) -> None:
    """nDCG@10, recall@10 and MRR@10 on a benchmark."""
    from assistant import evaluation
    from retrieval.beir import read_benchmark

    benchmark = read_benchmark(folder)
    with _evaluation_workspace() as workspace, _progress() as progress:
        name = evaluation.benchmark_collection(benchmark, workspace.embedder)
        evaluation.store_benchmark(workspace.library, name, benchmark, workspace.embedder, progress)
        scores = evaluation.evaluate_retrieval(workspace.retriever(name), benchmark, progress)
    _print_scores([asdict(scores)], as_json)


@evaluate_app.command("questions")
def evaluate_questions(
    path: Annotated[Path, typer.Argument(help="JSONL: question, papers, wanted, abstains, kind (docs/evaluation.md).")],
    collection: COLLECTION = None,
    split: Annotated[str | None, typer.Option(help='Only lines with this "split".')] = None,
    faults: Annotated[
        bool, typer.Option("--faults", help="Also name every answer that is not as it should be.")
    ] = False,
    as_json: JSON = False,
) -> None:
    """Right paper cited, wanted words quoted, sentences per answer, abstention, by kind of question."""
    from assistant import evaluation

    questions = evaluation.questions_for_evaluation(path, split)
    with _workspace(collection) as workspace, _progress() as progress:
        report = evaluation.evaluate_questions(workspace.answering(collection, progress), questions, progress)
    if as_json:
        _print_json(asdict(report))
        return
    _print_scores([asdict(scores) for scores in report.scores], as_json=False)
    if report.auroc is not None:
        print(f"AUROC of confidence, answerable against not: {report.auroc:.3f}")
    for fault in report.faults if faults else ():
        print(fault)


@contextmanager
def _evaluation_workspace() -> Iterator[Any]:
    """Open a workspace of its own under the home folder: benchmarks stay out of the user's library."""
    from assistant.workspace import Workspace

    models_folder = load_settings(writer="extractive").home / "models"
    settings = load_settings(home=models_folder.parent / "evaluation", writer="extractive")
    with Workspace(settings, "citewell evaluate", models_folder) as workspace:
        yield workspace


def _print_scores(rows: Sequence[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        _print_json(rows[0] if len(rows) == 1 else rows)
        return
    from rich.table import Table

    table = Table(*rows[0])
    for row in rows:
        table.add_row(*("–" if value is None else str(value) for value in row.values()))
    Console(width=160).print(table)


if __name__ == "__main__":
    main()
