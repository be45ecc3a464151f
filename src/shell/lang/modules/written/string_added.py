"""What `string` has beside sets of characters."""

import re as _re


class Template:
    """Text in which $name and ${name} stand for values."""

    delimiter = '$'
    idpattern = '[_a-z][_a-z0-9]*'
    braceidpattern = None
    flags = _re.IGNORECASE

    def __init__(self, template):
        self.template = template

    def _places(self):
        mark = _re.escape(self.delimiter)
        braced = self.braceidpattern or self.idpattern
        return _re.compile(
            f'{mark}(?:(?P<escaped>{mark})|(?P<named>{self.idpattern})|'
            f'{{(?P<braced>{braced})}}|(?P<invalid>))',
            self.flags | _re.ASCII,
        )

    def _invalid(self, match):
        before = self.template[:match.start('invalid')]
        lines = before.splitlines(keepends=True)
        if lines:
            column = match.start('invalid') - len(''.join(lines[:-1]))
        else:
            lines, column = [''], 1
        raise ValueError(f'Invalid placeholder in string: line {len(lines)}, col {column}')

    def _put(self, mapping, kwds, safe):
        def value(match):
            name = match['named'] or match['braced']
            if name is not None:
                if name in kwds:
                    return str(kwds[name])
                if safe:
                    try:
                        return str(mapping[name])
                    except KeyError:
                        return match[0]
                return str(mapping[name])
            if match['escaped'] is not None:
                return self.delimiter
            return match[0] if safe else self._invalid(match)

        return self._places().sub(value, self.template)

    def substitute(self, mapping={}, /, **kwds):
        """The text with the values; KeyError where one is missing."""
        return self._put(mapping, kwds, False)

    def safe_substitute(self, mapping={}, /, **kwds):
        """The text with those values that are there."""
        return self._put(mapping, kwds, True)

    def is_valid(self):
        """Whether every $ stands before a name or another $."""
        return all(match['invalid'] is None for match in self._places().finditer(self.template))

    def get_identifiers(self):
        """The names, each once."""
        names = []
        for match in self._places().finditer(self.template):
            name = match['named'] or match['braced']
            if name is not None and name not in names:
                names.append(name)
            elif match['invalid'] is not None:
                raise ValueError('Unrecognized named group in pattern', self._places())
        return names
