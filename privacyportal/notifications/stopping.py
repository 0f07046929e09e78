"""Has this process been asked to end, so that long work should stop at the next safe place?

The process that runs the work (a worker) says how to find out; everywhere else nobody asks it to stop.
"""

from collections.abc import Callable

_questions: list[Callable[[], bool]] = []


def learn_from(question: Callable[[], bool]) -> None:
    """Let `question` answer whether this process has been asked to end."""
    _questions.append(question)


def is_stopping() -> bool:
    """Whether long work should stop before its next step."""
    return any(question() for question in _questions)
