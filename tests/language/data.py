l = [3, 1, 2]
l.append(4); l.extend([5, 6]); l.insert(0, 0); l.remove(1)
print(l, l.pop(), l.pop(0), l, l.index(3), l.count(2))
l.sort(); print(l); l.sort(reverse=True); print(l); l.reverse(); print(l)
l.sort(key=lambda x: -x); print(l, l.copy(), l + [1], l * 2); l.clear(); print(l)
# %%
[1].remove(2)
# %%
[1].index(2)
# %%
d = {'a': 1, 'b': 2}
print(d['a'], d.get('z'), d.get('z', 0), 'a' in d, len(d), list(d.keys()), list(d.values()), list(d.items()))
d['c'] = 3; d.update({'d': 4}, e=5); print(d, d.pop('a'), d.pop('zz', None), d.setdefault('x', []), d.setdefault('b', 9))
del d['c']; print(d, d.copy() == d, dict(d, y=1), {**d, 'z': 0}, d | {'q': 1})
for k in sorted(d): print(k, end=' ')
print(); print(d.popitem(), {1: 'a', 1.0: 'b', True: 'c'}, {(1, 2): 3}[1, 2])
# %%
{}.pop('x')
# %%
{[1]: 2}
# %%
del {}['x']
# %%
from datetime import date, datetime, timedelta, timezone
d = date(2024, 2, 29)
print(d, repr(d), d.year, d.month, d.day, d.weekday(), d.isoformat(), d + timedelta(days=1), d - date(2024, 1, 1), d < date(2025, 1, 1), d.strftime('%d-%b-%Y'), d.replace(day=1))
t = datetime(2024, 1, 2, 3, 4, 5)
print(t, repr(t), t.date(), t.hour, t + timedelta(hours=22), t.isoformat(), t.strftime('%Y-%m-%d %H:%M'), t - datetime(2024, 1, 1), f'{t:%H:%M}')
u = datetime(2024, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
print(u, repr(u), u.isoformat(), u.timestamp(), datetime(2024, 1, 1, 0, 0, 0, 5))
print(timedelta(days=1, hours=2), repr(timedelta(minutes=5)), timedelta(seconds=90).total_seconds(), timedelta(days=-1), timedelta(hours=1) * 3, str(timedelta(0)))
print(date.fromisoformat('2024-03-01'), datetime.fromisoformat('2024-03-01T10:00:00'), datetime.fromisoformat('2024-03-01 10:00:00+02:00'))
# %%
from datetime import date
date(2023, 2, 29)
# %%
import datetime
print(datetime.date(2024, 1, 1), datetime.timedelta(days=7))
# %%
import json
print(json.dumps({'a': [1, None, True, 'x']}), json.loads('{"a": [1, 2.5, null, "é"]}'), json.dumps('é'), json.dumps([1], indent=2))
# %%
json
# %%
import nosuchmodule
# %%
from json import nosuchname
# %%
x = {'a': {'b': [1, 2, {'c': 'deep'}]}}
print(x['a']['b'][2]['c'], x['a']['b'][-1], len(x['a']['b']))
x['a']['b'][0] += 10
x['a']['new'] = (1, 2)
print(x)
# %%
matrix = [[1, 2], [3, 4]]
print([row[0] for row in matrix], [sum(r) for r in matrix], list(zip(*matrix)), [x for r in matrix for x in r])
words = 'the cat the dog'.split()
counts = {}
for w in words: counts[w] = counts.get(w, 0) + 1
print(counts, sorted(counts.items(), key=lambda kv: (-kv[1], kv[0])), max(counts, key=counts.get))
# %%
t = (1, 2, 3)
print(t[0], t[1:], t + (4,), t * 2, t.index(2), t.count(1), len(t), 2 in t, sorted(t, reverse=True), tuple(x * 2 for x in t))
t[0] = 5
# %%
def gen_squares(n): return (i * i for i in range(n))
g = gen_squares(4)
print(next(g), list(g), list(g))
print(sum(x * y for x, y in zip([1, 2], [3, 4])), max((len(w), w) for w in ['a', 'bbb', 'cc']), min('b', 'a', key=lambda c: -ord(c)))
# %%
try:
    {'a': 1}[2]
except KeyError as e:
    print(repr(e), str(e), e.args)
try:
    {1}.remove(5)
except KeyError as e:
    print(e.args[0] + 1)
# %%
with open('/nonexistent/file') as f: pass
# %%
class Manager:
    def __enter__(self):
        print('in')
        return 'value'
    def __exit__(self, kind, value, trace):
        print('out', kind.__name__ if kind else None, value)
        return True
with Manager() as m:
    print(m)
    raise ValueError('swallowed')
with Manager(): pass
print('after')
# %%
def f(*, a): return a
f(1)
# %%
def apply(f, *args, **kw): return f(*args, **kw)
print(apply(max, 1, 5, 3), apply(sorted, [2, 1], reverse=True), apply(lambda *a, **k: (a, k), 1, b=2))
fs = [lambda i=i: i for i in range(3)]
print([f() for f in fs], [f() for f in [lambda: i for i in range(3)]])
# %%
x: int = 5
y: str
print(x)
class P:
    count: int = 0
print(P.count, P().count)
# %%
print(*sorted({'b': 1, 'a': 2}.items()), sep='\n')
print([1, 2, 3][-1:], 'abc'[-1:-4:-1], [*range(3), *'ab'], {**{'a': 1}}, (*[1], 2))
a = [1, 2, 3, 4]
first, *middle, last = a
print(first, middle, last)
print(not [], bool([0]), 1 and 2, 0 or [], None is None, 3 if a else 4)
# %%
i = iter('abc')
for x in i:
    print(x, next(i, None))
print(list(iter([1, 2, 3].pop, 1)))
