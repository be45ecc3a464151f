x = 1
def f():
    return x
def g():
    x = 2
    return x
def h():
    global x
    x = 3
print(f(), g(), x)
h()
print(f(), x)
# %%
def f():
    print(x)
    x = 1
x = 5
f()
# %%
def outer():
    x = 1
    def inner():
        nonlocal x
        x += 1
        return x
    return inner
a, b = outer(), outer()
print(a(), a(), b())
# %%
fs = [lambda: i for i in range(3)]
print([f() for f in fs])
fs = [lambda i=i: i for i in range(3)]
print([f() for f in fs])
# %%
def f(a, b=[]):
    b.append(a)
    return b
print(f(1), f(2), f(3, []))
# %%
x = 'outer'
print([x for x in range(3)], x)
print({x: y for x, y in [(1, 2)]}, x)
# %%
if (n := 10) > 5:
    print(n)
print([y := 1, y + 1], (z := 3) + z)
print([last := v for v in range(4)], last)
def f():
    return [w := v for v in range(3)], w
print(f())
# %%
def f():
    x = 1
    del x
    return x
f()
# %%
x = 1
del x
x
# %%
def f():
    def g():
        return y
    y = 5
    return g()
print(f())
# %%
def f():
    def g():
        return y
    g()
    y = 5
f()
# %%
def make(n):
    def add(x):
        return x + n
    return add
print(make(1)(2), [make(i)(10) for i in range(3)])
# %%
def f(n):
    if n == 0:
        return []
    return [n] + f(n - 1)
print(f(5))
# %%
for i in range(3):
    pass
print(i)
for i in []:
    pass
print(i)
# %%
def f():
    for i in range(3):
        def g():
            return i
    return g()
print(f())
# %%
def f(a, b, /, c, *, d, e=5):
    return a, b, c, d, e
print(f(1, 2, 3, d=4), f(1, 2, c=3, d=4, e=6))
f(a=1, b=2, c=3, d=4)
# %%
def f(*args, **kw):
    return args, kw
print(f(), f(1), f(x=2), f(*[1, 2], 3, *(4,), **{'a': 1}, b=2))
# %%
def f(a, b): pass
f(1)
# %%
def f(a): pass
f(1, 2)
# %%
def f(a): pass
f(b=1)
# %%
def f(a): pass
f(1, a=2)
# %%
def f(*, key): return key
f(1)
# %%
len = 5
print(len)
del len
print(len('abc'))
# %%
def f():
    import json
    return json.dumps({'a': [1]})
print(f())
json
# %%
class A:
    v = [i * 2 for i in range(3)]
    w = list(x for x in v)
print(A.v, A.w)
# %%
def f():
    a = b = []
    a.append(1)
    return b
print(f())
# %%
a = [1, 2, 3]
i = 0
i, a[i] = 1, 9
print(i, a)
a, b = 1, 2
a, b = b, a
print(a, b)
(a, b), c = (1, 2), 3
print(a, b, c)
[a, *b, c] = range(5)
print(a, b, c)
a = b = c = 4
print(a, b, c)
# %%
def calls(x):
    print('call', x)
    return x
d = {}
d[calls('k')] = calls('v')
calls(d)[calls('k')] += calls('w')
print(d)
# %%
l = [[0] * 2] * 2
l[0][0] += 1
print(l)
x = [1]
y = x
x += [2]
print(y)
x = x + [3]
print(y, x)
t = ([],)
try:
    t[0] += [1]
except TypeError:
    print(t)
# %%
print((lambda *a, k=2, **kw: (a, k, kw))(1, 2, k=3, z=4), (lambda: (yield_ := 1))())
# %%
def f(x):
    return g(x) + 1
def g(x):
    return x * 2
print(f(3))
# %%
a: int = 5
b: 'str'
print(a)
b
# %%
x = 10
def f():
    x = 20
    class C:
        y = x
        def g(self):
            return x
    return C.y, C().g()
print(f())
# %%
def f():
    try:
        return [n for n in range(3) if n != k]
    except NameError as e:
        return 'name error'
print(f())
# %%
def counter():
    counter.n += 1
    return counter.n
counter.n = 0
_ = counter()
print(counter(), counter.n)
# %%
while True:
    x = 5
    break
else:
    print('no')
print(x)
# %%
i = 0
while i < 3:
    i += 1
    if i == 2:
        continue
    print(i)
else:
    print('done')
# %%
def a():
    def b():
        def c():
            nonlocal n
            n = 'c'
        c()
    n = 'a'
    b()
    return n
print(a())
# %%
g = (x * y for x in range(2) for y in range(2) if x or y)
print(list(g), [[a for a in range(b)] for b in range(3)], [a for b in [[1], [2, 3]] for a in b])
# %%
def f(x, y=None, *rest, z=0, **more):
    if y is None:
        y = x
    return x, y, rest, z, more
print(f(1), f(1, 2, 3, z=4, w=5))
# %%
# Arguments without a name are evaluated first, wherever they stand; a name given twice is an error.
def t(x):
    print(x, end=' ')
    return x
def f(*a, **k): return a, k
print(f(b=t(1), *t([2]), c=t(3)))
print(f(t(1), *t([2]), b=t(3), **t({'d': 4}), e=t(5)))
for call in (lambda: f(a=1, **{'a': 2}), lambda: f(**{'a': 1}, **{'a': 2}), lambda: {}.update(a=1, **{'a': 2})):
    try:
        call()
    except TypeError:
        print('twice')
# %%
# The variable of a function that has no value cannot be deleted.
def f():
    def g():
        nonlocal x
        del x
    for what in (lambda: x, g):
        try:
            what()
        except Exception as e:
            print(type(e).__name__)
    try:
        del x
    except Exception as e:
        print(type(e).__name__)
    x = 1
f()
try:
    del x
except Exception as e:
    print(type(e).__name__)
# %%
def t(x): print('t', x); return x
def f(*a, **k): return a, k
def gen(): print('gen'); yield 1
print(f(*gen(), k=t(1)), f(t(0), *gen(), k=t(2)), f(*gen(), *gen(), k=t(3)), f(k=t(4), *gen()))
try: f(*5, k=t(6))
except TypeError: print('TypeError')
try: f(1, *5, k=t(7))
except TypeError: print('TypeError')
import re
try: re.sub('a', 5, 'b')
except TypeError: print('TypeError')
# %%
# What a function made is freed at its end, although a function in it knows itself.
def g(n):
    try: yield n
    finally: print('end', n)
def f():
    a = g('a'); x = next(a)
    def again(n): return again(n - 1) if n else 'returning'
    print(again(3))
f()
def h():
    b = g('b'); x = next(b)
    def again(n): return again(n - 1) if n else 0
    yield again(2)
print(list(h()))
