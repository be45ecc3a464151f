print(1 + 2 * 3, 7 // 2, -7 // 2, 7 % 3, -7 % 3, 7 % -3, 2 ** 10, 7 / 2)
print(1 < 2 < 3, 1 < 3 < 2, not True, True and 0, None or 'x')
print(0xff, 0o17, 0b101, 1_000_000, 1e3, .5, 1e16, 1e-5, 123456789.123)
# %%
x = 5
x += 2; x -= 1; x *= 3; x //= 2; x **= 2; x %= 7
print(x)
a, b = 1, 2
a, b = b, a
(c, d), e = (3, 4), 5
f, *g = [6, 7, 8]
*h, i = 'xyz'
print(a, b, c, d, e, f, g, h, i)
# %%
a, b = [1, 2, 3]
# %%
a, b, *c = [1]
# %%
print('a' 'b', "it's", 'say "hi"', '\x41\u00e9\U0001F600\t|', r'\n', u'u', b'bytes\x00\xff', rb'\d')
print('''multi
line''')
print(repr('\n\t\\\'"'), repr("it's"), repr(b'\x00a\''), repr('é\x7f\xa0\u200b'))
# %%
print([1, 'a', None, True, 1.5], (1,), (), [], {}, {'a': 1}, {1, }, set())
print({'k': [1, (2, 3)], 2: {'x': None}})
print(str([b'x', 'y', 2.0, range(3), range(1, 10, 2)]))
# %%
xs = list(range(10))
print(xs[2:5], xs[:3], xs[7:], xs[-3:], xs[::2], xs[::-1], xs[8:2:-2], xs[100:], xs[-1], xs[0])
print('hello'[1:3], 'hello'[::-1], b'hello'[1], b'hello'[1:3], (1, 2, 3)[1:], 'héllo'[1], 'héllo'[1:3])
xs[2:4] = ['a', 'b', 'c']
print(xs)
del xs[0], xs[-1]
print(xs)
del xs[1:3]
print(xs)
xs[::2] = [0] * len(xs[::2])
print(xs)
# %%
[1, 2][5]
# %%
{'a': 1}['b']
# %%
'abc'['x']
# %%
print(undefined_name)
# %%
None + 1
# %%
'a' + 1
# %%
1 / 0
# %%
1 // 0
# %%
5 % 0
# %%
int('x')
# %%
[].pop()
# %%
raise ValueError('bad', 2)
# %%
len(5)
# %%
for x in 5: pass
# %%
(lambda x: x)()
# %%
def f(a, b=2, *args, c, d=4, **kw):
    return (a, b, args, c, d, kw)
print(f(1, c=3), f(1, 2, 3, 4, c=5, e=6), f(*[1, 2], **{'c': 3}))
def outer():
    n = 0
    def inner():
        nonlocal n
        n += 1
        return n
    return inner
i = outer()
print(i(), i(), i())
g = 1
def setg():
    global g
    g = 2
setg(); print(g)
def rec(n): return 1 if n < 2 else n * rec(n - 1)
print(rec(20))
def nothing(): pass
print(nothing())
def defaults(x=[]):
    x.append(1)
    return x
print(defaults(), defaults())
# %%
def f():
    print(y)
    y = 1
f()
# %%
def f(): return f()
f()
# %%
def f(a): pass
f(1, 2)
# %%
def f(a): pass
f(b=1)
# %%
def f(a): pass
f(1, a=1)
# %%
if 0: print('no')
elif []: print('no')
else: print('yes')
n = 0
while True:
    n += 1
    if n == 3: continue
    if n > 5: break
else:
    print('never')
print(n)
while n > 0: n -= 1
else: print('done')
for i in range(3):
    for j in range(3):
        if j == 1: break
        print(i, j)
else: print('end')
for k, v in {'a': 1, 'b': 2}.items(): print(k, v)
for i, (a, b) in enumerate([(1, 2), (3, 4)], 1): print(i, a, b)
# %%
print([x * 2 for x in range(5) if x % 2], {x: x * x for x in range(3)}, sorted({x % 3 for x in range(9)}))
print([(x, y) for x in range(3) for y in range(x)], sum(x for x in range(10)), list(x for x in 'ab'))
print([[j for j in range(i)] for i in range(3)], any(x > 3 for x in range(5)), all([]))
x = 'kept'
y = [x for x in range(3)]
print(x)
if (n := 10) > 5: print(n)
# %%
print(1 if True else 2, (lambda a, b=2: a + b)(1), [f() for f in [lambda: 1, lambda: 2]])
print(1 in [1, 2], 'b' in 'abc', 3 not in (1, 2), 'k' in {'k': 1}, b'a' in b'abc', 5 in range(10), 1 is None, None is None)
print([1, 2] == [1, 2], (1, 2) < (1, 3), 'a' < 'b', [1] != [2], {1: 2} == {1: 2}, 1 == 1.0, True == 1, '1' == 1, b'a' == 'a')
# %%
try:
    1 / 0
except ZeroDivisionError as e:
    print('caught', e, type(e).__name__, e.args)
else:
    print('no')
finally:
    print('finally')
try:
    {}['x']
except (IndexError, KeyError) as e:
    print(repr(e), str(e))
try:
    try:
        raise ValueError('a')
    except ValueError:
        raise
except Exception as e:
    print('outer', e)
def f():
    try:
        return 1
    finally:
        print('cleanup')
print(f())
class Mine(ValueError): pass
try:
    raise Mine('x', 1)
except ValueError as e:
    print(type(e).__name__, e.args, isinstance(e, Mine), isinstance(e, ValueError))
try:
    int('z')
except ValueError as e:
    print(e)
# %%
try:
    raise KeyError('k')
except ValueError: pass
# %%
assert 1 == 1
assert 1 == 2, 'message'
# %%
class A:
    kind = 'a'
    def __init__(self, n): self.n = n
    def double(self): return self.n * 2
    def __str__(self): return 'A(%d)' % self.n
    def __repr__(self): return 'A!'
    def __eq__(self, other): return self.n == other.n
    def __len__(self): return self.n
    def __call__(self, x): return x + self.n
    def __getitem__(self, i): return i * 10
    def __contains__(self, i): return i == self.n
    def __add__(self, o): return A(self.n + o.n)
class B(A):
    kind = 'b'
    def double(self): return self.n * 4
a, b = A(1), B(2)
print(a, [a], b.double(), a.kind, b.kind, a == A(1), len(b), a(5), a[3], 2 in b, str(a + b), isinstance(b, A), isinstance(a, B))
a.n = 7; a.extra = 'x'
print(a.n, a.extra, hasattr(a, 'nope'), getattr(a, 'nope', 'default'), bool(A(0)))
# %%
class A: pass
A().nope
# %%
del undefined
# %%
x = 1
del x
x
# %%
import sys
sys.exit(3)
# %%
x = [1, 2, 3]
y = x
y.append(4)
z = x[:]
z.append(5)
print(x, y is x, z is x, x)
d = {}
d['list'] = x
d['list'].append(9)
print(d, x)
# %%
a = b = []
a.append(1)
print(b)
s = 'abc'
t = s
s += 'd'
print(s, t)
l = [1]; m = l
l += [2]
print(m)
# %%
print(2 ** 70, 10 ** 25, -(2 ** 64), 2 ** -1, 1 << 40, 5 & 3, 5 | 3, 5 ^ 3, ~5, -8 >> 1)
print(round(2.5), round(3.5), round(2.675, 2), round(1234, -2), abs(-3), divmod(-7, 2), pow(2, 5), max(1, 5, 3), min([4, 2]))
print(int('42'), int(3.9), int(-3.9), int('ff', 16), int('  7 '), float('1.5'), float(2), str(1.0), bool(''), bool('0'), int(True))
print(0.1 + 0.2, 1 / 3, 1e100, 1.0, 100000000000000000.0, float('inf'), -0.0)
# %%
print(hex(255), oct(8), bin(5), chr(97), ord('a'), ascii('é'), repr('é'))
print(sorted([3, 1, 2]), sorted('bca', reverse=True), sorted([(1, 'b'), (1, 'a')], key=lambda t: t[1]), sorted({'b': 1, 'a': 2}))
print(list(reversed([1, 2, 3])), list(zip('ab', [1, 2, 3])), list(map(str, [1, 2])), list(filter(None, [0, 1, '', 'a'])))
print(list(enumerate('ab')), sum([1, 2, 3]), sum([[1], [2]], []), list(range(5, 0, -2)), len(range(0, 10, 3)))
print(tuple('ab'), list({'a': 1}), dict([('a', 1), ('b', 2)]), dict(a=1, b=2), set([1, 1, 2]) == {1, 2}, list('héy'))
it = iter([1, 2]); print(next(it), next(it), next(it, 'end'))
# %%
next(iter([]))
# %%
sorted([1, 'a'])
# %%
print(isinstance(1, int), isinstance(True, int), isinstance('a', (int, str)), isinstance([], list), isinstance(None, type(None)), type(1).__name__, type('').__name__, type([]) == list)
print(callable(len), callable(1), hasattr('a', 'upper'), id(None) == id(None))
# %%
print({1, 2, 3} & {2, 3, 4}, {1, 2} | {3}, {1, 2} - {2}, {1, 2} ^ {2, 3}, {1} <= {1, 2}, {1, 2} == {2, 1})
s = {1}; s.add(2); s.discard(5); s.update([3, 4]); s.remove(1); print(sorted(s), s.union({9}) >= {9})
# %%
x = 3; y = 'a'
print(x, y, sep='-', end='!\n')
print(*[1, 2, 3])
print()
print('a', None, 1.0, [None], ('x',), {'a': 'b'}, True, b'z')
