"""Small pieces of work shared out over a thread pool."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_Result = TypeVar("_Result")


def for_each(pool: ThreadPoolExecutor, work: Callable[[int], _Result], count: int, most_chunks: int) -> list[_Result]:
    """Return `work` of 0 to `count` - 1, in this order; handed to the pool's threads in so many chunks at most.

    Handing over a chunk takes some 25 microseconds: with one chunk, or none, everything is done here.

    >>> with ThreadPoolExecutor(2) as pool:
    ...     squares = for_each(pool, lambda number: number * number, 1000, 16)
    >>> squares[:4], squares[-1]
    ([0, 1, 4, 9], 998001)
    """
    chunks = min(count, most_chunks)
    if chunks <= 1:
        return [work(number) for number in range(count)]
    done = list(pool.map(lambda first: [work(number) for number in range(first, count, chunks)], range(chunks)))
    return [done[number % chunks][number // chunks] for number in range(count)]
