from collections import Counter
c = Counter('abracadabra')
print(c, c['a'], c['z'], c.most_common(2), c.most_common(), sum(c.values()), c.total(), sorted(c.elements()), len(c), list(c), Counter(a=2, b=1), Counter({'x': 3}), Counter())
# %%
from collections import Counter
c = Counter(['a', 'b', 'a'])
c.update(['b', 'c']); c.update({'a': 5}); print(c); c.subtract('a'); print(c, c + Counter('z'), c - Counter(a=3), c & Counter(a=1), c | Counter(a=100), 'q' in c, dict(c))
c['new'] += 1; del c['c']; print(c, isinstance(c, dict), c == {'a': 6, 'b': 2, 'new': 1})
# %%
from collections import defaultdict
d = defaultdict(list)
d['a'].append(1); d['a'].append(2); _ = d['b']
print(d, dict(d), len(d), d.get('zz'), 'zz' in d, d.default_factory, sorted(d.items()))
n = defaultdict(int)
for w in 'a b a'.split(): n[w] += 1
print(n, n['q'], dict(n), isinstance(n, dict), defaultdict(lambda: 5)['x'], defaultdict(dict, a=1))
# %%
from collections import defaultdict
defaultdict(None)['a']
# %%
from collections import OrderedDict
d = OrderedDict([('a', 1), ('b', 2), ('c', 3)])
d.move_to_end('a'); print(list(d)); d.move_to_end('c', last=False); print(list(d), d.popitem(last=False), list(d.items()), isinstance(d, dict), d == {'b': 2, 'a': 1})
# %%
from collections import OrderedDict
print(OrderedDict(a=1), OrderedDict())
# expect:
# OrderedDict({'a': 1}) OrderedDict()
# %%
from collections import namedtuple
P = namedtuple('P', 'x y')
p = P(1, y=2)
print(p, p.x, p[1], p._fields, p._asdict(), p._replace(x=9), tuple(p), p == (1, 2), len(p), list(p), P._make([3, 4]), P._fields, isinstance(p, tuple), isinstance(p, P), hash(p) == hash((1, 2)), p < (1, 3))
x, y = p
print(x, y, f'{p.x:>3}', sorted([P(2, 1), P(1, 2)]), namedtuple('Q', ['a', 'b'], defaults=[5])(1), type(p).__name__)
# %%
from collections import namedtuple
namedtuple('P', 'x y')(1)
# %%
from collections import namedtuple
namedtuple('P', 'x y')(1, 2).z
# %%
from collections import deque
d = deque([1, 2, 3], maxlen=3)
d.append(4); d.appendleft(0); print(d, d.pop(), d.popleft(), list(d), len(d), d.maxlen); d = deque('abc'); d.rotate(1); d.extend('de'); d.extendleft('xy'); print(d, d[0], d[-1], 'c' in d, d.count('a'), deque([1]) == deque([1])); d.reverse(); d.remove('a'); d.clear(); print(d)
# %%
from collections import deque
deque().pop()
# %%
import itertools as it
print(list(it.chain([1], 'a')), list(it.chain.from_iterable([[1], [2, 3]])), list(it.islice(it.count(5), 3)), list(it.islice('abcdef', 1, 5, 2)), list(it.repeat('x', 2)), list(it.zip_longest([1, 2], 'a', fillvalue='-')), list(it.islice(it.cycle('ab'), 5)))
# %%
import itertools as it
print(list(it.product('ab', [1, 2])), list(it.product([0, 1], repeat=2)), list(it.permutations([1, 2, 3], 2)), list(it.permutations('ab')), list(it.combinations('abc', 2)), list(it.combinations_with_replacement('ab', 2)), list(it.combinations([1], 2)), len(list(it.permutations(range(5)))), list(it.combinations('ab', 0)))
# %%
import itertools as it
print(list(it.takewhile(lambda x: x < 3, [1, 2, 5, 1])), list(it.dropwhile(lambda x: x < 3, [1, 2, 5, 1])), list(it.filterfalse(lambda x: x % 2, range(5))), list(it.starmap(pow, [(2, 3), (3, 2)])), list(it.accumulate([1, 2, 3])), list(it.accumulate([3, 1, 2], max)), list(it.accumulate([1, 2], initial=10)), list(it.compress('abc', [1, 0, 1])), list(it.pairwise([1, 2, 3])))
# %%
import itertools as it
words = sorted(['apple', 'bob', 'ant', 'bee', 'cat'], key=lambda w: w[0])
print([(k, list(g)) for k, g in it.groupby(words, key=lambda w: w[0])], [(k, len(list(g))) for k, g in it.groupby('aaabbc')], [k for k, g in it.groupby([1, 1, 2])])
a, b = it.tee([1, 2]); print(list(a), list(b))
# %%
from functools import reduce, partial, lru_cache
print(reduce(lambda a, b: a + b, [1, 2, 3]), reduce(lambda a, b: a * b, [1, 2], 10), reduce(max, [3, 1]), partial(int, base=2)('101'), partial(print, 'a', sep='-')('b'))
@lru_cache(maxsize=None)
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(50))
# %%
from functools import reduce
reduce(lambda a, b: a, [])
# %%
from functools import cmp_to_key
print(sorted([3, 1, 2], key=cmp_to_key(lambda a, b: b - a)))
# %%
from operator import itemgetter, attrgetter, add, methodcaller
print(sorted([('a', 2), ('b', 1)], key=itemgetter(1)), itemgetter(0, 2)('abc'), add(1, 2), methodcaller('upper')('x'), list(map(itemgetter('n'), [{'n': 1}, {'n': 2}])), attrgetter('real')(5) if False else 5)
# %%
import math
print(math.sqrt(16), math.floor(2.7), math.ceil(2.1), math.pi, math.e, math.inf, math.gcd(12, 18), math.lcm(4, 6), math.factorial(10), math.log(math.e), math.log10(1000), math.log2(8), math.log(8, 2), math.pow(2, 3), math.hypot(3, 4), math.trunc(-2.7), math.isnan(math.nan), math.fabs(-2), math.comb(5, 2), math.isqrt(17), math.prod([2, 3]), math.copysign(1, -0.0), math.degrees(math.pi), math.isclose(0.1 + 0.2, 0.3), math.fsum([0.1] * 10), math.factorial(30))
# %%
import math
math.sqrt(-1)
# %%
import math
math.log(0)
# %%
import statistics
print(statistics.mean([1, 2, 3]), statistics.mean([1, 2]), statistics.median([3, 1, 2]), statistics.median([1, 2, 3, 4]), statistics.mode('aab'), statistics.pstdev([2, 4]), statistics.fmean([1, 2]))
# %%
import base64
print(base64.b64encode(b'hello'), base64.b64decode('aGVsbG8='), base64.b64decode(b'aGVs\nbG8='), base64.urlsafe_b64encode(b'\xff\xfe'), base64.urlsafe_b64decode('__4='), base64.b16encode(b'\xab'), base64.encodebytes(b'x' * 60))
# %%
import base64
base64.b64decode('abc')
# %%
import base64
base64.b64encode('text')
# %%
import binascii, quopri, string, html
print(binascii.hexlify(b'AB'), binascii.unhexlify('4142'), binascii.crc32(b'hello'), binascii.b2a_base64(b'x'), quopri.decodestring(b'a=C3=A9=\nb'), string.ascii_lowercase, string.digits, string.punctuation, html.escape('<a href="x">&'), html.unescape('&lt;&#233;&amp;'), string.capwords('hello world'))
# %%
import os, os.path
print(os.path.join('a', 'b', 'c.txt'), os.path.join('a', '/b'), os.path.basename('/a/b.txt'), os.path.dirname('/a/b.txt'), os.path.splitext('x.tar.gz'), os.path.splitext('.bashrc'), os.path.split('/a/b'), os.path.normpath('a/../b//c/.'), os.path.isabs('/x'), os.path.exists('/no/such'), os.sep, os.getenv('NO_SUCH_VAR', 'dflt'), os.environ.get('NO_SUCH_VAR'))
# %%
import os
os.makedirs('a/b'); open('a/x.txt', 'w').close(); os.makedirs('a/b', exist_ok=True)
print(sorted(os.listdir('a')), os.path.isdir('a/b'), os.path.isfile('a/x.txt'), os.path.getsize('a/x.txt'))
os.rename('a/x.txt', 'a/y.txt'); print(os.path.exists('a/y.txt')); os.remove('a/y.txt'); print(os.listdir('a'), [(r, d, f) for r, d, f in os.walk('a')])
os.makedirs('a/b')
# %%
import os
os.listdir('/no/such/folder')
# %%
import os
os.remove('nothing-here')
# %%
import sys
print(sys.maxsize, sys.version_info[0], sys.version_info >= (3, 8), len(sys.argv), sys.platform, sys.byteorder)
_ = sys.stdout.write('written\n'); print('to out', file=sys.stdout)
sys.exit(3)
# %%
import sys
sys.exit()
# %%
import sys
try: sys.exit('message')
except SystemExit as e: print('code', e.code)
# %%
import no_such_module
# %%
from math import nothing
# %%
from os import path as p
import os.path as q, json as j
from datetime import datetime as dt, timedelta
print(p.join('a', 'b'), q.basename('x/y'), j.dumps(1), dt(2024, 1, 1).year, timedelta(1).days)
# %%
import random
random.seed(1)
xs = list(range(10)); random.shuffle(xs)
print(sorted(xs) == list(range(10)), 0 <= random.random() < 1, random.randint(1, 1), random.choice(['a']), len(random.sample(range(100), 5)), random.randrange(5) in range(5), 1 <= random.uniform(1, 2) <= 2)
# %%
import os
os.environ['OWN_NAME'] = 'x'
from os import environ
print(environ['OWN_NAME'], os.getenv('OWN_NAME'), environ is os.environ, environ.pop('OWN_NAME'), os.getenv('OWN_NAME', 3))
os.environ['OWN_NAME']
