"""LaTeX → document. pylatexenc finds the structure, every character of the prose keeps its place in the source.

Comments, verbatim text and tables are no prose; captions, footnotes, headings and items are blocks of their own. A
footnote that only cites is a cite of the sentence that it stands in. A command that nothing is known of prints nothing.
Text that breaks LaTeX's rules, such as a brace without its partner, is read as far as it goes.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from pylatexenc.latexwalker import (
    LatexCharsNode,
    LatexCommentNode,
    LatexEnvironmentNode,
    LatexGroupNode,
    LatexMacroNode,
    LatexMathNode,
    LatexNode,
    LatexSpecialsNode,
    LatexWalker,
    get_default_latex_context_db,
)
from pylatexenc.macrospec import LatexContextDb, MacroSpec

from assistant.errors import CheckError
from assistant.linting.claims import says_something
from assistant.linting.document import SUBJECT, Document, Inclusion, LineIndex, Prose, ProseBuilder
from assistant.linting.latex_source import COMMENT, PERCENT, for_parser, without_comments
from assistant.linting.reference_lists import parse_bibitems
from retrieval.latex import plain_latex, restore_escaped

CITE_NAME = re.compile(r"\\([A-Za-z]*cite[A-Za-z]*)(?![A-Za-z])", re.IGNORECASE)
CITE_OF_A_VOLUME = re.compile(r"\w?volcites?", re.IGNORECASE)
NO_CITE = re.compile(
    r"nocite\w*|cite(?:style|reset|name|list|field|date|url|setup)|\w*citestyle|citespace|DeclareCite\w*"
)
CITE_AS_WORD = re.compile(
    r"tvolcite|(?:full|short|possessive)?cite(?:t|t\w|al|author|authors|A|N|NP|ANP)s?|(?:full)?textcites?|newcite|possessivecite",
    re.IGNORECASE,
)
SYMBOLS = {"~": " ", "``": "“", "''": "”", "--": "–", "---": "—", "&": " ", "`": "‘", "'": "’"}
SILENT = {
    *("label", "ref", "eqref", "pageref", "autoref", "cref", "Cref", "nameref", "vref", "hyperref", "hypersetup"),
    *(
        "vspace",
        "hspace",
        "vskip",
        "hskip",
        "includegraphics",
        "rule",
        "bibliographystyle",
        "bibliography",
        "addbibresource",
    ),
    *("usepackage", "documentclass", "pagestyle", "thispagestyle", "input", "include", "subfile", "import", "index"),
    *("setlength", "addtolength", "setcounter", "renewcommand", "newcommand", "providecommand", "def", "nocite"),
    *("definecolor", "color", "graphicspath", "newenvironment", "hyphenation", "phantomsection", "appendix", "todo"),
    *("affiliation", "email", "author", "date", "thanks", "tableofcontents", "printbibliography", "selectlanguage"),
    *("footnotemark", "newacronym", "newglossaryentry", "DeclareAcronym", "acrodef", "sisetup", "fontsize", "ding"),
    *("deleted", "sout", "st", "DeclareRobustCommand"),
}
"""Commands whose arguments print nothing that is prose."""
OWN_BLOCK = {
    *("footnote", "footnotetext", "marginpar", "caption", "captionof", "title", "subtitle"),
    *("part", "chapter", "section", "subsection", "subsubsection", "paragraph", "subparagraph"),
}
LAST_ARGUMENT_ONLY = {
    "href",
    "textcolor",
    "colorbox",
    "hyperlink",
    "texorpdfstring",
    "foreignlanguage",
    "selectlanguage",
}
QUOTATIONS = {"textquote": "[[{", "blockquote": "[[{", "textcquote": "[[{[{", "blockcquote": "[[{[{"}
"""Commands of csquotes with their arguments: a cite in brackets or the keys in braces, and the quoted words last."""
QUANTITIES = {"SI": " ", "qty": " ", "SIrange": " to ", "qtyrange": " to ", "numrange": " to "}
"""Commands that print all their arguments, with what stands between the first two."""
LOGOS = {"TeX", "LaTeX", "BibTeX", "XeTeX", "LuaTeX"}
CONDITION = re.compile(r"if(?!f$|thenelse$)[A-Za-z]*")
BLOCK_ENDS = {"par", "item", "newpage", "clearpage", "bibitem", "maketitle"}
NO_PROSE = {
    *("verbatim", "verbatim*", "lstlisting", "minted", "comment", "tikzpicture", "thebibliography", "filecontents"),
    *("algorithm", "algorithmic", "algorithm2e", "CCSXML", "filecontents*"),
}
TABLES = {"tabular", "tabular*", "tabularx", "tabulary", "longtable", "array", "tabu", "tblr", "supertabular"}
FORMULAS = {
    *(
        "equation",
        "equation*",
        "align",
        "align*",
        "gather",
        "gather*",
        "multline",
        "multline*",
        "eqnarray",
        "eqnarray*",
    ),
    *("displaymath", "math", "flalign", "flalign*", "alignat", "alignat*"),
}
INCLUDED = re.compile(
    r"(?<!\\)\\(?:(?:(?:input|include|subfile)\s*|(?:sub)?(?:import|inputfrom|includefrom)\s*\{(?P<folder>[^{}]*)\}\s*)"
    r"\{(?P<name>[^{}]+)\}|input\s+(?P<bare>[^\s{}\\%]+))"
)
BIBLIOGRAPHY_FILES = re.compile(r"\\(?:bibliography|addbibresource|addglobalbib)\s*(?:\[[^\]]*\])?\s*\{([^{}]+)\}")
OWN_COMMAND = re.compile(
    r"\\(?:(?:(?:re)?newcommand|providecommand|DeclareRobustCommand)\*?\s*\{?|[gex]?def)\s*\\([A-Za-z]+)\s*\}?\s*"
    r"\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}"
)
NO_WORDS = re.compile(r"#|\\(?:begin|end|item|par|\w*cite\w*(?!\s*\*?\s*[\[{]))(?![A-Za-z])", re.IGNORECASE)
BORDER = re.compile(r"\s*\\(?:begin|end)\{[^{}]*\}\s*")
"""All that a command such as `\\be` stands for."""
MAX_CHARACTERS_OF_A_COMMAND = 80
MAX_CHARACTERS_OF_A_CITE = 400
"""Of a command that cites: its keys may be many."""
MAX_CHARACTERS_EXPANDED = 10_000
MAX_DEPTH_OF_COMMANDS = 4


def read_latex(source: str, path: str, commands: Mapping[str, str] | None = None) -> Document:
    """Return the prose of a LaTeX file with its cites. What it includes is named, not read: see included.py.

    `commands` are known beside those that the file defines itself: name → what it stands for.
    """
    visible = without_comments(source)
    known = {**(commands or {}), **own_commands(source)}
    cite_names = {name for text in (source, *known.values()) for name in CITE_NAME.findall(text)}
    context = _context(tuple(sorted(cite_names)), tuple(known))
    walker = LatexWalker(for_parser(source), latex_context=context, tolerant_parsing=True)
    builder = ProseBuilder(source)
    try:
        nodes, _, _ = walker.get_latex_nodes()
        _Visitor(builder, context, known).visit(_body(nodes))
    except RecursionError:
        raise CheckError(f"{path}: groups are nested too deeply; check the braces of the file") from None
    builder.end_block()
    files = [
        name.strip()
        for match in BIBLIOGRAPHY_FILES.finditer(visible)
        for name in match.group(1).split(",")
        if name.strip()
    ]
    return Document(
        path,
        source,
        tuple(builder.blocks),
        parse_bibitems(source, path).entries if "\\bibitem" in visible else (),
        tuple(name if name.endswith(".bib") else f"{name}.bib" for name in files),
        inclusions=inclusions(source),
    )


@lru_cache(maxsize=32)
def _context(cite_names: tuple[str, ...], own_names: tuple[str, ...]) -> LatexContextDb:
    """Return what pylatexenc knows of LaTeX, with the file's citing commands and its own words added."""
    context = get_default_latex_context_db()
    cites = [MacroSpec(name, "*[{[{" if CITE_OF_A_VOLUME.fullmatch(name) else "*[[{") for name in cite_names]
    context.add_context_category("own", macros=[MacroSpec(name, "") for name in own_names], prepend=True)
    context.add_context_category("cites", macros=cites, prepend=True)
    quotations = [MacroSpec(name, arguments) for name, arguments in QUOTATIONS.items()]
    context.add_context_category("quotations", macros=quotations, prepend=True)
    return context


def own_commands(source: str) -> dict[str, str]:
    """Return the commands without arguments that a file defines for a few words or cites, such as `\\ours`."""
    found = {match.group(1): match.group(2) for match in OWN_COMMAND.finditer(without_comments(source))}
    return {
        name: "" if BORDER.search(body) else body
        for name, body in found.items()
        if len(body) <= (MAX_CHARACTERS_OF_A_CITE if CITE_NAME.search(body) else MAX_CHARACTERS_OF_A_COMMAND)
        and (BORDER.fullmatch(body) or not NO_WORDS.search(body))
    }


def inclusions(source: str) -> tuple[Inclusion, ...]:
    """Return the files that LaTeX includes, in order."""
    lines = LineIndex.of(source)
    return tuple(
        Inclusion(
            f"{(match['folder'] or '').strip()}{(match['name'] or match['bare']).strip()}",
            lines.place(match.start())[0],
        )
        for match in INCLUDED.finditer(without_comments(source))
    )


def _body(nodes: Sequence[LatexNode]) -> Sequence[LatexNode]:
    """Return the nodes of the document environment where there is one."""
    for node in nodes:
        if isinstance(node, LatexEnvironmentNode) and node.environmentname == "document":
            return node.nodelist or ()
    return nodes


class _Visitor:
    """Walks the nodes and tells the builder what prints."""

    def __init__(self, builder: ProseBuilder, context: LatexContextDb, own_commands: Mapping[str, str]) -> None:
        self.builder = builder
        self._context = context
        self._own_commands = own_commands
        self._later: list[Sequence[LatexNode]] = []

    def visit(self, nodes: Sequence[LatexNode]) -> None:
        """Write what the nodes print, then the notes that stand in it as blocks of their own."""
        self._write(nodes)
        self.builder.end_block()
        while self._later:
            self._write(self._later.pop(0))
            self.builder.end_block()

    def _write(self, nodes: Sequence[LatexNode | None]) -> None:
        position = 0
        while position < len(nodes):
            node = nodes[position]
            position += 1
            match node:
                case LatexCharsNode():
                    self._text(node.chars.replace(PERCENT, "%"), node.pos)
                case LatexGroupNode():
                    self._write(node.nodelist)
                case LatexMacroNode():
                    position += self._macro(node, nodes[position:])
                case LatexEnvironmentNode():
                    self._environment(node)
                case LatexMathNode():
                    self._formula(node)
                case LatexSpecialsNode():
                    self._special(node)
                case LatexCommentNode():
                    # A comment takes its line end with it; a blank line behind it ends the paragraph all the same.
                    if node.comment_post_space.count("\n") > 1:
                        self.builder.end_block()

    def _text(self, chars: str, origin: int) -> None:
        at = 0
        for gap in re.finditer(r"\n[ \t\r]*\n\s*", chars):
            self.builder.write(chars[at : gap.start()], origin + at)
            self.builder.end_block()
            at = gap.end()
        self.builder.write(chars[at:], origin + at)

    def _special(self, node: LatexSpecialsNode) -> None:
        chars = node.specials_chars
        if "\n" in chars:
            self.builder.end_block()
        else:
            self.builder.write(SYMBOLS.get(chars, plain_latex(chars)), node.pos, is_verbatim=False)

    def _macro(self, node: LatexMacroNode, following: Sequence[LatexNode | None]) -> int:
        """Write what a command prints; return how many of the following nodes were its arguments."""
        name = node.macroname
        arguments = [item for item in (node.nodeargd.argnlist if node.nodeargd else None) or () if item is not None]
        mandatory = [item for item in arguments if not _is_optional(item)]
        if "cite" in name.lower() and CITE_NAME.fullmatch(f"\\{name}"):
            return self._cite(node, mandatory, following)
        if name == "iffalse":
            return _length_of_untrue(following)
        if name == "fi":
            return 0
        if name in SILENT or (name.lower().endswith("ref") and name not in LAST_ARGUMENT_ONLY):
            return 0 if mandatory else _leading_groups(following)
        n_taken = 0
        if name in OWN_BLOCK:
            if not mandatory and following and isinstance(following[0], LatexGroupNode):
                mandatory, n_taken = [following[0]], 1
            if name.startswith(("footnote", "marginpar")):
                self._note(mandatory, node)
            else:
                self.builder.end_block()
                self._write(mandatory)
                self.builder.end_block()
            return n_taken
        if name in BLOCK_ENDS:
            self.builder.end_block()
            if name == "item" and any(block.cites for block in self._apart(arguments)):  # \item[Lantern \cite{a}]
                self._write(arguments)
                self.builder.write(" ", node.pos, is_verbatim=False)
            return 0
        if name in QUOTATIONS:
            self._quotation(node, mandatory, [item for item in arguments if _is_optional(item)])
            return 0
        if name in LAST_ARGUMENT_ONLY:
            if not mandatory:
                groups = [item for item in following[:2] if isinstance(item, LatexGroupNode)]
                mandatory, n_taken = list(groups), len(groups)
            self._write(mandatory[-1:])
            return n_taken
        if name in self._own_commands:
            expanded = self._expanded(self._own_commands[name])
            if CITE_NAME.search(expanded):
                self._expanded_cites(node, expanded)
                return 0
            text = restore_escaped(plain_latex(expanded))
            self.builder.write(text, node.pos, is_verbatim=False)
            self._post_space(node)
            return 0
        if not arguments and self._is_unknown(name) and (n_taken := self._arguments_of_unknown(node, following)):
            return n_taken
        if mandatory and any(_holds_words(item) for item in mandatory) and len(node.macroname) > 1:
            self._write(mandatory)
            self._post_space(node)
            return 0
        if not self._is_unknown(name) or name in LOGOS:
            self._symbol(node)
        return 0

    def _apart(self, nodes: Sequence[LatexNode]) -> list[Prose]:
        """Return the blocks that the nodes would print, without printing them."""
        visitor = _Visitor(ProseBuilder(self.builder.source), self._context, self._own_commands)
        visitor.visit(nodes)
        return visitor.builder.blocks

    def _note(self, nodes: Sequence[LatexNode], mark: LatexMacroNode) -> None:
        """Keep a note for later; one that only cites is a cite of the sentence that carries its mark."""
        blocks = self._apart(nodes)
        if any(says_something(block.text) for block in blocks):
            self._later.append(nodes)
        else:
            self._cite_blocks(blocks, mark.pos, mark.pos + mark.len)

    def _cite_blocks(self, blocks: Sequence[Prose], origin: int, end: int) -> None:
        """Cite here what blocks cite that are not printed."""
        keys = tuple(dict.fromkeys(key for block in blocks for cite in block.cites for key in cite.keys))
        if keys:
            self.builder.cite(keys, origin, end)

    def _quotation(self, node: LatexMacroNode, mandatory: Sequence[LatexNode], optional: Sequence[LatexNode]) -> None:
        """Write quoted words, and behind them the cite that comes as an option or as keys in braces."""
        self._write(mandatory[-1:])
        end = node.pos + node.len
        if len(mandatory) > 1:
            keys = _keys(mandatory[:1])
            self.builder.cite(keys, node.pos, end)
        else:
            self._cite_blocks(self._apart(optional), node.pos, end)

    def _expanded_cites(self, node: LatexMacroNode, text: str) -> None:
        """Write what a command of the file stands for, with the cites in it."""
        inner = _Visitor(ProseBuilder(text), self._context, {})
        inner._write(LatexWalker(text, latex_context=self._context, tolerant_parsing=True).get_latex_nodes()[0])
        inner.builder.end_block()
        end = node.pos + len(node.macroname) + 1
        end += 2 * self.builder.source.startswith("{}", end)
        for block in inner.builder.blocks:
            at = 0
            for cite in block.cites:
                self.builder.write(block.text[at : cite.position], node.pos, is_verbatim=False)
                self.builder.cite(cite.keys, node.pos, end, cite.is_word)
                at = cite.position + len(SUBJECT) * cite.is_word
            self.builder.write(block.text[at:], node.pos, is_verbatim=False)
        self._post_space(node)

    def _is_unknown(self, name: str) -> bool:
        """Say whether a command is neither one of LaTeX's nor a symbol or a style."""
        is_word = len(name) > 1 and name.isalpha()
        return is_word and self._context.get_macro_spec(name) is None and plain_latex(f"\\{name}") == name

    def _arguments_of_unknown(self, node: LatexMacroNode, following: Sequence[LatexNode | None]) -> int:
        """Write the last argument of a command, of a quantity all of them; return how many nodes the arguments are."""
        n_taken = 0 if node.macro_post_space else _leading_groups(following)
        groups = [item for item in following[:n_taken] if isinstance(item, LatexGroupNode)]
        if not any(_holds_words(group) for group in groups):
            return 0
        separator = QUANTITIES.get(node.macroname)
        if separator is None:
            self._write(groups[:1] if node.macroname == "replaced" else groups[-1:])
            return n_taken
        for index, group in enumerate(groups):
            if index:
                self.builder.write(separator if index == 1 else " ", group.pos, is_verbatim=False)
            self._write([group])
        return n_taken

    def _expanded(self, text: str) -> str:
        """Return text with the file's own commands in it replaced by what they stand for."""
        for _ in range(MAX_DEPTH_OF_COMMANDS):
            expanded = re.sub(
                r"\\([A-Za-z]+)(?:\{\})?", lambda match: self._own_commands.get(match.group(1), match.group()), text
            )
            if expanded == text or len(expanded) > MAX_CHARACTERS_EXPANDED:
                break
            text = expanded
        return text

    def _symbol(self, node: LatexMacroNode) -> None:
        verbatim = node.latex_verbatim().rstrip()
        if verbatim == "\\,":
            last = self.builder.last_character()
            follows = self.builder.source[node.pos + 2 : node.pos + 5]
            text = "" if last.isdigit() and re.fullmatch(r"\d{3}", follows) else " "
        elif verbatim == "\\\\" or node.macroname.isspace():
            text = " "
        else:
            text = restore_escaped(plain_latex(verbatim))
        self.builder.write(text, node.pos, is_verbatim=False)
        if text.strip():
            self._post_space(node)

    def _post_space(self, node: LatexMacroNode) -> None:
        """Keep the space behind a command that prints something: most are written `{\\ours} is` or `\\ours\\ is`."""
        if node.macro_post_space and len(node.macroname) > 1:
            self.builder.write(" ", node.pos, is_verbatim=False)

    def _cite(self, node: LatexMacroNode, mandatory: list[LatexNode], following: Sequence[LatexNode | None]) -> int:
        name = node.macroname
        n_taken = 0
        groups = list(mandatory)
        if re.fullmatch(r"\w*cites", name, re.IGNORECASE):  # biblatex: \parencites[see][2]{a}[]{b}
            while n_taken < len(following):
                item = following[n_taken]
                is_option = isinstance(item, LatexCharsNode) and re.fullmatch(r"(?:\[[^\]]*\])+", item.chars)
                if not isinstance(item, LatexGroupNode) and not is_option:
                    break
                groups += [item] if isinstance(item, LatexGroupNode) else []
                n_taken += 1
        if NO_CITE.fullmatch(name):
            return n_taken
        if name == "citetext":  # natbib: \\citetext{see \\citealp{a}}
            self._write(mandatory)
            return n_taken
        if CITE_OF_A_VOLUME.fullmatch(name):  # biblatex: \volcite[see]{2}[12]{a}
            groups = groups[1::2]
        keys = _keys(groups)
        if keys:
            taken = following[n_taken - 1] if n_taken else None
            end = (taken.pos + taken.len) if taken is not None else node.pos + node.len
            self.builder.cite(keys, node.pos, end, bool(CITE_AS_WORD.fullmatch(name)))
        return n_taken

    def _formula(self, node: LatexMathNode) -> None:
        verbatim = node.latex_verbatim()
        if re.search(r"\n\s*\n|\\\w*cite\w*|\\(?:sub)*section", verbatim):  # a lone dollar sign opened it
            self.builder.write(node.delimiters[0], node.pos)
            self._write(node.nodelist)
            return
        plain = restore_escaped(plain_latex(self._expanded(verbatim))).strip("$")
        self.builder.write(f" {plain} " if node.displaytype == "display" else plain, node.pos, is_verbatim=False)

    def _environment(self, node: LatexEnvironmentNode) -> None:
        name = node.environmentname
        if name in NO_PROSE:
            return
        if name in TABLES:
            self.builder.end_block()
            return
        if name in FORMULAS:
            inside = " ".join(item.latex_verbatim() for item in node.nodelist or ())
            self.builder.write(f" {restore_escaped(plain_latex(inside))} ", node.pos, is_verbatim=False)
            return
        self.builder.end_block()
        options = [item for item in (node.nodeargd.argnlist if node.nodeargd else None) or () if item is not None]
        self._cite_blocks(self._apart(options), node.pos, node.pos)  # \begin{theorem}[\cite{a}]
        self._write(node.nodelist or ())
        self.builder.end_block()


def _keys(groups: Sequence[LatexNode]) -> tuple[str, ...]:
    """Return the keys that stand in the braces of a cite."""
    inside = ",".join(group.latex_verbatim().strip("{}") for group in groups)
    return tuple(key for part in COMMENT.sub("", inside).split(",") if (key := "".join(part.split())))


def _is_optional(node: LatexNode) -> bool:
    return (isinstance(node, LatexGroupNode) and node.delimiters[0] == "[") or (
        isinstance(node, LatexCharsNode) and node.chars == "*"
    )


def _holds_words(node: LatexNode) -> bool:
    """Say whether an argument is prose rather than the letter under an accent."""
    return isinstance(node, LatexGroupNode) and bool(node.nodelist)


def _leading_groups(nodes: Sequence[LatexNode | None]) -> int:
    """Return how many nodes are the arguments of a command that pylatexenc does not know."""
    n = 0
    for node in nodes:
        is_option = isinstance(node, LatexCharsNode) and re.fullmatch(r"(?:\[[^\]]*\])+", node.chars)
        if not isinstance(node, LatexGroupNode) and not is_option:
            break
        n += 1
    return n


def _length_of_untrue(nodes: Sequence[LatexNode | None]) -> int:
    """Return how many nodes behind `\\iffalse` do not print: all up to its `\\else` or `\\fi`, none without one."""
    depth = 0
    for index, node in enumerate(nodes):
        name = node.macroname if isinstance(node, LatexMacroNode) else ""
        if depth == 0 and name in ("fi", "else"):
            return index + 1
        depth += bool(CONDITION.fullmatch(name)) - (name == "fi")
    return 0
