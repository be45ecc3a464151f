print(f'{3.14159:.2f}', f'{42:5d}|', f'{42:<5}|', f'{42:^5}|', f'{42:05}', f'{-42:05}', f'{42:+}', f'{42: }', f'{1234567:,}', f'{1234567:_}')
# %%
print(f'{255:x}', f'{255:X}', f'{255:#x}', f'{255:#o}', f'{5:b}', f'{5:#010b}', f'{65:c}', f'{0xffff:_x}', f'{12345678:_b}')
# %%
print(f'{1.5:e}', f'{12345.678:E}', f'{0.00001234:g}', f'{1e20:g}', f'{1234567.0:g}', f'{0.25:%}', f'{0.256:.1%}', f'{1e6:.0f}', f'{1.0}', f'{1e16}', f'{1e-7}')
# %%
print(f'{3.0:n}' if False else f'{3.0:g}', f'{1.23456789:.3}', f'{123456:.2}' if False else f'{123456.0:.2}', f'{100.0:.4}', f'{1e100:.3}', f'{0.0:.2e}', f'{-0.0}', f'{-0.0:.1f}')
# %%
print(f'{float("inf")}', f'{float("-inf"):>6}', f'{float("nan"):6}|', f'{float("inf"):F}', f'{float("nan"):+}', f'{1e400:e}')
# %%
print(f'{12345.6789:,.2f}', f'{-12345.6789:>15,.2f}|', f'{1234.5:010.1f}', f'{1234.5:+010.1f}', f'{1234:*^12,}', f'{1234:=+8}', f'{1234:08,}')
# %%
print(f'{"a":>5}|{"b":<5}|{"c":^5}|{"d":*^5}|{"abcdef":.3}|{"x":5}|{"abc":5.1}|{"é":>3}|')
# %%
print(f'{True}', f'{True:d}', f'{True:5}|', f'{False:>5}|', f'{None}', f'{[1, 2]}', f'{(1,)}', f'{ {"a": 1} }')
# %%
name, n = 'x', 3
print(f'{name=}', f'{n=:>4}', f'{n + 1 = }', f'{name!r:>6}', f'{name=!s}', f'{n:{n}}|', f'{"a" if n > 2 else "b"}', f'{{literal}}', f'{n!r}')
# %%
w, p = 10, 3
print(f'{3.14159:{w}.{p}}|', f'{"hi":{"*"}^{w}}|', f'{n if False else 5:>{w}}|' if False else f'{5:>{w}}|')
# %%
f'{"a":d}'
# %%
f'{1:s}'
# %%
f'{1.5:d}'
# %%
f'{1:.2}'
# %%
f'{"a":+}'
# %%
f'{"a":=5}'
# %%
f'{[1]:5}'
# %%
f'{None:>5}'
# %%
f'{1:q}'
# %%
format(1, 'zz')
# %%
print('%d %s %r %5.2f %x %X %o %c %% %e %g' % (1, 'a', 'b', 3.14159, 255, 255, 8, 'c', 12345.678, 0.0001))
# %%
print('%5d|%-5d|%05d|%+d|% d|%5s|%-5s|%.2s|%5.1f|%-8.3f|' % (42, 42, 42, 42, 42, 'ab', 'ab', 'abc', 3.14159, 2.5))
# %%
print('%(a)s %(b)03d %(a)r' % {'a': 'x', 'b': 7}, '%s' % (1,), '%s' % [1, 2], '%s %s' % ('a', (1, 2)), '%*d|%-*d|' % (5, 42, 5, 42), '%.*f' % (2, 3.14159))
# %%
print('%#x %#o %#X' % (255, 8, 255), '%i' % 3.99, '%u' % 5, '%d' % True, '%s' % None, '%a' % 'é', '%c' % 65, '%5c|' % 'x', '%.3d' % 5, '%+.3d' % 5)
# %%
'%d' % 'a'
# %%
'%d %d' % 1
# %%
'%d' % (1, 2)
# %%
'%q' % 1
# %%
'%(a)s' % (1,)
# %%
'%(b)s' % {'a': 1}
# %%
'%x' % 1.5
# %%
print(b'%d %s %b %a %r' % (1, b'x', b'y', 'z', 'w'), b'%5d|%-4s|' % (3, b'a'), b'%x' % 255, b'%c' % 65, b'%%')
# %%
b'%s' % 'a'
# %%
from datetime import date, datetime
d = datetime(2024, 3, 5, 14, 7, 9)
print(f'{d:%Y-%m-%d}', f'{d:%H:%M}', '{:%d %b %Y}'.format(d), format(date(2024, 1, 2), '%A'), f'{d}', f'{d:}', f'{date(2024, 1, 2)!r}')
# %%
print(format(3.14159, '.2f'), format(5), format('x', '>3'), format(255, '#x'), format(1234.5, ',.1f'))
# %%
print(round(2.5), round(3.5), round(2.675, 2), round(-2.5), round(1234, -2), round(1250, -2), round(1.005, 2), round(5), round(5.5), round(0.5), round(1e20), round(15, -1), round(25, -1))
# %%
class Money:
    def __init__(self, n): self.n = n
    def __format__(self, spec): return f'<{self.n:{spec or "d"}}>'
    def __str__(self): return 'm'
print(f'{Money(5)}', f'{Money(5):>4}', '{:04d}'.format(Money(7)), format(Money(1), '+d'))
# %%
rows = [('Alice', 3, 1234.5), ('Bob', 12, 7.25)]
for name, n, size in rows: print(f'{name:<10}{n:>5}{size:>12,.2f}')
print('-' * 27)
print('{:<10}{:>5}'.format('total', sum(r[1] for r in rows)))
# %%
def human(n):
    for unit in ('B', 'KiB', 'MiB', 'GiB'):
        if n < 1024: return f'{n:.1f} {unit}'
        n /= 1024
    return f'{n:.1f} TiB'
print(human(5), human(2048), human(5_000_000), human(3 * 1024 ** 4))
# %%
print(1e15, 1e16, 123456789012345680.0, 0.1 + 0.2, 1/3, 2/3, 100.0, 1e-4, 1e-5, 5e-324, 1.7976931348623157e308)
# %%
print(repr(0.1), str(1.0), repr(1e22), repr(1e23), 3.0 == 3, 1_000.5, float('1e3'), float(' 2.5 '), float('-inf'), float('1_000'))
# %%
# What the random expressions found.
print(1e16 / -117434e-4, (1e16 // 3.5) * 674319e-6 - 4, -3344029907648958070 / -16, divmod(113152e-2 - 1 + 18.5 * 2146035504, 1.5)[1])
print(5e-324, 1.5e300, 9007199254740993.0, 2.5e-5, 123456789012345680.0, 1e22, 1e23, -2.0, 0.1 + 0.2, 2.0**-1074 * 3, 4.35e-7)
x = 10**20 * 5320391298784665001
print(round(x, -1), round(x, -21), round(-x, -22), round(x, 2), round(x), round(2**200, -100), round(5 * 10**30, -31), round(15 * 10**30, -31), round(x, -100))
for bad in ('1600.0%1600.0%', '%5%', '%.0%', '%-%', '%%%'):
    try:
        print(bad % 1)
    except (ValueError, TypeError) as e:
        print(type(e).__name__)
print('%%' % (), '%d%%' % 5)
for bad in (lambda: [] in b'ab', lambda: 'a' in b'ab', lambda: -1 in b'ab', lambda: 256 in b'ab', lambda: 2**70 in b'ab', lambda: 1.0 in b'ab', lambda: None in b'ab', lambda: 97 in b'ab', lambda: True in b'\x01', lambda: b'' in b'ab', lambda: b'ab' in b'cab'):
    try:
        print(bad())
    except (ValueError, TypeError) as e:
        print(type(e).__name__)
# %%
def kind(f, *args, **named):
    try:
        return f(*args, **named)
    except Exception as e:
        return type(e).__name__

for value, spec in [('ab', ','), ('ab', '_'), ('ab', '#'), (5, ',x'), (5, '_x'), (5, ',c'), (5, '+c'), (5, '#c'), (5, '.1c'), (5, '.1d'),
                    (1.5, 'x'), (float('inf'), 'x'), (float('nan'), 'd'), (float('inf'), '012,'), (-2.5e-7, ',.0E'), (0, '05c'), (65, '5c')]:
    print(repr(spec), repr(kind(format, value, spec)))
# %%
def kind(f, *args, **named):
    try:
        return f(*args, **named)
    except Exception as e:
        return type(e).__name__

# Zeros fill up a number with a precision as well, a precision keeps the prefix of `#`.
print('%06.3d|%-06.3d|%+06.2d|% 6.2d|%06.i' % (5, 5, 5, 5, -5))
print('%#.3x|%#8.3X|%#08.3o|%#.0X' % (255, 255, 255, 1))
# `%c` has no precision; to bytes it may be one byte.
print('%.0c|%5.0c' % ('x', 65), b'%c|%3c|%.0c' % (b'x', 65, b'y'), kind(lambda: b'%c' % 'x'), kind(lambda: b'%c' % b'xy'))
print(b'%r %a' % ('é', 'é'))
# A key is looked up before anything else; `%` with anything before it is no percent sign.
for template, values in [('%(a)%', 5), ('%(a)%', {}), ('%(a)%', {'a': 1}), ('%5%', 5), ('%5%', ()), ('%*d', (2 ** 70, 5)), ('%(a)*d', {'a': 1}), ('%*%', 5)]:
    print(template, kind(lambda: template % values))
class Answers:
    def __getitem__(self, key): return key
print('%%' % b'x', 'no' % Answers(), kind(lambda: b'no' % b'x'))
