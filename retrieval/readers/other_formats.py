"""Text files that hold no list of papers, told by their signs: prose in them is no abstract."""

import re

_AS_TABLE = "export the records as CSV or JSONL"
_A_LIST = "ingest a list of titles and abstracts"

SIGNS = (
    (r"^\s*@\w+\s*[{(]\s*[^\s,{}]*\s*,", "BibTeX", _AS_TABLE),
    (r"^TY {1,2}- ", "RIS", _AS_TABLE),
    (r"^PMID[-:] ?\d|^Author information:", "a list of PubMed's", _AS_TABLE),
    (r"\A\s*(?:FN|PT) [\s\S]*?^(?:TI|AU) ", "a plain-text file of Web of Science", _AS_TABLE),
    (r"^\s*\\(?:documentclass\b|begin\{(?:document|abstract)\})", "TeX", _A_LIST),
    (r"\A\s*(?:(?:[A-Z][\w-]+: .*|[ \t].*)\n){0,40}?(?:From|Subject|Received): ", "a mail", _A_LIST),
    (r"\A#!|^(?:import [\w.]+(?: as \w+)?;?|from [\w.]+ import .+|def \w+\(.*|class \w+[(:].*|#include .*)$",
     "a program", _A_LIST),
    (r"^\[1\] [\s\S]*?^\[2\] ", "a list of references", _A_LIST),
    (r"^(?:#{1,6} \S|```|\|.*\|\s*$|<details|!\[)", "Markdown", _A_LIST),
)  # fmt: skip
"""What stands in files of a kind and on no page of papers, what the kind is called, and what to do instead."""


def other_format_of(head: str) -> tuple[str, str] | None:
    """Return what a file that begins with `head` is and what to do about it; None where it has no sign of any kind."""
    return next(((what, remedy) for sign, what, remedy in SIGNS if re.search(sign, head, re.MULTILINE)), None)
