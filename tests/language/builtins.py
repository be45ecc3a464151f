print(abs(-3), abs(-2.5), abs(True), divmod(7, 3), divmod(-7, 3), divmod(7.5, 2), pow(2, 10), pow(2, -1), pow(3, 4, 5), pow(2.0, 3), round(3.7), hex(255), oct(8), bin(5), hex(-255), bin(-5))
# %%
divmod(1, 0)
# %%
print(chr(65), chr(8364), ord('a'), ord('€'), ord(b'a'), ascii('é€😀'), repr('a\'b'), repr("a'b\"c"))
chr(-1)
# %%
ord('ab')
# %%
print(int('42'), int(' -7 '), int('ff', 16), int('0x1f', 0), int('101', 2), int(3.9), int(-3.9), int(True), int('1_000'), int(b'12'), float('2.5'), float(3), bool(''), bool('a'), bool([]), bool(0.0), bool(None), int(), float(), bool(), str(), list(), tuple(), dict())
# %%
int('12a')
# %%
int('')
# %%
int([1])
# %%
int('z', 37)
# %%
float('abc')
# %%
float(None)
# %%
print(isinstance(1, int), isinstance(True, int), isinstance(1, (str, float)), isinstance('a', str), isinstance([], (list, tuple)), isinstance(None, type(None)), issubclass(bool, int), issubclass(int, object), issubclass(ValueError, Exception), isinstance(ValueError(), Exception), issubclass(int, (str, int)))
# %%
isinstance(1, 1)
# %%
issubclass(1, int)
# %%
print(type(1), type('a'), type([]), type(None), type(1.5), type(b''), type({}), type(()), type(set()), type(range(1)), type(len), type(lambda: 1), type(type), type(1) is int, type('a') == str, int.__name__, type(1).__name__)
# %%
print(callable(len), callable(1), callable(lambda: 1), callable(int), callable(str.upper), hasattr('a', 'upper'), hasattr('a', 'nope'), getattr('a', 'upper')(), getattr('a', 'nope', 'd'), getattr([1], 'count')(1))
# %%
getattr('a', 'nope')
# %%
class A: x = 1
a = A(); setattr(a, 'y', 2); print(a.y, getattr(a, 'x'), vars(a), hasattr(a, 'y')); delattr(a, 'y'); print(hasattr(a, 'y'), vars(a), 'x' in dir(a), 'upper' in dir('a'), 'append' in dir([]))
# %%
class A: pass
delattr(A(), 'x')
# %%
print(hash('a') == hash('a'), hash(1) == hash(1.0) == hash(True), hash(5), hash(-1), id([]) == 0, len('abc'), len({1: 2}), len(range(5)))
len(5)
# %%
hash([])
# %%
iter(5)
# %%
next(5)
# %%
next(iter([]))
# %%
enumerate(5)
# %%
map(len)
# %%
print('a', 'b', sep=''); print('x', end='!\n'); print(); print(1, None, [1], sep=' | '); print('a', 'b', sep=None, end=None); print('no', 'flush', flush=True); print(*[1, 2, 3]); print(sep='x')
# %%
print('a', foo=1)
# %%
print('a', sep=1)
# %%
print(any(c.isdigit() for c in 'ab1'), all(map(str.isalpha, 'abc')), sum(map(len, ['a', 'bb'])), sum(x > 1 for x in [1, 2, 3]), max('apple', 'fig', key=len), min([3, 1], default=0), sorted(map(str, [10, 9])), list(map(int, '1 2'.split())))
# %%
sum([1], 'a')
# %%
sum(5)
# %%
max(1)
# %%
max(1, 2, foo=3)
# %%
sorted(5)
# %%
sorted([1], lambda x: x)
# %%
round('a')
# %%
abs('a')
# %%
'a' * 'b'
# %%
[1] + (2,)
# %%
'a' - 'b'
# %%
len()
# %%
print(list(zip(range(3), 'abc', [True])), list(map(max, [1, 5], [3, 2])), list(filter(str.isupper, 'aBcD')), list(range(3)) + [9], [*range(3), *'ab'], {*[1, 1]}, (*[1], 2), dict(**{'a': 1}), [*{'k': 1}])
# %%
def f(a, b=2, *args, c=3, **kw): return a, b, args, c, kw
print(f(1), f(1, 5, 6, 7, c=8, d=9), f(*[1, 2], **{'c': 4, 'z': 1}), (lambda *a, **k: (a, k))(1, x=2))
f()
# %%
bytearray(b'x')
# expect: SyntaxError
# %%
complex(1, 2)
# expect: SyntaxError
# %%
eval('1 + 1')
# expect: SyntaxError
# %%
print(int.from_bytes(b'\x01\x00', 'big'), int.from_bytes(b'\xff', 'little', signed=True), (258).to_bytes(2, 'big'), (1).to_bytes(2, 'little'), (-1).to_bytes(1, 'big', signed=True), (5).bit_length(), (255).bit_count(), (0.5).as_integer_ratio(), (2.0).is_integer(), (10**25).bit_length(), int.from_bytes(b'\x01' * 20, 'big'))
# %%
(256).to_bytes(1, 'big')
# %%
(-1).to_bytes(1, 'big')
# %%
print(format(42, '>6'), format('x'), format(3.5, '.1f'), repr([1, 'a', {'b': (1,)}]), str({'a': [1]}), ascii(['é']), repr(b'\x00\xffa'), repr('\t\n\\'), repr('\u200b'), [None, True], (1,))
# %%
for x in (1.0, -2.5, 0.1, 0.0, -0.0, 5e-324, 1.7976931348623157e308, float('inf'), float('-inf'), float('nan'), 2.0**-1030):
    h = x.hex()
    print(h, float.fromhex(h) == x, float.fromhex(h).hex() == h)
print(float.fromhex('0x1.8p1'), float.fromhex('ff'), float.fromhex(' -0x.8 '), float.fromhex('0x1p-1080'), float.fromhex('0x1.00000000000008p0'), float.fromhex('0x1.000000000000081p0'))
for bad in ('', 'x', '0x', '1.2.3', '0x1pz', '0x1p2000'):
    try:
        print(float.fromhex(bad))
    except (ValueError, OverflowError) as e:
        print(type(e).__name__)
print((5).real, (5).imag, (-5).numerator, (5).denominator, True.real, (2.5).real, (2.5).imag, (2**70).numerator == 2**70)
print(b'a\tbc\td'.expandtabs(4), b'Ab Cd'.istitle(), b'\xc4b'.istitle(), b'ab'.istitle(), bytes.maketrans(b'ab', b'xy')[97:100], b'cab\xff'.translate(bytes.maketrans(b'a\xff', b'-!')))
for bad in ('+f', 'f', 'zz'):
    try:
        print(bytes.fromhex(bad))
    except ValueError as e:
        print('ValueError')
# %%
# Numbers that are equal have one hash, the one they have in CPython.
print([hash(x) for x in (0.5, -0.5, 3.5, 1e300, 5e-324, 0.1, -1.5, 1e16, 2.0**61, -1.0, -0.0, 123456789.125, float(2**70))])
print([hash(x) for x in (0, -1, True, 2**61 - 1, 2**61, -2**61, 10**30, -10**30)], hash(2**70) == hash(2.0**70))
# %%
import operator
for f in (lambda: operator.sub(5, 2), lambda: operator.sub(5, b=2), lambda: operator.lt(1), lambda: operator.add(1, 2, 3)):
    try:
        print(f())
    except TypeError:
        print('TypeError')
