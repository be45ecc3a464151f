xs = [3, 1, 2]
xs.append(4); xs.extend([5, 6]); xs.insert(0, 0); xs.insert(-1, 9); xs.insert(100, 7)
print(xs, xs.pop(), xs.pop(0), xs.pop(-2), xs, xs.index(2), xs.count(1))
xs.remove(1); xs.reverse(); print(xs); xs.sort(); print(xs, xs.copy() == xs); xs.clear(); print(xs)
# %%
print([1, 2, 3, 1].index(1, 1), [1, 2, 3].index(3, -1))
[1, 2].index(5)
# %%
[1].remove(2)
# %%
[1, 2].pop(5)
# %%
xs = ['b', 'A', 'c']
xs.sort(); print(xs); xs.sort(key=str.lower); print(xs); xs.sort(key=str.lower, reverse=True); print(xs)
# %%
[1, 'a'].sort()
# %%
print(sorted([3, 1, 2], reverse=True), sorted('hello'), sorted({'b': 1, 'a': 2}), sorted([(1, 'b'), (1, 'a'), (0, 'z')]), sorted([], key=len))
# %%
data = [('a', 2), ('b', 1), ('c', 2)]
print(sorted(data, key=lambda p: p[1]), sorted(data, key=lambda p: (-p[1], p[0])), sorted(data, key=lambda p: p[1], reverse=True))
# %%
xs = [1, 2, 3, 4, 5]
xs[1:3] = ['x']; print(xs); xs[::2] = [0, 0]; print(xs); del xs[1:]; print(xs); xs += (7, 8); print(xs); xs *= 2; print(xs)
# %%
a = b = [1]
a.append(2); print(b, a is b, a == [1, 2], [1, 2] < [1, 3], [1] + [2], [0] * 3, 2 in [1, 2], [] == ())
# %%
xs = [[0] * 2 for _ in range(2)]
xs[0][1] = 5
print(xs, [[1, 2], [3, 4]][1][0], [y for x in [[1, 2], [3]] for y in x], list(zip(*[[1, 2], [3, 4]])))
# %%
t = (1, 2, 3, 2)
print(t.count(2), t.index(3), t[1:], t + (4,), t * 2, len(t), (1,) < (1, 0), (), tuple('ab'), tuple([1, 2]), hash((1, 2)) == hash((1, 2)))
# %%
(1, 2)[0] = 5
# %%
(1, 2, 3).index(9)
# %%
a, *b, c = range(5)
(x, y), z = (1, 2), 3
print(a, b, c, x, y, z)
# %%
d = {'a': 1, 'b': 2}
print(d.get('a'), d.get('z'), d.get('z', 0), d.pop('a'), d.pop('q', None), d.setdefault('c', 3), d.setdefault('b', 9), d)
d.update({'b': 5}, e=6); d.update([('f', 7)]); print(d, len(d), 'b' in d, list(d))
# %%
{'a': 1}.pop('b')
# %%
{}.popitem()
# %%
d = {'a': 1, 'b': 2}
print(d.popitem(), d, d.copy(), dict.fromkeys('ab'), dict.fromkeys(['x'], 0), dict(a=1), dict([('k', 'v')]), dict({'a': 1}, b=2), {**{'a': 1}, 'b': 2})
# %%
d = {'a': 1, 'b': 2, 'c': 3}
k, v, i = d.keys(), d.values(), d.items()
print(k, v, i)
d['d'] = 4
print(len(k), list(v), ('d', 4) in i, 'd' in k, 4 in v, sorted(k & {'a', 'd', 'z'}), sorted(k | {'z'}), sorted(k - {'a'}), sorted(k ^ {'a', 'z'}), k == {'a', 'b', 'c', 'd'}, k.isdisjoint({'q'}))
# %%
d = {'a': 1, 'b': 2}
print({'a': 1} == {'a': 1.0}, d | {'b': 3}, {v: k for k, v in d.items()}, list(reversed(d)), max(d, key=d.get), sum(d.values()), sorted(d.items(), key=lambda kv: -kv[1]))
d |= {'c': 3}; print(d); del d['a']; print(d)
# %%
d = {1: 'int', '1': 'str', (1, 2): 'tuple', None: 'none', True: 'bool', 1.5: 'f', frozenset([1]): 'fs'}
print(d[1], d['1'], d[(1, 2)], d[None], d[1.0], d[1.5], d[frozenset([1])], len(d))
# %%
{[1]: 2}
# %%
{{}: 1}
# %%
{set(): 1}
# %%
dict([1, 2])
# %%
dict([(1, 2, 3)])
# %%
s = {3, 1, 2}
s.add(4); s.add(1); s.discard(9); s.discard(3); s.update([7, 8], {9}); s.remove(9)
print(sorted(s), len(s), 4 in s, sorted(s | {100}), sorted(s & {1, 2, 100}), sorted(s - {1}), sorted(s ^ {1, 55}), {1} <= s, s >= {1, 2}, {1} < {1}, s.issuperset({1}), {1}.issubset(s), s.isdisjoint({0}))
# %%
{1}.remove(2)
# %%
set().pop()
# %%
s = {1, 2}; s |= {3}; s -= {1}; s &= {2, 3, 4}; s ^= {3, 5}
print(sorted(s), sorted({1}.union([2], (3,))), sorted({1, 2, 3}.intersection([2, 3], [3])), sorted({1, 2}.difference([2])), sorted({1, 2}.symmetric_difference([2, 3])))
t = {1, 2, 3}; t.intersection_update([1, 2]); t.difference_update([1]); t.symmetric_difference_update([9]); print(sorted(t), set('aab') == {'a', 'b'}, set(), {1} == frozenset([1]))
# %%
f = frozenset([1, 2])
print(f, frozenset(), sorted(f | {3}), type(f | {3}).__name__, type({3} | f).__name__, f == {1, 2}, hash(f) == hash(frozenset([2, 1])), isinstance(f, frozenset), isinstance(f, set), f.union([5]) > f)
# %%
frozenset([1]).add(2)
# %%
print(range(5), list(range(2, 10, 3)), list(range(5, 0, -2)), len(range(0, 100, 7)), 14 in range(0, 100, 7), range(10)[2:5], range(10)[-1], range(3) == range(0, 3), range(0), list(range(3, 3)), range(10).index(4), range(10).count(4), range(1, 10, 2).start)
# %%
range(1, 2, 0)
# %%
range(3)[5]
# %%
print(list(enumerate('ab')), list(enumerate('ab', 1)), list(enumerate(['x'], start=5)), list(zip('ab', [1, 2, 3])), list(zip()), dict(zip('ab', range(2))), list(zip([1], [2], [3])))
# %%
list(zip([1, 2], [1], strict=True))
# %%
list(zip([1], [1, 2], strict=True))
# %%
print(list(map(lambda x, y: x + y, [1, 2], [3, 4])), list(filter(None, [0, 1, '', 'a'])), list(filter(lambda x: x > 1, [1, 2, 3])), any([]), all([]), any(x > 2 for x in [1, 3]), all([1, 0]))
# %%
print(min(3, 1, 2), max([1, 5, 2]), min('b', 'a'), max('abc', key=ord), min([], default='none'), max([(1, 'a'), (1, 'b')]), min({'a': 2, 'b': 1}, key={'a': 2, 'b': 1}.get), sum([1, 2], 10), sum([[1], [2]], []), sum((0.1, 0.2)))
# %%
max([])
# %%
min(1, 'a')
# %%
sum(['a', 'b'])
# %%
it = iter([1, 2])
print(next(it), next(it), next(it, 'end'), list(it), list(iter(lambda: 1, 1)), list(reversed([1, 2, 3])), list(reversed('ab')), list(reversed(range(3))))
next(it)
# %%
reversed({1, 2})
# %%
print([x for x in range(5) if x % 2], {x: x * x for x in range(3)}, {x % 2 for x in range(5)} == {0, 1}, list(x + y for x in 'ab' for y in 'cd'), [(x, y) for x in range(2) for y in range(x)])
# %%
print(slice(1, 5, 2), slice(3), [1, 2, 3, 4][slice(1, 3)], slice(1, 2).start, slice(None, 5).stop)
# %%
print(bytes(3), bytes([65, 66]), bytes('é', 'utf-8'), bytes(b'x'), bytes.fromhex('41 42ff'), b'AB'.hex(), b'\x01\x02\x03'.hex(':'), b'abcd'.hex('-', 2), list(b'AB'), b'AB'[0], b'AB'[0:1])
# %%
bytes([256])
# %%
bytes('a')
# %%
bytes.fromhex('4')
# %%
b = b'Hello World'
print(b.lower(), b.upper(), b.find(b'o'), b.rfind(b'o'), b.index(b'W'), b.count(b'l'), b.split(), b.split(b'o'), b.replace(b'o', b'0'), b.startswith(b'He'), b.endswith((b'x', b'd')), b.title(), b.swapcase(), b.partition(b' '))
print(b' x '.strip(), b'xax'.strip(b'x'), b'a,b'.split(b','), b'a\r\nb\n'.splitlines(), b','.join([b'a', b'b']), b'ab'.ljust(4, b'.'), b'7'.zfill(3), b'abc'.isalpha(), b'12'.isdigit(), b'ab'.center(6), b'abc'.translate(None, b'b'), 98 in b'abc', b'bc' in b'abc', b'a' + b'b', b'ab' * 2, b'a' < b'b', b'a' == 'a')
# %%
b'a' + 'b'
# %%
b'abc'.index(b'z')
# %%
b','.join(['a'])
# %%
print(b'abc'.removeprefix(b'a'), b'abc'.removesuffix(b'c'), b'a b c'.rsplit(None, 1), b'a,b,c'.rsplit(b',', 1), b'abc'.capitalize(), b'aXbX'.rpartition(b'X'), b'abc'.replace(b'', b'-'), b'aaa'.replace(b'a', b'b', 2), b'ABC'.islower(), b'tab\there'.find(9))
# %%
# Entries that go from a big dict leave the order of the others. CPython looks for the first of
# them from the start each time, so it must not be too big.
d = {i: str(i) for i in range(20000)}
for i in range(0, 20000, 2):
    del d[i]
print(len(d), list(d)[:5], list(d)[-3:])
while len(d) > 3:
    x = d.pop(next(iter(d)))
print(d)
d['a'] = 1
del d[19997]
print(d, list(reversed(d)), d.popitem(), d)
d.clear()
print(d, len(d))
# %%
# A queue in a dict, and in an OrderedDict.
from collections import OrderedDict
d = OrderedDict((i, i) for i in range(100))
for i in range(100000):
    d[i + 100] = i
    x = d.popitem(last=False)
print(len(d), d.popitem(last=False), d.popitem())
d.move_to_end(next(iter(d)))
d.move_to_end(100050, last=False)
print(list(d)[:3], list(d)[-3:])
del d[100050]
d.move_to_end(100090, last=False)
print(list(d)[:3], list(d)[-3:], len(d))
# %%
s = set(range(100000))
for i in range(99990):
    s.remove(i)
print(sorted(s))
s.discard(99995); s.discard(5)
print(len(s), 99995 in s, 99996 in s)
s.add(99995)
print(sorted(s))
# %%
# What was taken out and put back stands at the end.
d = dict.fromkeys('abcdef')
del d['b']; d['b'] = 1
del d['f']; del d['e']
d['e'] = 2
d['a'] = 3
print(d, 'f' in d, d.get('f'), list(d.items()))
for k in list(d):
    if k != 'e':
        del d[k]
print(d)
# %%
d = {i: i for i in range(10)}
try:
    for k in d:
        del d[k]
except RuntimeError as e:
    print(type(e).__name__)
# %%
# Equality of dicts and sets with holes.
a = {i: 0 for i in range(100)}
for i in range(90):
    del a[i]
b = {i: 0 for i in range(99, 89, -1)}
print(a == b, list(a) == list(b), {**a, 1: 2} == {**b, 1: 2}, a | {5: 1})
s = set(range(100)) - set(range(90))
t = set(range(100))
for i in range(90):
    t.discard(i)
print(s == t, s <= t, s & {91}, sorted(s | {1}), sorted(t ^ {91, 5}))
# %%
# Objects that say themselves what they equal, as keys.
class P:
    def __init__(self, x, y): self.x, self.y = x, y
    def __eq__(self, other): return isinstance(other, P) and (self.x, self.y) == (other.x, other.y)
    def __hash__(self): return hash((self.x, self.y))
    def __repr__(self): return f'P({self.x}, {self.y})'
d = {P(1, 2): 'a', P(1, 3): 'b'}
print(d[P(1, 2)], d.get(P(1, 3)), d.get(P(9, 9), 'none'), P(1, 2) in d, P(2, 1) in d)
d[P(1, 2)] = 'c'
print(d, len(d), d.pop(P(1, 2)), d.setdefault(P(1, 3), 'z'), d.setdefault(P(4, 4), 'new'))
d.update({P(4, 4): 'updated'})
print(d)
del d[P(4, 4)]
print(d)
s = {P(1, 1), P(1, 1), P(2, 2)}
print(len(s), P(1, 1) in s)
s.add(P(1, 1)); s.add(P(3, 3))
print(len(s))
s.remove(P(1, 1)); s.discard(P(3, 3)); s.discard(P(7, 7))
print(s)
print({P(1, 1)} & {P(1, 1), P(2, 2)}, {P(1, 1)} | {P(1, 1)}, {P(1, 1)} - {P(1, 1)}, {P(1, 1)} == {P(1, 1)})
print({P(1, 1)} <= {P(1, 1), P(2, 2)}, {P(1, 1)}.isdisjoint([P(1, 1)]), {P(0, 0)} ^ {P(0, 0)})
print({(P(1, 1), 2): 3}[(P(1, 1), 2)], frozenset([P(1, 1)]) == frozenset([P(1, 1)]), {frozenset([P(1, 1)]): 5}[frozenset([P(1, 1)])])
print(dict.fromkeys([P(1, 1), P(1, 1)]), {P(1, 1): 1, **{P(1, 1): 2}}, list({x: 1 for x in [P(1, 1), P(1, 1)]}))
print([P(1, 1), P(2, 2)].index(P(2, 2)), [P(1, 1)].count(P(1, 1)), P(1, 1) in [P(1, 1)], P(1, 1) == P(1, 1), P(1, 1) != P(1, 2))
# %%
from collections import Counter, defaultdict
from functools import lru_cache
class N:
    def __init__(self, n): self.n = n
    def __eq__(self, other): return isinstance(other, N) and self.n == other.n
    def __hash__(self): return self.n % 3
    def __repr__(self): return 'N%d' % self.n
c = Counter([N(1), N(4), N(1), N(7)])
print(c, c[N(1)], c[N(5)], c + Counter([N(4)]))
g = defaultdict(list)
for i in range(12):
    g[N(i % 4)].append(i)
print(dict(g))
calls = []
@lru_cache(maxsize=2)
def f(n):
    calls.append(n)
    return n.n * 2
print(f(N(1)), f(N(1)), f(N(2)), f(N(3)), f(N(1)), calls)
# %%
class M:
    def __eq__(self, other): return True
for make in (lambda: {M(): 1}, lambda: {M()}, lambda: {}.get(M()), lambda: hash(M()), lambda: {(1, M()): 2}, lambda: {1}.add(M())):
    try:
        x = make()
        print('fine')
    except TypeError as e:
        print(e)
class H:
    def __hash__(self): return 'text'
try:
    {H(): 1}
except TypeError as e:
    print(type(e).__name__)
class E(H):
    def __hash__(self): return 5
    def __eq__(self, other): raise ValueError('no')
d = {E(): 1}
try:
    d[E()] = 2
except ValueError as e:
    print(e)
# %%
class I:
    pass
a, b = I(), I()
d = {a: 1, b: 2}
print(d[a], d[b], len({a, b, a}), I() in d)
# %%
# A frozenset is not changed in place; a set is.
a = frozenset([1, 2]); b = a
a |= {3}
print(sorted(a), sorted(b), type(a).__name__)
s = {1, 2, 3}; t = s
s |= {4}; s -= {1}; s &= {2, 3, 4, 5}; s ^= {2, 9}
print(sorted(t), s is t)
s -= s
print(t, len(t))
t.update([1, 2], (3,)); t.symmetric_difference_update({3, 4}); t.intersection_update([1, 4, 5]); t.difference_update({5}, [4])
print(t, t.union([7], [8]) == {1, 7, 8}, {1, 2} < {1, 2, 3}, {1} <= {1}, {1} < {1}, {1, 2} > {1}, {1, 2} >= {2, 1})
print({1, 2}.isdisjoint([3]), {1, 2}.isdisjoint(x for x in (3, 2)), {1}.issubset([1, 2]), {1, 2}.issuperset([1]))
print((frozenset([1]) | {2}).__class__.__name__, ({1} | frozenset([2])).__class__.__name__)
for bad in (lambda: {1}.isdisjoint([[]]), lambda: {1} | [2], lambda: {1} <= [1]):
    try:
        bad()
        print('fine')
    except TypeError as e:
        print('TypeError')
# %%
# A set has no places.
for f in (lambda s: s[0], lambda s: s[:1], lambda s: s[::-1]):
    for s in ({1, 2}, frozenset([1])):
        try:
            print(f(s))
        except TypeError:
            print('TypeError')
print(float(b' 1.5 '), int(b'12'))
for bad in (b'a b', b''):
    try:
        float(bad)
    except ValueError:
        print('ValueError')
# %%
class M:
    def keys(self): return ['a', 'b']
    def __getitem__(self, key): return key * 2
def f(**named): return named
d = {'x': 1}; d.update(M())
print(dict(M()), d, {**M()}, f(**M()), dict(M(), c=1))
from email.message import EmailMessage
m = EmailMessage(); m['A'] = '1'; m['B'] = '2'
print(dict(m), {**m})
