"""One file or pasted text → report: its format is found by its name and content, and the right check is run."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assistant.errors import CheckError
from assistant.linting.answer_file import check_answers
from assistant.linting.document import Document
from assistant.linting.included import read_with_included
from assistant.linting.latex import read_latex
from assistant.linting.lint import lint
from assistant.linting.markdown import NO_REFERENCES, read_markdown, read_plain
from assistant.linting.reference_lists import parse_references, read_references, read_text_file
from assistant.linting.references import References
from assistant.linting.report import LintReport
from assistant.verification.check import Verifier
from retrieval.datatypes import ReadProblem
from retrieval.library import Library

Format = Literal["latex", "markdown", "plain", "answer"]

SUFFIXES: dict[str, Format] = {
    **dict.fromkeys((".tex", ".ltx", ".latex"), "latex"),
    **dict.fromkeys((".md", ".markdown", ".qmd", ".rmd"), "markdown"),
    **dict.fromkeys((".json", ".jsonl"), "answer"),
}
REFERENCE_SUFFIXES = (".bib", ".bbl")
LATEX = re.compile(r"\\(?:\w*[Cc]ite\w*|begin|(?:sub)*section|documentclass|emph|textbf)\s*\*?\s*[\[{]")
PANDOC = re.compile(r"\[[^\[\]]*(?<![\w.])-?@[\w{][^\[\]]*\]|(?<!\w)@\w+[\w:]*\s+\[p")


@dataclass(frozen=True, slots=True)
class CheckTools:
    """What a check asks: the papers of one collection, and the verifier."""

    library: Library
    collection: str
    verifier: Verifier


def check_path(path: Path, bib_paths: Sequence[Path], tools: CheckTools) -> LintReport:
    """Check a document or a saved answer. Raises CheckError for a file that cannot be read as one.

    The files that a LaTeX file includes are checked with it, and the .bib files that they name are read, where they lie
    beside it.
    """
    if path.is_dir():
        raise CheckError(f"{path}: is a folder; name the files to check")
    if path.suffix.lower() in REFERENCE_SUFFIXES:
        raise CheckError(f"{path}: holds references, not text; check the document and pass it as --bib {path}")
    source = read_text_file(path)
    references = References()
    for bib_path in bib_paths:
        references += read_references(bib_path)
    text_format = SUFFIXES.get(path.suffix.lower()) or format_of(source)
    if text_format == "answer":
        return check_answers(source, str(path), tools.library, tools.collection, tools.verifier)
    if text_format == "latex":
        documents, found = read_with_included(source, path)
        references += found
    else:
        documents = [_read(source, str(path), text_format, references)]
    references += _named_bibliographies(documents, path, bib_paths)
    report = LintReport(problems=references.problems)
    for document in documents:
        elsewhere = (reference for other in documents if other is not document for reference in other.references)
        report += _lint(document, References((*references.entries, *elsewhere)), tools)
    return report


def check_text(source: str, references: str, tools: CheckTools, name: str = "text") -> LintReport:
    """Check pasted text with pasted references (BibTeX, `\\bibitem`s or a list); either may hold the references."""
    text_format = SUFFIXES.get(Path(name).suffix.lower()) or format_of(source)
    if text_format == "answer":
        return check_answers(source, name, tools.library, tools.collection, tools.verifier)
    known = parse_references(references, "references") if references.strip() else References()
    document = _read(source, name, text_format, known)
    report = _lint(document, known, tools)
    left_out = (
        ReadProblem(name, inclusion.line, f"includes {inclusion.name}, which is not part of the text", "paste it, too")
        for inclusion in document.inclusions
    )
    return LintReport(report.findings, (*report.problems, *left_out))


def _read(source: str, path: str, text_format: Format, references: References) -> Document:
    if text_format == "latex":
        return read_latex(source, path)
    read = read_markdown if text_format == "markdown" else read_plain
    return read(source, path, references.entries)


def format_of(source: str) -> Format:
    """Return what a text without a telling name is.

    >>> format_of("X \\\\citep{a}."), format_of("X [@a]."), format_of("X [1]."), format_of('{"schema_version": 2}')
    ('latex', 'markdown', 'plain', 'answer')
    """
    if re.match(r"\s*[\[{]", source) and '"schema_version"' in source:
        return "answer"
    if LATEX.search(source):
        return "latex"
    return "markdown" if PANDOC.search(source) else "plain"


def _named_bibliographies(documents: Sequence[Document], path: Path, bib_paths: Sequence[Path]) -> References:
    """Return the references of the .bib files that documents name and that were not given."""
    given = {bib_path.resolve() for bib_path in bib_paths}
    names = {bib_path.name for bib_path in bib_paths}
    references = References()
    for name in dict.fromkeys(name for document in documents for name in document.bibliographies):
        file = path.parent / name
        if file.resolve() in given or file.name in names:
            continue
        if file.is_file():
            references += read_references(file)
        elif not bib_paths:
            problem = ReadProblem(str(path), None, f"names {name}, which is not there", "pass it with --bib")
            references += References(problems=(problem,))
    return references


def _lint(document: Document, references: References, tools: CheckTools) -> LintReport:
    report = lint(document, references, tools.library, tools.collection, tools.verifier)
    is_told = any(problem.what.startswith(NO_REFERENCES) for problem in report.problems)
    has_references = references.entries or document.references
    if not has_references and not is_told and any(finding.verdict == "uncited" for finding in report.findings):
        problem = ReadProblem(document.path, None, NO_REFERENCES, "give a .bib, or a list of references")
        return LintReport(report.findings, (*report.problems, problem))
    return report
