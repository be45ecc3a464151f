"""Messages of a program, by level and by logger; what the client says to the server is shown by :trace."""

import os as _os
import sys as _sys
import time as _time
import traceback as _traceback

__all__ = [
    'CRITICAL', 'FATAL', 'ERROR', 'WARNING', 'WARN', 'INFO', 'DEBUG', 'NOTSET', 'BASIC_FORMAT',
    'Logger', 'Handler', 'StreamHandler', 'FileHandler', 'NullHandler', 'Formatter', 'Filter',
    'LogRecord', 'LoggerAdapter', 'basicConfig', 'getLogger', 'getLevelName', 'disable', 'shutdown',
    'captureWarnings', 'debug', 'info', 'warning', 'warn', 'error', 'critical', 'exception', 'log',
]

CRITICAL = FATAL = 50
ERROR = 40
WARNING = WARN = 30
INFO = 20
DEBUG = 10
NOTSET = 0

_NAMES = {50: 'CRITICAL', 40: 'ERROR', 30: 'WARNING', 20: 'INFO', 10: 'DEBUG', 0: 'NOTSET'}
_LEVELS = {name: level for level, name in _NAMES.items()} | {'WARN': 30, 'FATAL': 50}
_start = _time.time()
_state = {'disabled': 0}

BASIC_FORMAT = '%(levelname)s:%(name)s:%(message)s'


def getLevelName(level):
    """The name of a level, or the level of a name."""
    if level in _NAMES:
        return _NAMES[level]
    return _LEVELS.get(level, f'Level {level}')


def addLevelName(level, name):
    """Gives a level a name."""
    _NAMES[level] = name
    _LEVELS[name] = level


def _level(level):
    if isinstance(level, int):
        return level
    if not isinstance(level, str):
        raise TypeError(f'Level not an integer or a valid string: {level!r}')
    if level not in _LEVELS:
        raise ValueError(f'Unknown level: {level!r}')
    return _LEVELS[level]


class LogRecord:
    """One message."""

    def __init__(self, name, level, pathname, lineno, msg, args, exc_info, func=None, sinfo=None):
        self.name, self.levelno, self.levelname = name, level, getLevelName(level)
        self.msg, self.exc_info, self.exc_text, self.stack_info = msg, exc_info, None, None
        self.pathname, self.lineno, self.funcName = pathname, lineno, func
        self.filename = _os.path.basename(pathname)
        self.module = _os.path.splitext(self.filename)[0]
        if args and len(args) == 1 and isinstance(args[0], dict) and args[0]:
            args = args[0]
        self.args = args
        self.created = _time.time()
        self.msecs = int((self.created - int(self.created)) * 1000)
        self.relativeCreated = (self.created - _start) * 1000
        self.process, self.processName = _os.getpid(), 'MainProcess'
        self.thread, self.threadName = 1, 'MainThread'

    def getMessage(self):
        """The message with its arguments in it."""
        text = str(self.msg)
        return text % self.args if self.args else text


class Formatter:
    """Makes a line of a message."""

    default_time_format = '%Y-%m-%d %H:%M:%S'
    default_msec_format = '%s,%03d'

    def __init__(self, fmt=None, datefmt=None, style='%', validate=True, defaults=None):
        plain = {'%': '%(message)s', '{': '{message}', '$': '${message}'}
        if style not in plain:
            raise ValueError('Style must be one of: %,{,$')
        self._fmt = fmt or plain[style]
        self._style, self.datefmt, self._defaults = style, datefmt, defaults or {}

    def formatTime(self, record, datefmt=None):
        """The time of a message as text."""
        when = _time.localtime(record.created)
        if datefmt:
            return _time.strftime(datefmt, when)
        return self.default_msec_format % (_time.strftime(self.default_time_format, when), record.msecs)

    def formatException(self, exc_info):
        """An exception as text."""
        return ''.join(_traceback.format_exception(exc_info[1])).rstrip('\n')

    def usesTime(self):
        """Whether the time is wanted."""
        return 'asctime' in self._fmt

    def formatMessage(self, record):
        """The line itself."""
        fields = self._defaults | vars(record)
        if self._style == '%':
            return self._fmt % fields
        if self._style == '{':
            return self._fmt.format(**fields)
        text = self._fmt
        for name in sorted(fields, key=len, reverse=True):
            text = text.replace('${' + name + '}', str(fields[name])).replace('$' + name, str(fields[name]))
        return text

    def format(self, record):
        """The line, and the exception below it."""
        record.message = record.getMessage()
        if self.usesTime():
            record.asctime = self.formatTime(record, self.datefmt)
        text = self.formatMessage(record)
        if record.exc_info and record.exc_info[1] is not None:
            text = text.rstrip('\n') + '\n' + self.formatException(record.exc_info)
        return text


class Filter:
    """Lets the messages of one logger and those below it through."""

    def __init__(self, name=''):
        self.name = name

    def filter(self, record):
        """Whether a message goes through."""
        return not self.name or record.name == self.name or record.name.startswith(self.name + '.')


class _Filtered:
    def addFilter(self, filter):
        """Adds something that decides which messages go through."""
        if filter not in self.filters:
            self.filters.append(filter)

    def removeFilter(self, filter):
        """Takes it away."""
        if filter in self.filters:
            self.filters.remove(filter)

    def filter(self, record):
        """Whether a message goes through all filters."""
        for each in self.filters:
            if not (each.filter(record) if hasattr(each, 'filter') else each(record)):
                return False
        return True


class Handler(_Filtered):
    """Takes messages somewhere."""

    def __init__(self, level=NOTSET):
        self.level, self.filters, self.formatter, self.name = _level(level), [], None, None

    def setLevel(self, level):
        """The level from which it takes messages."""
        self.level = _level(level)

    def setFormatter(self, formatter):
        """What makes its lines."""
        self.formatter = formatter

    def set_name(self, name):
        """Names it."""
        self.name = name

    def format(self, record):
        """The line of a message."""
        return (self.formatter or Formatter()).format(record)

    def handle(self, record):
        """Takes a message, if it goes through."""
        if self.filter(record):
            self.emit(record)
            return True
        return False

    def emit(self, record):
        """Takes a message."""
        raise NotImplementedError('emit must be implemented by Handler subclasses')

    def flush(self):
        """Nothing is kept back."""

    def close(self):
        """Nothing is open."""

    def acquire(self):
        """There is one thread."""

    release = createLock = acquire


class NullHandler(Handler):
    """Takes messages nowhere."""

    def handle(self, record):
        """Does nothing."""

    emit = handle


class StreamHandler(Handler):
    """Writes messages to a file that is open, or to standard error."""

    terminator = '\n'

    def __init__(self, stream=None):
        super().__init__()
        self.stream = _sys.stderr if stream is None else stream

    def setStream(self, stream):
        """Writes to another file from now on."""
        before, self.stream = self.stream, stream
        return before

    def emit(self, record):
        """Writes the line of a message."""
        self.stream.write(self.format(record) + self.terminator)
        self.flush()

    def flush(self):
        """Writes what is kept back."""
        if hasattr(self.stream, 'flush'):
            self.stream.flush()


class FileHandler(StreamHandler):
    """Writes messages to a file."""

    def __init__(self, filename, mode='a', encoding=None, delay=False, errors=None):
        super().__init__(open(filename, mode, encoding=encoding or 'utf-8'))
        self.baseFilename = _os.path.abspath(str(filename))

    def close(self):
        """Closes the file."""
        self.stream.close()


class Logger(_Filtered):
    """Takes messages under a name."""

    def __init__(self, name, level=NOTSET):
        self.name, self.level = name, _level(level)
        self.parent, self.propagate, self.handlers, self.filters, self.disabled = None, True, [], [], False

    def setLevel(self, level):
        """The level from which it takes messages."""
        self.level = _level(level)

    def getEffectiveLevel(self):
        """Its level, or that of the nearest logger above that has one."""
        logger = self
        while logger:
            if logger.level:
                return logger.level
            logger = logger.parent
        return NOTSET

    def isEnabledFor(self, level):
        """Whether it takes messages of a level."""
        return not self.disabled and level > _state['disabled'] and level >= self.getEffectiveLevel()

    def addHandler(self, handler):
        """Takes its messages there as well."""
        if handler not in self.handlers:
            self.handlers.append(handler)

    def removeHandler(self, handler):
        """No longer."""
        if handler in self.handlers:
            self.handlers.remove(handler)

    def hasHandlers(self):
        """Whether its messages go anywhere."""
        return bool(self._all_handlers())

    def _all_handlers(self):
        found, logger = [], self
        while logger:
            found += logger.handlers
            logger = logger.parent if logger.propagate else None
        return found

    def getChild(self, suffix):
        """The logger of that name below it."""
        return getLogger(suffix if self is root else f'{self.name}.{suffix}')

    def makeRecord(self, name, level, fn, lno, msg, args, exc_info, func=None, extra=None, sinfo=None):
        """A message."""
        record = LogRecord(name, level, fn, lno, msg, args, exc_info, func, sinfo)
        for key, value in (extra or {}).items():
            setattr(record, key, value)
        return record

    def _log(self, level, msg, args, exc_info=None, extra=None, stack_info=False, stacklevel=1):
        if isinstance(exc_info, BaseException):
            exc_info = (type(exc_info), exc_info, None)
        elif exc_info and not isinstance(exc_info, tuple):
            exc_info = _sys.exc_info()
        script = _sys.argv[0] if _sys.argv and _sys.argv[0] else '<stdin>'
        self.handle(self.makeRecord(self.name, level, script, 0, msg, args, exc_info, '<module>', extra))

    def handle(self, record):
        """Passes a message to the handlers, of the loggers above as well."""
        if self.disabled or not self.filter(record):
            return
        handlers = self._all_handlers()
        for handler in handlers or [lastResort]:
            if record.levelno >= handler.level:
                handler.handle(record)

    def log(self, level, msg, *args, **options):
        """A message of a level."""
        if not isinstance(level, int):
            raise TypeError('level must be an integer')
        if self.isEnabledFor(level):
            self._log(level, msg, args, **options)

    def debug(self, msg, *args, **options):
        """A message for who looks for a mistake."""
        self.log(DEBUG, msg, *args, **options)

    def info(self, msg, *args, **options):
        """A message that all goes well."""
        self.log(INFO, msg, *args, **options)

    def warning(self, msg, *args, **options):
        """A message that something is odd."""
        self.log(WARNING, msg, *args, **options)

    warn = warning

    def error(self, msg, *args, **options):
        """A message that something failed."""
        self.log(ERROR, msg, *args, **options)

    def exception(self, msg, *args, exc_info=True, **options):
        """A message that something failed, with the exception that is being handled."""
        self.log(ERROR, msg, *args, exc_info=exc_info, **options)

    def critical(self, msg, *args, **options):
        """A message that nothing goes any more."""
        self.log(CRITICAL, msg, *args, **options)

    fatal = critical

    def __repr__(self):
        return f'<Logger {self.name} ({getLevelName(self.getEffectiveLevel())})>'


class LoggerAdapter:
    """A logger whose messages all carry the same fields."""

    def __init__(self, logger, extra=None):
        self.logger, self.extra = logger, extra

    def process(self, msg, kwargs):
        """The message, and what comes with it."""
        kwargs['extra'] = self.extra
        return msg, kwargs

    def log(self, level, msg, *args, **options):
        """A message of a level."""
        if self.logger.isEnabledFor(level):
            msg, options = self.process(msg, options)
            self.logger.log(level, msg, *args, **options)

    def __getattr__(self, name):
        levels = {'debug': DEBUG, 'info': INFO, 'warning': WARNING, 'error': ERROR, 'critical': CRITICAL}
        if name in levels:
            return lambda msg, *args, **options: self.log(levels[name], msg, *args, **options)
        return getattr(self.logger, name)


lastResort = StreamHandler()
lastResort.setLevel(WARNING)
root = Logger('root', WARNING)
_loggers = {}


def getLogger(name=None):
    """The logger of that name; without one, that above all others."""
    if not name or name == 'root':
        return root
    if not isinstance(name, str):
        raise TypeError('A logger name must be a string')
    if name not in _loggers:
        _loggers[name] = Logger(name)
        # Those below may have been there before.
        for known, logger in _loggers.items():
            above = [other for other in _loggers if known.startswith(other + '.')]
            logger.parent = _loggers[max(above, key=len)] if above else root
    return _loggers[name]


def basicConfig(*, filename=None, filemode='a', format=None, datefmt=None, style='%', level=None,
                stream=None, handlers=None, force=False, encoding=None, errors='backslashreplace'):
    """Says where messages go, what their lines look like, and from which level; once."""
    if force:
        for handler in list(root.handlers):
            root.removeHandler(handler)
            handler.close()
    if root.handlers:
        return
    if stream is not None and filename is not None:
        raise ValueError("'stream' and 'filename' should not be specified together")
    if handlers is None:
        handlers = [FileHandler(filename, filemode, encoding) if filename else StreamHandler(stream)]
    elif stream is not None or filename is not None:
        raise ValueError("'stream' or 'filename' should not be specified together with 'handlers'")
    basic = {'%': BASIC_FORMAT, '{': '{levelname}:{name}:{message}', '$': '${levelname}:${name}:${message}'}
    formatter = Formatter(format or basic.get(style), datefmt, style)
    for handler in handlers:
        if handler.formatter is None:
            handler.setFormatter(formatter)
        root.addHandler(handler)
    if level is not None:
        root.setLevel(level)


def disable(level=CRITICAL):
    """Drops all messages up to a level."""
    _state['disabled'] = _level(level)


def captureWarnings(capture):
    """There are no warnings of Python's here."""


def shutdown(*ignored):
    """Closes the files of all loggers."""
    for logger in [root, *_loggers.values()]:
        for handler in logger.handlers:
            handler.flush()
            handler.close()


def log(level, msg, *args, **options):
    """A message of a level."""
    if not root.handlers:
        basicConfig()
    root.log(level, msg, *args, **options)


def debug(msg, *args, **options):
    """A message for who looks for a mistake."""
    log(DEBUG, msg, *args, **options)


def info(msg, *args, **options):
    """A message that all goes well."""
    log(INFO, msg, *args, **options)


def warning(msg, *args, **options):
    """A message that something is odd."""
    log(WARNING, msg, *args, **options)


warn = warning


def error(msg, *args, **options):
    """A message that something failed."""
    log(ERROR, msg, *args, **options)


def exception(msg, *args, exc_info=True, **options):
    """A message that something failed, with the exception that is being handled."""
    log(ERROR, msg, *args, exc_info=exc_info, **options)


def critical(msg, *args, **options):
    """A message that nothing goes any more."""
    log(CRITICAL, msg, *args, **options)


fatal = critical
