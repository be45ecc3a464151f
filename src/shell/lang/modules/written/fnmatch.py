"""Names with `*` and `?`."""

import re as _re

__all__ = ['fnmatch', 'fnmatchcase', 'filter', 'translate']


def translate(pat):
    """The regular expression of a pattern."""
    made, at = [], 0
    while at < len(pat):
        letter, at = pat[at], at + 1
        if letter == '*':
            if not made or made[-1] != '.*':
                made.append('.*')
        elif letter == '?':
            made.append('.')
        elif letter == '[':
            end = pat.find(']', at + (pat[at:at + 1] == '!') + 1)
            if end < 0:
                made.append('\\[')
                continue
            inside = pat[at:end].replace('\\', '\\\\')
            inside = _re.sub('([&~|])', r'\\\1', inside)
            if inside[0] == '!':
                inside = '^' + inside[1:]
            elif inside[0] in '^[':
                inside = '\\' + inside
            made.append(f'[{inside}]')
            at = end + 1
        else:
            made.append(_re.escape(letter))
    return f'(?s:{"".join(made)})\\Z'


def fnmatchcase(name, pat):
    """Whether a name fits a pattern."""
    return _re.match(translate(pat), name) is not None


fnmatch = fnmatchcase


def filter(names, pat):
    """Those of the names that fit a pattern."""
    fits = _re.compile(translate(pat)).match
    return [name for name in names if fits(name)]
