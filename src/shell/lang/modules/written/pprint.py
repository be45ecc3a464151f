"""Values on several lines, where one is too short."""

import re as _re

__all__ = ['pprint', 'pformat', 'pp', 'PrettyPrinter', 'isreadable', 'saferepr']


class PrettyPrinter:
    """Shows values in one way."""

    def __init__(self, indent=1, width=80, depth=None, stream=None, *, compact=False, sort_dicts=True, underscore_numbers=False):
        if indent < 0:
            raise ValueError('indent must be >= 0')
        if depth is not None and depth <= 0:
            raise ValueError('depth must be > 0')
        if not width:
            raise ValueError('width must be != 0')
        self._indent, self._width, self._depth, self._stream = indent, width, depth, stream
        self._compact, self._sort = compact, sort_dicts

    def pformat(self, object):
        """The value as text."""
        out = []
        self._show(object, out, 0, 0, 0)
        return ''.join(out)

    def pprint(self, object):
        """Shows a value."""
        if self._stream is None:
            print(self.pformat(object))
        else:
            self._stream.write(self.pformat(object) + '\n')

    def _pairs(self, object):
        pairs = list(object.items())
        if self._sort:
            try:
                pairs.sort(key=lambda pair: pair[0])
            except TypeError:
                pairs.sort(key=lambda pair: (type(pair[0]).__name__, repr(pair[0])))
        return pairs

    def _short(self, object, level):
        deep = self._depth is not None and level >= self._depth
        if isinstance(object, dict) and type(object).__name__ == 'dict':
            if not object:
                return '{}'
            if deep:
                return '{...}'
            return '{' + ', '.join([f'{self._short(key, level + 1)}: {self._short(item, level + 1)}' for key, item in self._pairs(object)]) + '}'
        if type(object) is list:
            if deep and object:
                return '[...]'
            return '[' + ', '.join([self._short(item, level + 1) for item in object]) + ']'
        if type(object) is tuple:
            if deep and object:
                return '(...,)' if len(object) == 1 else '(...)'
            items = [self._short(item, level + 1) for item in object]
            return f'({items[0]},)' if len(items) == 1 else '(' + ', '.join(items) + ')'
        return repr(object)

    def _show(self, object, out, column, allowance, level):
        short = self._short(object, level)
        too_deep = self._depth is not None and level >= self._depth
        if len(short) <= self._width - column - allowance or too_deep and type(object) is not str:
            out.append(short)
        elif isinstance(object, dict) and type(object).__name__ == 'dict':
            self._open(out, '{')
            pairs = self._pairs(object)
            for at, (key, item) in enumerate(pairs):
                last = at == len(pairs) - 1
                shown = self._short(key, level + 1) + ': '
                out.append(shown)
                self._show(item, out, column + self._indent + len(shown), allowance + 1 if last else 1, level + 1)
                out.append('}' if last else ',\n' + ' ' * (column + self._indent))
        elif type(object) is list:
            self._items(object, out, column, allowance, level, '[', ']')
        elif type(object) is tuple:
            self._items(object, out, column, allowance, level, '(', ',)' if len(object) == 1 else ')')
        elif isinstance(object, (set, frozenset)):
            try:
                items = sorted(object)
            except TypeError:
                items = sorted(object, key=repr)
            first, end = ('{', '}') if isinstance(object, set) else ('frozenset({', '})')
            self._items(items, out, column + len(first) - 1, allowance, level, first, end)
        elif type(object) is str:
            self._text(object, out, column, allowance, level)
        elif type(object) is bytes and len(object) > 4:
            self._bytes(object, out, column, allowance, level)
        else:
            out.append(short)

    def _open(self, out, bracket):
        out.append(bracket)
        if self._indent > 1:
            out.append(' ' * (self._indent - 1))

    def _items(self, items, out, column, allowance, level, first, end):
        self._open(out, first)
        column += self._indent
        between = ',\n' + ' ' * column
        room = width = self._width - column + 1
        for at, item in enumerate(items):
            last = at == len(items) - 1
            more = allowance + len(end) if last else 1
            if self._compact:
                shown = self._short(item, level + 1)
                needed = len(shown) + 2
                if at and room < needed + (more - 1 if last else 0):
                    room = width
                    out.append(between)
                elif at:
                    out.append(', ')
                if len(shown) <= width - more:
                    room -= needed
                    out.append(shown)
                    continue
                room = 0
            elif at:
                out.append(between)
            self._show(item, out, column, more, level + 1)
        out.append(end)

    def _text(self, text, out, column, allowance, level):
        """A long text in pieces, which stand below each other."""
        pieces = []
        lines = text.splitlines(True)
        if level == 0:
            column += 1
            allowance += 1
        room = self._width - column
        for number, line in enumerate(lines):
            last_line = number == len(lines) - 1
            if len(repr(line)) <= room - (allowance if last_line else 0):
                pieces.append(repr(line))
                continue
            parts = _re.findall(r'\S*\s*', line)
            while parts and not parts[-1]:
                parts.pop()
            current = ''
            for at, part in enumerate(parts):
                last = at == len(parts) - 1 and last_line
                if len(repr(current + part)) > room - (allowance if last else 0):
                    if current:
                        pieces.append(repr(current))
                    current = part
                else:
                    current += part
            if current:
                pieces.append(repr(current))
        if len(pieces) == 1:
            out.append(pieces[0])
            return
        self._below_each_other(pieces, out, column, level)

    def _below_each_other(self, pieces, out, column, level):
        whole = ('\n' + ' ' * column).join(pieces)
        out.append(f'({whole})' if level == 0 else whole)

    def _bytes(self, octets, out, column, allowance, level):
        """Long bytes in pieces of four by four, which stand below each other."""
        if level == 0:
            column += 1
            allowance += 1
        room, last = self._width - column, len(octets) // 4 * 4
        pieces, current = [], b''
        for at in range(0, len(octets), 4):
            part = octets[at:at + 4]
            if at == last:
                room -= allowance
            if len(repr(current + part)) > room:
                if current:
                    pieces.append(repr(current))
                current = part
            else:
                current += part
        if current:
            pieces.append(repr(current))
        self._below_each_other(pieces, out, column, level)


def pformat(object, indent=1, width=80, depth=None, *, compact=False, sort_dicts=True, underscore_numbers=False):
    """The value as text."""
    return PrettyPrinter(indent, width, depth, compact=compact, sort_dicts=sort_dicts).pformat(object)


def pprint(object, stream=None, indent=1, width=80, depth=None, *, compact=False, sort_dicts=True, underscore_numbers=False):
    """Shows a value."""
    PrettyPrinter(indent, width, depth, stream, compact=compact, sort_dicts=sort_dicts).pprint(object)


def pp(object, *args, sort_dicts=False, **kwargs):
    """Shows a value; dicts keep their order."""
    pprint(object, *args, sort_dicts=sort_dicts, **kwargs)


def saferepr(object):
    """The value on one line."""
    return PrettyPrinter()._short(object, 0)


def isreadable(object):
    """Whether the text of the value means it."""
    return '<' not in repr(object)
