"""Text in lines of a width."""

import re as _re

__all__ = ['TextWrapper', 'wrap', 'fill', 'dedent', 'indent', 'shorten']

_BLANKS = ' \t\n\x0b\x0c\r'
# Runs of blanks, dashes between words, and words, which may be parted behind a hyphen between letters.
_CHUNKS = _re.compile(r'''([ \t\n\x0b\x0c\r]+|(?<=[\w!"'&.,?])-{2,}(?=\w)|[^ \t\n\x0b\x0c\r](?:[^ \t\n\x0b\x0c\r])*?(?:(?<=[^\W\d]{2}-)|(?<=[^\W\d]-[^\W\d]-))(?=[^\W\d]-?[^\W\d])|[^ \t\n\x0b\x0c\r](?:[^ \t\n\x0b\x0c\r])*?(?=[ \t\n\x0b\x0c\r]|\Z|(?<=[\w!"'&.,?])-{2,}\w))''')
_WORDS = _re.compile('([ \t\n\x0b\x0c\r]+)')
_END = _re.compile('[a-z][.!?]["\']?$')


class TextWrapper:
    """Breaks texts in one way."""

    def __init__(self, width=70, initial_indent='', subsequent_indent='', expand_tabs=True, replace_whitespace=True, fix_sentence_endings=False, break_long_words=True, drop_whitespace=True, break_on_hyphens=True, tabsize=8, *, max_lines=None, placeholder=' [...]'):
        self.width = width
        self.initial_indent = initial_indent
        self.subsequent_indent = subsequent_indent
        self.expand_tabs = expand_tabs
        self.replace_whitespace = replace_whitespace
        self.fix_sentence_endings = fix_sentence_endings
        self.break_long_words = break_long_words
        self.drop_whitespace = drop_whitespace
        self.break_on_hyphens = break_on_hyphens
        self.tabsize = tabsize
        self.max_lines = max_lines
        self.placeholder = placeholder

    def _chunks(self, text):
        if self.expand_tabs:
            text = text.expandtabs(self.tabsize)
        if self.replace_whitespace:
            text = ''.join(' ' if letter in _BLANKS else letter for letter in text)
        pattern = _CHUNKS if self.break_on_hyphens else _WORDS
        chunks = [chunk for chunk in pattern.split(text) if chunk]
        if self.fix_sentence_endings:
            for at in range(len(chunks) - 1):
                if chunks[at + 1] == ' ' and _END.search(chunks[at]):
                    chunks[at + 1] = '  '
        return chunks

    def wrap(self, text):
        """The lines of a text."""
        if self.width <= 0:
            raise ValueError(f'invalid width {self.width!r} (must be > 0)')
        if self.max_lines is not None:
            indent = self.subsequent_indent if self.max_lines > 1 else self.initial_indent
            if len(indent) + len(self.placeholder.lstrip()) > self.width:
                raise ValueError('placeholder too large for max width')
        chunks = self._chunks(text)
        chunks.reverse()
        lines = []
        while chunks:
            indent = self.subsequent_indent if lines else self.initial_indent
            room = self.width - len(indent)
            if self.drop_whitespace and lines and not chunks[-1].strip():
                chunks.pop()
            line, length = [], 0
            while chunks and length + len(chunks[-1]) <= room:
                length += len(chunks[-1])
                line.append(chunks.pop())
            if chunks and len(chunks[-1]) > room:
                self._part(chunks, line, length, room)
                length = sum(map(len, line))
            if self.drop_whitespace and line and not line[-1].strip():
                length -= len(line.pop())
            if not line:
                continue
            rest = chunks and (not self.drop_whitespace or len(chunks) > 1 or chunks[0].strip())
            if self.max_lines is None or len(lines) + 1 < self.max_lines or not rest and length <= room:
                lines.append(indent + ''.join(line))
                continue
            while line:
                if line[-1].strip() and length + len(self.placeholder) <= room:
                    lines.append(indent + ''.join(line) + self.placeholder)
                    return lines
                length -= len(line.pop())
            if lines and len(lines[-1].rstrip()) + len(self.placeholder) <= self.width:
                lines[-1] = lines[-1].rstrip() + self.placeholder
            else:
                lines.append(indent + self.placeholder.lstrip())
            return lines
        return lines

    def _part(self, chunks, line, length, room):
        """Parts a word that fits no line."""
        left = max(room, 1) - length if room >= 1 else 1
        if self.break_long_words:
            chunk, end = chunks[-1], left
            if self.break_on_hyphens and len(chunk) > left:
                hyphen = chunk.rfind('-', 0, left)
                if hyphen > 0 and any(letter != '-' for letter in chunk[:hyphen]):
                    end = hyphen + 1
            line.append(chunk[:end])
            chunks[-1] = chunk[end:]
        elif not line:
            line.append(chunks.pop())

    def fill(self, text):
        """The lines of a text as one text."""
        return '\n'.join(self.wrap(text))


def wrap(text, width=70, **kwargs):
    """The lines of a text, of a width at most."""
    return TextWrapper(width=width, **kwargs).wrap(text)


def fill(text, width=70, **kwargs):
    """A text in lines of a width at most."""
    return TextWrapper(width=width, **kwargs).fill(text)


def shorten(text, width, **kwargs):
    """A text on one line, cut off where it is too long."""
    return TextWrapper(width=width, max_lines=1, **kwargs).fill(' '.join(text.strip().split()))


def indent(text, prefix, predicate=None):
    """A text with something before each line that is not blank."""
    wanted = predicate or (lambda line: line.strip())
    return ''.join([prefix + line if wanted(line) else line for line in text.splitlines(True)])


def dedent(text):
    """A text without the blanks that all its lines begin with."""
    lines = [line if line.strip(' \t') else '' for line in text.split('\n')]
    margins = [line[:len(line) - len(line.lstrip(' \t'))] for line in lines if line]
    if not margins:
        return '\n'.join(lines)
    low, high = min(margins), max(margins)
    size = 0
    while size < min(len(low), len(high)) and low[size] == high[size]:
        size += 1
    return '\n'.join([line[size:] for line in lines])
