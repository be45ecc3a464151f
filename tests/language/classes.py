class A:
    x = 1
    def __init__(self, y=2):
        self.y = y
    def total(self):
        return self.x + self.y
a, b = A(), A(5)
print(a.total(), b.total(), A.x, A.total(b))
A.x = 10
b.x = 20
print(a.total(), b.total(), a.x, b.x)
# %%
class Base:
    def hello(self):
        return 'base'
    def both(self):
        return self.hello() + '!'
class Child(Base):
    def hello(self):
        return 'child of ' + super().hello()
print(Child().both(), isinstance(Child(), Base), issubclass(Child, Base), isinstance(Base(), Child))
# %%
class A:
    def f(self): return 'A'
class B(A):
    def f(self): return 'B' + super().f()
class C(A):
    def f(self): return 'C' + super().f()
class D(B, C):
    def f(self): return 'D' + super().f()
print(D().f(), [c.__name__ for c in D.__mro__])
# %%
class P:
    def __init__(self):
        self._x = 1
    @property
    def x(self):
        return self._x
    @x.setter
    def x(self, value):
        if value < 0:
            raise ValueError('negative')
        self._x = value
    @x.deleter
    def x(self):
        print('deleted')
p = P()
p.x = 5
p.x += 2
print(p.x)
del p.x
try:
    p.x = -1
except ValueError as e:
    print(e)
# %%
class P:
    @property
    def x(self):
        return 1
P().x = 2
# %%
class C:
    count = 0
    @classmethod
    def make(cls, n):
        cls.count += n
        return cls()
    @staticmethod
    def double(n):
        return n * 2
class D(C):
    pass
print(type(D.make(3)).__name__, D.count, C.count, C.double(4), C().double(5), D().make(1).count)
# %%
class V:
    def __init__(self, x, y):
        self.x, self.y = x, y
    def __add__(self, o): return V(self.x + o.x, self.y + o.y)
    def __sub__(self, o): return V(self.x - o.x, self.y - o.y)
    def __mul__(self, k): return V(self.x * k, self.y * k)
    __rmul__ = __mul__
    def __neg__(self): return V(-self.x, -self.y)
    def __eq__(self, o): return isinstance(o, V) and (self.x, self.y) == (o.x, o.y)
    def __hash__(self): return hash((self.x, self.y))
    def __repr__(self): return f'V({self.x}, {self.y})'
    def __bool__(self): return bool(self.x or self.y)
    def __abs__(self): return (self.x ** 2 + self.y ** 2) ** 0.5
    def __getitem__(self, i): return (self.x, self.y)[i]
    def __len__(self): return 2
    def __iadd__(self, o):
        self.x += o.x
        return self
v, w = V(3, 4), V(1, 1)
print(v + w, v - w, v * 2, 2 * v, -v, v == V(3, 4), v != w, v != V(3, 4), bool(V(0, 0)), abs(v))
print(len({v, V(3, 4), w}), {v: 'a'}[V(3, 4)], V(3, 4) in [w, v], list(v), v[0], v[-1], len(v))
v += w
print(v, v in {V(4, 4)}, {v: 1}.get(V(4, 4)) if False else 1)
# %%
class Version:
    def __init__(self, n): self.n = n
    def __lt__(self, o): return self.n < o.n
    def __repr__(self): return f'v{self.n}'
print(sorted([Version(3), Version(1), Version(2)]), max(Version(1), Version(5)), min([Version(4), Version(2)]))
print(Version(1) < Version(2), Version(1) > Version(2))
# %%
class W:
    def __le__(self, o): return 'le'
    def __ge__(self, o): return ''
print(bool(W() <= 1), bool(W() >= 1))
# %%
class N: pass
N() < N()
# %%
N = type('N', (), {}) if False else None
class It:
    def __init__(self, n): self.n = n
    def __iter__(self): return self
    def __next__(self):
        if self.n == 0:
            raise StopIteration
        self.n -= 1
        return self.n
print(list(It(3)), [x for x in It(2)], sum(It(4)), next(It(9)), 1 in It(3))
a, b = It(2)
print(a, b)
# %%
class Box:
    def __init__(self): self.d = {}
    def __getitem__(self, k): return self.d[k]
    def __setitem__(self, k, v): self.d[k] = v
    def __delitem__(self, k): del self.d[k]
    def __contains__(self, k): return k in self.d
    def __call__(self, *a, **k): return (a, k)
b = Box()
b['a'] = 1
b['a'] += 5
print(b['a'], 'a' in b, 'z' in b, b(1, x=2), callable(b))
del b['a']
print('a' in b)
# %%
class Seq:
    def __getitem__(self, i):
        if i >= 3:
            raise IndexError
        return i * 10
print(list(Seq()), 20 in Seq(), [x for x in Seq()])
# %%
class S:
    def __str__(self): return 'as str'
    def __repr__(self): return 'as repr'
    def __format__(self, spec): return f'<{spec}>'
s = S()
print(s, [s], str(s), repr(s), f'{s}', f'{s!r}', f'{s:>5}', '%s %r' % (s, s), '{}'.format(s))
# %%
class R:
    def __repr__(self): return 'R!'
print(R(), str(R()), {'a': R()})
# %%
class Dyn:
    def __getattr__(self, name):
        if name.startswith('x'):
            return name.upper()
        raise AttributeError(name)
d = Dyn()
print(d.xyz, hasattr(d, 'abc'), getattr(d, 'abc', 'none'), getattr(d, 'xa'))
d.abc
# %%
class A: pass
a = A()
a.b = A()
a.b.c = [1]
a.b.c.append(2)
setattr(a, 'z', 9)
print(a.b.c, a.z, hasattr(a, 'z'), hasattr(a, 'q'), getattr(a, 'q', None))
delattr(a, 'z')
del a.b.c
print(hasattr(a, 'z'), hasattr(a.b, 'c'))
a.b.c
# %%
class A:
    def __init__(self, x): pass
A()
# %%
class A: pass
A(1)
# %%
class A:
    def f(self): pass
A().f(1)
# %%
class A:
    def f(): pass
A().f()
# %%
class Counter:
    n = 0
    items = []
    def __init__(self):
        Counter.n += 1
        self.items.append(self.n)
_ = Counter(), Counter()
print(Counter.n, Counter.items)
# %%
class A:
    a = 1
    b = a + 1
    c = [a for _ in range(2)] if False else [0]
    def f(self, x=b):
        return x
print(A.b, A().f(), A.c)
# %%
x = 'global'
class A:
    y = x
    x = 'class'
    z = x
    def f(self): return x
print(A.y, A.z, A().f())
# %%
class Outer:
    class Inner:
        v = 5
        def g(self): return self.v
    def make(self): return self.Inner()
print(Outer().make().g(), Outer.Inner.v)
# %%
def log(f):
    def wrapped(*args, **kwargs):
        print('call', f.__name__, args[1:])
        return f(*args, **kwargs)
    return wrapped
class A:
    @log
    def __init__(self, x):
        super().__init__()
        self.x = x
    @log
    def f(self, y): return self.x + y
a = A(1)
print(a.f(2))
@log
def g(): return 'g'
print(g())
# %%
def deco(n):
    print('deco', n)
    def inner(f):
        print('apply', n)
        return f
    return inner
@deco(1)
@deco(2)
def f(): pass
@deco(3)
class C: pass
# %%
class A:
    """Doc of A."""
    def f(self):
        'Doc of f.'
def g():
    return 1
print(A.__doc__, A.f.__doc__, A().f.__doc__, g.__doc__, A.__name__, A.f.__name__, type(A()).__name__, A().__class__ is A)
# %%
class Base:
    def __init__(self, name): self.name = name
    def __eq__(self, other): return self.name == other.name
class Kid(Base):
    def __init__(self, name, age):
        Base.__init__(self, name)
        self.age = age
print(Kid('a', 1) == Base('a'), Kid('a', 1).age, Kid('b', 2) == Kid('a', 2))
# %%
class E:
    def __eq__(self, o): return True
{E(): 1}
# %%
class Account:
    def __init__(self): self.log = []
    def __enter__(self):
        self.log.append('in')
        return self
    def __exit__(self, kind, value, trace):
        self.log.append(kind.__name__ if kind else 'none')
        return kind is ValueError
a = Account()
with a as b:
    pass
with a:
    raise ValueError
try:
    with a, Account() as c:
        raise KeyError('x')
except KeyError:
    print('key', c.log)
print(a.log, a is b)
# %%
class A:
    def __len__(self): return 0
print(bool(A()), 'empty' if not A() else 'full', len(A()))
# %%
class A:
    def __bool__(self): return 1
bool(A())
# %%
class A:
    def __str__(self): return 5
str(A())
# %%
class Num:
    def __init__(self, v): self.v = v
    def __radd__(self, o): return ('radd', o)
    def __int__(self): return self.v
    def __float__(self): return float(self.v)
    def __index__(self): return self.v
    def __invert__(self): return 'inv'
    def __pos__(self): return 'pos'
    def __truediv__(self, o): return 'div'
    def __floordiv__(self, o): return 'floor'
    def __mod__(self, o): return 'mod'
    def __pow__(self, o): return 'pow'
    def __and__(self, o): return 'and'
    def __or__(self, o): return 'or'
    def __xor__(self, o): return 'xor'
    def __lshift__(self, o): return 'l'
    def __rshift__(self, o): return 'r'
n = Num(7)
print(1 + n, int(n), float(n), ~n, +n, n / 2, n // 2, n % 2, n ** 2, n & 1, n | 1, n ^ 1, n << 1, n >> 1)
# %%
class A:
    def __add__(self, o): return NotImplemented
A() + 1
# %%
class A:
    def __new_name(self): return 1
print(type(A).__name__, type(1).__name__, type(A()) is A, type('x') is str)
# %%
class A: pass
class B(A): pass
print(isinstance(B(), (int, A)), issubclass(B, (int, A)), issubclass(bool, int), isinstance(True, int), isinstance(A, type))
# %%
class Node:
    def __init__(self, v, n=None): self.v, self.n = v, n
def walk(n):
    while n:
        yield n.v
        n = n.n
print(list(walk(Node(1, Node(2, Node(3))))))
# %%
class A:
    def m(self): return self
a = A()
f = a.m
print(f() is a, f.__self__ is a, A.m(a) is a)
# %%
class A: pass
class B(A): pass
try:
    class C(A, B): pass
except TypeError:
    print('no order')
# %%
# What a comparison says is what it gives, also where it is no bool.
class A:
    def __init__(self, name): self.name = name
    def __lt__(self, other): return 'lt ' + self.name
    def __eq__(self, other): return [] if other == 5 else ['eq', self.name]
a, b = A('a'), A('b')
print(a < b, a > b, a == b, a == 5, 5 == a, a != b, a < b < a, a == 5 == a, 0 < 1 < a)
for f in (lambda: a <= b, lambda: a >= 1, lambda: 1 <= a, lambda: [a] <= [b], lambda: 1 > A(2)):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__)
print([a] < [b], sorted([b, a])[0].name)
class Quiet:
    def __lt__(self, other):
        print('asked', end=' ')
        return NotImplemented
try:
    Quiet() < 5
except TypeError:
    print('no order')
# %%
# The side whose class derives from the other's is asked first; of two of one class only the left.
class A:
    def __add__(self, other): return 'A.add'
    def __radd__(self, other): return 'A.radd'
    def __eq__(self, other): return 'A.eq'
    def __lt__(self, other): return 'A.lt'
class B(A):
    def __radd__(self, other): return 'B.radd'
    def __eq__(self, other): return 'B.eq'
    def __gt__(self, other): return 'B.gt'
print(A() + B(), B() + A(), A() == B(), A() < B(), 1 + A(), A() + 1)
class C:
    def __add__(self, other): return NotImplemented
    def __radd__(self, other): return 'C.radd'
class D(C): pass
for f in (lambda: C() + C(), lambda: C() + D(), lambda: 1 + C(), lambda: D() + C()):
    try:
        print(f())
    except TypeError:
        print('TypeError')
# %%
from functools import lru_cache, cache, partial, partialmethod, wraps, cached_property, total_ordering
class A:
    def __init__(self, n): self.n = n
    @lru_cache
    def plus(self, k): print('works', self.n, k); return self.n + k
    @lru_cache(maxsize=None)
    def named(self, *, k=1): return (self.n, k)
    @cache
    def none(self): return self.n
    @classmethod
    @cache
    def of_class(cls, k): return cls.__name__, k
    @staticmethod
    @cache
    def static(k): return k
    @property
    @cache
    def prop(self): print('once'); return self.n * 2
    part = partial(lambda *args: args, 1)
    method = partialmethod(lambda self, *args: (self.n, args), 3)
    @cache
    def __len__(self): return self.n
a, b = A(1), A(2)
print(a.plus(1), a.plus(1), b.plus(1), a.plus(2), A.plus(a, 2), A.plus.cache_info().hits)
print(a.named(k=3), a.none(), b.none(), a.of_class(1), A.of_class(2), a.static(4), a.prop, a.prop, b.prop)
print(a.part(2), A.part(3), a.method(4), len(a), len(b), a.plus.__name__, A.plus.__wrapped__(b, 5))
f = b.plus; print(f(7), f.__self__ is b, A.none.cache_info(), f == b.plus, f == a.plus)
class B(A):
    @cache
    def none(self): return 'B', super().none()
print(B(9).none(), [m(1) for m in (a.plus, b.plus)])
# %%
import functools
def loud(function):
    @functools.wraps(function)
    def inner(*args, **kwargs):
        "inner"
        print('before'); return function(*args, **kwargs)
    return inner
def plain(x):
    "says plain"
    return x
plain.mark = 7
p = loud(plain)
print(p.__name__, p.__doc__, p.mark, p.__wrapped__ is plain, p(3), functools.cache(plain).__doc__)
class C:
    @loud
    def m(self): return self.__class__.__name__
    @functools.cached_property
    def slow(self): print('slow'); return 42
print(C().m(), C.m.__name__)
c = C(); print(c.slow, c.slow, c.__dict__); del c.slow; print(c.slow, isinstance(C.slow, functools.cached_property))
# %%
class Typed:
    def __set_name__(self, owner, name): self.name = '_' + name; print(owner.__name__, name)
    def __init__(self, kind): self.kind = kind
    def __get__(self, instance, owner=None):
        if instance is None: return self
        return getattr(instance, self.name, 'none')
    def __set__(self, instance, value):
        if not isinstance(value, self.kind): raise TypeError(f'{self.name} wants {self.kind.__name__}')
        setattr(instance, self.name, value)
class P:
    name, age = Typed(str), Typed(int)
    def __init__(self, name, age): self.name, self.age = name, age
p = P('x', 3); print(p.name, p.age, sorted(p.__dict__.items()), type(P.age).__name__)
p.age = 4; print(p.age)
try: p.age = 'old'
except TypeError as e: print(e, p.age)
# %%
from functools import total_ordering
@total_ordering
class V:
    def __init__(self, n): self.n = n
    def __eq__(self, other): return self.n == other.n if isinstance(other, V) else NotImplemented
    def __lt__(self, other): return self.n < other.n if isinstance(other, V) else NotImplemented
print(V(1) < V(2), V(1) > V(2), V(1) <= V(1), V(2) >= V(3), V(1) != V(1), max([V(1), V(5), V(2)]).n)
try: V(1) <= 3
except TypeError: print('TypeError')
@total_ordering
class W(V):
    def __ge__(self, other): return self.n >= other.n
print(W(1) < W(2), W(1) > W(2), W(2) <= W(2))
# %%
class C:
    def m(self): pass
    def n(self): pass
a, b, l = C(), C(), []
m = a.m
print(m == a.m, m == b.m, m is m, m is a.m, a.m == a.n, hash(m) == hash(a.m), {m: 1}[a.m], l.append == l.append, l.append == [].append)
s = slice(1); r = range(3); print(s is s, r is r, range(3) is r, (x := l.pop) is x)
# %%
class A: pass
class B(A): pass
try:
    class C(A, B): print('the body runs first')
except TypeError: print('TypeError')
# %%
class S:
    def __setitem__(self, at, x): print('set', at)
class D:
    def __delitem__(self, at): print('del', at)
class N: pass
for o in (S(), D(), N()):
    try: o[1] = 2
    except (TypeError, AttributeError) as e: print(type(e).__name__)
    try: del o[1]
    except (TypeError, AttributeError) as e: print(type(e).__name__)
# %%
class A:
    def __hash__(self): return 1
class B(A):
    def __eq__(self, other): return True
class C(B):
    __hash__ = A.__hash__
class D(A): pass
for o in (A(), B(), C(), D()):
    try: print(type(o).__name__, len({o}), hash(o))
    except TypeError: print(type(o).__name__, 'TypeError', B.__hash__)
from dataclasses import dataclass
@dataclass(frozen=True)
class F: x: int
@dataclass
class G: x: int
print(hash(F(1)) == hash(F(1)), {F(1): 2}[F(1)], F(1) == F(1))
try: hash(G(1))
except TypeError: print('TypeError')
