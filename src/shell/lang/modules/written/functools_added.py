"""What `functools` has beside functions out of functions."""

from functools import partial as _partial


class cached_property:
    """A property that is asked once and then remembered."""

    def __init__(self, func):
        self.func = func
        self.attrname = None
        self.__doc__ = func.__doc__

    def __set_name__(self, owner, name):
        self.attrname = name

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        value = self.func(instance)
        instance.__dict__[self.attrname] = value
        return value


class partialmethod:
    """A method with some arguments given."""

    def __init__(self, func, /, *args, **keywords):
        self.func, self.args, self.keywords = func, args, keywords

    def __get__(self, instance, owner=None):
        return _partial(self.func, instance, *self.args, **self.keywords)


# By the one that a class has, each of the others: whether that is turned round, and what must hold
# besides.
_ORDERS = {
    '__lt__': {'__gt__': (True, 'and'), '__le__': (False, 'or'), '__ge__': (True, '')},
    '__le__': {'__ge__': (True, 'or'), '__lt__': (False, 'and'), '__gt__': (True, '')},
    '__gt__': {'__lt__': (True, 'and'), '__ge__': (False, 'or'), '__le__': (True, '')},
    '__ge__': {'__le__': (True, 'or'), '__gt__': (False, 'and'), '__lt__': (True, '')},
}


def _order(root, turned, besides):
    def compare(self, other):
        result = getattr(self, root)(other)
        if result is NotImplemented:
            return result
        result = not result if turned else result
        if besides == 'and':
            return result and self != other
        return result or self == other if besides else result

    return compare


def total_ordering(cls):
    """Gives a class all comparisons: it has one of them, and __eq__."""
    own = [name for name in _ORDERS if any(name in vars(one) for one in cls.__mro__[:-1])]
    if not own:
        raise ValueError('must define at least one ordering operation: < > <= >=')
    for name, how in _ORDERS[own[0]].items():
        if name not in own:
            setattr(cls, name, _order(own[0], *how))
    return cls
