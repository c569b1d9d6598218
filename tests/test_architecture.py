"""What may import what, read from the source. The order of the packages and of their modules stands in one tuple."""

import ast
import sys
from functools import cache
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]

ORDER = (
    "prompts",
    "retrieval.errors",
    "retrieval.datatypes",
    "retrieval.latex",
    "retrieval.cleaning",
    "retrieval.identity",
    "retrieval.names",
    "retrieval.readers",
    "retrieval.arxiv",
    "retrieval.sentences",
    "retrieval.tokens",
    "retrieval.minilm",
    "retrieval.embedding",
    "retrieval.adapted_model",
    "retrieval.cross_encoder",
    "retrieval.answer_selection",
    "retrieval.chunking",
    "retrieval.author_names",
    "retrieval.surveys",
    "retrieval.library.merging",
    "retrieval.library.rows",
    "retrieval.library.lookups",
    "retrieval.library.schema",
    "retrieval.library.database",
    "retrieval.library.catalogue",
    "retrieval.library.filters",
    "retrieval.library.papers",
    "retrieval.library.chunks",
    "retrieval.library.ledger",
    "retrieval.library",
    "retrieval.matrix",
    "retrieval.vector_index",
    "retrieval.keyword_index",
    "retrieval.indexing",
    "retrieval.ingest",
    "retrieval.fetching",
    "retrieval.fusion",
    "retrieval.rewording",
    "retrieval.retriever",
    "retrieval.metrics",
    "retrieval.beir",
    "retrieval.sample",
    "assistant",
    "page",
    "app",
)
"""A module imports only from earlier entries; a name without a dot stands for a whole package."""

SIBLINGS = {"prompts": {"prompts"}, "retrieval": {"retrieval"}, "assistant": {"assistant", "retrieval", "prompts"}}
"""What a package may import of ours; page and app may import all but each other's users."""

HOMES = {
    "chromadb": {"retrieval.vector_index"},
    "tantivy": {"retrieval.keyword_index"},
    "tiktoken": {"retrieval.tokens"},
    "fastembed": {"retrieval.embedding", "retrieval.cross_encoder"},
    "tokenizers": {"retrieval.embedding", "retrieval.answer_selection"},
    "onnx": {"retrieval.minilm"},
    "sqlite3": {"retrieval.library.database", "retrieval.library.lookups", "retrieval.library.schema"},
    "sentencex": {"retrieval.sentences"},
    "bibtexparser": {"assistant.linting.bibtex_file", "assistant.bibtex"},
    "pylatexenc": {"assistant.linting.latex", "assistant.bibtex"},
    "rapidfuzz": {
        "retrieval.retriever",
        "assistant.linting.matching",
        "assistant.outlines.title_mentions",
        "assistant.outlines.name_mentions",
    },
    "sklearn": {"assistant.trends.*"},
    "scipy": {"assistant.trends.*"},
    "plotly": {"page.*"},
    "language_data": {"assistant.language_names"},
    "jinja2": {"prompts.*"},
    "gradio": {"app", "page.*"},
    "langchain": {"assistant.answering", "assistant.writing.*"},
    "langchain_core": {"retrieval.retriever", "assistant.*"},
    "langchain_openai": {"retrieval.embedding", "assistant.writing.*"},
    "openai": {"retrieval.embedding", "assistant.writing.*"},
    "typer": {"assistant.__main__"},
    "pydantic_settings": {"assistant.settings"},
}
"""The modules that may import a vendor's package."""

PACKAGES = ("prompts", "retrieval", "assistant", "page")


def source_files() -> dict[str, Path]:
    """Return every module of the project by its dotted name."""
    files = {"app": PROJECT / "app.py"}
    for package in PACKAGES:
        for path in sorted((PROJECT / package).rglob("*.py")):
            parts = path.relative_to(PROJECT).with_suffix("").parts
            files[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return files


FILES = source_files()


@cache
def imports_of(module: str) -> frozenset[str]:
    """Return the dotted names of all that a module imports, wherever in its source."""
    path = FILES[module]
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = node.module or ""
            if node.level:
                base = package.split(".")[: len(package.split(".")) - node.level + 1]
                origin = ".".join([*base, *([node.module] if node.module else [])])
            found.update(
                f"{origin}.{alias.name}" if f"{origin}.{alias.name}" in FILES else origin for alias in node.names
            )
    return frozenset(found)


def place_of(module: str) -> int | None:
    """Return a module's place in the order, that of the nearest package for one that has none of its own."""
    while module:
        if module in ORDER:
            return ORDER.index(module)
        module = module.rpartition(".")[0]
    return None


def is_allowed(module: str, homes: set[str]) -> bool:
    return any(module == home or (home.endswith(".*") and f"{module}.".startswith(home[:-1])) for home in homes)


@pytest.mark.parametrize("module", FILES)
def test_a_module_imports_only_earlier_steps(module: str) -> None:
    own_place = place_of(module)
    assert own_place is not None or module == "retrieval", f"{module} has no place in ORDER: give it one"
    for imported in imports_of(module) & FILES.keys():
        place = place_of(imported)
        assert place is not None, f"{module} imports {imported}, which has no place in ORDER"
        assert place <= (own_place or 0), f"{module} imports {imported}, a later step"


@pytest.mark.parametrize("module", FILES)
def test_packages_import_only_the_siblings_they_may(module: str) -> None:
    package = module.partition(".")[0]
    allowed = SIBLINGS.get(package)
    imported = {name.partition(".")[0] for name in imports_of(module) if name.partition(".")[0] in (*PACKAGES, "app")}
    if allowed is not None:
        assert imported <= allowed, f"{module} imports {sorted(imported - allowed)}"
    assert package == "app" or "app" not in imported


@pytest.mark.parametrize("module", [module for module in FILES if "." in module])
def test_no_module_imports_its_own_package_s_root(module: str) -> None:
    roots = {".".join(module.split(".")[:depth]) for depth in range(1, module.count(".") + 1)}
    assert not imports_of(module) & roots


def test_no_two_modules_import_each_other_in_a_circle() -> None:
    remaining = {module: imports_of(module) & FILES.keys() - {module} for module in FILES}
    while free := [module for module, imported in remaining.items() if not imported & remaining.keys()]:
        for module in free:
            del remaining[module]
    assert not remaining, f"these import each other: {sorted(remaining)}"


@pytest.mark.parametrize("vendor", HOMES)
def test_every_vendor_has_a_home(vendor: str) -> None:
    for module in FILES:
        if any(name.partition(".")[0] == vendor for name in imports_of(module)):
            assert is_allowed(module, HOMES[vendor]), (
                f"{module} imports {vendor}, whose home is {sorted(HOMES[vendor])}"
            )


def test_every_module_of_the_order_is_there() -> None:
    assert [name for name in ORDER if name not in FILES and not (PROJECT / name.replace(".", "/")).is_dir()] == []


def test_modules_are_not_named_for_nothing() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "misc", "core", "base", "tools"}
    assert not [module for module in FILES if module.rpartition(".")[2] in vague]


def test_no_module_shadows_one_of_python_s_own() -> None:
    assert not {module.partition(".")[0] for module in FILES} & set(sys.stdlib_module_names)
