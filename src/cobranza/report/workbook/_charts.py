"""The native charts of the workbook; their data are cells of its tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cobranza._workbook._book import Book
    from cobranza._workbook._layout import Placed
    from cobranza._workbook._xlsx import Chart
    from cobranza.report._more_texts import MoreTexts
    from cobranza.report._scores import Kpi

__all__ = ["aging_chart", "debtors_chart", "trend_chart"]

_SIZE: Final = {"width": 520, "height": 310}
_BLUE: Final = "#1F4E79"
_ORANGE: Final = "#C4561D"
_GREY: Final = "#D9D9D9"
_SMALL: Final = {"size": 9}
# From what is current to what is oldest: the colours of the page.
_AGES: Final = ("#5B93B5", "#EFCF6E", "#EBA94D", "#DF7A3F", "#C64A31", "#8C1F26", "#9AA0A8")


def aging_chart(book: Book, placed: Placed, title: str) -> Chart:
    """Draw what is owed by bucket as columns."""
    chart = _chart(book, "column", title)
    points = [{"fill": {"color": color}} for color in _AGES]
    chart.add_series(
        {
            "categories": placed.column(0),
            "values": placed.column(1),
            "points": points[: placed.last - placed.first + 1],
            "gap": 40,
        }
    )
    chart.set_x_axis({"num_font": _SMALL})
    chart.set_y_axis(_AMOUNTS)
    return chart


def debtors_chart(book: Book, placed: Placed, title: str) -> Chart:
    """Draw who owes most as bars, the largest on top."""
    chart = _chart(book, "bar", title)
    chart.add_series(
        {
            "categories": placed.column(0),
            "values": placed.column(1),
            "fill": {"color": _BLUE},
            "gap": 40,
        }
    )
    chart.set_x_axis(_AMOUNTS)
    chart.set_y_axis({"reverse": True, "num_font": {"size": 8}})
    return chart


def trend_chart(book: Book, kpis: Sequence[Kpi], placed: Placed, t: MoreTexts) -> Chart | None:
    """Draw DSO and overdue share month by month, as far as there are such indicators."""
    places = {kpi.target.metric: index for index, kpi in enumerate(kpis, 1)}
    days = places.get("dso_count_back", places.get("dso_simple"))
    overdue = places.get("overdue_share")
    if days is None or overdue is None:
        return None
    chart = _chart(book, "line", t("book.overdue_trend"))
    for index, color, second in ((days, _BLUE, False), (overdue, _ORANGE, True)):
        chart.add_series(
            {
                "name": kpis[index - 1].name,
                "categories": placed.column(0),
                "values": placed.column(index),
                "line": {"color": color, "width": 2.25},
                "marker": {"type": "circle", "size": 5, "fill": {"color": color}},
                "y2_axis": second,
            }
        )
    chart.set_x_axis(
        {"num_format": "yyyy-mm", "num_font": {"size": 9, "rotation": -45}, "text_axis": True}
    )
    chart.set_y_axis({**_GRID, "name": t("days_unit"), "num_format": "0", "min": 0})
    chart.set_y2_axis({"num_format": "0%", "num_font": _SMALL, "min": 0})
    chart.set_legend({"position": "bottom"})
    return chart


_GRID: Final = {
    "num_font": _SMALL,
    "major_gridlines": {"visible": True, "line": {"color": _GREY, "width": 0.5}},
    "line": {"none": True},
}
_AMOUNTS: Final = {**_GRID, "num_format": "#,##0"}


def _chart(book: Book, kind: str, title: str) -> Chart:
    chart = book.chart(kind)
    chart.set_title({"name": title, "name_font": {"size": 12, "bold": True}, "overlay": False})
    chart.set_legend({"none": True})
    chart.set_size(_SIZE)
    chart.set_chartarea({"border": {"color": _GREY}})
    return chart
