"""Years, months, dates and author lists, as people write them. What cannot be read is None or empty, never guessed."""

import re
from ast import literal_eval

FIRST_YEAR = 1800
LAST_YEAR = 2100

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip

_NUMERIC_DATE = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.]\d{1,2}(?:[T ].*)?)?)?")
_WRITTEN_DATE = re.compile(r"(?:\d{1,2}\.?\s+)?([A-Za-z]+)\.?,?\s+(?:\d{1,2}(?:st|nd|rd|th)?,?\s+)?(\d{4})")


INITIALS = re.compile(r"(?:[^\W\d_]\.[\s-]?)+")
OF_A_FAMILY = re.compile(r"(?:Jr|Sr)\.?|I{2,3}|IV", re.IGNORECASE)
"""What stands behind a comma and is no first name: "Jane Doe, Jr."."""
DEGREE = re.compile(r",\s*(?:Ph\.?\s?D|M\.?D|M\.?Sc|B\.?Sc|Dr|Prof|D\.?Phil|M\.?P\.?H|R\.?N|Esq)\.?(?=\s*(?:,|;|&|$))")
"""What stands behind a name and is none: "Jane Doe, PhD"."""


def year_of(value: object) -> int | None:
    """Return the year that the whole value is: 2023, 2023.0 and "2023" are, "n.d." and 20245 are not."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).strip().removesuffix(".0")
    if not re.fullmatch(r"[0-9]{4}", text):
        return None
    return int(text) if FIRST_YEAR <= int(text) <= LAST_YEAR else None


def month_of(value: object) -> int | None:
    """Return 1 to 12 for "03", 3, "March", "mar." and the like."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).strip().rstrip(".").removesuffix(".0").casefold()
    if re.fullmatch(r"[0-9]{1,2}", text):
        return int(text) if 1 <= int(text) <= 12 else None
    if len(text) < 3:
        return None
    if text == "sept":
        return 9
    return next((n for n, name in enumerate(MONTHS, 1) if text == name or text == name[:3]), None)


def date_of(value: object) -> tuple[int | None, int | None]:
    """Return (year, month) of "2024-03-11", "2024/03", "11 March 2024", "Mar 2024" or "2024", else (None, None)."""
    text = str(value).strip()
    if match := _NUMERIC_DATE.fullmatch(text):
        year, month = year_of(match.group(1)), match.group(2)
    elif match := _WRITTEN_DATE.fullmatch(text):
        year, month = year_of(match.group(2)), match.group(1)
    else:
        return None, None
    return year, month_of(month) if year and month else None


def authors_of(value: object) -> tuple[str, ...]:
    """Return author names from a list, or from "A; B", "A and B", "A, B and C" or "Last, First and Last, First".

    A comma separates authors only where what stands before it is more than a family name: "Doe, Jane" is one author,
    and "Doe, J., Roe, B." are two. A list may be written out, as pandas does.
    """
    value = _written_list(value)
    if isinstance(value, list | tuple):
        names = [_first_name_first(DEGREE.sub("", _name_in(item))) for item in value]
    elif isinstance(value, str):
        names = _split_names(DEGREE.sub("", value))
    else:
        names = []
    return tuple(dict.fromkeys(name for name in (" ".join(name.split()) for name in names) if name))


def _written_list(value: object) -> object:
    """Return the list that a text like "['Jane Doe', 'Bob Roe']" is, any other value as it is."""
    if not isinstance(value, str) or not value.strip().startswith("["):
        return value
    try:
        found = literal_eval(value.strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return value
    return found if isinstance(found, list) else value


def _name_in(item: object) -> str:
    if isinstance(item, str):
        return item
    if isinstance(item, dict):
        for name in ("name", "display_name"):
            if isinstance(item.get(name), str):
                return str(item[name])
        if isinstance(item.get("author"), dict):
            return _name_in(item["author"])
        parts = [item.get(key) for key in ("first", "firstName", "given", "middle", "last", "lastName", "family")]
        return " ".join(
            part if isinstance(part, str) else " ".join(map(str, part))
            for part in parts
            if isinstance(part, str | list)
        )
    return ""


def _split_names(text: str) -> list[str]:
    if ";" in text:
        return [_first_name_first(part) for part in text.split(";")]
    by_and = [part.strip().rstrip(",") for part in re.split(r"\s+and\s+|\s*,\s*and\s+|\s+&\s+", text)]
    names: list[str] = []
    for part in by_and:
        pieces = [piece.strip() for piece in part.split(",") if piece.strip()]
        if len(pieces) > 2 and len(pieces) % 2 == 0 and all(map(INITIALS.fullmatch, pieces[1::2])):
            names += [f"{initials} {last}" for last, initials in zip(pieces[::2], pieces[1::2], strict=True)]
        elif len(pieces) > 2 or (len(pieces) == 2 and all(" " in piece for piece in pieces)):
            names += pieces
        else:
            names.append(_first_name_first(part))
    return names


def _first_name_first(name: str) -> str:
    last, comma, first = (part.strip() for part in name.partition(","))
    is_turned = comma and first and "," not in first and not OF_A_FAMILY.fullmatch(first)
    return f"{first} {last}" if is_turned else name.strip()
