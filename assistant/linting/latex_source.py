"""LaTeX source as the parser gets it: what would mislead it is blanked, and every character keeps its place.

pylatexenc reads definitions and program text as if they were the text itself: `\\newcommand{\\be}{\\begin{equation}}`
opens an environment that never ends, a `$` in a listing a formula, and the rest of the file would be lost.
"""

import re

COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)%[^\n]*")
CODE = re.compile(
    r"\\begin\s*\{(?P<name>(?:verbatim|Verbatim|lstlisting|minted|comment|tikzpicture|filecontents|algorithm\w*|CCSXML)\*?)\}"
    r"(?P<code>.*?)(?=\\end\s*\{(?P=name)\})",
    re.DOTALL,
)
"""Environments that hold no prose, and may hold anything."""
ADDRESS = re.compile(r"\\(?:url|nolinkurl|path|href)\s*\{[^{}\n]*\}")
BEGIN = re.compile(r"\\begin\s*\{document\}")
DEFINITION = re.compile(
    r"\\(?:(?:(?:re)?newcommand|providecommand|DeclareRobustCommand)\*?\s*(?:\{\s*\\[^{}]+\}|\\[A-Za-z]+)"
    r"|[gex]?def\s*\\[A-Za-z]+[^{}\n]*|(?P<two>(?:re)?newenvironment)\*?\s*\{[^{}]*\})(?:\s*\[[^\[\]]*\]){0,2}\s*(?=\{)"
)
OPTIONS = re.compile(
    r"(?P<name>\\\w*cites?\w*\*?)(?P<option><[^<>{}]*>)"  # apacite: \cite<see>[p.~3]{a}
    r"|\\[A-Za-z]+\*?(?P<slides><(?:[a-z]+[:@])?[\d+.][\d+.,:|@a-z-]*>)"  # beamer: \only<2->{…}
    r"|(?P<names>\\\w*cites\*?)(?P<options>(?:\([^(){}]*\)){1,2})",  # biblatex: \autocites(see)()[3]{a}{b}
    re.IGNORECASE,
)
NO_TEXT = re.compile(
    r"(?<!\\)\\input\s+[^\s{}\\%]+"
    r"|(?<=\\caption)\*?\s*\[[^\[\]]*\]"
    r"|(?<=\\\\)\*?\[[^\[\]\n]{1,20}\]"  # the height of a line's end
    r"|\\[vh]skip\s*-?[\d.]+\s*[a-z]{2}(?:\s+(?:plus|minus)\s+[\d.]+\s*[a-z]+)*"
)
ARGUMENTS_OF_A_BOX = re.compile(
    r"\\begin\s*\{(?:minipage|multicols|wrap(?:figure|table)|sub(?:figure|table)|columns?|adjust(?:width|box)|tcolorbox"
    r"|spacing|figure|table|enumerate|itemize)\*?\}(?P<arguments>(?:\s*\[[^\[\]]*\]|[ \t]*\{[^{}]*\})+)"
)
RAISED_CITE = re.compile(
    r"(?P<before>\$\s*\^\s*\{)\s*\\\w*cite\w*\*?(?:\[[^\[\]]*\])*\{[^{}]*\}\s*(?P<after>\}\s*\$)", re.IGNORECASE
)
PERCENT = "\ue000"
"""Stands for the `%` of an address, which begins no comment."""


def without_comments(source: str) -> str:
    """Return the source with its comments blanked.

    >>> without_comments("14 % of rivers")
    '14            '
    """
    addresses = ADDRESS.sub(lambda match: match.group().replace("%", PERCENT), source)
    return COMMENT.sub(lambda match: " " * len(match.group()), addresses).replace(PERCENT, "%")


def for_parser(source: str) -> str:
    """Return a copy of the same length without what is no text: preamble, definitions, program text, measures.

    >>> for_parser("It has 14 rivers \\\\cite<see>{a}.")
    'It has 14 rivers \\\\cite     {a}.'
    """
    text = ADDRESS.sub(lambda match: match.group().replace("%", PERCENT), source)
    seen = without_comments(source)
    stretches = [match.span("code") for match in CODE.finditer(seen)]
    stretches += [(match.start(), _end_of_definition(seen, match)) for match in DEFINITION.finditer(seen)]
    stretches += [match.span(match.lastgroup or 0) for match in OPTIONS.finditer(seen)]
    stretches += [match.span() for match in NO_TEXT.finditer(seen)]
    stretches += [match.span("arguments") for match in ARGUMENTS_OF_A_BOX.finditer(seen)]
    stretches += [match.span(side) for match in RAISED_CITE.finditer(seen) for side in ("before", "after")]
    begin = BEGIN.search(seen)
    stretches += [(0, begin.start())] if begin else []
    characters = list(text)
    for start, end in stretches:
        characters[start:end] = re.sub(r"[^\r\n]", " ", text[start:end])
    return "".join(characters)


def _end_of_definition(text: str, head: "re.Match[str]") -> int:
    """Return where a definition ends: behind the group that follows its head, or the two of an environment."""
    end = head.end()
    for _ in range(2 if head["two"] else 1):
        start = re.compile(r"\s*\{").match(text, end)
        if start is None:
            break
        end = _end_of_group(text, start.end() - 1)
    return end


def _end_of_group(text: str, start: int) -> int:
    """Return where the group that opens at `start` ends; the place behind its brace where it never does."""
    depth = 0
    for brace in re.compile(r"\\.|[{}]", re.DOTALL).finditer(text, start):
        depth += {"{": 1, "}": -1}.get(brace.group(), 0)
        if depth == 0:
            return brace.end()
    return start + 1
