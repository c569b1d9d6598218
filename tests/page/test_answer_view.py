"""Answer → HTML, without a server."""

import re
from dataclasses import replace

from page_examples import HARBOUR, LANTERN, evidence_paper, quoted, written

from assistant.datatypes import SYNOPSIS_NOTE, PaperScore
from page.answer_view import WRITING, answer_html, foot_line
from page.html_text import outside_link
from page.message_view import problem_html, question_html

HOSTILE = evidence_paper(
    1,
    "Umbrellas </summary><img src=x onerror=alert(1)> ![x](http://evil/x.png)",
    ["Umbrellas </details><script>alert(1)</script> float.", "They <b>sink</b> \n\n ![x](http://evil/y.png) too."],
)

UNSEEN = [f'<span class="cw-bracket" aria-hidden="true">{bracket}</span>' for bracket in "[]"]
"""The brackets of a marker, which are copied and neither seen nor read aloud."""


def tags(html: str) -> set[str]:
    return set(re.findall(r"<\s*([a-z0-9]+)", html))


def test_each_marker_links_to_the_highlighted_sentence_of_its_paper() -> None:
    html = answer_html(written("Lantern has 14 languages [1.1]. Harbour covers nine ports [2.2]."), "answer-1")
    links = re.findall(r'<a class="cw-marker" href="#([^"]+)"[^>]*>(.+?)</a>', html)
    assert [(place, re.sub("<[^>]+>", "", label)) for place, label in links] == [
        ("answer-1-1-1", "[1.1]"),
        ("answer-1-2-2", "[2.2]"),
    ]
    marks = re.findall(r'<mark id="([^"]+)"><span class="cw-place">[^<]+</span> ([^<]+)</mark>', html)
    assert marks == [
        ("answer-1-1-1", "We present Lantern, a treebank of 14 river languages."),
        ("answer-1-2-2", "It covers nine ports."),
    ]


def test_the_whole_abstract_stands_around_the_highlighted_sentence() -> None:
    html = answer_html(written("It has many sentences [1.2]."), "a")
    inside = html[html.index('class="cw-text"') :]
    text = re.sub(
        r'<span class="cw-place">[^<]+</span> |<[^>]+>', "", inside[inside.index(">") + 1 : inside.index("</p>")]
    )
    assert text == LANTERN.passage.paper.abstract.replace("<", "&lt;")


def test_the_text_to_copy_stands_behind_its_button_escaped_and_on_one_line() -> None:
    html = answer_html(written("Lantern has 14 <b>languages</b> [1.1].\n\nIt is so."), "a")
    assert (
        'Copy</button><pre class="cw-plain">Lantern has 14 &lt;b&gt;languages&lt;/b&gt; [1.1].<br><br>It is so.' in html
    )
    assert "<br>References<br>[1] “Lantern: A Treebank of River Languages”. 2031</pre>" in html
    assert "\n" not in html


def test_an_abstention_offers_nothing_to_copy() -> None:
    nothing = written("Nothing here.", sentences=(), abstained=True, reason="Nothing here.")
    assert "cw-copy" not in answer_html(nothing, "a")


def test_ids_of_two_answers_differ() -> None:
    answer = written("Lantern has 14 languages [1.1].")
    assert not set(re.findall(r'id="([^"]+)"', answer_html(answer, "answer-1"))) & set(
        re.findall(r'id="([^"]+)"', answer_html(answer, "answer-3"))
    )


def test_quotes_stand_under_the_title_of_their_paper() -> None:
    html = answer_html(quoted("[1.1]", "[1.3]", "[2.2]"), "a")
    first, second = html.split("</section>")[:2]
    assert "Lantern: A Treebank of River Languages" in first
    assert first.count('class="cw-quote"') == 2
    assert second.count('class="cw-quote"') == 1
    assert "It covers nine ports." in second


def test_a_synopsis_is_labelled_as_not_the_authors_words() -> None:
    label = SYNOPSIS_NOTE.replace("'", "&#x27;")
    assert label in answer_html(quoted("[2.1]"), "a")
    assert label not in answer_html(quoted("[1.1]"), "a")


def test_the_foot_counts_quotes_of_abstracts_and_sentences_of_synopses() -> None:
    assert foot_line(quoted("[1.1]", "[1.2]", timings_ms={"total": 34.2})) == (
        "2 quotes from 1 paper · extractive writer · 34 ms"
    )
    assert foot_line(quoted("[2.1]")) == "1 sentence from 1 synopsis · extractive writer"
    assert foot_line(quoted("[1.1]", "[2.1]")) == "2 sentences from 2 papers · extractive writer"


def test_the_foot_of_a_written_answer_names_the_model_and_what_it_cost() -> None:
    answer = written("It is so [1.1]. It may be.", usage={"total_tokens": 1204}, timings_ms={"total": 2100})
    assert foot_line(answer) == "1 citation of 1 paper · written by some-model · 1,204 tokens · 2.1 s"


def test_a_marker_that_names_nothing_is_struck_out_and_reported_with_its_reason() -> None:
    html = answer_html(written("It is so [9.9]."), "a")
    assert f'<span class="cw-unresolved" title="the evidence has no paper 9">{UNSEEN[0]}9.9{UNSEEN[1]}</span>' in html
    assert "1 marker names nothing: [9.9] — the evidence has no paper 9." in html


def test_brackets_that_are_no_marker_stay_as_they_are() -> None:
    assert "see [Smith] and [a.b]" in answer_html(written("It is so, see [Smith] and [a.b]."), "a")


def test_a_broken_off_answer_says_why() -> None:
    html = answer_html(written("It is", broken_off="the stream ended with no finish_reason"), "a")
    assert "This answer is broken off: the stream ended with no finish_reason." in html


def test_notices_are_shown() -> None:
    assert "The newest papers are not searched yet." in answer_html(
        quoted("[1.1]", notices=("The newest papers are not searched yet.",)), "a"
    )


def test_an_unfinished_answer_shows_its_markers_without_links_and_says_that_it_is_written() -> None:
    html = answer_html(written("Lantern has 14 languages [1.1]. It", complete=False), "a")
    assert f'<span class="cw-marker">{UNSEEN[0]}1.1{UNSEEN[1]}</span>' in html
    assert "cw-copy" not in html
    assert "href" not in html
    assert WRITING in html


def test_an_abstention_gives_the_reason_and_the_nearest_papers_and_highlights_nothing() -> None:
    closest = replace(LANTERN.sentences[0], text="Bread <b>rises</b>.")
    near = (PaperScore(LANTERN.passage.paper, 0.4, closest=closest), PaperScore(HARBOUR.passage.paper, 0.3))
    reason = "No paper mentions sourdough."
    answer = replace(written("", (), "extractive"), text=reason, reason=reason, abstained=True, nearest=near)
    html = answer_html(answer, "a")
    assert "No paper mentions sourdough." in html
    assert html.count('<details class="cw-card">') == 2
    assert html.count('<p class="cw-closest">') == html.count("Bread &lt;b&gt;rises&lt;/b&gt;.") == 1
    assert "<mark" not in html
    assert "quote" not in foot_line(answer)


def test_paragraphs_bullets_headings_and_bold_are_kept_and_no_other_markdown() -> None:
    html = answer_html(written("## Found\nTwo **strong** points:\n\n- one [1.1]\n- `two` _and_ [x](http://evil)"), "a")
    assert '<p class="cw-subheading">Found</p>' in html
    assert "Two <strong>strong</strong> points:" in html
    assert html.count("<li>") == 2
    assert "`two` _and_ [x](http://evil)" in html


def test_what_papers_and_models_say_is_never_markup() -> None:
    hostile_text = "<img src=x onerror=alert(1)> ![x](http://evil/z.png) **<script>** [1.1] \ue0000\ue001"
    for answer in (written(hostile_text, [HOSTILE]), quoted("[1.1]", "[1.2]", papers=[HOSTILE])):
        html = answer_html(answer, "a")
        assert not tags(html) & {"img", "script", "b", "iframe"}
        assert html.count("<details") == html.count("</details>")
        assert html.count("<div") == html.count("</div>")
    assert not tags(question_html("<img src=x> ![x](http://evil/x.png)")) & {"img"}
    assert not tags(problem_html("<img src=x>")) & {"img"}


def test_an_answer_is_one_line_so_that_markdown_leaves_it_alone() -> None:
    for html in (answer_html(written("One.\n\nTwo [1.1].\n\n- three", [HOSTILE]), "a"), question_html("a\n\nb")):
        assert "\n" not in html
        assert html.startswith("<div")


def test_only_web_addresses_become_links_and_they_tell_the_other_side_nothing() -> None:
    assert outside_link("https://example.org/a?b=1&c", "x") == (
        '<a href="https://example.org/a?b=1&amp;c" target="_blank" rel="noopener noreferrer">x</a>'
    )
    for url in ("javascript:alert(1)", "data:text/html,x", "//evil", "/local", "http://", "https://[", ""):
        assert outside_link(url, "x") == ""


def test_many_authors_are_cut_to_three_and_their_number() -> None:
    paper = replace(LANTERN.passage.paper, authors=("A", "B", "C", "D", "E"), url="https://example.org/x", venue="V")
    lantern = replace(LANTERN, passage=replace(LANTERN.passage, paper=paper))
    html = answer_html(quoted("[1.1]", papers=[lantern]), "a")
    assert "A, B, C and 2 more · 2031 · V · <a href=" in html


def test_a_setting_in_an_error_is_set_apart() -> None:
    html = problem_html("the key is not accepted; set OPENAI_API_KEY to a valid one")
    assert "The key is not accepted; set <code>OPENAI_API_KEY</code> to a valid one." in html


def test_a_mismatch_is_struck_out_with_its_reason_and_the_count_stands_over_the_answer() -> None:
    html = answer_html(written("Lantern has 14 river languages [1.1]. It holds 600 sentences [1.2]."), "a")
    assert re.search(r'<del class="cw-mismatch">It holds 600 sentences .*?</del>', html)
    assert '<span class="cw-why">mismatch: says 600 sentences, the cited sentence says 52,300 sentences</span>' in html
    assert '<p class="cw-support cw-failed">1 of 2 statements consistent with what they cite</p>' in html
    assert "<del" not in answer_html(written("Lantern has 14 river languages [1.1]."), "a")


def test_a_sentence_around_a_rare_line_separator_is_struck_out_whole() -> None:
    html = answer_html(written("It holds\u2028600\x0bsentences [1.2]."), "a")
    assert '<del class="cw-mismatch">It holds' in html and "mismatch: says 600 sentences" in html


def test_a_sentence_that_cites_nothing_is_marked() -> None:
    html = answer_html(written("It may well be so."), "a")
    assert '<span class="cw-uncited">It may well be so.</span> <span class="cw-why">cites nothing</span>' in html


def test_what_is_still_being_written_has_no_verdict_yet() -> None:
    answer = written("Lantern has 14 river languages [1.1]. It ho", complete=False)
    pending = replace(answer, sentences=(answer.sentences[0], replace(answer.sentences[1], kind="claim", verdict=None)))
    html = answer_html(pending, "a")
    assert '<span class="cw-pending">It ho</span>' in html
    assert "cw-support" not in html


def test_a_table_is_a_table_and_its_cells_keep_their_markers() -> None:
    text = "|  | Lantern | Harbour |\n|---|---|---|\n| Size | It holds 52,300 sentences [1.2] | – |"
    html = answer_html(written(text), "a")
    assert "<thead><tr><th></th><th>Lantern</th><th>Harbour</th></tr></thead>" in html
    cells = re.findall(r"<td>(.*?)</td>", html)
    assert (cells[0], cells[2]) == ("Size", "–")
    assert "It holds 52,300 sentences" in cells[1] and 'href="#a-1-2"' in cells[1]


def test_a_silent_paper_is_told_with_what_its_text_does_say() -> None:
    answer = quoted("[1.2]", abstained=True, gap="silent", reason="“Lantern” is here, but it does not say who paid.")
    html = answer_html(answer, "a")
    assert "it does not say who paid" in html and "What its text does say" in html
    assert "It holds 52,300 sentences" in html


def test_bibtex_is_shown_as_text_and_cannot_become_markup() -> None:
    html = answer_html(written("It is so [1.1].", bibtex="@misc{a,\n  title = {<b>x</b>},\n}"), "a")
    assert "<pre>@misc{a,<br>&nbsp;&nbsp;title = {&lt;b&gt;x&lt;/b&gt;},<br>}</pre>" in html
    assert "\n" not in html
