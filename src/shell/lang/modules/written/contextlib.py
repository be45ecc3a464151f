"""Help for `with`."""

import sys as _sys
from functools import wraps as _wraps

__all__ = ['contextmanager', 'closing', 'nullcontext', 'redirect_stderr', 'redirect_stdout', 'suppress',
           'ExitStack']


class _Manager:
    def __init__(self, generator):
        self._generator = generator

    def __enter__(self):
        try:
            return next(self._generator)
        except StopIteration:
            raise RuntimeError("generator didn't yield") from None

    def __exit__(self, kind, value, traceback):
        if kind is None:
            try:
                next(self._generator)
            except StopIteration:
                return False
            raise RuntimeError("generator didn't stop")
        try:
            self._generator.throw(value)
        except StopIteration as stop:
            return stop is not value
        except BaseException as raised:
            if raised is value:
                return False
            raise
        raise RuntimeError("generator didn't stop after throw()")


def contextmanager(func):
    """Makes something for `with` of a generator that yields once."""

    @_wraps(func)
    def make(*args, **kwds):
        return _Manager(func(*args, **kwds))

    return make


class closing:
    """Closes something at the end of `with`."""

    def __init__(self, thing):
        self.thing = thing

    def __enter__(self):
        return self.thing

    def __exit__(self, *details):
        self.thing.close()


class nullcontext:
    """Does nothing at the end of `with`."""

    def __init__(self, enter_result=None):
        self.enter_result = enter_result

    def __enter__(self):
        return self.enter_result

    def __exit__(self, *details):
        pass


class suppress:
    """Lets exceptions of some kinds end the `with` in silence."""

    def __init__(self, *exceptions):
        self._exceptions = exceptions

    def __enter__(self):
        pass

    def __exit__(self, kind, value, traceback):
        return value is not None and isinstance(value, self._exceptions)


class _Redirect:
    _stream = None

    def __init__(self, new_target):
        self._new, self._old = new_target, []

    def __enter__(self):
        self._old.append(getattr(_sys, self._stream))
        setattr(_sys, self._stream, self._new)
        return self._new

    def __exit__(self, *details):
        setattr(_sys, self._stream, self._old.pop())


class redirect_stdout(_Redirect):
    """Sends what print() writes to another file until the end of `with`."""

    _stream = 'stdout'


class redirect_stderr(_Redirect):
    """Sends what is written to sys.stderr to another file until the end of `with`."""

    _stream = 'stderr'


class ExitStack:
    """Any number of things for one `with`."""

    def __init__(self):
        self._exits = []

    def __enter__(self):
        return self

    def enter_context(self, cm):
        """Enters something, and leaves it at the end."""
        value = cm.__enter__()
        self._exits.append(cm.__exit__)
        return value

    def push(self, exit):
        """Calls this at the end as `__exit__`."""
        self._exits.append(getattr(exit, '__exit__', exit))
        return exit

    def callback(self, callback, /, *args, **kwds):
        """Calls this at the end."""
        def call(*details):
            callback(*args, **kwds)

        self._exits.append(call)
        return callback

    def pop_all(self):
        """What was entered, for a `with` elsewhere."""
        other = ExitStack()
        self._exits, other._exits = [], self._exits
        return other

    def close(self):
        """Leaves everything now."""
        self.__exit__(None, None, None)

    def __exit__(self, kind, value, traceback):
        raised = value
        while self._exits:
            leave = self._exits.pop()
            try:
                if leave(None if raised is None else type(raised), raised, None):
                    raised = None
            except BaseException as other:
                raised = other
        if raised is not None and raised is not value:
            raise raised
        return value is not None and raised is None
