"""What `collections` has beside its kinds of dict."""


class ChainMap:
    """Several dicts seen as one; the first that has a key gives its value, and takes new ones."""

    def __init__(self, *maps):
        self.maps = list(maps) or [{}]

    def _together(self):
        all = {}
        for mapping in reversed(self.maps):
            all.update(mapping)
        return {key: self[key] for key in all}

    def __missing__(self, key):
        raise KeyError(key)

    def __getitem__(self, key):
        for mapping in self.maps:
            if key in mapping:
                return mapping[key]
        return self.__missing__(key)

    def get(self, key, default=None):
        """The value of a key, or the default."""
        return self[key] if key in self else default

    def __len__(self):
        return len(set().union(*self.maps))

    def __iter__(self):
        return iter(self._together())

    def __contains__(self, key):
        return any(key in mapping for mapping in self.maps)

    def __bool__(self):
        return any(self.maps)

    def __repr__(self):
        return f'{self.__class__.__name__}({", ".join(map(repr, self.maps))})'

    def __eq__(self, other):
        if isinstance(other, ChainMap):
            other = other._together()
        return self._together() == other if isinstance(other, dict) else NotImplemented

    __hash__ = None

    def keys(self):
        """All keys."""
        return self._together().keys()

    def values(self):
        """The value of each key."""
        return self._together().values()

    def items(self):
        """Keys and values, as pairs."""
        return self._together().items()

    def copy(self):
        """The same, with a copy of the first dict."""
        return self.__class__(self.maps[0].copy(), *self.maps[1:])

    __copy__ = copy

    def new_child(self, m=None, **kwargs):
        """With one more dict before the others."""
        if m is None:
            m = kwargs
        else:
            m.update(kwargs)
        return self.__class__(m, *self.maps)

    @property
    def parents(self):
        """Without the first dict."""
        return self.__class__(*self.maps[1:])

    def __setitem__(self, key, value):
        self.maps[0][key] = value

    def __delitem__(self, key):
        if key not in self.maps[0]:
            raise KeyError(f'Key not found in the first mapping: {key!r}')
        del self.maps[0][key]

    def pop(self, key, *default):
        """Removes a key from the first dict and gives its value."""
        if key not in self.maps[0] and not default:
            raise KeyError(f'Key not found in the first mapping: {key!r}')
        return self.maps[0].pop(key, *default)

    def popitem(self):
        """Removes the last entry of the first dict and gives it."""
        if not self.maps[0]:
            raise KeyError('No keys found in the first mapping.')
        return self.maps[0].popitem()

    def clear(self):
        """Removes everything from the first dict."""
        self.maps[0].clear()

    def setdefault(self, key, default=None):
        """The value of a key, which is set if there is none."""
        if key not in self:
            self[key] = default
        return self[key]

    def update(self, other=(), /, **kwargs):
        """Sets entries of the first dict."""
        self.maps[0].update(other, **kwargs)

    def __or__(self, other):
        made = self.copy()
        made.update(other)
        return made

    def __ior__(self, other):
        self.update(other)
        return self

    def __ror__(self, other):
        made = dict(other)
        made.update(self._together())
        return self.__class__(made)
