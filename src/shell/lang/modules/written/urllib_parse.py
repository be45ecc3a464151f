"""Text for addresses of the Web, and their parts."""

import re as _re
from collections import namedtuple as _namedtuple

__all__ = ['quote', 'quote_plus', 'unquote', 'unquote_plus', 'urlencode', 'urlparse', 'urlsplit', 'urlunsplit', 'parse_qs', 'parse_qsl']

_SAFE = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~'


def quote(string, safe='/', encoding=None, errors=None):
    """A text with `%` and digits for what is special."""
    octets = string.encode(encoding or 'utf-8', errors or 'strict') if isinstance(string, str) else string
    plain = _SAFE + safe
    return ''.join([chr(byte) if byte < 128 and chr(byte) in plain else f'%{byte:02X}' for byte in octets])


def quote_plus(string, safe='', encoding=None, errors=None):
    """As quote, with `+` for a blank."""
    return quote(string, safe + ' ', encoding, errors).replace(' ', '+')


def unquote(string, encoding='utf-8', errors='replace'):
    """The text that was quoted."""
    def octets(found):
        return bytes.fromhex(found[0].replace('%', '')).decode(encoding, errors)

    return _re.sub('(?:%[0-9A-Fa-f]{2})+', octets, string)


def unquote_plus(string, encoding='utf-8', errors='replace'):
    """As unquote, with a blank for `+`."""
    return unquote(string.replace('+', ' '), encoding, errors)


def urlencode(query, doseq=False, safe='', encoding=None, errors=None, quote_via=quote_plus):
    """Names and values as the query of an address."""
    pairs = query.items() if hasattr(query, 'items') else query
    flat = []
    for name, value in pairs:
        many = doseq and isinstance(value, (list, tuple))
        for one in value if many else [value]:
            flat.append((name, one))

    def shown(value):
        return quote_via(value if isinstance(value, (str, bytes)) else str(value), safe)

    return '&'.join([f'{shown(name)}={shown(value)}' for name, value in flat])


def parse_qsl(qs, keep_blank_values=False):
    """The names and values of a query."""
    pairs = [part.partition('=') for part in qs.split('&') if part]
    return [(unquote_plus(name), unquote_plus(value)) for name, _, value in pairs if value or keep_blank_values]


def parse_qs(qs, keep_blank_values=False):
    """The values of a query by their names."""
    found = {}
    for name, value in parse_qsl(qs, keep_blank_values):
        found.setdefault(name, []).append(value)
    return found


class _Address:
    _fields = ('scheme', 'netloc', 'path', 'query', 'fragment')

    def __init__(self, *values):
        self._values = values
        for name, value in zip(self._fields, values):
            setattr(self, name, value)

    def __iter__(self):
        return iter(self._values)

    def __getitem__(self, index):
        return self._values[index]

    def __len__(self):
        return len(self._values)

    def __eq__(self, other):
        return self._values == tuple(other)

    def __repr__(self):
        shown = ', '.join([f'{name}={value!r}' for name, value in zip(self._fields, self._values)])
        return f'{self._title}({shown})'

    def geturl(self):
        """The whole address."""
        return urlunsplit((self.scheme, self.netloc, self.path, self.query, self.fragment))

    def _user(self):
        return self.netloc.rpartition('@')[0].partition(':') if '@' in self.netloc else (None, '', None)

    @property
    def username(self):
        """The user."""
        return self._user()[0]

    @property
    def password(self):
        """The password."""
        user, colon, password = self._user()
        return password if colon else None

    @property
    def hostname(self):
        """The host, in lower case."""
        host = self.netloc.rpartition('@')[2]
        inside = _re.match(r'\[(.*?)\]', host)
        name = inside[1] if inside else host.partition(':')[0]
        return name.lower() or None

    @property
    def port(self):
        """The port."""
        found = _re.search(r':(\d+)$', self.netloc)
        return int(found[1]) if found else None


class SplitResult(_Address):
    """The parts of an address."""

    _title = 'SplitResult'


class ParseResult(_Address):
    """The parts of an address."""

    _title = 'ParseResult'
    _fields = ('scheme', 'netloc', 'path', 'params', 'query', 'fragment')


def urlsplit(url, scheme='', allow_fragments=True):
    """The parts of an address."""
    found = _re.match(r'(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?', url, _re.S)
    own, netloc, path, query, fragment = [part or '' for part in found.groups()]
    return SplitResult(own.lower() or scheme, netloc, path, query, fragment)


def urlparse(url, scheme='', allow_fragments=True):
    """The parts of an address, with the parameters behind `;`."""
    parts = urlsplit(url, scheme)
    path, params = parts.path, ''
    if parts.scheme in ('', 'http', 'https', 'ftp', 'sftp', 'sip', 'sips', 'tel'):
        folder, slash, name = path.rpartition('/')
        name, _, params = name.partition(';')
        path = folder + slash + name
    return ParseResult(parts.scheme, parts.netloc, path, params, parts.query, parts.fragment)


def urlunsplit(components):
    """An address made of its parts."""
    scheme, netloc, path, query, fragment = components
    url = path
    if netloc:
        url = '//' + netloc + ('/' if path and not path.startswith('/') else '') + path
    if scheme:
        url = scheme + ':' + url
    if query:
        url += '?' + query
    return url + ('#' + fragment if fragment else '')
