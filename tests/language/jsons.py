import json
print(json.dumps({'a': 1, 'b': [1, 2.5, None, True, False, 'x'], 'c': {}}), json.dumps([]), json.dumps('é"\n\\'), json.dumps('é', ensure_ascii=False), json.dumps('😀\x7f'), json.dumps(1.0), json.dumps(1e100), json.dumps((1, 2)))
# %%
import json
print(json.dumps({'b': 1, 'a': [1, {'x': 2}], 'e': [], 'd': {}}, indent=2))
print(json.dumps({'b': 1, 'a': 2}, sort_keys=True, indent=4), json.dumps([1, [2]], indent='--'), json.dumps([1, 2], indent=0))
# %%
import json
print(json.dumps({'a': 1, 'b': 2}, separators=(',', ':')), json.dumps({1: 'a', None: 'b', True: 'c', 1.5: 'd'}), json.dumps({'a': float('nan'), 'b': float('inf'), 'c': -float('inf')}), json.dumps({'k': 10**30}))
# %%
import json
from datetime import date
print(json.dumps({'d': date(2024, 1, 2)}, default=str), json.dumps([{1, 2}], default=sorted), json.dumps(b'x', default=lambda b: b.decode()))
# %%
import json
from datetime import date
json.dumps(date(2024, 1, 2))
# %%
import json
json.dumps({(1, 2): 3})
# %%
import json
print(json.dumps({(1, 2): 3, 'a': 1}, skipkeys=True))
json.dumps(b'x')
# %%
import json
print(json.loads('{"a": [1, 2.5, null, true, false, "x\\u00e9\\n"]}'), json.loads('1'), json.loads('"x"'), json.loads(' [ ] '), json.loads(b'[1]'), json.loads('1e3'), json.loads('-0'), json.loads('123456789012345678901234567890'), json.loads('"\\ud83d\\ude00"'), json.loads('{"a":1,"a":2}'))
# %%
import json
json.loads('{"a": }')
# %%
import json
json.loads('[1, 2')
# %%
import json
json.loads('{a: 1}')
# %%
import json
json.loads('')
# %%
import json
json.loads('[1] x')
# %%
import json
json.loads('"\n"')
# %%
import json
try:
    json.loads('[1,]')
except json.JSONDecodeError as e:
    print('bad', isinstance(e, ValueError))
# %%
import json
json.loads(5)
# %%
import json
with open('x.json', 'w') as f: json.dump({'a': [1, 2]}, f, indent=1)
with open('x.json') as f: print(f.read())
with open('x.json') as f: print(json.load(f))
# %%
import json
data = {'messages': [{'uid': i, 'size': i * 100} for i in range(3)]}
again = json.loads(json.dumps(data))
print(again == data, sum(m['size'] for m in again['messages']), json.dumps(again['messages'][0]))
