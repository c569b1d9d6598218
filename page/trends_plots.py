"""A report → plots. Every mark carries a code in its `customdata` that opens the papers behind it (trends_view.py).

What comes from papers is escaped: plotly reads a few tags in texts. Colours are those of light paper, so that a saved
picture looks right; style.css sets others on a dark page.
"""

import html
import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go
from gradio.components.plot import PlotData

from assistant.trends.paper_map import MapPoint
from assistant.trends.periods import LEAST_PAPERS_PER_PERIOD
from assistant.trends.report import ListedChange, Report
from assistant.trends.themes import Theme, Themes
from retrieval.datatypes import Paper

COLOURS = ("#0f6b63", "#c28b2c", "#4a6fa5", "#9a5b88", "#b5573a", "#74823a", "#66717c", "#c77a8e")
"""One per broad theme, the same in every plot."""
RISING, FALLING, UNCLAIMED = "#0f6b63", "#b5573a", "#b9b3aa"
INK, QUIET, LINE, PAPER = "#23211e", "#6b665f", "#e4e0da", "#ffffff"
FONT = "system-ui, -apple-system, Segoe UI, Roboto, Helvetica Neue, sans-serif"
MAX_ON_MAP = 5_000
MAX_LABELLED = 16
N_CHANGES = 10
MAX_LABEL = 30
MAX_TICKS = 8
ROW_HEIGHT = 44


def plot_text(text: str, at_most: int | None = None) -> str:
    """Return a text that plotly shows as it is written.

    >>> plot_text("<b>a</b> & b"), plot_text("a long label", 6)
    ('&lt;b&gt;a&lt;/b&gt; &amp; b', 'a lon…')
    """
    text = " ".join(text.split())
    if at_most is not None and len(text) > at_most:
        text = text[: at_most - 1].rstrip() + "…"
    return html.escape(text, quote=False)


def theme_colours(themes: Themes) -> Mapping[str, str]:
    """Return a colour per theme: a narrow one has that of the broad one around it."""
    broad = {theme.theme_id: COLOURS[place % len(COLOURS)] for place, theme in enumerate(themes.broad)}
    return {theme.theme_id: broad[theme.parent or theme.theme_id] for theme in themes.themes}


def sizes_plot(report: Report) -> PlotData:
    """Return a bar per broad theme, cut into its narrow ones, largest on top."""
    colours = theme_colours(report.themes)
    broad = report.themes.broad
    bars: dict[str, list[Any]] = {name: [] for name in ("x", "base", "y", "colour", "opacity", "data", "text")}
    for row, theme in enumerate(broad):
        start = 0
        for place, part in enumerate(report.themes.within(theme.theme_id) or (theme,)):
            share = 100 * part.n_papers / max(1, report.n_papers)
            bars["x"].append(part.n_papers)
            bars["base"].append(start)
            bars["y"].append(row)
            bars["colour"].append(colours[theme.theme_id])
            bars["opacity"].append(0.9 if place % 2 == 0 else 0.62)
            bars["data"].append([f"theme:{part.theme_id}"])
            bars["text"].append(f"<b>{plot_text(part.name)}</b><br>{_papers(part.n_papers)} ({share:.0f} %)")
            start += part.n_papers
    figure = go.Figure(
        go.Bar(
            x=bars["x"], base=bars["base"], y=bars["y"], orientation="h", width=0.36, customdata=bars["data"],
            hovertext=bars["text"], hoverinfo="text",
            marker={"color": bars["colour"], "opacity": bars["opacity"], "line": {"color": PAPER, "width": 1.5}},
        )
    )  # fmt: skip
    for row, theme in enumerate(broad):
        label = f"{plot_text(theme.name, 56)} <span style='color:{QUIET}'>{theme.n_papers:,}</span>"
        figure.add_annotation(
            x=0, y=row, text=label, xanchor="left", yanchor="bottom", yshift=9, showarrow=False, font={"size": 12.5}
        )
    _fix(figure, 40 + ROW_HEIGHT * max(1, len(broad)))
    figure.update_xaxes(visible=False, range=[0, max((theme.n_papers for theme in broad), default=1) * 1.02])
    figure.update_yaxes(visible=False, range=[len(broad) - 0.6, -0.85])
    figure.update_layout(margin={"l": 4, "r": 4, "t": 20, "b": 4})
    return _data(figure, "citewell-themes")


def shares_plot(report: Report) -> PlotData | None:
    """Return the share of each broad theme over time with its band at 95 %; None for fewer than two periods.

    Periods with few papers are left out.
    """
    drawn = drawn_periods(report)
    if len(drawn) < 2:
        return None
    colours = theme_colours(report.themes)
    own = {shares.theme_id: shares.points for shares in report.shares}
    figure = go.Figure()
    for theme in report.themes.broad:
        points = [point for point in own[theme.theme_id] if point.period in drawn]
        colour = colours[theme.theme_id]
        x = [_period(point.period) for point in points]
        band_x, band_y = x + x[::-1], [100 * p.high for p in points] + [100 * p.low for p in points][::-1]
        figure.add_scatter(
            x=band_x, y=band_y, fill="toself", fillcolor=_faint(colour), line={"width": 0}, hoverinfo="skip",
            legendgroup=theme.theme_id, showlegend=False, mode="lines",
        )  # fmt: skip
        figure.add_scatter(
            x=x, y=[100 * point.share for point in points], mode="lines+markers", legendgroup=theme.theme_id,
            name=plot_text(theme.name, 60), line={"color": colour, "width": 2.2},
            marker={
                "size": [8] * len(points),
                "color": colour,
                "line": {"color": colour, "width": 1.6},
            },
            customdata=[[f"theme:{theme.theme_id}:{point.period}"] for point in points],
            hovertext=[
                f"<b>{plot_text(theme.name)}</b><br>{point.period}: {100 * point.share:.0f} %"
                f" ({point.n_matching:,} of {point.n_papers:,}), 95 %: {100 * point.low:.0f}–{100 * point.high:.0f} %"
                for point in points
            ],
            hoverinfo="text",
        )  # fmt: skip
    _fix(figure, 330 + 18 * len(report.themes.broad))
    _time_axis(figure, report)
    figure.update_yaxes(ticksuffix=" %", rangemode="tozero", gridcolor=LINE, zeroline=False, nticks=6)
    figure.update_layout(
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": -0.15, "yanchor": "top", "font": {"size": 12}, "entrywidth": 0},
        margin={"l": 44, "r": 8, "t": 10, "b": 10},
    )
    return _data(figure, "citewell-shares")


def drawn_periods(report: Report) -> frozenset[str]:
    """Return the periods whose shares are drawn: those with enough papers."""
    return frozenset(point.period for point in report.totals if point.n_papers >= LEAST_PAPERS_PER_PERIOD)


def papers_plot(report: Report) -> PlotData | None:
    """Return how many papers there are per period; None where nothing is dated."""
    if not report.totals:
        return None
    figure = go.Figure(
        go.Bar(
            x=[_period(point.period) for point in report.totals], y=[point.n_papers for point in report.totals],
            marker={"color": RISING, "opacity": 0.85}, customdata=[[f"period:{p.period}"] for p in report.totals],
            hovertext=[f"<b>{point.period}</b><br>{_papers(point.n_papers)}" for point in report.totals],
            hoverinfo="text",
        )
    )  # fmt: skip
    _fix(figure, 165)
    _time_axis(figure, report)
    figure.update_yaxes(gridcolor=LINE, zeroline=False, nticks=4, tickformat=",d")
    figure.update_layout(margin={"l": 44, "r": 8, "t": 8, "b": 38}, bargap=0.35)
    return _data(figure, "citewell-papers")


def facets_plot(report: Report) -> PlotData | None:
    """Return the tasks and contributions that most papers have: the distribution, where nothing is dated."""
    facets = [facet for facet in report.facets if facet.kind == "task"] or [
        facet for facet in report.facets if facet.kind == "contribution"
    ]
    facets = sorted(facets, key=lambda facet: (-facet.n_papers, facet.value))[:N_CHANGES]
    if not facets:
        return None
    figure = go.Figure(
        go.Bar(
            x=[facet.n_papers for facet in facets], y=[plot_text(facet.value, MAX_LABEL) for facet in facets],
            orientation="h", marker={"color": COLOURS[2], "opacity": 0.8}, width=0.62,
            customdata=[[f"facet:{facet.kind}:{facet.value}"] for facet in facets],
            text=[f"{facet.n_papers:,}" for facet in facets], textposition="outside", cliponaxis=False,
            hovertext=[f"<b>{plot_text(f.value)}</b><br>{_papers(f.n_papers)}: {plot_text(f.says)}" for f in facets],
            hoverinfo="text",
        )
    )  # fmt: skip
    _fix(figure, 40 + 28 * len(facets))
    figure.update_yaxes(autorange="reversed", automargin=True, ticks="")
    figure.update_xaxes(visible=False)
    figure.update_layout(margin={"l": 8, "r": 34, "t": 26, "b": 6})
    return _data(figure, "citewell-tasks")


def shown_changes(report: Report) -> tuple[ListedChange, ...]:
    """Return the changes to draw: those that are claimed, or, where none is, the largest, which are not significant."""
    claimed = [change for change in report.changes if change.is_claimed]
    chosen, seen = [], set()
    for change in claimed or report.changes:
        key = change.label.casefold()
        if key not in seen:
            seen.add(key)
            chosen.append(change)
    return tuple(sorted(chosen[:N_CHANGES], key=lambda change: change.share_early - change.share_late))


def changes_plot(report: Report) -> PlotData | None:
    """Return what rises and falls as bars to both sides, in percentage points; grey what is not significant."""
    changes = shown_changes(report)
    if not changes:
        return None
    points = [100 * (change.share_late - change.share_early) for change in changes]
    colours = [
        UNCLAIMED if not change.is_claimed else RISING if point > 0 else FALLING
        for change, point in zip(changes, points, strict=True)
    ]
    figure = go.Figure(
        go.Bar(
            x=points, y=list(range(len(changes))), orientation="h", width=0.62, marker={"color": colours},
            customdata=[[change_mark(change)] for change in changes],
            text=[_points(point) for point in points], textposition="outside", cliponaxis=False,
            hovertext=[
                f"<b>{plot_text(change.label)}</b> ({change.kind})<br>{100 * change.share_early:.0f} % before,"
                f" {100 * change.share_late:.0f} % later<br>"
                + ("beyond chance" if change.is_claimed else "not significant")
                for change in changes
            ],
            hoverinfo="text",
        )
    )  # fmt: skip
    widest = max(abs(point) for point in points) or 1
    _fix(figure, 40 + 30 * len(changes))
    figure.update_xaxes(range=[-1.8 * widest, 1.8 * widest], zeroline=True, zerolinecolor=QUIET, showticklabels=False)
    figure.update_yaxes(
        autorange="reversed", automargin=True, ticks="", tickmode="array", tickvals=list(range(len(changes))),
        ticktext=[plot_text(change.label, MAX_LABEL) for change in changes],
    )  # fmt: skip
    figure.update_layout(margin={"l": 8, "r": 8, "t": 26, "b": 6})
    return _data(figure, "citewell-changes")


def _points(points: float) -> str:
    """Return a difference in percentage points, a small one with its first decimal.

    >>> _points(7.4), _points(-0.36)
    ('+7', '−0.4')
    """
    return (f"{points:+.0f}" if abs(points) >= 2 else f"{points:+.1f}").replace("-", "−")


def change_mark(change: ListedChange) -> str:
    """Return the code of a tested thing."""
    if change.kind in ("theme", "term"):
        return f"{change.kind}:{change.name}"
    return f"facet:{change.kind}:{change.name}"


def map_plot(report: Report, points: Sequence[MapPoint], papers: Mapping[str, Paper]) -> PlotData:
    """Return the map of papers: a dot each, in the colour of its theme. Of very many, every n-th is drawn."""
    drawn = points[:: math.ceil(len(points) / MAX_ON_MAP)] if points else points
    colours = theme_colours(report.themes)
    figure = go.Figure()
    for theme in report.themes.broad:
        ids = {theme.theme_id, *(part.theme_id for part in report.themes.within(theme.theme_id))}
        own = [point for point in drawn if point.theme_id in ids and point.paper_id in papers]
        add = figure.add_scattergl if len(drawn) > 2_000 else figure.add_scatter
        add(
            x=[point.x for point in own], y=[point.y for point in own], mode="markers",
            marker={
                "color": colours[theme.theme_id], "size": 10 if len(drawn) < 400 else 6 if len(drawn) < 2_000 else 4,
                "opacity": 0.78 if len(drawn) < 2_000 else 0.6,
                "line": {"color": PAPER, "width": 1 if len(drawn) < 2_000 else 0},
            },
            customdata=[[f"paper:{point.paper_id}"] for point in own],
            hovertext=[_on_hover(papers[point.paper_id], report.themes.named(point.theme_id)) for point in own],
            hoverinfo="text", name=plot_text(theme.name, 60),
        )  # fmt: skip
    for theme, x, y in _map_labels(report.themes, drawn):
        figure.add_annotation(
            x=x,
            y=y,
            text=plot_text(theme.name, 28),
            showarrow=False,
            yanchor="bottom",
            yshift=7,
            font={"size": 11, "color": QUIET},
        )
    _fix(figure, 460 + 18 * len(report.themes.broad), is_fixed=False)
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False)
    figure.update_layout(
        showlegend=True,
        legend={
            "orientation": "h",
            "x": 0,
            "y": -0.01,
            "yanchor": "top",
            "font": {"size": 12},
            "entrywidth": 0,
            "itemsizing": "constant",
        },
        margin={"l": 4, "r": 4, "t": 10, "b": 4},
        dragmode="pan",
    )
    return _data(figure, "citewell-map", ["resetScale2d", "zoomIn2d", "zoomOut2d"])


def _map_labels(themes: Themes, points: Sequence[MapPoint]) -> list[tuple[Theme, float, float]]:
    """Return where names stand on the map: above a theme's papers, the larger first, none upon another."""
    placed: list[tuple[Theme, float, float]] = []
    for theme in sorted(themes.narrowest, key=lambda theme: (-theme.n_papers, theme.theme_id)):
        own = [point for point in points if point.theme_id == theme.theme_id]
        if not own:
            continue
        x, y = sum(point.x for point in own) / len(own), max(point.y for point in own)
        if all(abs(x - other_x) > 0.42 or abs(y - other_y) > 0.11 for _, other_x, other_y in placed):
            placed.append((theme, x, y))
    return placed[:MAX_LABELLED]


def _on_hover(paper: Paper, theme: Theme) -> str:
    words, lines = paper.title.split(), [""]
    for word in words:
        if len(lines[-1]) + len(word) > 56:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    title = "<br>".join(plot_text(line) for line in lines[:4])
    year = f"{paper.year} · " if paper.year is not None else ""
    return f"<b>{title}</b><br>{year}{plot_text(theme.name, 60)}"


def _papers(n: int) -> str:
    return f"{n:,} paper{'' if n == 1 else 's'}"


def _period(period: str) -> int | str:
    return f"{period}-01" if "-" in period else int(period)


def _time_axis(figure: go.Figure, report: Report) -> None:
    figure.update_xaxes(showgrid=False, zeroline=False, ticks="", tickangle=0, tickfont={"size": 11.5}, fixedrange=True)
    if report.by == "month":
        figure.update_xaxes(type="date", tickformat="%b<br>%Y", nticks=8)
    else:
        years = len(report.totals)
        figure.update_xaxes(
            dtick=max(1, math.ceil(years / MAX_TICKS)), tickformat="d", tick0=int(report.totals[0].period)
        )


def _faint(colour: str) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.11)"


def _fix(figure: go.Figure, height: int, is_fixed: bool = True) -> None:
    figure.update_layout(
        template="none",
        height=height,
        font={"family": FONT, "size": 12.5, "color": INK},
        paper_bgcolor=PAPER,
        plot_bgcolor=PAPER,
        showlegend=False,
        hoverlabel={"bgcolor": PAPER, "bordercolor": LINE, "font": {"color": INK, "size": 12.5}, "align": "left"},
        hovermode="closest",
        dragmode=False,
        modebar={"bgcolor": "rgba(0,0,0,0)", "color": UNCLAIMED, "activecolor": RISING, "orientation": "h"},
    )
    figure.update_xaxes(fixedrange=is_fixed, showgrid=False, zeroline=False)
    figure.update_yaxes(fixedrange=is_fixed, showgrid=False, zeroline=False)


def _data(figure: go.Figure, file_name: str, buttons: Sequence[str] = ()) -> PlotData:
    """Return a figure as the page's plot takes it, with a button that saves it as PNG."""
    config = {
        "displaylogo": False,
        "displayModeBar": True,
        "modeBarButtons": [["toImage", *buttons]],
        "toImageButtonOptions": {"format": "png", "filename": file_name, "scale": 2},
        "scrollZoom": False,
        "plotlyServerURL": "",
        "doubleClick": "reset",
    }
    return PlotData(type="plotly", plot=json.dumps({**figure.to_plotly_json(), "config": config}, ensure_ascii=False))
