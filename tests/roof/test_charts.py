"""A chart says what the numbers say."""

import pytest

from privacyportal import charts


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


def test_percentages_are_drawn_against_a_hundred_with_the_target_marked() -> None:
    drawing = charts.rows(figures(50, 100), percent=True, target=95)
    assert drawing.bars[0].width == pytest.approx(drawing.bars[1].width / 2)
    assert drawing.bars[1].x + drawing.bars[1].width == pytest.approx(drawing.right)
    assert drawing.target == pytest.approx(drawing.left + (drawing.right - drawing.left) * 0.95)


def test_no_bar_leaves_the_drawing() -> None:
    for drawing in (charts.columns(figures(3, 999)), charts.rows(figures(3, 999))):
        for bar in drawing.bars:
            assert drawing.left <= bar.x
            assert bar.x + bar.width <= drawing.right + 0.01
            assert bar.y >= drawing.top - 0.01
