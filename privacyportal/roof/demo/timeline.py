"""In which order did the past happen? Stories told side by side, every deed at its own moment."""

from collections.abc import Generator, Iterable
from datetime import datetime
from heapq import heappop, heappush

# A story yields the moment of its next deed and goes on when the timeline has come to it; it may yield another story
# that begins there.
type Story = Generator["datetime | Story"]


class Timeline:
    """Stories in the order of their next moments."""

    def __init__(self, stories: Iterable[Story]) -> None:
        self.waiting: list[tuple[datetime, int, Story]] = []
        self.added = 0
        for story in stories:
            self.go_on(story)

    def go_on(self, story: Story) -> None:
        """Let a story go on until it names a later moment or ends."""
        for said in story:
            if isinstance(said, datetime):
                self.added += 1
                heappush(self.waiting, (said, self.added, story))
                return
            self.go_on(said)

    def tell(self, *, until: datetime) -> int:
        """Tell everything up to and including `until`; return how many deeds were told.

        A story that has more to come stays where it stands then: that is what the present looks like.
        """
        told = 0
        while self.waiting and self.waiting[0][0] <= until:
            _moment, _number, story = heappop(self.waiting)
            self.go_on(story)
            told += 1
        return told
