#!/usr/bin/env python3
"""Writes the seeds of the fuzz targets into seeds/TARGET, from what the tests hold."""

import glob
import hashlib
import os
import re

os.chdir(os.path.dirname(os.path.abspath(__file__)))

# The call for a command (CALLS in fuzz_targets/response.rs).
CALLS = {
    'CAPABILITY': 'a', 'NOOP': 'b', 'LOGIN': 'c', 'ID': 'g', 'ENABLE': 'h', 'NAMESPACE': 'i',
    'LIST': 'j', 'XLIST': 'k', 'LSUB': 'l', 'CREATE': 'm', 'RENAME': 'n', 'DELETE': 'o',
    'SELECT': 'r', 'EXAMINE': 'W', 'CLOSE': 's', 'UNSELECT': 'X', 'STATUS': 't', 'SEARCH': 'u',
    'SORT': 'v', 'THREAD': 'w', 'FETCH': 'z', 'STORE': 'C', 'APPEND': 'G', 'COPY': 'I',
    'MOVE': 'J', 'EXPUNGE': 'K', 'IDLE': 'MNO', 'GETACL': 'P', 'SETACL': 'Q', 'GETQUOTA': 'R',
    'GETQUOTAROOT': 'S', 'LOGOUT': 'T',
}
MECHANISMS = {'PLAIN': 'd', 'XOAUTH2': 'e', 'OAUTHBEARER': 'f'}
SELECTED = b'* 10 EXISTS\r\n* OK [UIDVALIDITY 1] ok\r\nA1 OK [READ-WRITE] open\r\n'
CAPABILITIES = ('IMAP4rev1 UIDPLUS MOVE ID ENABLE NAMESPACE UNSELECT CONDSTORE IDLE ACL QUOTA SORT '
                'THREAD=REFERENCES THREAD=ORDEREDSUBJECT ESEARCH X-GM-EXT-1 MULTIAPPEND LITERAL+ '
                'SPECIAL-USE UTF8=ACCEPT XLIST AUTH=PLAIN AUTH=XOAUTH2 AUTH=OAUTHBEARER SASL-IR')


def seed(target, octets):
    if isinstance(octets, str):
        octets = octets.encode()
    folder = os.path.join('seeds', target)
    os.makedirs(folder, exist_ok=True)
    name = hashlib.sha1(octets).hexdigest()[:16]
    with open(os.path.join(folder, name), 'wb') as file:
        file.write(octets)


def unescape(text):
    out = bytearray()
    at = 0
    octets = text.encode()
    while at < len(octets):
        if octets[at:at + 1] != b'\\' or at + 1 == len(octets):
            out += octets[at:at + 1]
            at += 1
            continue
        letter = octets[at + 1:at + 2]
        at += 2
        if letter == b'x':
            out.append(int(octets[at:at + 2], 16))
            at += 2
        else:
            out += {b'r': b'\r', b'n': b'\n', b't': b'\t'}.get(letter, letter)
    return bytes(out)


def shifted(line, by):
    """The line with the number of its tag raised."""
    found = re.match(rb'A(\d+) ', line)
    return b'A%d ' % (int(found[1]) + by) + line[found.end():] if found else line


def conversation(path):
    greeting, calls, said, by, preauth, caps = None, '', b'', 0, 'PREAUTH', CAPABILITIES
    for line in open(path, encoding='utf-8').read().split('\n'):
        if line.startswith('# selected'):
            calls, said, by = 'r', SELECTED, 1
        elif line.startswith('# greeting: '):
            greeting = unescape(line[12:])
        elif line.startswith('# login') or line.startswith('# unconnected'):
            preauth = 'OK'
        elif line.startswith('C: '):
            words = line[3:].upper().split(' ')[1:]
            if words[:1] == ['UID']:
                words = words[1:]
            verb = words[0] if words else ''
            if verb == 'AUTHENTICATE':
                calls += MECHANISMS.get(words[1] if len(words) > 1 else '', 'd')
            else:
                calls += CALLS.get(verb, 'b')
        elif line.startswith('S: ') and line != 'S: <close>':
            octets = shifted(unescape(line[3:]), by) + b'\r\n'
            said += octets
            if octets.startswith(b'*'):
                seed('proto', octets)
                seed('response', b'~\n' + octets[2:])
        elif line.startswith('S-raw: '):
            said += unescape(line[7:])
    greeting = greeting or f'* {preauth} [CAPABILITY {caps}] ready'.encode()
    for digit in b'', b'0', b'3':
        seed('response', digit + calls.encode() + b'\n' + greeting + b'\r\n' + said)


for path in sorted(glob.glob('../tests/conversations/*/*.txt')):
    conversation(path)

for path in glob.glob('../tests/language/*.py'):
    for code in open(path, encoding='utf-8').read().split('# %%\n'):
        seed('language', code)

for line in open('seeds.txt', encoding='utf-8').read().split('\n'):
    target, found, text = line.partition(': ')
    if found and not line.startswith('#'):
        seed(target, unescape(text))

# The tables of the tests hold what is odd: every text of the files that test these readers.
for target, files in {
    'utf7': ['../src/data/utf7.rs'],
    'words': ['../src/data/words.rs'],
    'dates': ['../src/data/rfc5322.rs', '../src/data/time.rs'],
    'sets': ['../src/data/set.rs', '../src/data/messages.rs'],
}.items():
    for path in files:
        text = open(path, encoding='utf-8').read()
        for quoted in re.findall(r'"((?:[^"\\\n]|\\.)+)"', text):
            for part in quoted.split('|'):
                octets = unescape(part)
                # Targets whose first octet is a number.
                seed(target, b'\x15' + octets if target in ('words', 'sets') else octets)

for path in glob.glob('../config.example.ini'):
    seed('config', open(path, 'rb').read())
for path in glob.glob('../src/shell/config/*tests.rs') + ['../src/shell/config/rewrite.rs']:
    text = open(path, encoding='utf-8').read()
    for quoted in re.findall(r'"((?:[^"\\]|\\.)*\[(?:[^"\\]|\\.)*)"', text):
        seed('config', unescape(re.sub(r'\\\n\s*', '', quoted)))

for kinds in range(11):
    seed('line', bytes([kinds, 5]) + b'a "b\\' + bytes([(kinds + 3) % 11, 2]) + b'NI')
seed('line', bytes([10, 3, 3, 2]) + b'\xc3\xbc' + bytes([4, 3]) + b'nil' + bytes([8, 4]) + b'p w"')
