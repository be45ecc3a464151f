from collections import Counter, defaultdict
rows = [('alice@a.com', 10), ('bob@b.com', 20), ('alice@a.com', 30), ('carol@a.com', 5)]
c = Counter(s for s, _ in rows)
print(c.most_common(2), c['nobody'], sum(c.values()), c.total())
d = defaultdict(list)
for s, n in rows: d[s.split('@')[1]].append(n)
print(dict(d), {k: sum(v) / len(v) for k, v in sorted(d.items())})
c.update(['x', 'x']); c.subtract({'x': 1}); print(c, +c, c - Counter('x'), c | Counter('xx'), list(c.elements())[:3])
# %%
from itertools import groupby, chain, islice, accumulate, zip_longest, product, combinations, permutations, takewhile, dropwhile, starmap, tee, count, cycle, repeat, pairwise, compress, filterfalse
from operator import itemgetter, attrgetter, methodcaller, add, mul
rows = [('a', 1), ('b', 2), ('a', 3)]
for k, g in groupby(sorted(rows, key=itemgetter(0)), key=itemgetter(0)): print(k, [n for _, n in g])
print(list(chain.from_iterable([[1, 2], [3]])), list(islice(count(5, 2), 4)), list(accumulate([1, 2, 3], mul)), list(accumulate([1, 2], initial=10)))
print(list(zip_longest('ab', 'c', fillvalue='-')), list(product('ab', repeat=2)), list(combinations('abc', 2)), list(pairwise('abcd')), list(starmap(pow, [(2, 3)])))
a, b = tee(iter([1, 2])); print(list(a), list(b), list(takewhile(lambda x: x < 3, [1, 2, 3, 1])), list(compress('abc', [1, 0, 1])), list(filterfalse(None, [0, 1])), methodcaller('upper')('x'), attrgetter('real')(3))
# %%
from email.header import decode_header, make_header, Header
print(decode_header('=?utf-8?q?Caf=C3=A9?= x'), str(make_header(decode_header('=?utf-8?b?w6k=?= ok'))))
print(Header('Grüße', 'utf-8').encode())
s = ''.join(t.decode(c or 'ascii') if isinstance(t, bytes) else t for t, c in decode_header('=?iso-8859-1?q?=A1Hola?='))
print(s)
# %%
from datetime import datetime, timedelta, timezone, date, time
t = datetime(2024, 3, 10, 12, 30, tzinfo=timezone.utc)
print(t.astimezone(timezone(timedelta(hours=2))), t - timedelta(days=1, hours=3), (t - datetime(2024, 1, 1, tzinfo=timezone.utc)).days, t.timestamp(), t.isoformat(), t.strftime('%d-%b-%Y %H:%M:%S %z'))
print(date(2024, 2, 29) + timedelta(days=365), date(2024, 1, 31).replace(month=3), date.fromisoformat('2024-05-06').isocalendar(), (date(2024, 12, 25) - date(2024, 1, 1)) // timedelta(weeks=1), datetime.strptime('Mon, 05 Feb 2024', '%a, %d %b %Y').date(), datetime.fromtimestamp(0, timezone.utc), min(date(2024, 1, 1), date(2023, 1, 1)))
print(f'{t:%Y-%m-%d}', f'{t.date()!s:>12}', timedelta(seconds=3661), str(timedelta(days=-1, seconds=5)), timedelta(minutes=90).total_seconds(), divmod(timedelta(hours=5), timedelta(hours=2)), datetime.combine(date(2024, 1, 1), time(5)), t.weekday(), t.timetuple().tm_yday)
# %%
import csv, io
out = io.StringIO()
w = csv.writer(out)
x = w.writerow(['id', 'subject', 'size']); x = w.writerow([1, 'a "quoted", one', 2.5]); w.writerows([[2, None, 'x\ny']])
print(out.getvalue())
print(list(csv.reader(io.StringIO('a,"b,c"\r\n1,"x ""y"""\r\n'))))
d = csv.DictWriter(out2 := io.StringIO(), fieldnames=['a', 'b']); x = d.writeheader(); x = d.writerow({'a': 1, 'b': 2}); print(repr(out2.getvalue()))
for r in csv.DictReader(['n,v', 'x,1', 'y,2']): print(r['n'], r['v'])
# %%
import csv
with open('x.csv', 'w', newline='') as f:
    w = csv.writer(f, delimiter=';', quoting=csv.QUOTE_ALL)
    x = w.writerow(['a', 1])
print(open('x.csv').read())
# %%
from pathlib import Path
p = Path('mail') / 'x.eml'
p.parent.mkdir(parents=True, exist_ok=True)
x = p.write_text('hello\n'); print(p.read_text(), p.name, p.stem, p.suffix, p.exists(), p.parent, str(p))
x = p.write_bytes(b'ab'); print(p.read_bytes(), p.stat().st_size, [q.name for q in sorted(Path('mail').iterdir())], list(Path('mail').glob('*.eml')))
with p.open() as f: print(f.read())
p.unlink(); print(p.exists(), Path('a/b/../c').parts, Path('x.tar.gz').suffixes, p.with_suffix('.txt'), Path.cwd().is_absolute())
# %%
rows = [('INBOX', 12, 1.5), ('Sent Items', 3, 20.25)]
print('{:<15}|{:>6}|{:>8.2f}'.format(*rows[0]))
for name, n, size in rows: print(f'{name:<15}|{n:>6,}|{size:>8.2f}|{size / 30:>6.1%}|{name[:4]!r:^10}')
print('-' * 20, '%-10s%5d%%' % ('a', 5), '{0} {1} {0}'.format('x', 'y'), '{a[k]} {b.real}'.format(a={'k': 1}, b=2), f'{12345678:,}', f'{255:#x} {255:08b}', f'{"a":*^5}', f'{3.14159:.{2}f}')
width = max(len(r[0]) for r in rows); print(f'{"x":>{width}}|', f'{rows[0][0]=}')
# %%
import textwrap
t = 'The quick brown fox jumps over the lazy dog and runs away from everything else.'
print(textwrap.fill(t, 30)); print(textwrap.wrap(t, width=25)[:2]); print(textwrap.shorten(t, 20)); print(textwrap.indent('a\nb', '> ')); print(textwrap.dedent('''
    x
      y
'''))
# %%
from dataclasses import dataclass, field, asdict
@dataclass
class Msg:
    uid: int
    subject: str = ''
    flags: list = field(default_factory=list)
    def short(self): return self.subject[:5]
m = Msg(1, 'hello world'); print(m, m.short(), m == Msg(1, 'hello world'), asdict(m))
m.flags.append('x'); print(Msg(2).flags, m.flags)
@dataclass(order=True, frozen=True)
class P: x: int; y: int = 0
print(sorted([P(2), P(1, 5)]), hash(P(1)) == hash(P(1)))
# %%
import json
with open('o.json', 'w') as f: json.dump({'a': [1, None, True], 'é': 'ü'}, f, indent=2, ensure_ascii=False, sort_keys=True)
print(open('o.json').read()); print(json.load(open('o.json')))
print(json.dumps({'d': 1.0, (1): 2, 'n': float('inf')}), json.dumps('é'), json.dumps([1, 2], separators=(',', ':')))
class E(json.JSONEncoder):
    def default(self, o): return str(o)
print(json.dumps({'x': {1}.__class__.__name__}, cls=E), json.dumps({'x': object}, default=lambda o: 'obj'))
# %%
if (n := len('hello')) > 3: print(n)
print([y for x in range(5) if (y := x * 2) > 3], (lambda *a, k=1, **kw: (a, k, kw))(1, 2, z=3))
first, *rest = [1, 2, 3]; *init, last = 'abc'; (a, b), c = (1, 2), 3; print(first, rest, init, last, a, b, c)
print([*range(2), *'ab'], {**{'a': 1}, 'b': 2}, {*[1, 2], 3}, [[i * j for j in range(3)] for i in range(2)], {k: v for k, v in zip('ab', [1, 2])}, {1: 'a'} | {2: 'b'})
# %%
def t(x):
    try:
        if x: raise ValueError('v')
        print('ok')
    except (KeyError, ValueError) as e:
        print('caught', e, repr(e), e.args); return 'ret'
    else:
        print('else')
    finally:
        print('fin')
    return 'end'
print(t(0), t(1))
# %%
def gen():
    total = 0
    while True:
        x = yield total
        if x is None: return total
        total += x
g = gen(); x = next(g); print(g.send(5), g.send(6))
try: x = g.send(None)
except StopIteration as e: print('v', e.value)
def outer():
    r = yield from inner(); print('r', r)
def inner():
    yield 1; yield 2; return 9
print(list(outer()))
g = gen(); x = next(g); g.close(); print(next(g, 'done'))
# %%
def timed(label):
    def deco(f):
        def w(*a, **k):
            print('before', label, f.__name__); r = f(*a, **k); print('after'); return r
        return w
    return deco
@timed('x')
def hello(name='n'): print('hi', name); return 1
print(hello(name='z'))
def counter():
    n = 0
    def inc():
        nonlocal n
        n += 1
        return n
    return inc
c = counter(); x = c(); print(c())
# %%
from contextlib import contextmanager, suppress, closing, ExitStack
@contextmanager
def opened(x):
    print('enter', x)
    try: yield x * 2
    finally: print('exit')
with opened(2) as y: print(y)
with suppress(KeyError): {}['a']
print('after')
# %%
import io
b = io.BytesIO(b'abc\ndef'); print(b.readline(), b.read(), b.getvalue())
s = io.StringIO(); print('x', 1, file=s); x = s.write('y'); print(repr(s.getvalue()))
for line in io.StringIO('a\nb'): print(line.strip())
# %%
import copy
a = {'x': [1, 2]}; b = copy.deepcopy(a); c = copy.copy(a); a['x'].append(3); print(b, c)
# %%
import heapq, bisect
print(heapq.nlargest(2, [3, 1, 2]), heapq.nsmallest(1, [3, 1, 2], key=lambda x: -x)); h = []; heapq.heappush(h, 3); heapq.heappush(h, 1); print(heapq.heappop(h)); l = [1, 3]; bisect.insort(l, 2); print(l, bisect.bisect_left(l, 2))
# %%
import fnmatch, glob
print(fnmatch.fnmatch('INBOX.Sent', 'INBOX.*'), fnmatch.filter(['a.py', 'b.txt'], '*.py'), glob.glob('*.nope'))
# %%
import time
s = time.time(); t = time.perf_counter(); print(isinstance(s, float), time.strftime('%Y', time.gmtime(0)), time.monotonic() > 0); time.sleep(0)
# %%
import statistics, math
print(statistics.mean([1, 2, 3]), statistics.median([1, 5, 2]), math.ceil(1.2), math.floor(-1.2), math.sqrt(16), math.isclose(0.1 + 0.2, 0.3), math.inf, math.log2(8))
# %%
class Box:
    """A box."""
    count = 0
    def __init__(self, items): self.items = list(items); Box.count += 1
    def __len__(self): return len(self.items)
    def __iter__(self): return iter(self.items)
    def __getitem__(self, i): return self.items[i]
    def __contains__(self, x): return x in self.items
    def __repr__(self): return f'Box({self.items!r})'
    def __eq__(self, o): return isinstance(o, Box) and self.items == o.items
    def __add__(self, o): return Box(self.items + o.items)
    def __enter__(self): return self
    def __exit__(self, *a): print('exit', a[0]); return False
    @property
    def first(self): return self.items[0]
    @classmethod
    def of(cls, *a): return cls(a)
    @staticmethod
    def helper(x): return x + 1
    def __bool__(self): return bool(self.items)
    def __call__(self, x): return x
    def __hash__(self): return 1
b = Box.of(1, 2); print(b, len(b), list(b), b[0], 2 in b, b == Box([1, 2]), b + Box([3]), b.first, Box.helper(1), Box.count, bool(Box([])), b(5), Box.__doc__, Box.__name__, type(b).__name__, b.__class__ is Box, {b: 1}[b], b[-1:], sorted(b, reverse=True))
with b as x: print(x is b)
# %%
class Shape:
    def __init__(self, n): self.n = n
    def area(self): raise NotImplementedError
    def __str__(self): return f'{type(self).__name__}({self.area()})'
    def __lt__(self, o): return self.area() < o.area()
class Sq(Shape):
    def area(self): return self.n ** 2
class Ci(Shape):
    def __init__(self, n): super().__init__(n); self.k = 3
    def area(self): return self.k * self.n
print(*sorted([Sq(3), Ci(2)]), isinstance(Sq(1), Shape), issubclass(Ci, Shape), hasattr(Sq(1), 'k'), getattr(Sq(1), 'z', None), vars(Ci(1)), [s.area() for s in (Sq(1), Ci(1))])
try: Shape(1).area()
except NotImplementedError as e: print('nie', type(e).__mro__[1].__name__)
# %%
import traceback
try: {}['x']
except KeyError: print(traceback.format_exc().splitlines()[-1])
# %%
import pprint
pprint.pprint({'b': list(range(30)), 'a': {'x' * 30: 'y' * 30, 'z': ['q' * 40] * 3}})
pprint.pprint([1, 2], width=20); print(pprint.pformat({'k': (1,)}))
# %%
import html, urllib.parse
print(html.unescape('&lt;a&gt; &eacute;'), urllib.parse.quote('a b/é'), urllib.parse.unquote('a%20b'), urllib.parse.urlparse('http://h/p?q=1').netloc)
# %%
from email.message import EmailMessage
m = EmailMessage(); m['From'] = 'a@b.c'; m['To'] = 'd@e.f'; m['Subject'] = 'Grüße'; m.set_content('hello\n')
print(m['Subject'], m.get_content_type(), m.get_content()); print(m.as_string()); print(m.as_bytes()[:20])
m.add_attachment(b'abc', maintype='application', subtype='octet-stream', filename='x.bin')
print([p.get_content_type() for p in m.walk()], [p.get_filename() for p in m.iter_attachments()])
# %%
from email.mime.text import MIMEText
from email.mime.multipart import MIMEMultipart
m = MIMEMultipart(); m['Subject'] = 'hi'; m.attach(MIMEText('body', 'plain')); print(m.get_content_type(), [p.get_payload() for p in m.walk() if not p.is_multipart()])
print(MIMEText('hello').as_string())
# %%
import email.utils
print(email.utils.parsedate_tz('Mon, 20 Nov 1995 19:12:08 -0500'), email.utils.mktime_tz(email.utils.parsedate_tz('Mon, 20 Nov 1995 19:12:08 -0500')), email.utils.parsedate('Mon, 20 Nov 1995 19:12:08 -0500'), email.utils.parsedate_to_datetime('Mon, 20 Nov 1995 19:12:08 -0500'), email.utils.parseaddr('A B <a@b.c>'), email.utils.formataddr(('A B', 'a@b.c')), email.utils.getaddresses(['a@b, "X, Y" <c@d>']), email.utils.formatdate(0), email.utils.parsedate_tz('nonsense'))
# %%
import ssl
c = ssl.create_default_context(); c.check_hostname = False; c.verify_mode = ssl.CERT_NONE; print(c.check_hostname, c.verify_mode == ssl.CERT_NONE)
# %%
try:
    raise RuntimeError('outer') from ValueError('inner')
except RuntimeError as e: print(e.__cause__, type(e.__cause__).__name__)
class MyErr(Exception):
    def __init__(self, code, msg='m'): super().__init__(msg); self.code = code
try: raise MyErr(5)
except MyErr as e: print(e.code, e, e.args)
assert 1 == 1, 'no'
try: assert 1 == 2, 'why'
except AssertionError as e: print('AE', e)
try:
    try: 1 / 0
    finally: print('cleanup')
except ZeroDivisionError: print('zde')
for i in range(3):
    if i == 5: break
else: print('no break')
# %%
nums = list(range(10)); nums[2:5] = [20]; del nums[0]; nums.insert(0, 99); nums.extend([1]); print(nums, nums[::-2], nums.index(20), nums.count(1), sorted(nums, key=lambda v: (-v, v))[:3]); a = b = []; a += [1]; print(b, a is b); print(list(reversed(nums))[:2], [None] * 3, sum([[1], [2]], []), max(nums, key=str), min([], default=0), all(n > 0 for n in nums), any([]))
# %%
d = {'a': 1}; d.setdefault('b', []).append(2); print(d.get('z', 0), d.pop('a'), d, d.items() >= {('b', 2)} if False else '', list(d), 'b' in d, d | {'c': 3}); d.update(x=1, **{'y': 2}); print(d, sorted(d, key=lambda k: k), dict(zip('ab', range(2))), dict([('k', 'v')]), {v: k for k, v in {'a': 1}.items()}, dict.fromkeys('ab', 0)); s = {1, 2} ^ {2, 3}; print(s, {1} < {1, 2}, frozenset([1]) | {2}, set('aab') == {'a', 'b'})
# %%
import os
print(os.path.abspath('x') == os.path.join(os.getcwd(), 'x'), os.path.normpath('a/../b'), os.path.split('/a/b'), os.linesep == '\n', os.name)
with open('t.txt', 'w', encoding='utf-8') as f:
    f.writelines(['é\n', 'b\n'])
with open('t.txt', encoding='utf-8') as f:
    for n, line in enumerate(f, 1): print(n, line.rstrip())
with open('t.txt', 'rb') as f: print(f.read())
with open('t.txt', 'a') as f: print('more', file=f)
print(open('t.txt').readlines())
# %%
import asyncio
# expect: ModuleNotFoundError
# %%
import subprocess
# expect: ModuleNotFoundError
# %%
import urllib.parse as up, urllib.parse
from urllib import parse
print(up is parse, urllib.parse.quote('a b'), [name for name in ('quote', 'unquote') if hasattr(up, name)])
# %%
import hashlib
print(hashlib.sha1(b'abc').hexdigest(), hashlib.new('md5', b'').hexdigest(), hashlib.sha512().digest_size, hashlib.md5().name, hashlib.sha384().block_size)
h = hashlib.sha256(); h.update(b'a'); g = h.copy(); h.update(b'b'); print(h.hexdigest(), g.digest(), hashlib.sha256('\xe9'.encode()).hexdigest()[:10])
# %%
import hashlib
hashlib.md5('text')
# %%
import hashlib
hashlib.new('md55')
# %%
try: raise OSError(99, 'x', 'f')
except OSError as e: print(e, e.args, e.errno, e.filename, repr(e))
try: open('nope')
except OSError as e: print(e, e.args, e.errno, e.filename, e.strerror, repr(e))
import os
for f in (lambda: os.listdir('nope'), lambda: os.remove('nope'), lambda: open('/'), lambda: os.mkdir('/tmp'), lambda: os.rmdir('nope')):
    try: f()
    except OSError as e: print(type(e).__name__, e, e.errno, e.filename)
# %%
# CSV: escaped line ends, quotation marks in every place, what needs them.
import csv, io
def rows(text, **style):
    try: return list(csv.reader(io.StringIO(text, newline=''), **style))
    except Exception as e: return type(e).__name__
for text in ['a\\\nb,c\n', '\\\n ', 'x\\', '"a\\"b",c', '"a""b","c\nd"\n\ne', 'a"b,"c"d', '"open', 'a\rb', ' "a", b', '1,"2",x', '""', ',', '\n']:
    print([rows(text), rows(text, escapechar='\\'), rows(text, escapechar='\\', strict=True), rows(text, skipinitialspace=True), rows(text, quoting=csv.QUOTE_NONE), rows(text, quoting=csv.QUOTE_NONNUMERIC)])
for style in [{}, {'escapechar': '\\'}, {'escapechar': '\\', 'doublequote': False}, {'quoting': csv.QUOTE_ALL}, {'quoting': csv.QUOTE_NONNUMERIC}, {'delimiter': ';', 'quotechar': "'"}]:
    out = io.StringIO(newline=''); w = csv.writer(out, **style)
    _ = w.writerow(['a\\b', 'c"d', "e'f", 'g,h', 'i;j', 'k\nl', None, 1.5, 2, True]); _ = w.writerow(['']); _ = w.writerow([])
    print(repr(out.getvalue()))
# %%
# Copies of instances share nothing, and what holds itself stays so.
import copy
class A:
    def __init__(self, x): self.x = x; self.me = self
class B(A):
    def __deepcopy__(self, memo): return 'own'
a = A([1, [2]]); b = copy.deepcopy(a); s = copy.copy(a)
b.x[1].append(3)
print(a.x, b.x, b.me is b, type(b).__name__, s is a, s.x is a.x, s.me is a, copy.deepcopy(B(1)), copy.deepcopy([a, a])[0].x)
pair = copy.deepcopy([a, a]); print(pair[0] is pair[1], pair[0] is a)
# %%
from pprint import pprint
for width in 10, 20, 40, 80:
    pprint(b'hello world ' * 12, width=width); pprint({'a': b'x' * 100, 'b': [b'ab\n' * 30]}, width=width); pprint([b'q"' * 20, b'abcd', b''], width=width)
# %%
import shutil, io, os
a = io.BytesIO(b'x' * 200000); b = io.BytesIO(); shutil.copyfileobj(a, b); print(len(b.getvalue()))
with open('one.txt', 'w') as f: _ = f.write('text')
_ = shutil.copyfile('one.txt', 'two.txt'); _ = shutil.move('two.txt', 'three.txt')
print(os.path.exists('two.txt'), open('three.txt').read(), shutil.copy('one.txt', 'four.txt'))
# %%
import struct_that_is_not_there
# %%
# A folder beside the script that is no package stands before no module.
import os
os.makedirs('textwrap', exist_ok=True)
import textwrap
print(textwrap.fill('a b', 1))
# %%
from functools import lru_cache, cache
@lru_cache(maxsize=2)
def f(x): print('made', x); return x * 2
print(f(1), f(1), f(2), f(3), f(1), f.cache_info()); f.cache_clear(); print(f.cache_info(), f(3), f.cache_info().misses)
@cache
def g(a, b=1): return a + b
print(g(1), g(1), g(1, b=1), g.cache_info())
# %%
import logging, sys
logging.basicConfig(format='%(levelname)s: %(message)s', level=logging.INFO, stream=sys.stdout)
log = logging.getLogger(__name__)
log.info('found %d messages', 3); log.debug('hidden'); logging.info('root %s %r', 1, 'x')
logging.getLogger('a.b').setLevel('DEBUG'); logging.getLogger('a.b.c').debug('deep %(k)s', {'k': 5})
h = logging.FileHandler('x.log', 'w'); h.setFormatter(logging.Formatter('{name}|{levelname:>8}|{message}', style='{')); h.setLevel(logging.ERROR)
log.addHandler(h); log.error('to file %s', 'ü'); log.info('not'); h.close(); print(open('x.log').read())
q = logging.getLogger('quiet'); q.propagate = False; q.addHandler(logging.NullHandler()); q.error('none'); print(q, logging.getLevelName(30), log.isEnabledFor(10), logging.getLogger('quiet') is q)
logging.LoggerAdapter(log, {'user': 'u'}).info('adapted')
print(len(logging.Formatter('%(asctime)s %(name)-8s %(message)s', '%Y').format(logging.LogRecord('n', 20, 'p.py', 1, 'm %s', ('a',), None))))
logging.disable(logging.CRITICAL); log.error('gone'); logging.disable(logging.NOTSET); log.warning('back')
class Up(logging.Handler):
    def emit(self, record): print('UP', self.format(record), record.levelno)
log.addHandler(Up()); log.log(25, 'both')
# %%
import logging
logging.getLogger('x').setLevel('LOUD')
# %%
from collections import ChainMap
from string import Template
import collections
base, own = {'host': 'a', 'port': 993}, {'port': 143}
m = ChainMap(own, base)
print(m['port'], m['host'], len(m), sorted(m), 'host' in m, 'x' in m, m.get('x', 1), dict(m), m, bool(ChainMap()))
m['user'] = 'me'; print(own, base, list(m.items()), list(m.keys()), list(m.values()))
child = m.new_child({'host': 'b'}); child['port'] = 1
print(child['host'], child.parents['host'], child.maps[0], m.pop('user'), own, child == dict(child), m | {'z': 1}, {'q': 0} | m)
del m['port']; print(m['port'], m.setdefault('new', 5), own)
try: del m['port']
except KeyError as e: print('KeyError', e)
try: m['nope']
except KeyError as e: print('KeyError', e)
t = Template('Dear $name, you owe ${amount}$$ to $who_1.')
print(t.substitute(name='Bob', amount=5, who_1='me'), t.safe_substitute({'name': 'A'}), t.template)
print(t.substitute({'name': 'B', 'amount': 1, 'who_1': 2}, name='C'), t.get_identifiers(), t.is_valid(), Template('$').is_valid())
for bad in ('a $', 'x\ny ${', '$1'):
    try: print(Template(bad).substitute())
    except ValueError as e: print(e, Template(bad).safe_substitute())
try: t.substitute(name=1)
except KeyError as e: print('KeyError', e)
class Percent(Template): delimiter = '%'
print(Percent('%a %% $a').substitute(a=1))
# %%
import contextlib, io, sys
out, err = io.StringIO(), io.StringIO()
with contextlib.redirect_stdout(out) as f:
    print('caught', 1)
    x = sys.stdout.write('written\n')
    with contextlib.redirect_stderr(err):
        print('error', file=sys.stderr)
        with contextlib.redirect_stdout(err): print('inner')
    print('again', f is out)
print(repr(out.getvalue()), repr(err.getvalue()))
try:
    with contextlib.redirect_stdout(out): print('lost'); raise ValueError('x')
except ValueError as e: print(e, out.getvalue().count('lost'))
with open('o.txt', 'w') as f, contextlib.redirect_stdout(f): print('in a file')
print(open('o.txt').read(), end='')
before = sys.stdout; sys.stdout = s = io.StringIO(); print('by hand'); sys.stdout = before; print(s.getvalue(), end='')
before = sys.stdout; sys.stdout = None; print('nowhere'); sys.stdout = before; print('end')
# %%
import mimetypes
for name in ['a.pdf', 'a.b/x.JPG', 'x.tar.gz', 'x.tgz', 'x.gz', 'x', 'x.unknown', 'a.txt', 'a.csv', '.png', 'x.zip.xz', 'a.eml', 'a.ics.gz'[:5]]: print(name, mimetypes.guess_type(name))
for kind in ['image/jpeg', 'text/plain', 'TEXT/HTML', 'application/pdf', 'message/rfc822', 'application/x-nothing', 'application/zip', 'image/png', 'text/csv']: print(kind, mimetypes.guess_extension(kind))
mimetypes.add_type('x/y', '.xy'); print(mimetypes.guess_type('a.xy'), mimetypes.guess_all_extensions('x/y'), mimetypes.types_map['.xy'], mimetypes.encodings_map['.gz'])
# %%
import unicodedata
from unicodedata import normalize
name = 'Übergrößenträger – ﬁle ① Ångström é.pdf'
print(normalize('NFKD', name).encode('ascii', 'ignore').decode(), [ascii(normalize(f, 'é①ﬁ')) for f in ('NFC', 'NFD', 'NFKC', 'NFKD')])
print(''.join(c for c in normalize('NFD', name) if unicodedata.category(c) != 'Mn'), ''.join(c for c in normalize('NFD', 'é ü') if not unicodedata.combining(c)))
print([unicodedata.category(c) for c in 'aA1 _-(.\n€+é\u0301中'], unicodedata.name('é'), unicodedata.name('\n', None), unicodedata.lookup('EURO SIGN'), unicodedata.combining('\u0301'), unicodedata.is_normalized('NFC', 'é'), unicodedata.is_normalized('NFD', 'é'))
def attempt(run):
    try: return run()
    except Exception as e: return type(e).__name__
print(attempt(lambda: normalize('X', 'a')), attempt(lambda: unicodedata.name('\n')), attempt(lambda: unicodedata.category('ab')), attempt(lambda: unicodedata.lookup('NO SUCH')), attempt(lambda: normalize('NFC', 1)))
# %%
import mailbox, os, re, email
from email.mime.text import MIMEText
raw = b'From: a@b.c\r\nSubject: one\r\n\r\nFrom here\r\n>From there\r\nend\r\n'
b = mailbox.mbox('out.mbox'); b.lock(); print(b.add(raw), b.add(mailbox.mboxMessage(b'Subject: two\n\nbody')), b.add(MIMEText('drei')), b.add('Subject: four\n\nFrom x\n'), b.add(b'From me Thu Jan  1 00:00:00 1970\nSubject: five\n\nx\n\n')); b.flush(); b.unlock(); b.close()
print(re.sub(rb'MAILER-DAEMON .*', b'MAILER-DAEMON', open('out.mbox', 'rb').read()).decode())
c = mailbox.mbox('out.mbox'); print(len(c), c.keys(), [m['subject'] for m in c], c.get_bytes(0), c[2].get_payload(), 3 in c, 9 in c, c.get(9))
c.remove(1); del c[0]; c.flush(); print(len(mailbox.mbox('out.mbox')), [m['subject'] for m in mailbox.mbox('out.mbox')])
try: c[0]
except KeyError as e: print('KeyError')
try: mailbox.mbox('none.mbox', create=False)
except mailbox.NoSuchMailboxError: print('none')
for k, m in mailbox.mbox('out.mbox').items(): print(k, m['subject'], m.get_content_type())
print(os.path.getsize('out.mbox') > 0)
