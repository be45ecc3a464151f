class Root:
    k = 0
    def __init__(self, a=0, b=(), *rest): self.a, self.b = a, list(b)[:5]
    def __repr__(self): return f'{type(self).__name__}({self.a})'
    def m(self, x): return x
class C0(Root):
    def __eq__(self, other): return self.a == getattr(other, 'a', None)
    def __hash__(self): return 1
class C1(Root):
    def __lt__(self, other): return self.a < other.a
o0, o1 = C0(1, [2]), C1(2)
def f0(a, b=2): return a - b
def f1(*a, **k): return len(a) + len(k)
def f2(a, b=1, *, c=0): return a + b + c
def g0(a=1): yield from range(a % 5)
def g1(a=1, *b):
    got = yield a
    yield got
def g2(a=3): yield a; return a
a = b = c = n = x = 0
