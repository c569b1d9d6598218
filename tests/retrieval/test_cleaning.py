"""What cleaning takes away, what it keeps, and that it does so once and for all."""

import gzip
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.cleaning import clean_text

SHARED_CORPUS = Path(__file__).parents[3] / "shared" / "corpus"

LATEX = [
    (r"accuracy of 80.92\%", "accuracy of 80.92%"),
    (r"One For All (\textsc{Ofa})", "One For All (Ofa)"),
    (r"({\romannumeral1}) a, ({\romannumeral4}) b", "(i) a, (iv) b"),
    (r"in open extraction\url{https://example.org/a\_b}.", "in open extraction https://example.org/a_b."),
    ("code is here: {https://example.org/x}", "code is here: https://example.org/x"),
    (r"\href{https://example.org/x}{https://example.org/x}.", "https://example.org/x."),
    (r"our \href{https://example.org/x}{project page}", "our project page (https://example.org/x)"),
    (r"our model \ours outperforms \ours{}", "our model ours outperforms ours"),
    ("the ``jailbreak'' problem and a `tide'", "the “jailbreak” problem and a ‘tide’"),
    (r"$\alpha$-VAE with $10^3$ steps, 1.5$\times$ faster, $n=3$", "α-VAE with 10^3 steps, 1.5× faster, n=3"),
    (r"M$^2$CD, $10^{-3}$, $x_{i,j}$, $\leq100$ px", "M^2CD, 10^-3, x_(i,j), ≤100 px"),
    (r"$1.17$ M of 10{,}000 and $10{,}000$", "1.17 M of 10,000 and 10,000"),
    (r"\emph{A}\textbf{\textit{B 3}} {\it C} {\bf 54.0\%}", "AB 3 C 54.0%"),
    (r"as shown~\cite{doe2020tides}, and \citep[p.~3]{roe2021}.", "as shown, and."),
    (r"a\_b \& c \#1 \$5 and \$10", "a_b & c #1 $5 and $10"),
    (r"Poincar\'e, B\'{e}zier, na\"{\i}ve, Schr\"odinger, \v{C}apek, a\~nos, Bj{\o}rn",
     "Poincaré, Bézier, naïve, Schrödinger, Čapek, años, Bjørn"),
    (r"\textcolor{red}{new} and \frac{1}{2}, $\unicode{x2013}$", "new and 1/2, –"),
    (r"Fleiss' \k{appa} 0.083, \b{eta}-VAE, \r{ho} = 0.68", "Fleiss' κ 0.083, β-VAE, ρ = 0.68"),
    (r"English\rightarrowGerman", "English→German"),
    (r"en\rightarrowru", "en→ru"),
    (r"German\leftrightarrowEnglish", "German↔English"),
    ("EnglishrightarrowGerman and GermanleftrightarrowEnglish", "English→German and German↔English"),
    (r'English {"\rightarrow"} German', "English → German"),
    (r'English{"\rightarrow"}German', "English→German"),
    ("narrowing the leftarrow key", "narrowing the leftarrow key"),
    ("MS~MARCO, Figure~3", "MS MARCO, Figure 3"),
    (r"set \{0,1\}", "set {0,1}"),
    ("{BERT}: {P}re-training", "BERT: Pre-training"),
    (r"10\textsuperscript{3} m", "10^3 m"),
]  # fmt: skip

HTML = [
    ("a <i>b</i> H<sub>2</sub>O &amp; c", "a b H2O & c"),
    ("10<sup>3</sup> m and 5<sub>2</sub>", "10^3 m and 5_2"),
    ("<p>One.</p><p>Two.</p>a<br/>b", "One. Two. a b"),
    ('see <a href="https://example.org/x">here</a>', "see here (https://example.org/x)"),
    ("5 &#177; 1 &lt; 7", "5 ± 1 < 7"),
]

UNSEEN = [
    ("so\u00adft ze\u200bro \x00a\x07b\ufeff", "soft zero ab"),
    ("two\n\n  lines\tand\u00a0more ", "two lines and more"),
    ("cafe\u0301", "café"),
    ("it\x92s \x93so\x94", "it’s “so”"),
    ("half \ud83d a character", "half \ufffd a character"),
]

KEPT = [
    "p < 0.05 and x > 3",
    "if a<b>c then",
    "tokens <s> and <think> and <image>",
    "This Land is {Your, My} Land",
    "costs $5 and $10 more, US$5-$10",
    "~60% of 5% to 10%, i.e. 50% more",
    "https://example.org/~doe/a--b_c and R&D at AT&T",
    "می\u200cروم 👩\u200d🔬",
    "文章。Ünïcödé 🙂",
    "don't, authors' and 'quoted'",
    "an unclosed { brace and $ sign",
]


@pytest.mark.parametrize(("raw", "clean"), LATEX)
def test_latex_becomes_plain_words(raw: str, clean: str) -> None:
    assert clean_text(raw) == clean


@pytest.mark.parametrize(("raw", "clean"), HTML)
def test_html_becomes_plain_words(raw: str, clean: str) -> None:
    assert clean_text(raw) == clean


@pytest.mark.parametrize(("raw", "clean"), UNSEEN)
def test_characters_one_cannot_see_become_what_was_meant(raw: str, clean: str) -> None:
    assert clean_text(raw) == clean


@pytest.mark.parametrize("text", KEPT)
def test_what_only_resembles_markup_stays(text: str) -> None:
    assert clean_text(text) == text


@pytest.mark.parametrize(
    "raw",
    [*(pair[0] for pair in LATEX + HTML + UNSEEN), *KEPT, "\\", "{{{", "$$", "\\textbf{", "`", "&amp;amp;lt;i&gt;"],
)
def test_cleaning_a_clean_text_changes_nothing(raw: str) -> None:
    clean = clean_text(raw)
    assert clean_text(clean) == clean


def test_deeply_nested_braces_neither_fail_nor_lose_the_number() -> None:
    assert "42" in clean_text("{" * 5_000 + "42" + "}" * 5_000)
    assert "42" in clean_text(r"\textbf{" * 2_000 + "42" + "}" * 2_000)


def _shared_texts() -> Iterator[str]:
    for page in sorted((SHARED_CORPUS / "pages").iterdir()):
        yield from page.read_text(encoding="utf-8").split("\n\n")
    for name in ("acl_abstracts.jsonl.gz", "arxiv_2025.jsonl.gz"):
        with gzip.open(SHARED_CORPUS / name, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines):
                if number % 10 == 0:
                    record = json.loads(line)
                    yield record["title"]
                    yield record["abstract"]


UNPRINTED = re.compile(
    r"(?<=\d)\\,(?=\d)|\\(?:\w*cite\w*|ref|label|unicode|color|textcolor|[hv]space|ding)\*?(?:\[[^\]]*\])?\{[^{}]*\}|\\romannumeral\d+|&#?\w+;",
    re.IGNORECASE,
)


@pytest.mark.skipif(not SHARED_CORPUS.exists(), reason="the shared corpus is not here")
def test_no_number_of_real_abstracts_is_lost_and_cleaning_is_final() -> None:
    for raw in _shared_texts():
        clean = clean_text(raw)
        assert clean_text(clean) == clean
        if clean != raw:
            assert set(re.findall(r"\d+", UNPRINTED.sub("", raw))) <= set(re.findall(r"\d+", clean))


@pytest.mark.parametrize(
    "hostile",
    [r"\a{", r"\textbf{", r"\cite[", r"\ref{", "<b ", "$a", r"\(", "&amp;", r"\href{a}{", "<a href='", "``", "{"],
)
def test_no_markup_however_deep_takes_long(hostile: str) -> None:
    started = time.monotonic()
    cleaned = clean_text(hostile * 20_000 + "x" + "}" * 20_000)
    assert clean_text(cleaned) == cleaned
    assert time.monotonic() - started < 30  # seconds; once through the text per macro would take minutes


def test_the_heading_that_crossref_writes_over_an_abstract_goes() -> None:
    assert clean_text("<jats:title>Abstract</jats:title><jats:p>We sing.</jats:p>") == "We sing."
    assert clean_text("<jats:title>Aims</jats:title><jats:p>We sing.</jats:p>") == "Aims We sing."
