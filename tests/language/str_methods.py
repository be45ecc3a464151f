print('hello world'.capitalize(), 'HeLLo'.casefold(), 'Straße'.casefold(), 'ab'.center(7), 'ab'.center(6, '*'), 'abc'.center(2))
# %%
print('banana'.count('an'), 'banana'.count('a', 2), 'banana'.count('a', 2, 4), ''.count(''), 'abc'.count(''))
# %%
print('é€'.encode(), 'é'.encode('latin-1'), 'é€'.encode('ascii', 'ignore'), 'é€'.encode('ascii', 'replace'))
print('é€😀'.encode('ascii', 'backslashreplace'), 'é€'.encode('ascii', 'xmlcharrefreplace'), 'aé'.encode('utf-16-le'))
# %%
'é'.encode('ascii')
# %%
'x'.encode('no-such-charset')
# %%
b'\xff'.decode('utf-8')
# %%
print(b'\xffa\xc3\xa9'.decode('utf-8', 'replace'), b'\xffa'.decode('utf-8', 'ignore'), b'\xffa'.decode('utf-8', 'backslashreplace'))
print(b'\xe9'.decode('latin-1'), b'\x80'.decode('cp1252'), b'abc'.decode('ascii'), b'\xef\xbb\xbfx'.decode('utf-8-sig'))
# %%
print('file.txt'.endswith('.txt'), 'file.txt'.endswith(('.eml', '.txt')), 'abc'.startswith('b', 1), 'abc'.startswith('c', -1), 'abc'.endswith('b', 0, 2))
# %%
print('a\tb'.expandtabs(), 'a\tbc\td'.expandtabs(4), '01\t012\t0123'.expandtabs(4))
# %%
print('hello'.find('l'), 'hello'.rfind('l'), 'hello'.find('x'), 'hello'.find('l', 3), 'hello'.find('l', -2), 'héllo'.find('l'), 'abc'.find(''), 'abc'.find('', 5))
# %%
print('hello'.index('e'), 'hello'.rindex('l'))
'hello'.index('z')
# %%
'hello'.rindex('z')
# %%
print('abc1'.isalnum(), 'abc'.isalpha(), 'ab1'.isalpha(), '12'.isdigit(), '²'.isdigit(), '²'.isdecimal(), '½'.isnumeric(), '١'.isdecimal(), ''.isalpha())
print(' \t'.isspace(), 'Abc Def'.istitle(), 'Abc def'.istitle(), 'ABC'.isupper(), 'aBC'.isupper(), 'abc1'.islower(), '1'.islower(), 'a_1'.isidentifier(), '1a'.isidentifier())
print('abc'.isascii(), 'é'.isascii(), 'a\n'.isprintable(), 'aé'.isprintable(), ''.isprintable())
# %%
print(', '.join(['a', 'b']), ''.join(c for c in 'abc'), '-'.join('xyz'), '|'.join([]))
', '.join(['a', 1])
# %%
print('[' + 'ab'.ljust(5) + ']', '[' + 'ab'.rjust(5, '.') + ']', '42'.zfill(5), '-42'.zfill(5), '+7'.zfill(4), 'abc'.zfill(2))
# %%
print('ABC'.lower(), 'abc'.upper(), 'ß'.upper(), 'Hello World'.swapcase(), "they're bill's".title(), 'HELLO wORLD'.title())
# %%
print('  x '.strip(), '  x '.lstrip() + '|', '  x '.rstrip() + '|', 'xxaxx'.strip('x'), 'abcba'.strip('ab'), 'www.example.com'.lstrip('w.'), '\x1c x\x1f'.strip())
# %%
print('a=b=c'.partition('='), 'a=b=c'.rpartition('='), 'abc'.partition('='), 'abc'.rpartition('='))
# %%
'abc'.partition('')
# %%
print('TestHook'.removeprefix('Test'), 'TestHook'.removesuffix('Hook'), 'abc'.removeprefix('x'), 'abc'.removesuffix(''))
# %%
print('aaa'.replace('a', 'b'), 'aaa'.replace('a', 'b', 2), 'abc'.replace('', '-'), 'abc'.replace('b', ''), 'abc'.replace('x', 'y'))
# %%
print('a b  c'.split(), 'a,b,,c'.split(','), 'a b c'.split(None, 1), ' a  b '.split(' '), ''.split(), ''.split(','), 'a,b,c'.split(',', 1), 'a--b'.split('--'))
print('a b c'.rsplit(None, 1), 'a,b,c'.rsplit(',', 1), '  a  b  c  '.split(None, 1), '  a  b  c  '.rsplit(None, 1), 'x y z'.split(maxsplit=1))
# %%
'a'.split('')
# %%
print('a\nb\r\nc\rd'.splitlines(), 'a\nb\n'.splitlines(True), ''.splitlines(), '\n'.splitlines(), 'a\x0bb\u2028c'.splitlines())
# %%
table = str.maketrans('abc', 'xyz')
print('aabbcc'.translate(table), 'abc'.translate(str.maketrans({'a': '1', 'b': None})), 'hello'.translate(str.maketrans('', '', 'l')), 'a1'.translate({97: 'b', 49: 50}))
# %%
str.maketrans('ab', 'c')
# %%
print(str(12), str(1.5), str(None), str([1, 'a']), str(b'abc'), str(b'abc', 'ascii'), repr(str()), str(object=5))
# %%
print('abc' < 'abd', 'a' < 'B', 'abc' == 'abc', 'a' in 'cat', 'x' not in 'cat', 'ab' * 3, 3 * '-', 'abc'[1], 'abc'[-1], 'abc'[::-1])
# %%
print(len('héllo'), len('😀'), 'a' 'b', 'tab\there', r'\n', 'it\'s', "a\"b")
# %%
s = 'The quick brown fox'
print(s.lower().split()[::-1], max(s.split(), key=len), sorted(s.split(), key=str.lower), {w[0]: len(w) for w in s.split()})
# %%
print('%s' % 'x', 'a'.__len__() if False else len('a'), 'abc'.find('bc', 0, 2), 'aXbX'.rfind('X', 0, 3))
# %%
'abc'.center('x')
# %%
'abc'.ljust(5, 'ab')
# %%
'abc'.nosuchmethod()
# %%
print(*map(str.upper, ['a', 'b']), list(map(str.strip, [' a ', 'b '])), str.join('-', ['a', 'b']))
# %%
for ch in 'héy': print(ch, ord(ch), end=' ')
print()
# %%
print('{:>10}|{:<10}|{:^10}|'.format('a', 'b', 'c'), '{0}{1}{0}'.format('a', 'b'), '{x}-{y}'.format(x=1, y=2), '{{}}'.format())
# %%
print('{0[0]} {0[1]} {1[k]} {2.real}'.format([1, 2], {'k': 'v'}, 5) if False else '{0[0]} {0[1]} {1[k]}'.format([1, 2], {'k': 'v'}))
# %%
print('{!r} {!s} {!a}'.format('é', 'é', 'é'), '{:{}}|'.format('a', 5), '{:{w}.{p}f}'.format(3.14159, w=8, p=2))
# %%
'{} {}'.format(1)
# %%
'{x}'.format(y=1)
# %%
'{'.format(1)
# %%
'}'.format(1)
# %%
'{0} {}'.format(1, 2)
# %%
print('{a[x]}'.format(a={'x': 1}), '{:,}'.format(1234567), '{:.3}'.format('abcdef'), '{:5}|'.format(True), '{}'.format(None))
# %%
print('Name: {name}, {size:>8,} bytes'.format_map({'name': 'x', 'size': 12345}))
# %%
# Texts of many pieces: nothing changes at their borders.
for unit in ('word Word ', 'ßtraße ', "o'neil it's ", 'aé漢😀'):
    text = unit * 15000
    for f in (str.upper, str.lower, str.title, str.swapcase, str.capitalize, str.casefold):
        made = f(text)
        print(f.__name__, len(made), made[:12], made[65530:65540], made[-9:])
    print(text.isalpha(), text.isupper(), text.islower(), text.isspace(), text.isprintable(), text.istitle(), text.isalnum())
    print(repr(text)[65530:65545], len(repr(text)), len(repr(text.encode())), ascii(text)[131070:131090])
for unit in ('ΑΣ ΣΑΣ.Σ', 'Σ' * 7 + "'" * 5, 'ς'):
    text = unit * 15000
    for f in (str.upper, str.lower, str.casefold):
        made = f(text)
        print(f.__name__, len(made), made[:12], made[65530:65540], made[-9:])
# %%
text = 'abc,,def' * 20000
print(text.count(','), text.count(''), text.count(',,'), len(text.replace(',', '--')), len(text.replace('', '.')), text.replace('abc', 'x', 2)[:16])
print(len(text.split(',')), len(text.split(',', 3)), text.rsplit(',', 2)[-1], len(text.rsplit(',,')), text.split(',,')[1])
print(text[::-1][:9], text[5:2:-1], text[1:-1:40001], text[-5:], text[:3], text[70000:70010], text[::70000])
uni = 'aé漢😀' * 20000
print(uni[::-1][:5], uni[1:-1:9973], uni[39999:40003], uni[-3:], uni.count('漢'), uni.find('😀', 40000), uni[5], uni[-1], uni[40001])
b = b'ab\r\ncd' * 20000
print(b.count(b'\r\n'), b.count(b''), len(b.replace(b'\r\n', b'\n')), len(b.replace(b'', b'.')), len(b.split(b'\r\n')), len(b.splitlines()), b.rsplit(b'\r\n', 1)[1], b.rsplit(b'\r\n', 2)[1], b[::-1][:6], b[3:-1:50000], b.replace(b'a', b'x', 1)[:8])
print(b'a b  c '.split(), b'a b  c '.rsplit(None, 1), b'a,b,,c'.split(b',', 2), b'a,b,,c'.rsplit(b',', 2), b'a,b'.partition(b','), b'a,b,c'.rpartition(b','), b'ab'.rpartition(b','), b'ab'.partition(b','))
print('a b  c '.split(), ' a b  c '.rsplit(None, 1), ' a b  c '.split(None, 1), 'a,b,,c'.rsplit(',', 2), '\x1ca\u2003b'.split())
print('aaa'.replace('a', ''), 'aaa'.replace('aa', 'b'), ''.replace('', 'x'), 'ab'.replace('', '-', 2), b''.replace(b'', b'x'), b'ab'.replace(b'', b'-', 2), 'a'.replace('a', 'b', -1), 'a'.replace('a', 'b', 0))
print('aaaa'.count('aa'), b'aaaa'.count(b'aa'), 'abc'.count('', 1), b'abc'.count(b'', 1), 'abc'.find(''), b'abc'.rfind(b''), b'abc'.find(b'', 5), 'abc'.rfind('', 1))
# %%
def kind(f, *args, **named):
    try:
        return f(*args, **named)
    except Exception as e:
        return type(e).__name__

# Methods take no more than they say.
print(kind('a'.upper, 1), kind('a'.isdigit, 'x', 2), kind('a'.strip, 'a', 'b'), kind('a'.find, 'a', 0, 1, 2), kind('a'.upper, x=1), kind('a'.join, sep='b'))
print(kind([].append), kind([].append, 1, 2), kind([].clear, 1), kind([1].sort, len), kind({}.keys, 1), kind({}.update, {}, {}), kind({1}.copy, 1), kind((1,).count, 1, 2))
print(kind((5).bit_length, 1), kind(b'a'.upper, 1), kind(b'a'.hex, 5), kind(b'ab'.hex, '--'), kind(b'ab'.hex, '-'), kind({1}.symmetric_difference), kind([].index, 1, None))
print(kind('a'.expandtabs, 'x'), kind('a'.splitlines, 'x'), kind(b'a'.splitlines, None), kind([].insert, 'x', 1), kind([].insert, 2 ** 70, 1), kind([].pop, 2 ** 70), kind((5).to_bytes, 2, None))
# %%
def kind(f, *args, **named):
    try:
        return f(*args, **named)
    except Exception as e:
        return type(e).__name__

print([kind(chr, x) for x in ('l', [], None, 1.0, -1, 2 ** 70, 0x110000)])
print(kind(round, 2.5, 'a'), round(2.5, None), kind(round, 5, 1.0))
x = [3, 1]
print(kind(x.sort, reverse=()), kind(sorted, x, reverse=None), sorted(x, reverse=2))
print(kind(getattr, x, 5, 'default'), kind(hasattr, x, None), kind(setattr, x, 1, 2), kind(delattr, x, 1))
