from collections import Counter
from email.header import decode_header
import re
subjects = ['Re: [list] Hello', 'FW: Hi', '=?utf-8?b?UmU6IMOp?=', 'Re: Re: x']
print(Counter(re.sub(r'^((re|fwd?|aw):\s*)+', '', s, flags=re.I) for s in subjects).most_common())
print(sorted(subjects, key=lambda s: (len(s), s.lower())), max(map(len, subjects)))
# %%
from datetime import datetime, date, timedelta
days = [date(2024, 1, 1) + timedelta(n * 10) for n in range(8)]
by = {}
for d in days: by.setdefault(d.strftime('%Y-%m'), []).append(d.day)
for month, found in sorted(by.items()): print(f'{month} {len(found):3d} {"#" * len(found):<5}|', found)
print(f'{datetime(2024, 5, 6, 7, 8):%A, %d %B %Y %H:%M}', (date(2024, 3, 1) - timedelta(1)).isoformat(), date.today() >= date(2020, 1, 1))
# %%
import json
data = {'uid': 5, 'flags': ('\\Seen',), 'nested': [{'a': None}]}
print(json.dumps(data, indent=2, sort_keys=True)); print(json.loads('{"a": [1, 2.5, "x", null, true]}')['a'][::-1])
try: json.loads('{bad')
except json.JSONDecodeError as e: print('bad json', e.pos, e.lineno)
except ValueError as e: print('value', e)
# %%
def human(n):
    for unit in ('B', 'KB', 'MB', 'GB'):
        if n < 1024: return f'{n:.1f} {unit}' if unit != 'B' else f'{n} B'
        n /= 1024
    return f'{n:.1f} TB'
print([human(x) for x in (0, 1023, 1024, 10**6, 5 * 10**9, 10**13)])
# %%
import sys
def progress(done, total, width=20):
    filled = int(width * done / total)
    return f'[{"=" * filled}{" " * (width - filled)}] {done / total:>4.0%}'
for i in range(0, 11, 5): print(progress(i, 10), end='\n' if i == 10 else '; ')
# %%
import itertools
def chunks(seq, n):
    it = iter(seq)
    while batch := list(itertools.islice(it, n)): yield batch
print(list(chunks(range(7), 3)), [list(g) for k, g in itertools.groupby('aabccc')], list(itertools.batched('abcde', 2)) if hasattr(itertools, 'batched') and False else '')
# %%
def retry(times, exceptions=(Exception,)):
    def decorate(f):
        def wrapper(*args, **kwargs):
            for attempt in range(1, times + 1):
                try: return f(*args, **kwargs)
                except exceptions as e:
                    print(f'attempt {attempt} failed: {e!r}')
                    if attempt == times: raise
        return wrapper
    return decorate
calls = []
@retry(3, (ValueError, KeyError))
def flaky():
    calls.append(1)
    if len(calls) < 3: raise ValueError('not yet')
    return 'done'
print(flaky(), len(calls))
# %%
from functools import partial, reduce
from operator import itemgetter
rows = [{'n': 3, 's': 'c'}, {'n': 1, 's': 'a'}, {'n': 2, 's': 'b'}]
print(sorted(rows, key=itemgetter('n'))[0], [r['s'] for r in sorted(rows, key=itemgetter('s'), reverse=True)], reduce(lambda a, r: a + r['n'], rows, 0), list(map(partial(pow, 2), [1, 2, 3])))
lookup = {r['n']: r for r in rows}; print(lookup.get(9, {}).get('s', 'none'), {**rows[0], 'x': 1}, dict(sorted(lookup.items())).keys())
# %%
text = '''From: a@b.c
Subject: one
 two
X-Spam: yes

body
'''
headers, _, body = text.partition('\n\n')
fields = {}
for line in headers.splitlines():
    if line[0] in ' \t': fields[name] += ' ' + line.strip()
    else:
        name, value = line.split(':', 1)
        fields[name.lower()] = value.strip(); name = name.lower()
print(fields, repr(body), 'spam' if fields.get('x-spam', '').lower() in ('yes', 'true') else 'ham')
# %%
import base64, binascii, quopri
print(base64.b64encode('é€'.encode()).decode(), base64.b64decode('w6k=').decode(), binascii.hexlify(b'\xff\x01'), quopri.decodestring('=C3=A9=20x').decode(), base64.urlsafe_b64encode(b'\xfb\xff'), bytes.fromhex('00ff').hex(' '))
# %%
print('%s has %d messages (%.1f%%)' % ('INBOX', 5, 12.345), '%-10s|%5s|%05d|%x|%r' % ('a', 'b', 42, 255, 'q'), '%(a)s-%(b)03d' % {'a': 1, 'b': 2}, '{:>10}|{:^10}|{:<10}|{:+}|{:,}|{:.3e}'.format('r', 'c', 'l', 5, 1234567, 12345.678), '{0[1]}{1.real}'.format('ab', 3), f"{'nested ' + f'{1 + 1}'}", f'{10:>{5 + 3}}', f'{3.14159:8.2f}|{True!s:>6}|{None!r}')
# %%
try:
    int('x')
except (ValueError, TypeError) as error:
    print(type(error).__name__, error)
else: print('no')
finally: print('always')
def f():
    try: return 'try'
    finally: print('finally')
print(f())
def g():
    for i in range(3):
        try:
            if i == 1: continue
            if i == 2: break
            print('i', i)
        finally: print('f', i)
g()
# %%
a = [3, 1, 2]; b = a[:]; b.sort(); print(a, b, a is b, a == sorted(a, reverse=True), [x for x in zip(a, b)], list(enumerate(b, start=1)), any(x > 2 for x in a), sum(a) / len(a))
m = [[1, 2], [3, 4]]; print([list(r) for r in zip(*m)], [x for row in m for x in row], {(i, j): m[i][j] for i in range(2) for j in range(2)}, [[0] * 2 for _ in range(2)])
s = 'hello world'; print(s[::-1], s.title(), s.split()[0], s.replace('o', '0', 1), s.find('wor'), s[-5:], ' '.join(reversed(s.split())), s.count('l'), s.startswith(('he', 'x')), s.encode().hex()[:6], sorted(set(s))[:3])
x, y = 1, 2; x, y = y, x; print(x, y, x if x > y else y, not x, x and y, None or 'd', 1 < x <= 2, x == 2 != y, [] or {} or 'empty')
# %%
from datetime import datetime, timezone, timedelta
from email.utils import parsedate_to_datetime, format_datetime, formatdate, parseaddr, getaddresses, formataddr, make_msgid, localtime
d = parsedate_to_datetime('Tue, 5 Mar 2024 10:00:00 +0100')
print(d, d.astimezone(timezone.utc), d.utcoffset(), d.tzinfo, format_datetime(d), d.timestamp(), d > datetime(2024, 3, 5, tzinfo=timezone.utc), parseaddr('"Doe, J" <j@x.y>'), formataddr(('É', 'e@x.y')), [a for n, a in getaddresses(['A <a@b>, c@d', 'e@f'])])
print((datetime(2024, 3, 5) - datetime(2024, 2, 5)).days, datetime(2024, 1, 31, 23, 59) + timedelta(minutes=1), datetime.strptime('2024-03-05T10:00', '%Y-%m-%dT%H:%M'), d.replace(tzinfo=None).isoformat(sep=' ', timespec='minutes'), timedelta(hours=25, minutes=1), str(timedelta(seconds=0.5)), repr(timedelta(1, 2)), datetime.min.year, datetime.fromisoformat('2024-03-05T10:00:00+02:00'))
# %%
import random, statistics, math, string, time
random.seed(1); x = random.random(); print(0 <= x < 1, len(random.sample(range(10), 3)), random.choice('a'), statistics.mean([1, 2, 3.5]), statistics.stdev([1, 2, 3]), math.floor(2.7), math.prod([1, 2, 3]), math.gcd(12, 18), string.ascii_lowercase[:3], round(math.pi, 4), math.log(math.e), math.hypot(3, 4), time.strftime('%Y', time.gmtime(86400 * 366)), math.comb(5, 2), math.trunc(-2.5), math.isnan(float('nan')))
# %%
class Meta:
    def __init__(self, **kw): self.__dict__.update(kw)
    def __getattr__(self, name): return f'no {name}'
    def __eq__(self, other): return vars(self) == vars(other)
m = Meta(a=1, b=2); print(m.a, m.zzz, vars(m), m == Meta(a=1, b=2), hasattr(m, 'a'), getattr(m, 'b'), [k for k in dir(m) if not k.startswith('_')][:2])
del m.a; print(m.a); m.__dict__['q'] = 5; print(m.q)
# %%
import os, sys, json
config = {'host': 'imap.example.org', 'port': 993}
with open('config.json', 'w') as f: json.dump(config, f)
with open('config.json') as f: print(json.load(f) == config)
print(os.path.exists('config.json'), os.environ.get('HOME') is not None, [n for n in os.listdir('.') if n.endswith('.json')])
for i, line in enumerate(open('config.json')): print(i, len(line))
with open('out.bin', 'wb') as f: x = f.write(b'\x00\x01')
print(open('out.bin', 'rb').read(), os.path.getsize('out.bin')); os.remove('out.bin')
# %%
def outer():
    x = 'outer'
    def inner():
        nonlocal x
        x = 'inner'
        return lambda: x
    f = inner()
    return x, f()
print(outer(), [f(2) for f in [lambda v, n=n: v ** n for n in range(3)]], (lambda *args, **kw: (args, kw))(*[1], **{'k': 2}))
def kw(a, /, b, *, c=3, **rest): return a, b, c, rest
print(kw(1, b=2, d=4), kw(1, 2, c=5))
try: kw(1)
except TypeError as e: print('TypeError')
global_counter = 0
def bump():
    global global_counter
    global_counter += 1
bump(); bump(); print(global_counter, bump.__name__, callable(bump), outer.__doc__)
# %%
class Folder:
    registry = {}
    def __init__(self, name, parent=None):
        self.name, self.parent, self.children = name, parent, []
        if parent: parent.children.append(self)
        Folder.registry[self.path] = self
    @property
    def path(self): return f'{self.parent.path}/{self.name}' if self.parent else self.name
    def walk(self, depth=0):
        yield depth, self
        for child in sorted(self.children, key=lambda f: f.name): yield from child.walk(depth + 1)
    def __repr__(self): return f'<Folder {self.path}>'
root = Folder('INBOX'); work = Folder('Work', root); x = Folder('2024', work); x = Folder('Arch', root)
for depth, f in root.walk(): print('  ' * depth + f.name)
print(Folder.registry['INBOX/Work/2024'], [f for f in Folder.registry.values() if not f.children])
