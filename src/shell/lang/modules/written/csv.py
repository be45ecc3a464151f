"""Tables as text, with commas."""

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

    def _field(self, value, alone):
        style = self.dialect
        text = '' if value is None else str(value)
        number = isinstance(value, (int, float))
        special = style.delimiter + style.lineterminator + (style.quotechar or '') + (style.escapechar or '')
        escaped = style.escapechar or ''
        if not style.doublequote and style.quotechar and escaped:
            # These are escaped, and need no quotation marks.
            special = special.replace(style.quotechar, '').replace(escaped, '')
        needed = any(letter in special for letter in text) or alone and not text
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

    def __iter__(self):
        return self

    def __next__(self):
        style = self.dialect
        fields, field, was_quoted = [], [], False
        state = 'start'
        while True:
            try:
                line = next(self._lines)
            except StopIteration:
                if state == 'start' and not fields:
                    raise
                if state == 'inside' and style.strict:
                    raise Error('unexpected end of data') from None
                fields.append(self._made(field, was_quoted))
                return fields
            self.line_num += 1
            if not isinstance(line, str):
                raise Error('iterator should return strings, not %s (the file should be opened in text mode)' % type(line).__name__)
            if state == 'start' and (style.quotechar or '"') not in line and not style.skipinitialspace and not (style.escapechar and style.escapechar in line):
                bare = line.rstrip('\r\n')
                if '\r' not in bare and '\n' not in bare and (bare or not line):
                    # Nothing is special but what is between the fields.
                    return [self._made([field], False) for field in bare.split(style.delimiter)]
            for at, letter in enumerate(line):
                if state == 'escape':
                    field.append(letter)
                    state = 'escaped end' if letter in '\r\n' else 'field'
                elif state == 'inside escape':
                    field.append(letter)
                    state = 'inside'
                elif state == 'inside':
                    if letter == style.escapechar:
                        state = 'inside escape'
                    elif letter == style.quotechar:
                        state = 'quote' if style.doublequote else 'field'
                    else:
                        field.append(letter)
                elif state == 'quote' and letter == style.quotechar and style.quoting != QUOTE_NONE:
                    field.append(letter)
                    state = 'inside'
                elif letter in '\r\n':
                    if line[at:].strip('\r\n'):
                        raise Error('new-line character seen in unquoted field - do you need to open the file with newline=\'\'?')
                    break
                elif letter == style.delimiter:
                    fields.append(self._made(field, was_quoted))
                    field, was_quoted, state = [], False, 'next'
                elif letter == style.escapechar:
                    state = 'escape'
                elif state in ('start', 'next') and letter == style.quotechar and style.quoting != QUOTE_NONE:
                    was_quoted, state = True, 'inside'
                elif state in ('start', 'next') and letter == ' ' and style.skipinitialspace:
                    pass
                elif state == 'quote' and style.strict:
                    raise Error("'%s' expected after '%s'" % (style.delimiter, style.quotechar))
                else:
                    field.append(letter)
                    state = 'field'
            if state == 'start' and not fields and not field:
                return []
            if state in ('inside', 'inside escape', 'escape', 'escaped end'):
                continue
            fields.append(self._made(field, was_quoted))
            return fields

    def _made(self, field, was_quoted):
        text = ''.join(field)
        if self.dialect.quoting == QUOTE_NONNUMERIC and not was_quoted:
            return float(text)
        return text


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
