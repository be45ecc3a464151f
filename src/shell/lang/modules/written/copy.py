"""Copies of values."""

from _inner import bare as _bare

__all__ = ['copy', 'deepcopy', 'Error']


class Error(Exception):
    """What cannot be copied."""


_PLAIN = (int, float, str, bytes, type(None), type(len), type(lambda: 0), type)


def copy(x):
    """A copy that shares what the value holds."""
    if isinstance(x, (list, dict, set)):
        return x.copy()
    own = getattr(x, '__copy__', None)
    if own is not None:
        return own()
    made = _bare(x)
    if made is None:
        return x
    made.__dict__.update(x.__dict__)
    return made


def deepcopy(x, memo=None):
    """A copy that shares nothing that can be changed."""
    memo = {} if memo is None else memo
    if isinstance(x, _PLAIN):
        return x
    if id(x) in memo:
        return memo[id(x)][1]
    # Kept with its original, so that no other value gets the same id meanwhile.
    if isinstance(x, list):
        made = []
        memo[id(x)] = (x, made)
        made.extend(deepcopy(item, memo) for item in x)
    elif isinstance(x, dict):
        made = x.copy()
        memo[id(x)] = (x, made)
        for key, item in x.items():
            made[key] = deepcopy(item, memo)
    elif isinstance(x, set):
        made = {deepcopy(item, memo) for item in x}
    elif type(x) is tuple:
        made = tuple(deepcopy(item, memo) for item in x)
    else:
        own = getattr(x, '__deepcopy__', None)
        if own is not None:
            return own(memo)
        made = _bare(x)
        if made is None:
            return x
        memo[id(x)] = (x, made)
        for name, value in x.__dict__.items():
            made.__dict__[name] = deepcopy(value, memo)
    return made
