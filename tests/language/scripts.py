from collections import Counter
msgs = [('a@x.org', 10), ('b@y.com', 20), ('a@x.org', 5), ('c@x.org', 7)]
c = Counter(s for s, _ in msgs)
for sender, n in c.most_common(): print(f'{n:>3} {sender}')
sizes = {}
for s, n in msgs: sizes[s] = sizes.get(s, 0) + n
print(sorted(sizes.items(), key=lambda kv: kv[1], reverse=True), Counter(s.split('@')[1] for s, _ in msgs))
# %%
from datetime import datetime, timedelta, timezone
from collections import defaultdict
rows = {i: {'INTERNALDATE': datetime(2024, 1, 1) + timedelta(days=i * 11), 'RFC822.SIZE': i * 100} for i in range(1, 8)}
by_month = defaultdict(list)
for uid, row in rows.items(): by_month[row['INTERNALDATE'].strftime('%Y-%m')].append(uid)
for month, uids in sorted(by_month.items()): print(month, len(uids), sum(rows[u]['RFC822.SIZE'] for u in uids))
old = [u for u, r in rows.items() if r['INTERNALDATE'] < datetime(2024, 3, 1) - timedelta(days=30)]
print(old)
# %%
folders = [((b'\\HasNoChildren',), b'/', 'INBOX'), ((b'\\Sent',), b'/', 'Sent'), ((), b'/', 'Work/Projects')]
for flags, delim, name in folders: print(f'{name:<20} {" ".join(f.decode() for f in flags)}')
print([n for f, d, n in folders if b'\\Sent' in f], {n.split('/')[0] for _, _, n in folders} == {'INBOX', 'Sent', 'Work'})
# %%
def chunks(xs, n):
    for i in range(0, len(xs), n): yield xs[i:i + n]
print([list(c) for c in chunks(list(range(7)), 3)], [len(c) for c in chunks('abcdefgh', 3)])
# %%
import re
subjects = ['Re: Offer', 'Offer', 'FWD: Re: offer', 'Invoice 12', 'Invoice 13']
threads = {}
for s in subjects: threads.setdefault(re.sub(r'^((re|fwd?): *)+', '', s, flags=re.I).lower(), []).append(s)
print(threads, {k: len(v) for k, v in threads.items()})
# %%
def parse_size(text):
    units = {'K': 1024, 'M': 1024 ** 2, 'G': 1024 ** 3}
    text = text.strip().upper()
    return int(float(text[:-1]) * units[text[-1]]) if text[-1] in units else int(text)
print([parse_size(s) for s in ('10', '1.5K', '2m', '1G')])
try: parse_size('abc')
except ValueError as e: print('bad size')
# %%
class Rule:
    def __init__(self, field, words, target): self.field, self.words, self.target = field, words, target
    def matches(self, msg): return any(w in msg.get(self.field, '').lower() for w in self.words)
    def __repr__(self): return f'Rule({self.field!r} -> {self.target!r})'
rules = [Rule('from', ['@shop.'], 'Shopping'), Rule('subject', ['invoice', 'bill'], 'Bills')]
for m in [{'from': 'x@shop.example', 'subject': 'Sale'}, {'from': 'a@b', 'subject': 'Your Invoice'}, {'from': 'c@d', 'subject': 'Hi'}]:
    print(next((r.target for r in rules if r.matches(m)), 'INBOX'))
print(rules)
# %%
from datetime import date, timedelta
today = date(2024, 3, 15)
criteria = ['UNSEEN', 'SINCE', today - timedelta(days=7)]
print(' '.join(c.strftime('%d-%b-%Y') if isinstance(c, date) else c for c in criteria))
# %%
import os, re
def safe(name): return re.sub(r'[^\w.-]+', '_', name)[:40] or 'unnamed'
os.makedirs('out', exist_ok=True)
for uid, subject in [(1, 'Hello / World'), (2, 'Ünïcode: test?'), (3, '')]:
    path = os.path.join('out', f'{uid:05d}-{safe(subject)}.eml')
    with open(path, 'wb') as f: _ = f.write(f'Subject: {subject}\r\n\r\n'.encode())
print(sorted(os.listdir('out')), sum(os.path.getsize(os.path.join('out', n)) for n in os.listdir('out')))
# %%
total = 0
for n in range(1, 101):
    if n % 15 == 0: continue
    if n > 50: break
    total += n
else: print('not reached')
print(total)
# %%
headers = 'From: a@b\nTo: c@d\n e@f\nSubject: x\n'
parsed, last = {}, None
for line in headers.splitlines():
    if line[:1] in ' \t' and last: parsed[last] += ' ' + line.strip()
    else:
        last, _, value = line.partition(':')
        parsed[last] = value.strip()
print(parsed)
# %%
table = [['uid', 'from', 'size'], [1, 'anna@example.org', 1234], [22, 'bo@x.y', 5]]
widths = [max(len(str(r[i])) for r in table) for i in range(3)]
for r in table: print('  '.join(str(v).ljust(w) if isinstance(v, str) else str(v).rjust(w) for v, w in zip(r, widths)).rstrip())
# %%
ids = [1, 2, 3, 5, 7, 8, 10]
ranges, start, prev = [], ids[0], ids[0]
for i in ids[1:] + [None]:
    if i != prev + 1:
        ranges.append(f'{start}:{prev}' if start != prev else str(start)); start = i
    prev = i
print(','.join(ranges))
# %%
from email.utils import parseaddr
senders = ['Anna <anna@example.org>', 'bob@EXAMPLE.com', '"List" <list@lists.example.org>']
print(sorted({parseaddr(s)[1].split('@')[1].lower() for s in senders}))
# %%
seen, dupes = {}, []
for uid, mid in [(1, '<a>'), (2, '<b>'), (3, '<a>'), (4, None)]:
    if mid in seen and mid is not None: dupes.append((uid, seen[mid]))
    else: seen[mid] = uid
print(dupes, len(seen))
# %%
def retry(times):
    def wrap(f):
        def inner(*args, **kwargs):
            for attempt in range(times):
                try: return f(*args, **kwargs)
                except ValueError as e: last = e
            raise last
        return inner
    return wrap
calls = []
@retry(3)
def flaky(x):
    calls.append(x)
    if len(calls) < 3: raise ValueError('no')
    return x * 2
print(flaky(21), calls)
# %%
with open('log.csv', 'w') as f:
    print('uid,size', file=f)
    for uid in range(3): print(uid, uid * 10, sep=',', file=f)
rows = [line.strip().split(',') for line in open('log.csv')][1:]
print(rows, sum(int(s) for _, s in rows))
# %%
print(*sorted([('b', 2), ('a', 10)], key=lambda t: (len(t[0]), -t[1])), sep='\n')
print(max([{'n': 1}, {'n': 3}], key=lambda d: d['n']), min((len(w), w) for w in ['ccc', 'a', 'bb']))
# %%
flags = {1: (b'\\Seen',), 2: (b'\\Seen', b'\\Flagged'), 3: ()}
print([u for u, f in flags.items() if b'\\Seen' not in f], sum(b'\\Flagged' in f for f in flags.values()), {f.decode().lstrip('\\') for fs in flags.values() for f in fs} == {'Seen', 'Flagged'})
