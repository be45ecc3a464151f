"""Places in sorted lists."""

__all__ = ['bisect', 'bisect_left', 'bisect_right', 'insort', 'insort_left', 'insort_right']


def _place(a, lo, hi, key, before):
    if lo < 0:
        raise ValueError('lo must be non-negative')
    low, high = lo, len(a) if hi is None else hi
    while low < high:
        middle = (low + high) // 2
        if before(a[middle] if key is None else key(a[middle])):
            low = middle + 1
        else:
            high = middle
    return low


def bisect_left(a, x, lo=0, hi=None, *, key=None):
    """The first place at which x keeps the list sorted."""
    return _place(a, lo, hi, key, lambda item: item < x)


def bisect_right(a, x, lo=0, hi=None, *, key=None):
    """The last place at which x keeps the list sorted."""
    return _place(a, lo, hi, key, lambda item: not x < item)


def insort_left(a, x, lo=0, hi=None, *, key=None):
    """Inserts x before what equals it."""
    a.insert(bisect_left(a, x if key is None else key(x), lo, hi, key=key), x)


def insort_right(a, x, lo=0, hi=None, *, key=None):
    """Inserts x behind what equals it."""
    a.insert(bisect_right(a, x if key is None else key(x), lo, hi, key=key), x)


bisect = bisect_right
insort = insort_right
