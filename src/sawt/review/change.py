"""What a figure changed by, in absolute and relative terms. Unknown stays unknown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sawt.vocabulary import Figure


@dataclass(frozen=True)
class Change:
    """A figure against the same figure of another span.

    `value` is what it was then; `difference` is now less then, in the figure's unit (a share's as a
    share: 0.012 is 1.2 points); `ratio` is now over then (1.77 times, never "77 % less"), None when
    then was 0. `comparable` says whether both spans are complete.
    """

    value: float | int | None
    difference: float | int | None
    ratio: float | None
    comparable: bool
    n: int

    def as_json(self) -> dict[str, Any]:
        """Without `n`, which belongs to the other span's own figure."""
        return {name: value for name, value in self.__dict__.items() if name != "n"}


def change(now: Figure, then: Figure | None) -> Change:
    """The change from `then` to `now`; all None where either is not known."""
    if then is None:
        return Change(None, None, None, comparable=False, n=0)
    comparable = now.complete and then.complete
    if now.value is None or then.value is None:
        return Change(then.value, None, None, comparable, then.n)
    ratio = now.value / then.value if then.value else None
    return Change(then.value, now.value - then.value, ratio, comparable, then.n)
