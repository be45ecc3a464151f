"""Mailboxes in one file (mbox)."""

import email as _email
import os as _os
import re as _re
import time as _time

__all__ = ['Mailbox', 'mbox', 'mboxMessage', 'Message', 'Error', 'NoSuchMailboxError']


class Error(Exception):
    """What goes wrong with a mailbox."""


class NoSuchMailboxError(Error):
    """There is no such mailbox."""


def mboxMessage(message=None):
    """A message for an mbox: a copy of another one, or read from octets, text or a file."""
    if message is None:
        return _email.message_from_bytes(b'')
    if hasattr(message, 'as_bytes'):
        return _email.message_from_bytes(message.as_bytes(unixfrom=message.get_unixfrom() is not None))
    if isinstance(message, bytes):
        return _email.message_from_bytes(message)
    if isinstance(message, str):
        return _email.message_from_string(message)
    if hasattr(message, 'read'):
        return mboxMessage(message.read())
    raise TypeError(f'Invalid message type: {type(message)}')


Message = mboxMessage


def _octets(message):
    """The first line, if a message has one of its own, and the octets."""
    if hasattr(message, 'read'):
        message = message.read()
    first = None
    if hasattr(message, 'as_bytes'):
        first = message.get_unixfrom()
        data = message.as_bytes()
    elif isinstance(message, bytes):
        data = bytes(message)
        if data.startswith(b'From '):
            line, _, data = data.partition(b'\n')
            first = line.decode('ascii', 'replace').rstrip('\r')
    elif isinstance(message, str):
        data = message.encode('ascii')
    else:
        raise TypeError(f'Invalid message type: {type(message)}')
    if not data.endswith(b'\n'):
        data += b'\n'
    return first, data.replace(b'\nFrom ', b'\n>From ')


class mbox:
    """An mbox file; new messages are written at once."""

    def __init__(self, path, factory=None, create=True):
        self._path = _os.path.abspath(_os.path.expanduser(str(path)))
        self._factory = factory or mboxMessage
        if not _os.path.exists(self._path):
            if not create:
                raise NoSuchMailboxError(self._path)
            open(self._path, 'wb').close()
        with open(self._path, 'rb') as file:
            data = file.read()
        # Each begins with its line `From ...`, at the start or behind a blank line.
        starts = [found.end() - 5 for found in _re.finditer(rb'(?:\A|\n\n)From ', data)]
        ends = [start - 1 for start in starts[1:]] + [len(data)]
        self._messages = {at: data[start:end] for at, (start, end) in enumerate(zip(starts, ends))}
        if self._messages and data.endswith(b'\n\n'):
            last = len(self._messages) - 1
            self._messages[last] = self._messages[last][:-1]
        self._next, self._changed = len(self._messages), False

    def add(self, message):
        """Adds a message at the end and gives its key."""
        first, data = _octets(message)
        first = first or 'From MAILER-DAEMON ' + _time.asctime(_time.gmtime())
        whole = first.encode('ascii', 'replace') + b'\n' + data
        if not self._changed:
            with open(self._path, 'ab') as file:
                file.write(whole + b'\n')
        key, self._next = self._next, self._next + 1
        self._messages[key] = whole
        return key

    def _whole(self, key):
        if key not in self._messages:
            raise KeyError(f'No message with key {key!r}')
        return self._messages[key]

    def get_bytes(self, key, from_=False):
        """The octets of a message."""
        whole = self._whole(key)
        return whole if from_ else whole.partition(b'\n')[2]

    def get_string(self, key, from_=False):
        """The text of a message."""
        return _email.message_from_bytes(self.get_bytes(key)).as_string()

    def get_message(self, key):
        """A message."""
        return _email.message_from_bytes(self._whole(key))

    def __getitem__(self, key):
        return self._factory(self._whole(key))

    def get(self, key, default=None):
        """A message, or the default."""
        return self[key] if key in self._messages else default

    def remove(self, key):
        """Takes a message away; flush() writes it."""
        self._whole(key)
        del self._messages[key]
        self._changed = True

    __delitem__ = remove

    def discard(self, key):
        """Takes a message away if it is there."""
        if key in self._messages:
            self.remove(key)

    def clear(self):
        """Takes all away."""
        for key in list(self._messages):
            self.remove(key)

    def keys(self):
        """The keys of all messages."""
        return list(self._messages)

    iterkeys = keys

    def values(self):
        """All messages."""
        return list(self)

    def __iter__(self):
        for key in list(self._messages):
            yield self[key]

    itervalues = __iter__

    def items(self):
        """All keys and messages."""
        return [(key, self[key]) for key in self._messages]

    iteritems = items

    def __contains__(self, key):
        return key in self._messages

    has_key = __contains__

    def __len__(self):
        return len(self._messages)

    def flush(self):
        """Writes what was taken away; the file is there whole or as it was."""
        if self._changed:
            new = self._path + '.new'
            with open(new, 'wb') as file:
                for whole in self._messages.values():
                    file.write(whole + b'\n')
            _os.replace(new, self._path)
            self._changed = False

    def close(self):
        """Writes what is left to write."""
        self.flush()

    def lock(self):
        """Nobody else is kept away."""

    unlock = lock


Mailbox = mbox
