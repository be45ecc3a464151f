"""Copies of files."""

import os as _os

__all__ = ['copyfileobj', 'copyfile', 'copy', 'move']


def copyfileobj(fsrc, fdst, length=65536):
    """Copies what is left of one file into another."""
    while True:
        piece = fsrc.read(length)
        if not piece:
            return
        fdst.write(piece)


def copyfile(src, dst):
    """Copies the content of a file."""
    if _os.path.abspath(src) == _os.path.abspath(dst):
        raise OSError(f'{src!r} and {dst!r} are the same file')
    with open(src, 'rb') as fsrc, open(dst, 'wb') as fdst:
        copyfileobj(fsrc, fdst)
    return dst


def _inside(src, dst):
    return _os.path.join(dst, _os.path.basename(src)) if _os.path.isdir(dst) else dst


def copy(src, dst):
    """Copies a file into a file or a folder."""
    return copyfile(src, _inside(src, dst))


def move(src, dst):
    """Moves a file to another name or into a folder."""
    target = _inside(src, dst)
    try:
        _os.rename(src, target)
    except OSError:
        # Another disk.
        copyfile(src, target)
        _os.remove(src)
    return target
