"""Files that are kept in memory."""

import re as _re

__all__ = ['StringIO', 'BytesIO', 'SEEK_SET', 'SEEK_CUR', 'SEEK_END', 'open']

SEEK_SET, SEEK_CUR, SEEK_END = range(3)
open = open


class UnsupportedOperation(OSError, ValueError):
    """What such a file cannot do."""


class _Memory:
    _kind = str
    _name = 'str'

    def __init__(self, initial=None):
        self._value = self._kind() if initial is None else initial
        self._pieces = []
        self._at = 0
        # The lines from a place on, the next one last.
        self._lines, self._lines_at = [], -1
        self.closed = False
        if not isinstance(self._value, self._kind):
            raise TypeError(f'a value of type {self._name} is required, not {type(initial).__name__}')

    def _whole(self):
        if self.closed:
            raise ValueError('I/O operation on closed file')
        if self._pieces:
            self._value += self._kind().join(self._pieces)
            self._pieces = []
        return self._value

    def getvalue(self):
        """All that is in it."""
        return self._whole()

    def read(self, size=-1):
        """So much of it, or all that is left."""
        value = self._whole()
        end = len(value) if size is None or size < 0 else self._at + size
        part = value[self._at:end]
        self._at += len(part)
        return part

    def readline(self, size=-1):
        """One line with its end; empty at the end."""
        value = self._whole()
        if self._lines_at != self._at or not self._lines:
            self._lines = self._split(value[self._at:])
            self._lines.reverse()
        line = self._lines.pop() if self._lines else self._kind()
        if size is not None and 0 <= size < len(line):
            self._lines.append(line[size:])
            line = line[:size]
        self._at += len(line)
        self._lines_at = self._at
        return line

    def _split(self, value):
        end = '\n' if self._kind is str else b'\n'
        lines = [line + end for line in value.split(end)]
        last = lines.pop()[:-1]
        return lines + [last] if last else lines

    def readlines(self, hint=-1):
        """All lines that are left."""
        return list(self)

    def write(self, data):
        """Writes at the place where it is."""
        if self.closed:
            raise ValueError('I/O operation on closed file')
        if not isinstance(data, self._kind):
            raise TypeError(f'a value of type {self._name} is required, not {type(data).__name__}')
        # What is written at the end is gathered, so that much of it is no trouble.
        at_end = self._at if self._pieces else len(self._value)
        if self._at == at_end:
            self._pieces.append(data)
        else:
            value = self._whole()
            gap = ('\0' if self._kind is str else b'\0') * (self._at - len(value))
            self._value = value[:self._at] + gap + data + value[self._at + len(data):]
        self._at += len(data)
        self._lines = []
        return len(data)

    def writelines(self, lines):
        """Writes several texts."""
        for line in lines:
            self.write(line)

    def seek(self, offset, whence=0):
        """Goes to a place."""
        start = [0, self._at, len(self._whole())][whence]
        self._at = max(start + offset, 0)
        return self._at

    def tell(self):
        """The place in it."""
        return self._at

    def truncate(self, size=None):
        """Cuts it off."""
        size = self._at if size is None else size
        self._value = self._whole()[:size]
        self._lines = []
        return size

    def flush(self):
        """Does nothing."""

    def close(self):
        """Forgets what is in it."""
        self.closed = True

    def readable(self):
        """Yes."""
        return True

    writable = seekable = readable

    def isatty(self):
        """No."""
        return False

    def fileno(self):
        """There is no number."""
        raise UnsupportedOperation('fileno')

    def __enter__(self):
        return self

    def __exit__(self, *details):
        self.close()

    def __iter__(self):
        return self

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line


class StringIO(_Memory):
    """A file of text in memory."""

    def __init__(self, initial_value='', newline='\n'):
        if newline is None and isinstance(initial_value, str):
            initial_value = initial_value.replace('\r\n', '\n').replace('\r', '\n')
        super().__init__(initial_value)
        self._newline = newline

    def _split(self, value):
        if self._newline == '' and '\r' in value:
            # A return ends a line as well, unless it is the first half of an end.
            return _re.findall('[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+', value)
        return super()._split(value)


class BytesIO(_Memory):
    """A file of octets in memory."""

    _kind = bytes
    _name = 'bytes'

    def __init__(self, initial_bytes=b''):
        # What came from a server is text as well; here it is octets.
        super().__init__(bytes(initial_bytes) if isinstance(initial_bytes, bytes) else initial_bytes)

    getbuffer = _Memory.getvalue
