"""Tables as text, with commas."""

from _inner import join as _join, split as _split

__all__ = ['reader', 'writer', 'DictReader', 'DictWriter', 'Error', 'QUOTE_ALL', 'QUOTE_MINIMAL', 'QUOTE_NONE', 'QUOTE_NONNUMERIC', 'excel', 'excel_tab', 'unix_dialect']

QUOTE_MINIMAL, QUOTE_ALL, QUOTE_NONNUMERIC, QUOTE_NONE = range(4)


class Error(Exception):
    """A table that cannot be read or written."""


class Dialect:
    """How a table is written."""

    delimiter = ','
    quotechar = '"'
    escapechar = None
    doublequote = True
    skipinitialspace = False
    lineterminator = '\r\n'
    quoting = QUOTE_MINIMAL
    strict = False


class excel(Dialect):
    """As Excel writes it."""


class excel_tab(Dialect):
    """As Excel writes it, with tabs."""

    delimiter = '\t'


class unix_dialect(Dialect):
    """Everything in quotation marks, lines as Unix has them."""

    lineterminator = '\n'
    quoting = QUOTE_ALL


_DIALECTS = {'excel': excel, 'excel-tab': excel_tab, 'unix': unix_dialect}


def list_dialects():
    """The names of the dialects."""
    return list(_DIALECTS)


def _format(dialect, changes):
    if isinstance(dialect, str):
        if dialect not in _DIALECTS:
            raise Error('unknown dialect')
        dialect = _DIALECTS[dialect]
    made = Dialect()
    for name in ('delimiter', 'quotechar', 'escapechar', 'doublequote', 'skipinitialspace', 'lineterminator', 'quoting', 'strict'):
        setattr(made, name, getattr(dialect, name, getattr(Dialect, name)))
    for name, value in changes.items():
        if not hasattr(Dialect, name):
            raise TypeError("'%s' is an invalid keyword argument for this function" % name)
        setattr(made, name, value)
    if not isinstance(made.delimiter, str) or len(made.delimiter) != 1:
        raise TypeError('"delimiter" must be a 1-character string')
    return made


class _Writer:
    def __init__(self, csvfile, dialect):
        self._write = csvfile.write
        self.dialect = dialect
        special = dialect.delimiter + dialect.lineterminator + (dialect.quotechar or '') + (dialect.escapechar or '')
        if dialect.quoting != QUOTE_NONE:
            # What is escaped needs no quotation marks.
            if dialect.escapechar:
                special = special.replace(dialect.escapechar, '')
            if not dialect.doublequote and dialect.quotechar:
                special = special.replace(dialect.quotechar, '')
        self._special = special
        self._simple = dialect.quoting == QUOTE_MINIMAL and dialect.doublequote and not dialect.escapechar and bool(dialect.quotechar)

    def _field(self, value, alone):
        style = self.dialect
        text = '' if value is None else str(value)
        special, needed = self._special, alone and not text
        for letter in special:
            if letter in text:
                needed = True
                break
        number = isinstance(value, (int, float))
        escaped = style.escapechar or ''
        if style.quoting == QUOTE_NONE:
            if alone and not text:
                raise Error('single empty field record must be quoted')
            if needed and style.escapechar is None:
                raise Error('need to escape, but no escapechar set')
            return ''.join(style.escapechar + letter if letter in special else letter for letter in text)
        quoted = needed or style.quoting == QUOTE_ALL or style.quoting == QUOTE_NONNUMERIC and not number
        if escaped:
            text = text.replace(escaped, escaped * 2)
        if not quoted and (style.doublequote or not style.quotechar):
            return text
        if style.doublequote:
            text = text.replace(style.quotechar, style.quotechar * 2)
        elif style.quotechar in text:
            if style.escapechar is None:
                raise Error('need to escape, but no escapechar set')
            text = text.replace(style.quotechar, style.escapechar + style.quotechar)
        if not quoted:
            return text
        return style.quotechar + text + style.quotechar

    def writerow(self, row):
        """Writes one row."""
        values = list(row)
        if self._simple:
            fields = [value if isinstance(value, str) else '' if value is None else str(value) for value in values]
            return self._write(_join(fields, self.dialect.delimiter, self.dialect.quotechar, self._special) + self.dialect.lineterminator)
        fields = [self._field(value, len(values) == 1) for value in values]
        return self._write(self.dialect.delimiter.join(fields) + self.dialect.lineterminator)

    def writerows(self, rows):
        """Writes several rows."""
        for row in rows:
            self.writerow(row)


def writer(csvfile, dialect='excel', **fmtparams):
    """Something that writes rows into a file."""
    return _Writer(csvfile, _format(dialect, fmtparams))


class _Reader:
    def __init__(self, csvfile, dialect):
        self._lines = iter(csvfile)
        self.dialect = dialect
        self.line_num = 0
        quote = None if dialect.quoting == QUOTE_NONE else dialect.quotechar
        self._style = (dialect.delimiter, quote, dialect.escapechar, bool(dialect.doublequote), bool(dialect.skipinitialspace), bool(dialect.strict), dialect.quoting == QUOTE_NONNUMERIC)

    def __iter__(self):
        return self

    def __next__(self):
        row, state, field = [], 0, ''
        while True:
            try:
                line = next(self._lines)
            except StopIteration:
                # Inside quotation marks, or behind an escape, the end is missing.
                if not field and state != 3:
                    raise
                if self.dialect.strict:
                    raise Error('unexpected end of data') from None
                row.append(float(field) if state >= 16 and self._style[6] else field)
                return row
            self.line_num += 1
            if not isinstance(line, str):
                raise Error('iterator should return strings, not %s (the file should be opened in text mode)' % type(line).__name__)
            found = _split(line, state, field, self._style)
            if isinstance(found, str):
                raise Error(found)
            state, fields, field = found
            if self._style[6]:
                fields = [float(value[0]) if isinstance(value, tuple) else value for value in fields]
            row.extend(fields)
            if state == 0:
                return row


def reader(csvfile, dialect='excel', **fmtparams):
    """The rows of a file, one after the other."""
    return _Reader(csvfile, _format(dialect, fmtparams))


class DictReader:
    """The rows of a file as dicts, by the names in its first row."""

    def __init__(self, f, fieldnames=None, restkey=None, restval=None, dialect='excel', **kwds):
        self._names = fieldnames
        self.restkey = restkey
        self.restval = restval
        self.reader = reader(f, dialect, **kwds)

    @property
    def fieldnames(self):
        """The names of the columns."""
        if self._names is None:
            self._names = next(self.reader, None)
        return self._names

    @property
    def line_num(self):
        """How many lines were read."""
        return self.reader.line_num

    def __iter__(self):
        return self

    def __next__(self):
        names = self.fieldnames
        row = next(self.reader)
        while not row:
            row = next(self.reader)
        made = dict(zip(names, row))
        if len(row) > len(names):
            made[self.restkey] = row[len(names):]
        for name in names[len(row):]:
            made[name] = self.restval
        return made


class DictWriter:
    """Writes dicts as rows."""

    def __init__(self, f, fieldnames, restval='', extrasaction='raise', dialect='excel', **kwds):
        if extrasaction.lower() not in ('raise', 'ignore'):
            raise ValueError("extrasaction (%s) must be 'raise' or 'ignore'" % extrasaction)
        self.fieldnames = fieldnames
        self.restval = restval
        self.extrasaction = extrasaction.lower()
        self.writer = writer(f, dialect, **kwds)

    def writeheader(self):
        """Writes the names."""
        return self.writerow(dict(zip(self.fieldnames, self.fieldnames)))

    def writerow(self, rowdict):
        """Writes one row."""
        if self.extrasaction == 'raise':
            wrong = [name for name in rowdict if name not in self.fieldnames]
            if wrong:
                raise ValueError('dict contains fields not in fieldnames: ' + ', '.join(repr(name) for name in wrong))
        return self.writer.writerow(rowdict.get(name, self.restval) for name in self.fieldnames)

    def writerows(self, rowdicts):
        """Writes several rows."""
        for row in rowdicts:
            self.writerow(row)
