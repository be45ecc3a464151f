print('%d %s %r %5d|%-5d|%05d %x %X %o %c %%' % (1, 'a', 'b', 42, 42, 42, 255, 255, 8, 'z'))
print('%.2f %8.3f %e %g %g %s %s' % (3.14159, 2.5, 12345.678, 0.0001, 1e10, [1], None))
print('%(a)s-%(b)d' % {'a': 'x', 'b': 3}, '%s' % 'one', '%s %s' % ('a', 'b'), '%5.1f|%-8s|%+d' % (1.25, 'ab', 5))
print('%s' % (1,), '%*d' % (5, 42), 'ID #%d: "%s" %5.1f' % (3, 'subj', 2.25))
# %%
'%d' % 'x'
# %%
'%s %s' % 'a'
# %%
'%s' % (1, 2)
# %%
print(f'{1+1} {"a"!r} {3.14159:.2f} {42:5d}|{42:<5}|{42:^5}|{42:>5}|{42:05} {255:x} {255:#x} {1234567:,} {0.256:.1%}')
x = 'val'; w = 10
print(f'{x:>{w}}|{x!s:<6}|{x=}|{{}}|{x.upper()}|{[i for i in range(2)]}|{x:*^9}|{"nested %s" % 1}')
print(f"{'a' if x else 'b'} {1e10:g} {5:+d} {-5: d} {True} {None} {'q':s}")
print('{} {} {0}'.format(1, 2) if False else '{0} {1} {0}'.format(1, 2), '{a} {b!r:>5}'.format(a=1, b='x'), '{:>5}|{:<5}|{:^5}'.format(1, 2, 3))
print('{0[a]} {1.real}'.format({'a': 5}, 2) if False else '{0[a]} {0[b][1]}'.format({'a': 5, 'b': [1, 2]}), '{{}}'.format(), '{:,}'.format(1000))
print(format(3.14159, '.3f'), format(42, 'b'), format('a', '>4'), format(1e6, ','), format(12, '08.3f'))
# %%
'{} {}'.format(1)
# %%
'{a}'.format(b=1)
# %%
f'{1:d} {"x":d}'
# %%
s = 'Hello, World'
print(s.upper(), s.lower(), s.swapcase(), s.title(), 'hello world'.capitalize(), s.replace('l', 'L'), s.replace('l', 'L', 1))
print(s.find('o'), s.rfind('o'), s.find('z'), s.index('W'), s.count('l'), s.startswith('He'), s.endswith(('x', 'ld')), s.split(', '), s.partition(', '), s.rpartition('o'))
print('a b  c '.split(), ' a b c '.split(' '), 'a,b,c'.split(',', 1), 'a,b,c'.rsplit(',', 1), 'a\nb\r\nc'.splitlines(), 'a\nb\n'.splitlines(True))
print('  x '.strip() + '|', '  x '.lstrip() + '|', '  x '.rstrip() + '|', 'xxaxx'.strip('x'), '-'.join(['a', 'b']), 'abc'.center(9, '*'), 'a'.ljust(3) + '|', 'a'.rjust(3), '7'.zfill(3), '-7'.zfill(4))
print('abc'.isalpha(), '12'.isdigit(), 'a1'.isalnum(), ' '.isspace(), 'AB'.isupper(), 'ab'.islower(), ''.isalpha(), 'abc'.removeprefix('a'), 'abc'.removesuffix('c'), 'a\tb'.expandtabs(4), 'ß'.casefold())
print('é'.encode(), 'é'.encode('latin-1'), b'\xc3\xa9'.decode(), b'\xe9'.decode('latin-1'), 'a'.encode('ascii'), b'a\xff'.decode('utf-8', 'replace'), 'aé'.encode('ascii', 'ignore'))
print('abc' * 2, 'abc' 'def', 'a' < 'b', 'abc' > 'abd', max('abc'), sorted('hello'), list('ab'), 'a' in 'abc', len('héé'))
# %%
b'\xff'.decode()
# %%
'é'.encode('ascii')
# %%
'abc'.index('z')
# %%
'a'.nosuch()
# %%
','.join([1])
# %%
b = b'Hello'
print(b.upper(), b.lower(), b[0], b[1:3], b + b'!', b * 2, b.decode(), b.startswith(b'He'), b.find(b'l'), b.split(b'l'), b.replace(b'l', b'L'), b.hex(), b'-'.join([b'a', b'b']), b' x '.strip(), list(b'ab'), bytes([65, 66]), bytes(3), b == b'Hello', b'%s' % b'x')
# %%
b'a' + 'b'
# %%
print('a,b;c'.replace(',', ';').split(';'), ' '.join(w.capitalize() for w in 'the quick fox'.split()), 'x'.join('abc'), '%s' % {'a': 1}, str(None), str([1, 'a']), str((1,)))
print(r'C:\path', 'tab\there', 'nl\\n', '\'', "\"", '\u2603', '\N{SNOWMAN}' if False else '☃')
print(repr(1.0), repr('a'), repr([1, 'b']), repr({'a': (1,)}), repr(None), repr(b'x'), repr(range(3)))
# %%
print('a' * 3 + 'b' * 0, '=' * 20, 'abc'[5:], 'abc'[-2:], ''.join(reversed('abc')), 'a-b-c'.split('-')[1])
print('Straße'.upper(), 'ÀÉ'.lower(), 'ǆ'.title() if False else 'x', 'naïve'.find('v'), 'naïve'[2:4], 'a😀b'[1], len('a😀b'))
# %%
# Long texts are printed piece by piece.
print('ab\n' * 50000, 'x' * 200000, 5, 'ü' * 100001, sep='|', end='!\n')
# %%
for name in ('utf-16-le', 'UTF-16BE', 'utf_16_le', 'utf-16'):
    print('aé'.encode(name).decode(name), b'\xff\xfea\x00'.decode('utf-16'))
