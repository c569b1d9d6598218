"""Text → HTML that the page may hold: escaped, on one line, with no way to fetch anything from outside."""

import html
import re
from urllib.parse import urlsplit


def to_html(text: str) -> str:
    r"""Return text escaped for content and for attributes, every run of white space as one space.

    >>> to_html('a <b> "c"\n\nd')
    'a &lt;b&gt; &quot;c&quot; d'
    """
    return html.escape(re.sub(r"\s+", " ", text.replace("\0", "")), quote=True)


def to_html_lines(text: str) -> str:
    r"""Return text escaped, its line breaks as elements: HTML for a chat has to stay on one line.

    >>> to_html_lines("@misc{a,\n  year = 2031}")
    '@misc{a,<br>&nbsp;&nbsp;year = 2031}'
    """
    lines = text.replace("\0", "").splitlines()
    return "<br>".join(
        "&nbsp;" * (len(line) - len(line.lstrip())) + html.escape(line.strip(), quote=True) for line in lines
    )


def outside_link(url: str, name: str) -> str:
    """Return a link that opens in a new tab and tells the other side nothing, or "" for all but http and https."""
    try:
        parts = urlsplit(url.strip())
        is_usable = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_usable = False
    if not is_usable:
        return ""
    return f'<a href="{to_html(url.strip())}" target="_blank" rel="noopener noreferrer">{to_html(name)}</a>'


def count(n: int, singular: str, plural: str | None = None) -> str:
    """Return a number with its noun.

    >>> count(1, "paper"), count(1234, "paper"), count(2, "synopsis", "synopses")
    ('1 paper', '1,234 papers', '2 synopses')
    """
    return f"{n:,} {singular if n == 1 else plural or singular + 's'}"
