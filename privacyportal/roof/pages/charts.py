"""Where do a chart's bars, lines, ticks and labels stand?

Charts are drawn on the server as inline SVG and not with the theme's Chart.js: they print, need no script, take their
colours from the same variables as the badges, every bar is a real link with a name, and a test can read the axes.
Lengths are in the units of the drawing's view box.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

WIDTH = 560
ROUND_STEPS = (1, 2, 5, 10)
TICKS_WANTED = 4
FULL = 100
BAR_SHARE = 0.58


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One number of a chart: what it counts, how many, and the list behind it.

    `tone` names the colour's meaning (late, due, waiting, done, ended, main); `text` is the value as written.
    """

    label: str
    value: float
    text: str
    url: str = ""
    tone: str = "main"


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A figure with its place in the drawing."""

    figure: Figure
    x: float
    y: float
    width: float
    height: float
    label_x: float
    label_y: float
    value_x: float
    value_y: float


@dataclass(frozen=True, kw_only=True)
class Tick:
    """A value on an axis and where it stands."""

    text: str
    at: float


@dataclass(frozen=True, kw_only=True)
class Point:
    """A point of a line with its figure."""

    figure: Figure
    x: float
    y: float


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """All that a chart's template needs."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    caps: tuple[Bar, ...] = ()
    points: tuple[Point, ...] = ()

    @property
    def path(self) -> str:
        """Return the line through the points, as SVG writes it."""
        return " ".join(f"{point.x:.1f},{point.y:.1f}" for point in self.points)


def scale(greatest: float) -> tuple[int, int]:
    """Return the end of an axis and the step of its ticks, both whole and round, for values up to `greatest`."""
    rough = max(greatest, 1) / TICKS_WANTED
    magnitude = 10 ** max(floor(log10(rough)), 0)
    step = next(round_step * magnitude for round_step in ROUND_STEPS if round_step * magnitude >= rough)
    return step * ceil(max(greatest, 1) / step), step


def axis(values: Iterable[float], *, percent: bool) -> tuple[int, int]:
    """Return the end and the step of an axis for values; of percentages 100 and a quarter of it."""
    return (FULL, FULL // TICKS_WANTED) if percent else scale(max(values, default=1))


@dataclass(frozen=True, kw_only=True)
class Plane:
    """The area in which bars stand side by side: how many of them, and the value at the upper end of the axis."""

    slots: int
    end: int
    left: float = 40.0
    right: float = WIDTH - 8.0
    top: float = 34.0
    bottom: float = 214.0

    @property
    def slot(self) -> float:
        """Return the width that belongs to one bar, with the space beside it."""
        return (self.right - self.left) / max(self.slots, 1)

    def height_of(self, value: float) -> float:
        """Return how high a value is."""
        return (self.bottom - self.top) * value / self.end

    def centre(self, index: int) -> float:
        """Return where the middle of a bar stands."""
        return self.left + self.slot * (index + 0.5)

    def bar(self, index: int, figure: Figure, *, base: float = 0, above: float = 0) -> Bar:
        """Return a bar that begins at a height; its value is written above it and what stands on top of it."""
        height, width = self.height_of(figure.value), self.slot * BAR_SHARE
        y = self.bottom - base - height
        return Bar(
            figure=figure,
            x=self.centre(index) - width / 2,
            y=y,
            width=width,
            height=height,
            label_x=self.centre(index),
            label_y=self.bottom + 16,
            value_x=self.centre(index),
            value_y=y - above - 4,
        )


def columns(
    figures: Sequence[Figure], line: Sequence[Figure] = (), *, upper: Sequence[Figure] = (), percent: bool = False
) -> Drawing:
    """Return standing bars from left to right, with a line over them that counts in the same unit.

    `upper` stands on top of the bars, one for each; of percentages the axis ends at 100.
    """
    end, step = axis((figure.value for figure in (*figures, *line)), percent=percent)
    plane = Plane(slots=len(figures), end=end)
    on_top = [plane.height_of(figure.value) for figure in upper] or [0.0] * len(figures)
    bars = [plane.bar(index, figure, above=on_top[index]) for index, figure in enumerate(figures)]
    caps = [plane.bar(index, figure, base=bars[index].height) for index, figure in enumerate(upper)]
    points = [
        Point(figure=figure, x=plane.centre(index), y=plane.bottom - plane.height_of(figure.value))
        for index, figure in enumerate(line)
    ]
    ticks = [Tick(text=str(value), at=plane.bottom - plane.height_of(value)) for value in range(0, end + 1, step)]
    return Drawing(
        width=WIDTH,
        height=plane.bottom + 24,
        left=plane.left,
        right=plane.right,
        top=plane.top,
        bottom=plane.bottom,
        bars=tuple(bars),
        caps=tuple(caps),
        ticks=tuple(ticks),
        points=tuple(points),
    )


def rows(figures: Sequence[Figure]) -> Drawing:
    """Return lying bars from top to bottom."""
    left, right, top, row, thick = 150.0, WIDTH - 70.0, 8.0, 34.0, 20.0
    end, step = scale(max((figure.value for figure in figures), default=1))
    bottom = top + row * len(figures)

    def across(value: float) -> float:
        return (right - left) * value / end

    bars = tuple(
        Bar(
            figure=figure,
            x=left,
            y=top + row * index + (row - thick) / 2,
            width=across(figure.value),
            height=thick,
            label_x=left - 10,
            label_y=top + row * index + row / 2 + 4,
            value_x=left + across(figure.value) + 6,
            value_y=top + row * index + row / 2 + 4,
        )
        for index, figure in enumerate(figures)
    )
    ticks = tuple(Tick(text=str(value), at=left + across(value)) for value in range(0, end + 1, step))
    return Drawing(
        width=WIDTH,
        height=bottom + 34,
        left=left,
        right=right,
        top=top,
        bottom=bottom,
        bars=bars,
        ticks=ticks,
    )
