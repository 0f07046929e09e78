"""A chart says what the numbers say."""

import pytest

from privacyportal.roof.pages import charts


def figures(*values: float) -> list[charts.Figure]:
    return [charts.Figure(label=f"{n}月", value=value, text=f"{value}件") for n, value in enumerate(values, start=1)]


@pytest.mark.parametrize(
    ("greatest", "end", "step"),
    [(0, 1, 1), (1, 1, 1), (4, 4, 1), (7, 8, 2), (23, 30, 10), (95, 100, 50), (101, 150, 50)],
)
def test_an_axis_ends_at_a_round_number_that_no_value_passes(greatest: int, end: int, step: int) -> None:
    assert charts.scale(greatest) == (end, step)


def test_columns_stand_on_the_axis_and_are_as_high_as_their_value() -> None:
    drawing = charts.columns(figures(10, 20, 0))
    heights = [bar.height for bar in drawing.bars]
    assert heights[1] == pytest.approx(2 * heights[0])
    assert heights[2] == 0
    assert all(bar.y + bar.height == pytest.approx(drawing.bottom) for bar in drawing.bars)


def test_the_line_counts_on_the_same_axis_as_the_columns() -> None:
    drawing = charts.columns(figures(10, 20), figures(20, 40))
    assert drawing.points[0].y == pytest.approx(drawing.bars[1].y)
    assert drawing.path.count(",") == 2


def test_percentages_are_drawn_against_a_hundred() -> None:
    drawing = charts.columns(figures(50, 75), percent=True)
    assert drawing.bars[0].height == pytest.approx((drawing.bottom - drawing.top) / 2)
    assert [tick.text for tick in drawing.ticks] == ["0", "25", "50", "75", "100"]


def test_the_part_on_top_begins_where_the_bar_ends() -> None:
    drawing = charts.columns(figures(60), upper=figures(40), percent=True)
    assert drawing.caps[0].y + drawing.caps[0].height == pytest.approx(drawing.bars[0].y)
    assert drawing.caps[0].y == pytest.approx(drawing.top)


def test_no_bar_leaves_the_drawing() -> None:
    for drawing in (charts.columns(figures(3, 999)), charts.rows(figures(3, 999))):
        for bar in drawing.bars:
            assert drawing.left <= bar.x
            assert bar.x + bar.width <= drawing.right + 0.01
            assert bar.y >= drawing.top - 0.01
