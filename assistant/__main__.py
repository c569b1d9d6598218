"""The command line: `citewell ingest | fetch | ask | trends | check | papers | status | evaluate | reindex`.

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
VENUE = Annotated[
    list[str] | None,
    typer.Option(help="Only papers whose venue is this or holds it from the beginning of a word. Repeatable."),
]
SOURCE = Annotated[list[str] | None, typer.Option(help="Only papers from this file. Repeatable.")]
AUTHOR = Annotated[
    list[str] | None,
    typer.Option(help="Only papers of this author, by surname or full name. Repeatable: all of them."),
]
WRITER = Annotated[Literal["auto", "extractive", "generative"] | None, typer.Option(help="Which writer.")]
SURVEYS = Annotated[bool, typer.Option("--surveys", help="Only papers that say they are a survey or review.")]
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
    venue: VENUE = None,
    author: AUTHOR = None,
    surveys: SURVEYS = False,
    source: SOURCE = None,
    writer: WRITER = None,
    as_json: JSON = False,
) -> None:
    """Answer a question, or every question of a file (one JSON answer per line)."""
    if (question is None) == (questions_file is None):
        raise typer.BadParameter("give a question, or --from FILE")
    paper_filter = PaperFilter(
        since, until, tuple(venue or ()), tuple(source or ()), tuple(author or ()), surveys_only=surveys
    )
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
def trends(
    query: Annotated[
        str | None, typer.Argument(help='Which papers, as in "speech synthesis since 2023". Default: all of them.')
    ] = None,
    collection: COLLECTION = None,
    since: Annotated[str, typer.Option(help="First period: 2023, or 2025-03 with --by month.")] = "",
    until: Annotated[str, typer.Option(help="Last period.")] = "",
    by: Annotated[Literal["year", "month"], typer.Option(help="Length of a period.")] = "year",
    against: Annotated[str | None, typer.Option(help="Another collection, side by side with this one.")] = None,
    split: Annotated[int | None, typer.Option(help="A year: the papers before it and since, side by side.")] = None,
    new: Annotated[bool, typer.Option("--new", help="Only what is new since the last time.")] = False,
    venue: VENUE = None,
    source: SOURCE = None,
    author: AUTHOR = None,
    surveys: SURVEYS = False,
    fresh_themes: Annotated[
        bool, typer.Option("--fresh-themes", help="Find themes anew, where they are carried on from fewer papers.")
    ] = False,
    csv: Annotated[Path | None, typer.Option(help="Also write the shares to this file, the papers beside it.")] = None,
    writer: WRITER = None,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown.")] = False,
    as_json: JSON = False,
) -> None:
    """What a collection holds and how it moves: themes, counts, change over time; each number can be recomputed."""
    from assistant.trends.asking import Asked
    from assistant.trends.command import Form, compared_text, digest_text, trends_text
    from assistant.trends.theme_shelf import ThemeShelf

    if as_json and as_markdown:
        raise typer.BadParameter("give --json or --markdown, not both")
    form: Form = "json" if as_json else "markdown" if as_markdown else "text"
    asked = Asked(query or "", by, since, until)
    chosen = PaperFilter(
        venues=tuple(venue or ()), sources=tuple(source or ()), authors=tuple(author or ()), surveys_only=surveys
    )
    is_compared = against is not None or split is not None
    if new and (query or since or until or by != "year" or is_compared):
        raise typer.BadParameter("--new tells of the whole collection: give no query and no period with it")
    if (new or is_compared) and not (chosen.is_empty and csv is None and not fresh_themes and not as_markdown):
        raise typer.BadParameter(
            "--venue, --source, --author, --surveys, --csv, --fresh-themes and --markdown go with a report alone"
        )
    with _workspace(collection, writer=writer) as workspace, _progress() as progress:
        workspace.ensure_sample(progress)
        retriever = workspace.retriever(collection)
        retriever.indexes.catch_up(progress)
        if new:
            text = digest_text(retriever, workspace.settings.home, form)
        elif is_compared:
            text = compared_text(retriever, asked, against, split, workspace.retriever, form)
        else:
            shelf = ThemeShelf(workspace.settings.home, retriever.embedder.name, fresh_themes)
            text = trends_text(retriever, asked, form, csv, chosen, shelf, progress, workspace.trends_model(progress))
    print(text)


@app.command()
def check(
    paths: Annotated[
        list[Path], typer.Argument(help="LaTeX, Markdown or plain text that cites papers; saved answers and reports.")
    ],
    bib: Annotated[list[Path] | None, typer.Option("--bib", help="References: .bib or .bbl. Repeatable.")] = None,
    collection: COLLECTION = None,
    as_json: JSON = False,
) -> None:
    """Check every citing sentence against the abstracts of the papers it cites.

    A saved answer is checked against its quotes, a saved report by counting anew.

    Exit code 1 on a mismatch, on a quote that no longer stands, and on a file that cannot be read.
    """
    from assistant.errors import CheckError
    from assistant.linting.checking import check_path
    from assistant.linting.included import not_included_by_others
    from assistant.linting.reference_lists import read_text_file
    from assistant.linting.report import LintReport, render_report, report_to_json
    from assistant.trends.report_file import (
        ReportCheck,
        check_record,
        check_to_json,
        is_report,
        render_check,
        reports_within,
    )

    report, errors, recounts = LintReport(), list[str](), list[ReportCheck]()
    with _workspace(collection) as workspace, _progress() as progress:
        workspace.ensure_sample(progress)
        tools = workspace.check_tools(collection)
        for path in not_included_by_others(paths):
            try:
                source = read_text_file(path) if path.suffix in (".json", ".jsonl") and path.is_file() else ""
                for record in reports_within(source):
                    recounts.append(check_record(record, str(path), workspace.retriever, tools.verifier))
                if not is_report(source):
                    report += check_path(path, bib or (), tools)
            except CheckError as error:
                errors.append(str(error))
    has_failed = bool(report.has_failures or errors or any(recount.has_failures for recount in recounts))
    if as_json:
        reports = [check_to_json(recount) for recount in recounts]
        _print_json({**report_to_json(report), "ok": not has_failed, "reports": reports, "errors": errors})
    else:
        for recount in recounts:
            print(render_check(recount))
        if report.findings or report.problems or not (errors or recounts):
            print(render_report(report))
    for message in errors:
        print(f"citewell: {message}", file=sys.stderr)
    if has_failed:
        raise typer.Exit(1)


@app.command()
def papers(
    collection: COLLECTION = None,
    since: Annotated[int | None, typer.Option(help="Only papers of this year or later.")] = None,
    until: Annotated[int | None, typer.Option(help="Only papers of this year or earlier.")] = None,
    venue: VENUE = None,
    author: AUTHOR = None,
    surveys: SURVEYS = False,
    as_json: JSON = False,
) -> None:
    """List the papers of a collection, as lines or as JSONL that `citewell ingest` reads."""
    from assistant.rendering import cite_line

    with _workspace(collection) as workspace, _progress() as progress:
        workspace.ensure_sample(progress)
        paper_filter = PaperFilter(since, until, tuple(venue or ()), authors=tuple(author or ()), surveys_only=surveys)
        found = workspace.library.papers(collection or workspace.collection, paper_filter)
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


@evaluate_app.command("verification")
def evaluate_verification(
    path: Annotated[
        Path, typer.Argument(help="Claims: bench/verification/paraphrases.jsonl, or the folder of SciFact.")
    ],
    collection: COLLECTION = None,
    split: Annotated[str | None, typer.Option(help='Only lines with this "split".')] = None,
    faults: Annotated[bool, typer.Option("--faults", help="Also name every claim that is not told rightly.")] = False,
    as_json: JSON = False,
) -> None:
    """True claims flagged, false ones caught, by kind of change. A judge has its say where one is configured."""
    from assistant.evaluation.verification import evaluate_scifact, read_claims
    from assistant.evaluation.verification import evaluate_verification as evaluate

    with _workspace(collection) as workspace, _progress() as progress:
        judge = workspace.entailment_judge()
        if path.is_dir():
            report = evaluate_scifact(workspace.verifier, path, judge, progress)
        else:
            name = collection or workspace.collection
            claims = read_claims(path, split=split)
            report = evaluate(workspace.verifier, claims, workspace.library, name, judge, progress)
    rows = [asdict(scores) for scores in report.scores if split in (None, scores.split)]
    _print_scores(rows, as_json)
    for fault in report.faults if faults and not as_json else ():
        print(fault)


@evaluate_app.command("lists")
def evaluate_lists(
    path: Annotated[Path, typer.Argument(help="JSONL: question, papers, also_acceptable (docs/evaluation.md).")],
    collection: COLLECTION = None,
    split: Annotated[str | None, typer.Option(help='Only lines with this "split".')] = None,
    faults: Annotated[bool, typer.Option("--faults", help="Also name what was missed and what is wrong.")] = False,
    as_json: JSON = False,
) -> None:
    """How many of the right papers are listed, and how many of the listed ones are right."""
    from assistant.evaluation.lists import evaluate_lists as evaluate
    from assistant.evaluation.lists import read_list_questions

    questions = read_list_questions(path, split)
    with _workspace(collection) as workspace, _progress() as progress:
        workspace.ensure_sample(progress)
        scores = asdict(evaluate(workspace.retriever(collection), questions))
    details = scores.pop("questions")
    _print_scores([scores], as_json)
    for detail in details if faults and not as_json else ():
        if detail["missed"] or detail["wrong"]:
            print(f"{detail['question']}\n  missed: {detail['missed']}\n  wrong: {detail['wrong']}")


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
