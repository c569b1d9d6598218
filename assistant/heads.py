"""What a part of a text stands under: headings, a label in bold, the head of its column, the first cell of its row."""

import re
from dataclasses import dataclass

from assistant.citations import BOLD_LABEL, CELL, HEADING, TABLE_ROW, TABLE_RULE, is_head_of_table


@dataclass(frozen=True, slots=True)
class Headed:
    """A stretch of a text and the words it stands under, the outermost first; `row` is the first cell of its row."""

    start: int
    end: int
    heads: tuple[str, ...]
    row: str = ""


def read_heads(text: str) -> list[Headed]:
    """Return the stretches of a text in order: its lines, those of a table cell by cell.

    A heading holds until one of its level, a label on a line of its own until the next label or heading, one that opens
    a line for that line.
    """
    stretches: list[Headed] = []
    headings: list[tuple[int, str]] = []
    label, columns = "", list[str]()
    start = 0
    for line in re.split(r"(?<=\n)", text):
        end = start + len(line)
        outer = (*(words for _, words in headings), *([label] if label else []))
        if TABLE_ROW.match(line):
            cells = list(CELL.finditer(line))
            if is_head_of_table(text, start, line):
                columns = [_bare(cell.group()) for cell in cells]
            elif not TABLE_RULE.match(line):
                row = _bare(cells[0].group()) if cells else ""
                for place, cell in enumerate(cells):
                    over = [columns[place], row] if 0 < place < len(columns) else [row] if place else []
                    heads = (*outer, *(head for head in over if head))
                    stretches.append(Headed(start + cell.start(), start + cell.end(), heads, row if place else ""))
            start = end
            continue
        columns = []
        heading, bold = HEADING.match(line), BOLD_LABEL.match(line)
        if heading:
            level = len(line.lstrip()) - len(line.lstrip().lstrip("#"))
            headings = [item for item in headings if item[0] < level] + [(level, _bare(heading["words"]))]
            label = ""
        elif bold and not line[bold.end() :].strip():
            label = _bare(bold["words"])
        else:
            stretches.append(Headed(start, end, (*outer, _bare(bold["words"])) if bold else outer))
        start = end
    return stretches


def _bare(words: str) -> str:
    return words.strip(" \t\n*_`:")
