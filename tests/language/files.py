with open('a.txt', 'w') as f:
    print(f.write('line 1\nline 2\n'), f.name, f.mode, f.closed)
print(f.closed, open('a.txt').read(), end='')
with open('a.txt', 'a', encoding='utf-8') as f: _ = f.write('é last')
with open('a.txt', encoding='utf-8') as f:
    for n, line in enumerate(f, 1): print(n, repr(line))
# %%
with open('b.bin', 'wb') as f: print(f.write(b'\x00\x01\r\n\xff'))
with open('b.bin', 'rb') as f: print(f.read(2), f.read(), f.read())
# %%
open('no-such-file')
# %%
open('x', 'w').write(b'bytes')
# %%
open('x', 'wb').write('str')
# %%
open('x', 'q')
# %%
f = open('x', 'w'); f.close(); f.close()
_ = f.write('x')
# %%
open('x', 'w').close()
open('x', 'x')
# %%
open('/')
# %%
with open('x', 'w') as f: _ = f.write('a\nb\nc')
with open('x') as f: print(f.readline(), f.readlines(), repr(f.readline()))
with open('x') as f: print(f.read(1), f.read(2), [l.strip() for l in f])
with open('x') as f: lines = f.read().splitlines(); print(lines)
with open('x') as f: print(list(f), f.readable(), f.writable())
# %%
with open('x', 'wb') as f: _ = f.write(b'a\r\nb\rc\n')
print(open('x').read().encode(), open('x', newline='').read().encode(), open('x', 'rb').read(), [l for l in open('x')])
with open('x', 'w', newline='\r\n') as f: _ = f.write('1\n2\n')
print(open('x', 'rb').read())
# %%
with open('x', 'wb') as f: _ = f.write('é'.encode('latin-1'))
print(open('x', encoding='latin-1').read(), open('x', errors='replace').read(), open('x', encoding='utf-8', errors='ignore').read())
open('x', encoding='utf-8').read()
# %%
with open('x', 'w') as f: f.writelines(['a\n', 'b\n']); print('c', file=f); print('d', 'e', sep='-', end='!', file=f)
print(open('x').read())
# %%
with open('x', 'wb+') as f:
    _ = f.write(b'hello world'); _ = f.seek(6); print(f.read(), f.tell()); _ = f.seek(0); _ = f.write(b'J'); _ = f.seek(-3, 2); print(f.read(2)); _ = f.seek(0); print(f.read())
# %%
with open('x', 'w') as f: _ = f.write('12345')
with open('x', 'r+') as f: _ = f.seek(2); _ = f.truncate(); _ = f.write('x')
print(open('x').read())
# %%
try:
    with open('x', 'w') as f:
        _ = f.write('kept'); raise ValueError('boom')
except ValueError as e: print(e, f.closed, open('x').read())
# %%
open('x', 'w').read()
# %%
open('x', 'rb', encoding='utf-8')
# %%
with open('x', 'w', encoding='utf-16') as f: _ = f.write('aé')
print(open('x', 'rb').read(), open('x', encoding='utf-16').read())
# %%
try: open('nope.txt')
except FileNotFoundError as e: print(type(e).__name__, isinstance(e, OSError))
try: open('/no/dir/x', 'w')
except OSError as e: print(type(e).__name__)
# %%
import os
for i in range(3):
    with open(f'msg-{i}.eml', 'wb') as f: _ = f.write(b'Subject: %d\r\n\r\nbody' % i)
print(sorted(os.listdir('.')), sum(os.path.getsize(n) for n in os.listdir('.')), [open(n, 'rb').readline().strip() for n in sorted(os.listdir('.'))])
