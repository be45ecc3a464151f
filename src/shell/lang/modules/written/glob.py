"""Files by names with `*` and `?`."""

import fnmatch as _fnmatch
import os as _os

__all__ = ['glob', 'iglob', 'escape', 'has_magic']


def has_magic(s):
    """Whether a name has `*`, `?` or `[`."""
    return any(letter in s for letter in '*?[')


def escape(pathname):
    """A pattern that fits just this name."""
    return ''.join(f'[{letter}]' if letter in '*?[' else letter for letter in pathname)


def _names(folder, pattern, only_folders):
    try:
        names = _os.listdir(folder or '.')
    except OSError:
        return []
    if not pattern.startswith('.'):
        names = [name for name in names if not name.startswith('.')]
    names = _fnmatch.filter(names, pattern)
    return [name for name in names if not only_folders or _os.path.isdir(_os.path.join(folder, name))]


def _below(folder):
    yield folder
    for name in _names(folder, '*', True):
        yield from _below(_os.path.join(folder, name))


def iglob(pathname, *, recursive=False):
    """The files that fit, one after the other."""
    parts = pathname.split('/')
    found = ['/'] if pathname.startswith('/') else ['']
    for at, part in enumerate(parts):
        last = at == len(parts) - 1
        if not part:
            if last:
                found = [_os.path.join(folder, '') for folder in found if _os.path.isdir(folder)]
        elif part == '**' and recursive:
            found = [below for folder in found for below in _below(folder)]
            if last:
                files = [_os.path.join(folder, name) for folder in found for name in _names(folder, '*', False)]
                found = [_os.path.join(folder, '') for folder in found[:1] if folder] + files
        elif has_magic(part):
            found = [_os.path.join(folder, name) for folder in found for name in _names(folder, part, not last)]
        else:
            found = [_os.path.join(folder, part) for folder in found]
            found = [path for path in found if _os.path.exists(path)]
    yield from found


def glob(pathname, *, recursive=False):
    """The files that fit."""
    return list(iglob(pathname, recursive=recursive))
