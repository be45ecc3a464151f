from datetime import date, datetime, timedelta
import copy
values = [5, -3, True, 10**40, 2.5, 'ab', '', b'ab', [1, 2], [], (1, 'a'), {'a': 1}, {2}, frozenset([2]), range(3), None, date(2024, 1, 2), timedelta(1, 5), datetime(2024, 1, 1)]
others = [3, 2.0, 'a', b'a', [1], (1,), {'a': 2}, {2}, None, True, timedelta(2)]
names = """abs add and bool ceil contains delitem divmod eq float floor floordiv format ge getitem gt iadd iand imul index int
invert ior isub ixor le len lshift lt mod mul ne neg or pos pow radd rand rdivmod rfloordiv rlshift rmod rmul ror round rpow
rrshift rshift rsub rtruediv rxor setitem str sub truediv trunc xor bytes call next enter hash iter reversed""".split()
changing = ['iadd', 'imul', 'ior', 'iand', 'isub', 'ixor', 'delitem', 'setitem']
def show(x): return type(x).__name__ if isinstance(x, (date, timedelta)) else repr(x)
for v in values:
    there = [name for name in names if getattr(v, f'__{name}__', None) is not None]
    print(repr(v), there)
    for name in there:
        if name in ('hash', 'iter', 'reversed', 'round') or v == 10**40 and name in ('pow', 'rpow', 'rlshift'): continue
        method, results = getattr(v, f'__{name}__'), []
        for args in [()] + [(other,) for other in others]:
            if name in changing: method = getattr(copy.copy(v), f'__{name}__')
            try: results.append(show(method(*args)))
            except Exception as e: results.append(type(e).__name__)
        print(name, *results)
# %%
from datetime import *
print(list(map(str.__len__, ['a', 'bc'])), sorted(['b', 'a'], key=str.__hash__) != 1, int.__add__(1, 2), sum.__call__([1, 2]), [].__hash__, list.__hash__, {}.__hash__ is None)
class A:
    def __init__(self, n): self.n = n
    def __eq__(self, other): return isinstance(other, A) and self.n == other.n
    def __hash__(self): return hash(self.n)
a = A(1)
print(a.__eq__(A(1)), a.__ne__(A(1)), a.__ne__(A(2)), a.__hash__(), a.__lt__(a), a.__format__(''), a.__class__) if False else print(a.__eq__(A(1)), a.__ne__(A(1)), a.__ne__(A(2)), a.__hash__() == hash(1), a.__lt__(a))
class B:
    def __hash__(self): return super().__hash__()
    def __format__(self, spec): return 'B' if spec else super().__format__(spec)
    def __str__(self): return 'str of B'
    def __setattr__(self, name, value): object.__setattr__(self, name, value * 2)
    def __getattr__(self, name): return 'no ' + name
    def __init__(self): super().__init__()
class D(B):
    def __init__(self): B.__init__(self); self.x = 2
b = B(); b.y = 4
print(hash(b) == hash(b), f'{b}', f'{b:x}', b.y, b.nope, D().x, b.__str__(), B.__str__(b), object.__str__ is not None, isinstance(b.__hash__(), int))
class E:
    pass
e = E(); e.q = 1
print(e.__getattribute__('q'), e.__eq__(e), e.__eq__(1), e.__ne__(e), e == e, E.__eq__(e, e), hasattr(E, '__lt__'), e.__dict__)
e.__setattr__('z', 5); e.__delattr__('q'); print(e.__dict__, hasattr(e, 'q'))
E.__init__(e)
x = object(); y = object(); print(x == y, x == x, x is x, {x: 1}[x], type(x) is object, isinstance(x, object), hash(x) == hash(x), id(x) == id(y))
MISSING = object()
def f(v=MISSING): return v is MISSING
print(f(), f(1), ..., Ellipsis, Ellipsis is ..., type(...), [1, ...], len.__name__, 'a'.upper.__name__, [].append.__self__, type({}.keys()), {'a': 1}.keys().__len__(), 'a' in dir('x') or '__len__' in dir('x'))
try: object(1)
except TypeError: print('TypeError')
it = iter([1, 2]); print(it.__next__(), next(it), it.__iter__() is it)
def g(): yield 1
print(g().__next__(), [*map(int.__neg__, [1, 2])], [*filter({1, 2}.__contains__, [1, 3])], max({'a': 1, 'b': 3}, key={'a': 1, 'b': 3}.__getitem__), max(['a', 'b'], key={'a': 1, 'b': 3}.get))
z = zip([1], [2]); print(z.__next__(), (3).__class__, 'x'.__class__ is str, None.__class__.__name__, int.__name__, (5).__doc__ is not None)
try: (5).__add__()
except TypeError: print('TypeError')
try: (5).__nope__
except AttributeError as err: print('AttributeError')
