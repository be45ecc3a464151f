import json, re, itertools, functools, operator, math
from datetime import date, datetime, time, timedelta, timezone
class E0(Exception): pass
class E1(E0):
    def __init__(self, n, *rest):
        super().__init__(n, *rest)
        self.n = n
class E2(KeyError): pass
class E3(E0, ValueError):
    def __str__(self): return 'E3!' + str(self.args)
def norm(x, deep=0):
    if deep > 4: return '...'
    if isinstance(x, (set, frozenset)): return [type(x).__name__] + sorted(repr(norm(y, deep + 1)) for y in x)
    if type(x) is list: return [norm(y, deep + 1) for y in x]
    if type(x) is tuple: return tuple([norm(y, deep + 1) for y in x])
    if type(x) is dict: return {k: norm(y, deep + 1) for k, y in x.items()}
    return x
def tidy(text): return re.sub(r'<[\w.<>]*?(\w+) object(?: at 0x\w+)?>', r'<\1>', text)
def show(*all):
    print(*[tidy(repr(norm(x))) for x in all])
def oops(e):
    said, now = [], e
    while now is not None and len(said) < 4:
        name = type(now).__name__
        if isinstance(now, (E0, E2, StopIteration)) or type(now) is KeyError and ' ' not in str(now.args):
            name += repr(norm(now.args))
        said.append(name)
        if now.__cause__ is not None: said.append('from')
        now = now.__cause__ or (None if now.__suppress_context__ else now.__context__)
    print(*said)
def clip(x):
    if isinstance(x, bool) or x is None: return x
    if isinstance(x, int): return x if -10**24 < x < 10**24 else x % 1000003
    if isinstance(x, float): return x
    if isinstance(x, dict): return {k: x[k] for k in list(x)[:8]}
    if isinstance(x, (set, frozenset)): return type(x)(sorted(x, key=repr)[:8])
    return x[:12] if isinstance(x, (str, bytes, list, tuple)) else x
def t(n, x=None):
    print(n, end=' ')
    return x
def ints(*all): return [x for x in all if isinstance(x, int)][:8]
def say(word):
    def around(f):
        print('@' + word, end=' ')
        @functools.wraps(f)
        def inner(*a, **k):
            print(word, end=' ')
            return f(*a, **k)
        return inner
    return around
class Hold:
    def __init__(self, name, calm=False): self.name, self.calm = name, calm
    def __enter__(self):
        print('in', self.name, end=' ')
        return self.name
    def __exit__(self, kind, value, trace):
        print('out', self.name, kind and kind.__name__, end=' ')
        return self.calm
