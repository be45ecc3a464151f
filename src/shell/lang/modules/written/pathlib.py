"""Files and folders by their names."""

import fnmatch as _fnmatch
import os as _os

__all__ = ['Path', 'PurePath', 'PosixPath', 'PurePosixPath']


class _Stat:
    def __init__(self, size, mtime):
        self.st_size = size
        self.st_mtime = mtime


class PurePath:
    """The name of a file or a folder."""

    def __init__(self, *pathsegments):
        whole = _os.path.join('', *[str(segment) for segment in pathsegments])
        parts = [part for part in whole.split('/') if part not in ('', '.')]
        self._root = '/' if whole.startswith('/') else ''
        self._text = self._root + '/'.join(parts) or '.'

    def _like(self, text):
        return type(self)(text)

    def __str__(self):
        return self._text

    def __fspath__(self):
        return self._text

    def __repr__(self):
        return f'PosixPath({self._text!r})'

    def __eq__(self, other):
        return isinstance(other, PurePath) and self._text == other._text

    def __lt__(self, other):
        return self.parts < other.parts

    def __hash__(self):
        return hash(self._text)

    def __truediv__(self, other):
        return type(self)(self, other)

    def __rtruediv__(self, other):
        return type(self)(other, self)

    def joinpath(self, *pathsegments):
        """The name of something inside."""
        return type(self)(self, *pathsegments)

    @property
    def parts(self):
        """The names on the way."""
        rest = self._text[len(self._root):]
        names = [] if rest in ('', '.') else rest.split('/')
        return tuple([self._root] * bool(self._root) + names)

    @property
    def name(self):
        """The last name."""
        rest = self._text[len(self._root):]
        return '' if rest == '.' else rest.rpartition('/')[2]

    @property
    def suffix(self):
        """The extension of the name."""
        dot = self.name.rfind('.')
        return self.name[dot:] if 0 < dot < len(self.name) - 1 else ''

    @property
    def suffixes(self):
        """All extensions of the name."""
        if self.name.endswith('.'):
            return []
        return ['.' + part for part in self.name.lstrip('.').split('.')[1:]]

    @property
    def stem(self):
        """The name without its extension."""
        return self.name[:len(self.name) - len(self.suffix)]

    @property
    def parent(self):
        """The folder that it is in."""
        before = self._text.rpartition('/')[0]
        return self._like(before or self._root or '.')

    @property
    def parents(self):
        """The folders that it is in, from the inside."""
        found, at = [], self
        while at.parent != at:
            at = at.parent
            found.append(at)
        return found

    def is_absolute(self):
        """Whether it begins at the root."""
        return self._root == '/'

    def as_posix(self):
        """The text."""
        return self._text

    def match(self, pattern):
        """Whether the name fits a pattern."""
        return _fnmatch.fnmatchcase(self._text if '/' in pattern else self.name, pattern)

    def with_name(self, name):
        """The same with another name."""
        if not self.name:
            raise ValueError(f'{self!r} has an empty name')
        return self.parent / name

    def with_suffix(self, suffix):
        """The same with another extension."""
        if suffix and (not suffix.startswith('.') or suffix == '.'):
            raise ValueError(f'Invalid suffix {suffix!r}')
        return self.with_name(self.stem + suffix)

    def with_stem(self, stem):
        """The same with another name before the extension."""
        return self.with_name(stem + self.suffix)

    def is_relative_to(self, other):
        """Whether it is inside another."""
        other = type(self)(other)
        return other == self or other in self.parents

    def relative_to(self, other):
        """The way from another to it."""
        other = type(self)(other)
        if not self.is_relative_to(other):
            raise ValueError(f'{self._text!r} is not in the subpath of {other._text!r}')
        return type(self)(*self.parts[len(other.parts):])


class Path(PurePath):
    """A file or a folder."""

    @classmethod
    def cwd(cls):
        """The folder that the program is in."""
        return cls(_os.getcwd())

    @classmethod
    def home(cls):
        """The folder of the user."""
        return cls(_os.path.expanduser('~'))

    def exists(self):
        """Whether it is there."""
        return _os.path.exists(self._text)

    def is_file(self):
        """Whether it is a file."""
        return _os.path.isfile(self._text)

    def is_dir(self):
        """Whether it is a folder."""
        return _os.path.isdir(self._text)

    def stat(self):
        """Its size and times."""
        return _Stat(_os.path.getsize(self._text), _os.path.getmtime(self._text))

    def expanduser(self):
        """With the folder of the user for `~`."""
        return self._like(_os.path.expanduser(self._text))

    def absolute(self):
        """From the root."""
        return self if self.is_absolute() else self.cwd() / self

    def resolve(self, strict=False):
        """From the root, without `..`."""
        return self._like(_os.path.normpath(str(self.absolute())))

    def open(self, mode='r', buffering=-1, encoding=None, errors=None, newline=None):
        """Opens the file."""
        return open(self._text, mode, buffering, encoding, errors, newline)

    def read_text(self, encoding=None, errors=None):
        """The text in the file."""
        with self.open('r', -1, encoding, errors) as file:
            return file.read()

    def read_bytes(self):
        """The octets in the file."""
        with self.open('rb') as file:
            return file.read()

    def write_text(self, data, encoding=None, errors=None, newline=None):
        """Puts a text into the file."""
        with self.open('w', -1, encoding, errors, newline) as file:
            return file.write(data)

    def write_bytes(self, data):
        """Puts octets into the file."""
        with self.open('wb') as file:
            return file.write(data)

    def touch(self, mode=0o666, exist_ok=True):
        """Makes an empty file, where there is none."""
        if self.exists() and not exist_ok:
            raise FileExistsError(f"[Errno 17] File exists: '{self._text}'")
        self.open('ab').close()

    def mkdir(self, mode=0o777, parents=False, exist_ok=False):
        """Makes the folder."""
        if exist_ok and self.is_dir():
            return
        if parents:
            _os.makedirs(self._text)
        else:
            _os.mkdir(self._text)

    def rmdir(self):
        """Removes the empty folder."""
        _os.rmdir(self._text)

    def unlink(self, missing_ok=False):
        """Removes the file."""
        if missing_ok and not self.exists():
            return
        _os.remove(self._text)

    def rename(self, target):
        """Gives it another name."""
        _os.rename(self._text, str(target))
        return self._like(str(target))

    replace = rename

    def iterdir(self):
        """What is in the folder."""
        for name in _os.listdir(self._text):
            yield self / name

    def glob(self, pattern):
        """What is in the folder and fits a pattern."""
        first, _, rest = pattern.partition('/')
        if first == '**':
            for folder in self._folders():
                yield from folder.glob(rest) if rest else [folder]
            return
        for path in self.iterdir():
            if _fnmatch.fnmatchcase(path.name, first):
                if not rest:
                    yield path
                elif path.is_dir():
                    yield from path.glob(rest)

    def rglob(self, pattern):
        """What is in the folder or below and fits a pattern."""
        return self.glob('**/' + pattern)

    def _folders(self):
        yield self
        for path in self.iterdir():
            if path.is_dir():
                yield from path._folders()


PosixPath = Path
PurePosixPath = PurePath
