"""Keep numpy's library of matrices to one thread (door: threadpoolctl)."""

from __future__ import annotations

from functools import cache


@cache
def one_thread() -> None:
    """Have numpy multiply matrices in the thread that asks.

    Finding multiplies small ones, for which the library's other threads wait busily longer than they work: on two cores
    they took two thirds of all processor time of a search, and on a busy machine half of its time.
    """
    from threadpoolctl import threadpool_limits

    threadpool_limits(1, user_api="blas")
