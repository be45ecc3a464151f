import re
m = re.match(r'(\w+)\s(\w+)', 'hello world again')
print(m.group(), m.group(0), m.group(1), m.group(1, 2), m.groups(), m.start(), m.end(2), m.span(1), m[2], m.string, m.re.pattern, m.pos, m.endpos)
# %%
import re
print(re.search(r'\d+', 'abc 123 def'), re.search('x', 'abc'), re.match('b', 'abc'), re.fullmatch('abc', 'abc'), re.fullmatch('ab', 'abc'))
# %%
import re
print(re.findall(r'\d+', 'a1b22c333'), re.findall(r'(\w)(\d)', 'a1 b2'), re.findall(r'(\d)\w', '1a2b'), re.findall('x', 'abc'), re.findall('', 'ab'), re.findall(r'(a)|(b)', 'ab'))
# %%
import re
for m in re.finditer(r'(?P<key>\w+)=(?P<value>\w+)', 'a=1, bb=22'): print(m.group('key'), m['value'], m.groupdict(), m.span(), m.lastgroup, m.lastindex)
# %%
import re
print(re.sub(r'\s+', ' ', 'a  b \n c'), re.sub('a', 'b', 'aaa', 2), re.sub(r'(\w+)@(\w+)', r'\2 at \1', 'me@host'), re.sub(r'(?P<x>a)', r'[\g<x>]', 'banana'), re.subn('a', 'x', 'banana'), re.sub('x*', '-', 'abc'), re.sub(r'(a)(b)?', r'\1\2', 'aab'))
# %%
import re
print(re.sub(r'\d+', lambda m: str(int(m.group()) * 2), 'a1b22'), re.sub('[aeiou]', lambda m: m[0].upper(), 'hello'), re.sub(r'\.', r'\\.', 'a.b'), re.sub('a', r'\n', 'a') == '\n', re.sub('(.)', r'\g<1>0', 'ab'))
# %%
import re
print(re.split(r'[,;]\s*', 'a, b;c'), re.split(r'(,)', 'a,b'), re.split(',', 'a,b,c', 1), re.split(r'\s+', ' a b '), re.split('x*', 'axb'), re.split('(a)(x)?', 'bac'))
# %%
import re
print(re.findall('a', 'Aa', re.I), re.findall('^a', 'a\na', re.M), re.findall('a.b', 'a\nb', re.S), re.findall(r'(?i)hello', 'HELLO Hello'), re.findall(r'(?m)^\w+$', 'one\ntwo'), re.search(r'(?s)a.*b', 'a\n\nb').group(), re.findall(r'''(?x) \d+  # digits
    \s* [a-z] ''', '12 a 3b'))
# %%
import re
p = re.compile(r'(\d+)-(\d+)', re.IGNORECASE)
print(p.pattern, p.groups, p.groupindex, p.search('x 1-2').groups(), p.match('1-2 3-4', 4), p.match('1-2 3-4', 4).span(), p.findall('1-2 3-4', 3), p.sub('X', '1-2'), p.split('a1-2b'), p.fullmatch('1-2') is not None, p)
# %%
import re
print(re.search('a$', 'a\n'), re.search(r'a\Z', 'a\n'), re.findall('$', 'a\n'), re.search(r'\Aab', 'ab'), re.findall(r'\bfoo\b', 'foo foobar foo'), re.findall(r'\B.', 'ab'), re.findall(r'(?<=@)\w+', 'a@b c@d'), re.findall(r'\w+(?=,)', 'a, b, c'), re.findall(r'(?<!x)y', 'xy zy'), re.findall(r'a(?!b)', 'ab ac'))
# %%
import re
print(re.search(r'(\w)\1', 'hello').group(), re.search(r'(?P<q>[\'"]).*?(?P=q)', 'say "hi" now').group(), re.findall(r'a{2}', 'aaaa'), re.findall(r'a{,2}', 'aaa'), re.findall(r'a{2,}?', 'aaaa'), re.findall(r'(?:ab)+', 'ababx'), re.findall('a|b|', 'ab'), re.findall(r'[^\W\d]+', 'ab1c'), re.findall(r'[]a]', ']ab'), re.findall(r'[a\-z]', 'a-z'), re.findall('{', 'a{b'))
# %%
import re
print(re.findall(rb'\w+', b'ab cd'), re.sub(rb'a', b'x', b'banana'), re.match(rb'(?P<n>\d+)', b'12').groupdict(), re.split(b',', b'a,b'), re.search(b'\xff', b'a\xff').start(), re.compile(b'x').pattern)
# %%
import re
re.search('a', b'a')
# %%
import re
re.search(b'a', 'a')
# %%
import re
re.compile('[a')
# %%
import re
re.compile('a)')
# %%
import re
re.compile('*a')
# %%
import re
re.compile(r'\q')
# %%
import re
re.sub('a', r'\2', 'a')
# %%
import re
try:
    re.compile('(')
except re.error as e:
    print('caught', type(e).__name__, isinstance(e, Exception))
# %%
import re
m = re.match('(a)(b)?', 'a')
print(m.groups(), m.groups('x'), m.group(2), m.span(2), m.start(2), m.lastindex, m.expand(r'<\1>'), bool(m), m.groupdict())
m.group(3)
# %%
import re
re.match('(?P<a>x)', 'x').group('nope')
# %%
import re
print(re.escape('a.b*c?'), re.escape('hello world'), re.escape('a-b_c'), re.match(re.escape('a+b'), 'a+b') is not None, re.escape(b'x.y'))
# %%
import re
print(re.findall(r'\w+', 'héllo wörld'), re.findall(r'\w+', 'héllo', re.A), re.findall('É', 'é', re.I), re.search('ö', 'hö').span(), re.findall(r'[à-ü]+', 'éèx'), re.findall(r'\s', 'a\u00a0b'), re.sub(r'(?u)\d', '#', '1٣'))
# %%
import re
emails = re.findall(r'[\w.+-]+@[\w-]+\.[\w.-]+', 'Anna <anna.b@example.org>, bob+x@mail.example.com; nobody')
print(emails, [e.split('@')[1] for e in emails], re.match(r'(?:Re|Fwd?):\s*', 'Re: Hello', re.I).end(), re.sub(r'^(?:(?:re|fwd?):\s*)+', '', 'Re: FW: re: Topic', flags=re.I))
# %%
import re
line = '* 12 FETCH (UID 345 FLAGS (\\Seen) RFC822.SIZE 4321)'
m = re.match(r'\* (?P<seq>\d+) FETCH \(UID (?P<uid>\d+) FLAGS \((?P<flags>[^)]*)\) RFC822\.SIZE (?P<size>\d+)\)', line)
print({k: int(v) if v.isdigit() else v for k, v in m.groupdict().items()})
# %%
import re
print([m.start() for m in re.finditer('a', 'banana')], re.compile('a').search('banana', 2).start(), re.compile('^b').search('ab', 1), re.compile('a$').search('aba', 0, 1).span(), list(re.finditer('z', 'a')))
# %%
import re
print(re.sub('a', 'b', 'xay', count=0), re.I, re.M | re.S == 24) if False else print(int(re.I), int(re.M | re.S), re.compile('a', re.I | re.X).flags)
# %%
# Texts that are too long, and patterns that go back too much, to be searched at once.
import re
text = 'the word ' * 3000 + 'end end.'
print(re.search(r'\b(\w+) \1\b', text).span(), len(re.findall(r'(?<=the )w', text)))
print(re.search(r'(?<=x)y', 'ab' * 100000), re.search(r'(?<=a)b', 'ab' * 100000).start())
print(re.sub(r'(?<!d) (?=the)', '_', text)[:40], len(re.split(r' (?=the)', text)))
html = '<b>bold</b><i>x' + '<p>' * 2000
print(re.findall(r'<(\w+)>.*?</\1>', html))
big = 'line of text\n' * 100000
print(len(re.findall(r'^line', big, re.M)), re.search('nowhere', big), len(re.sub('text', 'x', big)))
print([m.start() for m in re.finditer(r'(?<=\n)l', big[:26000])][:3], re.match(r'(?=l)(line).*', big).group(1))
print(re.fullmatch(r'(?:(?!z).)*', 'a' * 10000) is not None, re.match(r'(?:a|aa)+$', 'a' * 5000) is not None)
print(re.search(rb'(?<=x)\xff', b'ab' * 5000 + b'x\xff').span())
# %%
import re
print(re.findall(rb'\bfoo\b', b'foo food foo'), re.findall(rb'\Boo', b'foo oo'), re.findall(r'(?a)\b\w+\b', 'caf\xe9 bar'), re.findall(r'\w\b', 'a b', re.A))
print(re.findall(r'(?<=a)?b', 'ab b'), re.findall(r'(?=a)*a', 'aab'), re.findall(r'(?!x){2,}[a-z]', 'axb'), re.sub(r'(?<=,)*?-', '+', ',-,-'))
print(re.findall(r'\w+', 'cafe\u0301 na\xefve'), re.findall(r'[^\S\n]+', 'a \x1c\n b'), re.search(r'((a)|b)+', 'ba').lastindex, re.search('((a))', 'a').lastindex)
# %%
import re
re.compile('a|{2}')
re.compile('{2}')
re.compile('(?x) {2}')
