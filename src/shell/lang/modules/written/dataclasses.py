"""Classes that are made of their fields."""

__all__ = ['dataclass', 'field', 'fields', 'asdict', 'astuple', 'replace', 'is_dataclass', 'FrozenInstanceError', 'MISSING']


class _Missing:
    def __repr__(self):
        return '<dataclasses._MISSING_TYPE object>'


MISSING = _Missing()


class FrozenInstanceError(AttributeError):
    """A field of a frozen instance was set."""


class Field:
    """A field."""

    def __init__(self, default, default_factory, init, repr, hash, compare, metadata, kw_only):
        self.name = self.type = None
        self.default = default
        self.default_factory = default_factory
        self.init = init
        self.repr = repr
        self.hash = hash
        self.compare = compare
        self.metadata = metadata or {}
        self.kw_only = kw_only


def field(*, default=MISSING, default_factory=MISSING, init=True, repr=True, hash=None, compare=True, metadata=None, kw_only=False):
    """A field with a default made anew each time, or that is left out somewhere."""
    if default is not MISSING and default_factory is not MISSING:
        raise ValueError('cannot specify both default and default_factory')
    return Field(default, default_factory, init, repr, hash, compare, metadata, kw_only)


def _own_fields(cls, kw_only):
    for name, annotation in getattr(cls, '__annotations__', {}).items():
        if 'ClassVar' in annotation:
            continue
        value = getattr(cls, name, MISSING)
        if isinstance(value, Field):
            made = value
            if made.default is MISSING:
                delattr(cls, name)
            else:
                setattr(cls, name, made.default)
        else:
            made = field(default=value)
        if isinstance(made.default, (list, dict, set)):
            raise ValueError(f'mutable default {type(made.default)} for field {name} is not allowed: use default_factory')
        made.name, made.type = name, annotation
        made.kw_only = made.kw_only or kw_only
        yield made


def _bind(self, own, args, given):
    title = type(self).__name__
    open_fields = [one for one in own if one.init and not one.kw_only]
    if len(args) > len(open_fields):
        raise TypeError(f'{title}.__init__() takes {len(open_fields) + 1} positional arguments but {len(args) + 1} were given')
    values = dict(zip([one.name for one in open_fields], args))
    known = [one.name for one in own if one.init]
    for name, value in given.items():
        if name not in known:
            raise TypeError(f"{title}.__init__() got an unexpected keyword argument '{name}'")
        if name in values:
            raise TypeError(f"{title}.__init__() got multiple values for argument '{name}'")
        values[name] = value
    missing = [one.name for one in own if one.init and one.name not in values and one.default is MISSING and one.default_factory is MISSING]
    if missing:
        names = ' and '.join(repr(name) for name in missing)
        raise TypeError(f'{title}.__init__() missing {len(missing)} required positional argument{"s"[:len(missing) > 1]}: {names}')
    for one in own:
        if one.name in values:
            yield one.name, values[one.name]
        elif one.default_factory is not MISSING:
            yield one.name, one.default_factory()
        elif one.default is not MISSING:
            yield one.name, one.default


def _process(cls, init, repr, eq, order, frozen, unsafe_hash, kw_only):
    known = {}
    for base in reversed(cls.__mro__[1:]):
        known.update(getattr(base, '__dataclass_fields__', {}))
    for one in _own_fields(cls, kw_only):
        known[one.name] = one
    own = list(known.values())
    optional = None
    for one in own:
        if not one.init or one.kw_only:
            continue
        if one.default is MISSING and one.default_factory is MISSING:
            if optional:
                raise TypeError(f"non-default argument '{one.name}' follows default argument")
        else:
            optional = one.name
    cls.__dataclass_fields__ = known
    compared = [one.name for one in own if one.compare]

    def key(self):
        return tuple([getattr(self, name) for name in compared])

    if init:
        def make(self, *args, **given):
            for name, value in _bind(self, own, args, given):
                super(cls, self).__setattr__(name, value)
            after = getattr(self, '__post_init__', None)
            if after is not None:
                after()

        cls.__init__ = make
    if repr:
        def show(self):
            shown = [f'{one.name}={getattr(self, one.name)!r}' for one in own if one.repr]
            return f'{type(self).__name__}({", ".join(shown)})'

        cls.__repr__ = show
    if eq:
        cls.__eq__ = lambda self, other: type(self) is type(other) and key(self) == key(other)
    if order:
        if not eq:
            raise ValueError('eq must be true if order is true')

        def compare(name, test):
            def ordered(self, other):
                if type(self) is not type(other):
                    raise TypeError(f"'{name}' not supported between instances of '{type(self).__name__}' and '{type(other).__name__}'")
                return test(key(self), key(other))

            return ordered

        cls.__lt__ = compare('<', lambda a, b: a < b)
        cls.__le__ = compare('<=', lambda a, b: a <= b)
        cls.__gt__ = compare('>', lambda a, b: a > b)
        cls.__ge__ = compare('>=', lambda a, b: a >= b)
    if eq and frozen or unsafe_hash:
        cls.__hash__ = lambda self: hash(key(self))
    elif eq:
        cls.__hash__ = None
    if frozen:
        def refuse(self, name, value=None):
            raise FrozenInstanceError(f"cannot assign to field '{name}'")

        cls.__setattr__ = refuse
    return cls


def dataclass(cls=None, /, *, init=True, repr=True, eq=True, order=False, unsafe_hash=False, frozen=False, match_args=True, kw_only=False, slots=False):
    """Gives a class the methods that its annotated fields ask for."""
    def process(cls):
        return _process(cls, init, repr, eq, order, frozen, unsafe_hash, kw_only)

    return process if cls is None else process(cls)


def is_dataclass(obj):
    """Whether it is a class made of its fields, or an instance of one."""
    return hasattr(obj, '__dataclass_fields__')


def fields(class_or_instance):
    """The fields of a class."""
    if not is_dataclass(class_or_instance):
        raise TypeError('must be called with a dataclass type or instance')
    return tuple(class_or_instance.__dataclass_fields__.values())


def _plain(value, made):
    if is_dataclass(value):
        return made(value)
    if isinstance(value, dict):
        return {_plain(key, made): _plain(item, made) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item, made) for item in value]
    if type(value) is tuple:
        return tuple([_plain(item, made) for item in value])
    return value


def asdict(obj):
    """An instance, and those that it holds, as dicts."""
    return {one.name: _plain(getattr(obj, one.name), asdict) for one in fields(obj)}


def astuple(obj):
    """An instance, and those that it holds, as tuples."""
    return tuple([_plain(getattr(obj, one.name), astuple) for one in fields(obj)])


def replace(obj, /, **changes):
    """An instance like another, with some fields changed."""
    values = {one.name: getattr(obj, one.name) for one in fields(obj) if one.init}
    values.update(changes)
    return type(obj)(**values)
