"""The files that a LaTeX file includes, read with it: its sections, and a list of references that was written out."""

import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from assistant.errors import CheckError
from assistant.linting.document import Document
from assistant.linting.latex import inclusions, own_commands, read_latex
from assistant.linting.reference_lists import read_references, read_text_file
from assistant.linting.references import References
from retrieval.datatypes import ReadProblem

SUFFIX = re.compile(r"\.(?:tex|ltx|latex)", re.IGNORECASE)


def read_with_included(source: str, path: Path) -> tuple[list[Document], References]:
    """Return a LaTeX file and those it includes, each once, the file first; and the references, problems among them,
    that were found on the way.

    Paths are relative to the file that is read first, as for LaTeX, else to the file that includes. Commands that one
    file defines are known in all.
    """
    texts, references = _texts(source, path)
    commands: dict[str, str] = {}
    for text in texts.values():
        commands |= own_commands(text)
    documents = [read_latex(source, str(path), commands)]
    for file, text in list(texts.items())[1:]:
        try:
            documents.append(read_latex(text, str(file), commands))
        except CheckError as error:
            references += References(problems=(ReadProblem(str(file), None, "cannot be read", f"{error}"),))
    return documents, references


def not_included_by_others(paths: Sequence[Path]) -> list[Path]:
    """Return the files that no other of them includes: those are checked with the file that includes them."""
    included: set[Path] = set()
    for path in paths:
        if SUFFIX.fullmatch(path.suffix) and path.is_file():
            with suppress(CheckError):  # told when the file is checked
                texts, _ = _texts(read_text_file(path), path)
                included.update(file.resolve() for file in list(texts)[1:])
    return [path for path in dict.fromkeys(paths) if path.resolve() not in included] or list(paths)


def _texts(source: str, path: Path) -> tuple[dict[Path, str], References]:
    """Return the texts of a file and of those it includes, and what references they include or lack."""
    texts, references = {path: source}, References()
    seen = {path.resolve()}
    waiting = [(path, inclusion) for inclusion in inclusions(source)]
    while waiting:
        includer, inclusion = waiting.pop(0)
        file = _file(inclusion.name, (path.parent, includer.parent))
        if file is None:
            what = f"includes {inclusion.name}, which is not there"
            references += References(problems=(ReadProblem(str(includer), inclusion.line, what, "check the path"),))
        elif file.resolve() not in seen and (SUFFIX.fullmatch(file.suffix) or file.suffix.lower() == ".bbl"):
            seen.add(file.resolve())
            try:
                if file.suffix.lower() == ".bbl":
                    references += read_references(file)
                    continue
                texts[file] = read_text_file(file)
            except CheckError as error:
                what = f"includes {inclusion.name}, which cannot be read"
                references += References(problems=(ReadProblem(str(includer), inclusion.line, what, f"{error}"),))
                continue
            waiting = [*((file, inner) for inner in inclusions(texts[file])), *waiting]
    return texts, references


def _file(name: str, folders: Sequence[Path]) -> Path | None:
    candidates = (folder / written for folder in folders for written in (f"{name}.tex", name))
    return next((file for file in candidates if file.is_file()), None)
