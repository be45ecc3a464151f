"""Exceptions as text; where they happened is shown for those that nothing catches."""

import sys as _sys

__all__ = ['format_exc', 'print_exc', 'format_exception', 'format_exception_only', 'print_exception']


def format_exception_only(exc, value=None):
    """The kind of an exception and what it says."""
    exc = exc if value is None else value
    text, name = str(exc), type(exc).__name__
    return [f'{name}: {text}\n' if text else f'{name}\n']


def format_exception(exc, value=None, tb=None):
    """The lines of an exception."""
    return ['Traceback (most recent call last):\n'] + format_exception_only(exc, value)


def format_exc(limit=None, chain=True):
    """The exception that is being handled, as text."""
    value = _sys.exc_info()[1]
    return 'NoneType: None\n' if value is None else ''.join(format_exception(value))


def print_exception(exc, value=None, tb=None, limit=None, file=None, chain=True):
    """Shows an exception on standard error."""
    print(''.join(format_exception(exc, value)), end='', file=file or _sys.stderr)


def print_exc(limit=None, file=None, chain=True):
    """Shows the exception that is being handled on standard error."""
    print(format_exc(), end='', file=file or _sys.stderr)
