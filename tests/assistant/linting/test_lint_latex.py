"""LaTeX → citing clauses with exact places."""

import pytest

from assistant.errors import CheckError
from assistant.linting.document import Inclusion, LineIndex
from assistant.linting.latex import read_latex
from assistant.linting.sentences import citing_clauses


def clauses(source: str) -> list[tuple[int, int, tuple[str, ...], str]]:
    """Return (line, column, keys, text) of all that cites."""
    document = read_latex(source, "paper.tex")
    lines = LineIndex.of(source)
    return [
        (*lines.place(clause.origin), clause.keys, clause.text)
        for block in document.blocks
        for clause in citing_clauses(block)
    ]


@pytest.mark.parametrize(
    ("source", "keys", "text"),
    [
        ("Lantern holds 14 rivers \\cite{a}.", ("a",), "Lantern holds 14 rivers."),
        ("Lantern holds 14 rivers~\\citep[see][p.~3]{a,b}.", ("a", "b"), "Lantern holds 14 rivers."),
        ("Lantern holds 14 rivers (e.g., \\citealp{a}).", ("a",), "Lantern holds 14 rivers."),
        ("\\citet{a} count 14 rivers.", ("a",), "The authors count 14 rivers."),
        ("As \\textcite[12]{a} show, rivers flow.", ("a",), "As the authors show, rivers flow."),
        ("\\Citet{a} count 14 rivers.", ("a",), "The authors count 14 rivers."),
        ("Lantern holds 14 rivers \\Citep{a}.", ("a",), "Lantern holds 14 rivers."),
        ("Lantern holds 14 rivers [\\citenum{a}].", ("a",), "Lantern holds 14 rivers."),
        ("Lantern holds 14 rivers \\volcite[see]{2}[12]{a}.", ("a",), "Lantern holds 14 rivers."),
        ("It holds \\num{14} rivers of \\qty{3}{km} \\cite{a}.", ("a",), "It holds 14 rivers of 3 km."),
        ("It holds \\hl{14}, \\added[id=x]{all} rivers\\footnotemark{} \\cite{a}.", ("a",), "It holds 14, all rivers."),
        ("Rivers of \\SIrange{2}{3}{km}, \\ldots{} flow \\cite{a}.", ("a",), "Rivers of 2 to 3 km, … flow."),
        (
            "\\iffalse Lakes \\ifx b \\fi lie \\cite{b}. \\else Rivers \\fi flow fast \\cite{a}.",
            ("a",),
            "Rivers flow fast.",
        ),
        ("\\cite{a} shows that rivers flow.", ("a",), "The authors shows that rivers flow."),
        ("Rivers flow \\parencites[see][2]{a}[]{b}.", ("a", "b"), "Rivers flow."),
        ("Rivers flow fast \\autocite{a}\\cite{b}.", ("a", "b"), "Rivers flow fast."),
        (
            "Rivers \\emph{flow} by 5\\,km, $4.5\\times$ or 80.92\\% \\cite{a}.",
            ("a",),
            "Rivers flow by 5 km, 4.5× or 80.92%.",
        ),
        ("It holds 1\\,704 letters---``all'' of them \\cite{a}.", ("a",), "It holds 1704 letters—“all” of them."),
        ('M\\"uller\'s na\\"{\\i}ve \\textsc{Ofa} fails \\cite{a}.', ("a",), "Müller's naïve Ofa fails."),
        ("Rivers flow.\\footcite{a}", ("a",), "Rivers flow."),
        ("\\href{https://example.org}{The page} names 3 ports \\cite{a}.", ("a",), "The page names 3 ports."),
        ("Rivers flow \\cite{a, % the first\n  b}.", ("a", "b"), "Rivers flow."),
        ("Rivers flow \\cite<see>[p.~3]{a}.", ("a",), "Rivers flow."),
        ("Rivers flow \\autocites(see)()[3]{a}{b}.", ("a", "b"), "Rivers flow."),
        ("Rivers flow \\citetext{see \\citealp{a}}.", ("a",), "Rivers flow see."),
        ("It holds 14 rivers$^{\\cite{a}}$ in all.", ("a",), "It holds 14 rivers in all."),
        ("\\vskip 3pt \\rule{1cm}{2pt} Rivers \\\\[2pt] flow \\cite{a}.", ("a",), "Rivers flow."),
        ("\\begin{minipage}[t]{0.48\\textwidth}Rivers flow \\cite{a}.\\end{minipage}", ("a",), "Rivers flow."),
        ("\\caption[Short]{Rivers flow \\cite{a}.}", ("a",), "Rivers flow."),
        ("Rivers flow.\\footnote{\\cite{a}} Lakes lie.", ("a",), "Rivers flow."),
        ("Rivers flow\\footnote{See \\citet[p. 3]{a}.} fast.", ("a",), "Rivers flow fast."),
        ("Rivers flow\\footnotemark. \\footnotetext{Doe et al.\\ \\cite{a}.}", ("a",), "Rivers flow."),
        ("\\begin{theorem}[Proof of \\cite{a}] Rivers flow. \\end{theorem}", ("a",), "Rivers flow."),
        ("\\item[Lantern \\cite{a}] has rivers.", ("a",), "Lantern has rivers."),
        ("\\item[\\citet{a}] count rivers.", ("a",), "The authors count rivers."),
        ("\\textcquote[p. 3]{a}{Rivers flow}.", ("a",), "Rivers flow."),
        ("\\textquote[\\cite{a}]{Rivers flow}.", ("a",), "Rivers flow."),
        ("\\pause Rivers flow, \\LaTeX{} says \\cite{a}.", ("a",), "Rivers flow, LaTeX says."),
        ("\\item<2-> \\only<3>{Rivers flow \\cite{a}.}", ("a",), "Rivers flow."),
        ("\\ifarxiv Rivers flow \\cite{a}. \\else\\fi\\FloatBarrier", ("a",), "Rivers flow."),
    ],
)
def test_a_sentence_is_read_without_its_markup(source: str, keys: tuple[str, ...], text: str) -> None:
    [(line, _, found_keys, found_text)] = clauses(source)
    assert (line, found_keys, found_text) == (1, keys, text)


def test_the_place_is_that_of_the_cite_in_a_sentence_over_several_lines() -> None:
    source = "First words.\nLantern is a treebank\n  of 14 rivers\n  \\cite{a} in all.\n"
    assert clauses(source) == [(4, 3, ("a",), "Lantern is a treebank of 14 rivers in all.")]


def test_commands_that_the_file_defines_for_words_are_read_as_these_words() -> None:
    source = (
        "\\newcommand{\\name}{\\textsc{Lantern}\\xspace} \\def\\rivers{14}\n\\newcommand{\\both}{\\name-\\rivers}\n"
        "\\newcommand{\\loud}[1]{\\textbf{#1}}\n\n"
        "\\name{} has \\rivers\\ rivers, \\both holds $\\rivers$ \\loud{long} ones\n\\cite{a}."
    )
    assert clauses(source) == [(6, 1, ("a",), "Lantern has 14 rivers, Lantern-14 holds 14 long ones.")]


def test_commands_that_define_each_other_come_to_an_end() -> None:
    assert [keys for *_, keys, _ in clauses("\\def\\x{\\y\\y}\\def\\y{\\x\\x} It has \\x rivers \\cite{a}.")] == [
        ("a",)
    ]


def test_comments_verbatim_and_tables_cite_nothing() -> None:
    source = (
        "% \\cite{no}\nText 5\\% % \\cite{no}\nends \\cite{yes}.\n\\begin{verbatim}\\cite{no}\\end{verbatim}\n"
        "\\verb|\\cite{no}|\n\\begin{tabular}{l} A \\cite{no} \\\\ \\end{tabular}\n\\nocite{no}\n"
    )
    assert [(line, keys) for line, _, keys, _ in clauses(source)] == [(3, ("yes",))]


@pytest.mark.parametrize(
    "code",
    [
        "\\begin{lstlisting}\necho $HOME { % \\cite{no}\n\\end{lstlisting}",
        "\\begin{minted}{python}\nprint('$x') \\begin{foo}\n\\end{minted}",
        "\\begin{comment}\nnever {closed\n\\end{comment}",
        "\\newcommand{\\be}{\\begin{equation}}",
        "\\def\\be{\\begin{equation}}",
        "\\newenvironment{claim}[1]{\\begin{quote}#1}{\\end{quote}}",
        "\\url{https://example.org/a%20b.pdf} \\href{https://example.org/a%20b}{Here}.",
    ],
)
@pytest.mark.parametrize("has_preamble", [True, False])
def test_nothing_is_lost_behind_code_definitions_and_addresses(code: str, has_preamble: bool) -> None:
    text = "Rivers flow \\cite{a}.\n\nLakes lie still \\cite{b}."
    source = f"{code}\n\\begin{{document}}\n{text}\\end{{document}}" if has_preamble else f"{code}\n\n\n{text}"
    line = source[: source.index("Rivers")].count("\n") + 1
    assert [(found, keys) for found, _, keys, _ in clauses(source)] == [(line, ("a",)), (line + 2, ("b",))]


def test_a_command_that_opens_an_environment_prints_nothing() -> None:
    commands = "\\newcommand{\\be}{\\begin{equation}} \\newcommand{\\ee}{\\end{equation}}"
    assert clauses(f"{commands}\nIt has \\be x \\ee 14 rivers \\cite{{a}}.") == [(2, 28, ("a",), "It has x 14 rivers.")]


def test_a_footnote_a_caption_and_an_item_are_blocks_of_their_own() -> None:
    source = (
        "Rivers flow\\footnote{Lakes do not \\cite{b}.} to the sea \\cite{a}.\n"
        "\\begin{figure}\\caption{A map of ports \\cite{c}}\\end{figure}\n"
        "\\begin{itemize}\\item One thing \\cite{d}\n\\item Another thing \\cite{e}\\end{itemize}"
    )
    assert sorted((keys, text) for _, _, keys, text in clauses(source)) == [
        (("a",), "Rivers flow to the sea."),
        (("b",), "Lakes do not."),
        (("c",), "A map of ports"),
        (("d",), "One thing"),
        (("e",), "Another thing"),
    ]


@pytest.mark.parametrize(
    "source",
    ["{open \\cite{a} text", "closed } \\cite{a} text", "costs $5 \\cite{a}.\n\nNext.", "\\begin{x} \\cite{a} text"],
)
def test_broken_latex_is_read_as_far_as_it_goes(source: str) -> None:
    assert [keys for _, _, keys, _ in clauses(source)] == [("a",)]


def test_groups_nested_without_end_are_refused_with_a_remedy() -> None:
    with pytest.raises(CheckError, match=r"deep\.tex: groups are nested too deeply; check the braces"):
        read_latex("{" * 20_000, "deep.tex")


def test_included_files_and_bibliographies_are_named() -> None:
    source = (
        "% \\input{no}\n\\input{sections/method}\\import{parts/}{end}\n\\bibliography{one,two.bib}\n"
        "\\input last/words\n"
    )
    document = read_latex(source, "paper.tex")
    assert document.inclusions == (
        Inclusion("sections/method", 2),
        Inclusion("parts/end", 2),
        Inclusion("last/words", 4),
    )
    assert document.blocks == ()
    assert document.bibliographies == ("one.bib", "two.bib")


def test_only_the_document_environment_is_prose() -> None:
    source = "\\newcommand{\\x}{\\cite{no}}\\begin{document}Rivers flow \\cite{a}.\\end{document}\\cite{no}"
    assert [keys for _, _, keys, _ in clauses(source)] == [("a",)]


def test_bibitems_of_the_document_are_references() -> None:
    source = (
        "Rivers flow \\cite{lan}.\n\\begin{thebibliography}{9}\n\\bibitem[Doe(2021)]{lan}\nJ. Doe.\n"
        "\\newblock {L}antern: A Treebank of River Languages.\n\\newblock In \\emph{ACL}, 2021.\n\\end{thebibliography}"
    )
    document = read_latex(source, "paper.tex")
    [reference] = document.references
    assert (reference.key, reference.line, reference.year) == ("lan", 3, 2021)
    assert "Lantern: A Treebank of River Languages" in reference.titles
    assert [keys for _, _, keys, _ in clauses(source)] == [("lan",)]


def test_lines_of_a_file_from_windows_are_exact() -> None:
    source = "One.\r\n\r\nRivers % no\r\nflow\r\n\\cite{a}.\r\n\r\nLakes \\cite{b}.\r\n"
    assert [(line, column, text) for line, column, _, text in clauses(source)] == [
        (5, 1, "Rivers flow."),
        (7, 7, "Lakes."),
    ]


def test_a_command_of_the_file_may_cite() -> None:
    source = (
        "\\newcommand{\\cx}{\\citep{a}} \\def\\lantern{Lantern~\\citep{a}\\xspace} \\newcommand{\\doe}{\\citet{b}}\n"
        "It has 14 rivers \\cx. \\lantern has lakes. As \\doe\\ say, \\lantern{} flows.\n"
    )
    assert [(line, column, keys, text) for line, column, keys, text in clauses(source)] == [
        (2, 18, ("a",), "It has 14 rivers."),
        (2, 23, ("a",), "Lantern has lakes."),
        (2, 46, ("b", "a"), "As the authors say, Lantern flows."),
    ]
