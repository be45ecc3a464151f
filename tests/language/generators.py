def g():
    yield 1
    yield 2
print(list(g()), [x for x in g()], sum(g()), tuple(g()), next(g()))
# %%
def count(n=0):
    while True:
        yield n
        n += 1
for x in count():
    if x > 3:
        break
    print(x)
it = count(10)
print(next(it), next(it), [next(it) for _ in range(3)])
# %%
def g():
    x = yield 'first'
    while x is not None:
        x = yield x * 2
    return 'done'
it = g()
print(next(it), it.send(3), it.send('ab'))
try:
    it.send(None)
except StopIteration as e:
    print('stop', e.value)
# %%
def inner():
    got = yield 1
    print('inner got', got)
    yield 2
    return 'result'
def outer():
    result = yield from inner()
    print('result', result)
    yield from [10, 20]
    yield from 'ab'
it = outer()
print(next(it), it.send('hello'))
print(list(it))
# %%
def g():
    try:
        yield 1
        yield 2
    finally:
        print('cleanup')
it = g()
print(next(it))
it.close()
print(list(it))
# %%
def g():
    try:
        yield 1
    except ValueError as e:
        print('caught', e)
        yield 'recovered'
    else:
        print('not reached')
    finally:
        print('finally')
it = g()
_ = next(it)
print(it.throw(ValueError('x')))
print(list(it))
# %%
def g():
    try:
        yield 1
    except GeneratorExit:
        print('exit')
        raise
it = g()
_ = next(it)
it.close()
it.close()
# %%
def g():
    yield 1
    raise KeyError('inside')
try:
    for x in g():
        print(x)
except KeyError as e:
    print('caught', e)
# %%
def g():
    for i in range(3):
        for j in range(2):
            if i == 1:
                continue
            yield i, j
print(list(g()))
# %%
class Manager:
    def __enter__(self):
        print('enter')
        return self
    def __exit__(self, *exc):
        print('exit', exc[0])
def g():
    with Manager() as m:
        yield 1
        yield 2
    yield 3
print(list(g()))
for x in g():
    print('got', x)
    break
print('end')
# %%
def tree(n):
    if n:
        yield from tree(n - 1)
        yield n
        yield from tree(n - 1)
print(list(tree(4)))
# %%
def g():
    yield
it = g()
print(next(it), next(it, 'default'), next(it, 'again'))
# %%
def g():
    return 5
    yield
print(list(g()))
try:
    next(g())
except StopIteration as e:
    print(e.value, e.args)
# %%
def g():
    yield 1
it = g()
it.send(5)
# %%
def g():
    yield next(it)
it = g()
next(it)
# %%
def g():
    raise StopIteration
    yield
list(g())
# %%
def g():
    yield 1
next(iter([]))
# %%
it = (x * x for x in range(5))
print(next(it), list(it), list(it))
# %%
def primes():
    seen = []
    n = 2
    while True:
        if all(n % p for p in seen):
            seen.append(n)
            yield n
        n += 1
for p in primes():
    if p > 30:
        break
    print(p, end=' ')
print()
# %%
def take(n, it):
    for _, x in zip(range(n), it):
        yield x
def squares():
    n = 0
    while True:
        yield n * n
        n += 1
print(list(take(5, squares())), dict(enumerate(take(3, squares()))))
print(sorted(take(4, squares()), reverse=True), max(take(4, squares())), any(x > 100 for x in squares()))
# %%
def g(a, *args, b=2, **kw):
    yield a
    yield args
    yield b
    yield kw
print(list(g(1, 2, 3, b=4, c=5)))
# %%
def g():
    global total
    total = 0
    while True:
        x = yield total
        if x is None:
            return total
        total += x
it = g()
_ = next(it), it.send(5), it.send(6)
print(total)
# %%
def g():
    try:
        try:
            yield 1
        finally:
            print('inner')
            yield 'from finally'
    finally:
        print('outer')
print(list(g()))
# %%
def g():
    try:
        yield 1
    finally:
        yield 2
it = g()
_ = next(it)
it.close()
# %%
class Chain:
    def __init__(self, *its):
        self.its = its
    def __iter__(self):
        for it in self.its:
            yield from it
print(list(Chain([1, 2], 'ab', range(2))), [*Chain('xy')], 3 in Chain([1, 2, 3]))
# %%
a, b, *c = (x for x in range(5))
print(a, b, c)
def pair():
    yield 'k', 1
    yield 'l', 2
print(dict(pair()), {k: v for k, v in pair()})
# %%
def g():
    try:
        1 / 0
    except ZeroDivisionError:
        yield 'handling'
        raise
it = g()
print(next(it))
try:
    raise ValueError('other')
except ValueError:
    try:
        next(it)
    except ZeroDivisionError as e:
        print('reraised', e)
# %%
def outer():
    x = yield from inner()
    print('x', x)
def inner():
    try:
        yield 1
    except ValueError:
        yield 'caught inside'
    return 'r'
it = outer()
_ = next(it)
print(it.throw(ValueError))
print(next(it, 'end'))
# %%
def g():
    x: int = yield 1
    print(x)
    y = z = yield 2
    print(y, z)
    (a, b) = yield 3
    print(a, b)
it = g()
_ = next(it), it.send('x'), it.send('yz')
print(next(iter([0])))
try:
    it.send((1, 2))
except StopIteration:
    print('stop')
# %%
def recursive(n):
    yield from recursive(n + 1)
try:
    list(recursive(0))
except RecursionError:
    print('deep')
# %%
it = iter(range(3))
for x in it:
    print(x, next(it, None))
# %%
gen = (print('evaluated', x) for x in [1, 2])
print('made')
for _ in gen:
    pass
# %%
def g():
    return (yield 5)
it = g()
_ = next(it)
try:
    it.send('back')
except StopIteration as e:
    print(e.value)
# %%
def g():
    l = [1, 2, 3]
    for x in l:
        if x == 2:
            del x
            break
        yield x
    else:
        yield 'else'
    while l:
        yield l.pop()
    else:
        yield 'empty'
print(list(g()))
# %%
# Only the first who meets the end of a generator gets what it returned.
def g():
    yield 1
    return 2
def stop(f, *args):
    try:
        return f(*args)
    except StopIteration as e:
        return e.args
x = g()
print(next(x), next(x, 'end'), stop(next, x), stop(x.send, None))
x = g()
for _ in x: pass
print(stop(next, x))
def outer(inner):
    got = yield from inner
    print('got', got)
print(list(outer(x)), list(outer(g())))
# %%
# A StopIteration that leaves a generator becomes a RuntimeError, whose cause it is.
def g():
    yield 1
    raise StopIteration(5)
def show(f, *args):
    try:
        f(*args)
    except RuntimeError as e:
        print(repr(e.__cause__), repr(e.__context__), e.__suppress_context__)
show(list, g())
show(g().throw, StopIteration(6))
x = g()
_ = next(x)
show(x.throw, StopIteration)
# %%
# What is sent through `yield from` to something that is no generator.
def g(inner):
    try:
        got = yield from inner
        print('returned', got)
    except AttributeError:
        print('no send')
        yield 'after'
x = g([1, 2])
print(next(x), x.send(None), x.send('x'))
class Receiver:
    def __iter__(self): return self
    def __next__(self): return 'next'
    def send(self, value):
        if value == 'stop': raise StopIteration('last')
        return 'sent ' + value
x = g(Receiver())
print(next(x), x.send('a'), x.send(None))
try:
    _ = x.send('stop')
except StopIteration:
    print('end')
# %%
# An iterator that was at its end stays there.
v = [1]
x = iter(v)
print(list(x))
v.append(2)
print(next(x, 'end'), list(x))
calls = iter([1, 2, 0, 3])
x = iter(lambda: next(calls), 0)
print(list(x), list(x))
class Seq:
    def __getitem__(self, at):
        if at == 2: raise StopIteration
        return at
x = iter(Seq())
print(list(x), list(x))
# %%
# What an iterable gave before it raised is added.
def g():
    yield 1
    yield 2
    raise KeyError
v, w, d = [0], [0], {}
def add():
    global w
    w += g()
for f in (lambda: v.extend(g()), add, lambda: d.update((x, x) for x in g())):
    try:
        f()
    except Exception as e:
        print(type(e).__name__)
print(v, w, d)
v += (x for x in 'ab')
d |= [(1, 'b'), (3, 'c')]
d |= ['xy']
print(v, d)
for more in ('abc', ['abc'], 5, [5]):
    try:
        d |= more
    except Exception as e:
        print(type(e).__name__)
s = {1, 2}
try:
    s.intersection_update([1], 5)
except TypeError:
    print(s)
# %%
# What is handled where an exception is thrown into a generator has not led to it.
def g():
    try:
        yield 1
    except KeyError as e:
        print(repr(e.__context__))
        raise ValueError
x = g()
_ = next(x)
try:
    try:
        1 / 0
    except ZeroDivisionError:
        _ = x.throw(KeyError(1))
except ValueError as e:
    print(repr(e.__context__), repr(e.__context__.__context__))
print(format(None, ''))
for value in (None, [], {}):
    try:
        format(value, '{bad')
    except Exception as e:
        print(type(e).__name__)
# %%
# A StopIteration that leaves a generator expression is an error as well; that of an iterator's own has a value.
v = []
for f in (lambda: list(next(iter(v)) for _ in range(2)), lambda: [next(iter(v)) for _ in range(2)], lambda: all(x > next(iter(v)) for x in [1])):
    try:
        f()
    except Exception as e:
        print(type(e).__name__, repr(e.__cause__))
class Once:
    def __iter__(self): return self
    def __next__(self): raise StopIteration('last')
def g():
    got = yield from Once()
    print('got', got)
print(list(g()), list(Once()), next(Once(), 'default'))
try:
    next(Once())
except StopIteration as e:
    print(e.value, e.args)
# %%
class R:
    def __init__(self, n): self.n = n
    def __enter__(self): print('enter', self.n); return self
    def __exit__(self, *a): print('exit', self.n, a[0] and a[0].__name__)
def g(n, k=3):
    with R(n):
        for i in range(k): yield i
def h(n):
    try:
        yield n
        yield n
    finally:
        print('finally', n)
def f(*a): print('f', *a); return len(a)
for x in g('a'): break
print('after a')
for x in g('b'):
    if x == 1: break
else: print('never')
print(next(g('c')), f(next(h('d')), next(h('e'))))
x = h('f'); q = next(x); x = h('f2'); print(next(x)); del x; print('deleted')
def ret():
    for x in g('g'): return x
def ret2():
    with R('outer'):
        for x in g('g2'):
            try: return x
            finally: print('in finally')
print(ret(), ret2())
def local():
    a = h('l1'); b = h('l2'); p = next(a); p = next(b)
    return 5
print(local() + local())
print([next(h(i)) for i in range(3)])
try:
    for x in g('h'): raise ValueError(x)
except ValueError as e: print('caught', e)
t = (next(h('t')), f(1)); print(t)
print(next(h('m')) + str(f()) if next(h('n')) else 0)
def nest(n):
    with R(('nest', n)):
        if n: yield from nest(n - 1)
        else: yield 1
for _ in nest(3): break
def bad():
    try: yield 1
    finally: raise KeyError('x')
for _ in bad(): break
print('after bad')
def ignores():
    while True:
        try: yield 1
        except GeneratorExit: print('no')
for _ in ignores(): break
print('after ignores')
x = n = None
# %%
class R:
    def __init__(self, n): self.n = n
    def __enter__(self): print('enter', self.n); return self
    def __exit__(self, *a): print('exit', self.n, a[0] and a[0].__name__)
def g(n, k=3):
    with R(n):
        for i in range(k): yield i
def h(n):
    try:
        yield n
        yield n
    finally:
        print('finally', n)
def f(*a): print('f', *a); return len(a)
gs = [h(i) for i in range(3)]
for q in gs: n = next(q)
n = gs.pop(1); del n; print('popped')
gs.clear(); print('cleared')
d = {'a': h('da')}; n = next(d['a']); d['a'] = 1; print('set')
class C: pass
c = C(); c.g = h('attr'); n = next(c.g); c.g = None; print('attr set')
c.g = h('attr'); n = next(c.g); del c.g; print('attr del')
while next(h('w')) is None: pass
else: print('else')
if next(h('if')): print('then')
assert next(h('as'))
print(f"{next(h('fs'))}-{f(2)}")
ge = (v for v in g('ge')); n = next(ge); del ge; print('ge gone')
def outer():
    inner = h('inner')
    n = next(inner)
    try: yield 1
    finally: print('outer finally')
for _ in outer(): break
print('done', any(v == 1 for v in g('any')), 1 in g('in'), max(g('max')))
a, *b = g('star')
from itertools import islice
print(list(islice(g('isl'), 2)))
x, y = islice(g('isl2'), 2); print(x, y)
lam = lambda: next(h('lam'))
print(sorted([1, 2], key=lambda v: (next(h(v)), print('key', v))[0]))
print('end')
q = n = None
# %%
import itertools
def f(x):
    if x == 3: raise StopIteration
    return x * 2
print(list(map(f, [1, 2, 3, 4])), list(filter(f, [1, 3, 4])), list(itertools.starmap(f, [(1,), (3,), (4,)])), list(itertools.takewhile(f, [1, 3, 1])))
print(list(map(next, [iter([1]), iter([]), iter([2])])), sum(map(f, [1, 3])), hash(''), hash(b''))
n = iter([1, 2, 3, 4])
print(list(iter(lambda: f(next(n)), 0)))
try: [f(x) for x in [1, 3]]
except StopIteration: print('StopIteration')
# %%
class R:
    def __reversed__(self): return iter('xyz')
class S:
    def __getitem__(self, at):
        if at > 2: raise IndexError
        return at * 2
    def __len__(self): return 3
class N:
    def __getitem__(self, at): return at
class I:
    def __iter__(self): return iter([1])
print(list(reversed(R())), list(reversed(S())), list(reversed({'a': 1, 'b': 2})), list(reversed({'a': 1}.keys())), list(reversed({'a': 1, 'b': 2}.items())))
for x in (N(), I(), {1}, (v for v in [1])):
    try: print(list(reversed(x)))
    except TypeError: print('TypeError', type(x).__name__)
class L(I):
    def __len__(self): return -1
for f in (list, tuple, sorted, lambda x: [].extend(x), lambda x: [*x], len, set, sum):
    try: print(f(L()))
    except ValueError as e: print(e)
g = (x for x in [1, 2, 3])
print(next(g), g.send(5), g.close(), list(g))
g = (x for x in [1, 2, 3])
try: g.send(1)
except TypeError: print('TypeError')
print(next(g))
try: g.throw(KeyError('k'))
except KeyError: print('KeyError', list(g))
def outer():
    got = yield from (x for x in [1, 2, 3])
    print('got', got)
o = outer(); print(next(o), o.send(9), o.send(8), list(o))
# %%
import json
for text in ('{"a": "é"}', '[1]', '5'):
    for charset in ('utf-8', 'utf-16', 'utf-16-le', 'utf-16-be', 'utf-8-sig'):
        print(charset, json.loads(text.encode(charset)))
# %%
class Calm:
    def __enter__(self): return self
    def __exit__(self, kind, *rest): print('left by', kind and kind.__name__); return True
def inner():
    try: yield 1
    finally: print('inner ends')
def g():
    with Calm(): yield from inner()
x = g(); print(next(x))
try: x.throw(GeneratorExit)
except StopIteration: print('StopIteration')
def h():
    try: yield 1
    except GeneratorExit: print('exit'); yield 2
x = h(); print(next(x), x.throw(GeneratorExit), list(x))
class It:
    def __iter__(self): return self
    def __next__(self): return 5
    def throw(self, *a): print('thrown', type(a[-1]).__name__ if len(a) < 3 else 'x'); return 6
    def close(self): print('closed')
def d(): yield from It()
x = d(); print(next(x), x.throw(KeyError('k')), next(x)); x.close()
class P:
    @property
    def p(self): raise AttributeError('inside')
    @property
    def v(self): raise ValueError('inside')
print(getattr(P(), 'p', 'default'), hasattr(P(), 'p'), {2, 2.0} & {2.0, 1}, {2, 3, 4} & {2.0}, {2} & {2.0, 3, 4})
try: hasattr(P(), 'v')
except ValueError: print('ValueError')
try: P().p
except AttributeError as e: print(e)
