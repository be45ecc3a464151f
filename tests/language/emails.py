import email
raw = b'From: Anna <anna@example.org>\r\nTo: bob@example.com,\r\n carl@example.com\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\nReceived: one\r\nReceived: two\r\n\r\nHello\r\nWorld\r\n'
m = email.message_from_bytes(raw)
print(m['Subject'], m['subject'], m['X-None'], m.get('To'), m.get('Nope', 'dflt'), m.get_all('Received'), m.get_all('Nope'), m.keys(), len(m), 'From' in m, 'cc' in m)
print(repr(m.get_payload()), m.get_payload(decode=True), m.is_multipart(), m.get_content_type(), m.get_content_maintype(), m.get_content_subtype(), m.get_content_charset(), m.get_filename(), m.get_content_disposition())
# %%
import email
from email import policy
raw = b'From: =?utf-8?q?J=C3=BCrgen?= <j@example.org>\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n =?utf-8?q?_aus_K=C3=B6ln?=\r\nContent-Type: text/plain; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nGr=C3=BC=C3=9Fe=\r\n!\r\n'
m = email.message_from_bytes(raw, policy=policy.default)
print(m['Subject'], '|', m['From'], '|', repr(m.get_content()), m.get_body().get_content_type(), list(m.iter_attachments()))
# %%
import email
raw = b'''From: a@example.org
Subject: multi
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="XX"

preamble
--XX
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

caf=E9

--XX
Content-Type: application/pdf; name="doc.pdf"
Content-Disposition: attachment; filename="report.pdf"
Content-Transfer-Encoding: base64

JVBERi0=
--XX--
epilogue
'''
m = email.message_from_bytes(raw)
print(m.is_multipart(), [p.get_content_type() for p in m.walk()], m.get_boundary(), repr(m.preamble), repr(m.epilogue))
for p in m.walk():
    if p.is_multipart(): continue
    print(p.get_content_type(), p.get_filename(), p.get_content_charset(), p.get_payload(decode=True), p.get_content_disposition(), repr(p.get_payload()))
print(m.get_payload(0).get_content_type(), len(m.get_payload()), m.get_payload()[1].get_param('name'), m.as_string() == raw.decode(), m.as_bytes() == raw)
# %%
import email
m = email.message_from_string('Subject: x\nContent-Type: text/html; charset="UTF-8"; format=flowed\n\n<b>hi</b>')
print(m.get_content_type(), m.get_content_charset(), m.get_param('format'), m.get_param('nope', 'd'), m.get_payload(), m.items(), m.values(), str(m))
# %%
import email
from email import policy
raw = b'''Subject: alt
Content-Type: multipart/alternative; boundary=B

--B
Content-Type: text/plain

plain text
--B
Content-Type: text/html

<p>html</p>
--B--
'''
m = email.message_from_bytes(raw, policy=policy.default)
print(m.get_body().get_content_type(), m.get_body(preferencelist=('plain', 'html')).get_content(), m.get_body(('html',)).get_content(), m.get_body(('related',)), list(m.iter_attachments()), [p.get_content_type() for p in m.iter_parts()])
# %%
import email
from email import policy
raw = b'''Subject: att
Content-Type: multipart/mixed; boundary=B

--B
Content-Type: text/plain

see attached
--B
Content-Type: image/png
Content-Disposition: attachment; filename*=utf-8''b%C3%ADld.png
Content-Transfer-Encoding: base64

iVBORw0KGgo=
--B
Content-Type: message/rfc822

Subject: inner

inner body
--B--
'''
m = email.message_from_bytes(raw, policy=policy.default)
for a in m.iter_attachments(): print(a.get_filename(), a.get_content_type(), a.is_attachment())
img, inner = list(m.iter_attachments())
print(img.get_content()[:4], inner.get_content()['Subject'], inner.is_multipart(), inner.get_payload(0)['subject'], [p.get_content_type() for p in m.walk()])
# %%
import email
m = email.message_from_bytes(b'no headers here\r\n\r\nbody')
print(m.keys(), repr(m.get_payload()), email.message_from_bytes(b'').keys(), repr(email.message_from_bytes(b'').get_payload()), email.message_from_bytes(b'A: 1\n').get_payload() == '')
# %%
import email
email.message_from_string(b'x')
# %%
from email.utils import parseaddr, formataddr, getaddresses
print(parseaddr('Anna Bee <anna@example.org>'), parseaddr('anna@example.org'), parseaddr('"Bee, Anna" <a@b>'), parseaddr(''), parseaddr('anna@example.org (Anna)'))
print(formataddr(('Anna Bee', 'a@b.c')), formataddr(('', 'a@b.c')), formataddr(('Bee, Anna', 'a@b.c')), formataddr(('Jürgen', 'j@b.c')), formataddr(('A "B" C', 'x@y')))
print(getaddresses(['a@b, "C, D" <c@d>', 'E <e@f>']), getaddresses([]))
# %%
from email.utils import parsedate_to_datetime, formatdate, format_datetime, parsedate
from datetime import datetime, timezone, timedelta
print(repr(parsedate_to_datetime('Tue, 05 Mar 2024 14:07:09 +0100')), parsedate_to_datetime('5 Mar 2024 14:07:09 GMT'), repr(parsedate_to_datetime('Tue, 05 Mar 2024 14:07:09 -0000')))
print(formatdate(0), formatdate(0, usegmt=True), formatdate(1700000000), format_datetime(datetime(2024, 3, 5, 14, 7, tzinfo=timezone(timedelta(hours=1)))), format_datetime(datetime(2024, 3, 5)), parsedate('Tue, 05 Mar 2024 14:07:09 +0100'), parsedate('nonsense'))
# %%
from email.utils import parsedate_to_datetime
parsedate_to_datetime('not a date')
# %%
from email.header import decode_header, make_header, Header
print(decode_header('=?utf-8?q?Gr=C3=BC=C3=9Fe?='), decode_header('plain'), decode_header('=?iso-8859-1?q?caf=E9?= and more'), str(make_header(decode_header('=?utf-8?b?R3LDvMOfZQ==?='))), str(make_header(decode_header('plain text'))), str(make_header(decode_header('a =?utf-8?q?b?='))), str(Header('é', 'utf-8')))
# %%
from email.message import EmailMessage
m = EmailMessage()
m['Subject'] = 'Hello'
m['From'] = 'a@example.org'
m['To'] = 'b@example.org'
m.set_content('Dear all,\nbye\n')
print(m.as_string())
print(m.as_bytes())
print(m.get_content(), m['subject'], m.get_content_type())
# %%
from email.message import EmailMessage
m = EmailMessage()
m['Subject'] = 'With attachment'
m.set_content('see attached')
m.add_attachment(b'%PDF-', maintype='application', subtype='pdf', filename='x.pdf')
m.add_attachment('a,b\n1,2\n', subtype='csv', filename='t.csv')
print([p.get_content_type() for p in m.walk()], [p.get_filename() for p in m.iter_attachments()], m.is_multipart(), m.keys())
for p in m.iter_parts(): print(p.items(), repr(p.get_content()))
# %%
from email.message import EmailMessage
m = EmailMessage()
m.set_content('plain'); m.add_alternative('<p>html</p>', subtype='html')
print(m.get_content_type(), [p.get_content_type() for p in m.iter_parts()], m.get_body().get_content(), m.keys())
# %%
from email.message import EmailMessage
m = EmailMessage()
m['Subject'] = 'Grüße'
print(m['Subject'], m.as_bytes())
# %%
from email.message import EmailMessage
m = EmailMessage()
m['Subject'] = 'a\nb'
# %%
from email.message import EmailMessage
m = EmailMessage(); m['Subject'] = 'a'
m['Subject'] = 'b'
# %%
from email.message import EmailMessage
m = EmailMessage(); m['X'] = 'a'; m['X'] = 'b'
del m['Y']
print(m.get_all('X'), len(m)); m.replace_header('X', 'c'); del m['X']; print(m['X'], m.keys()); m.add_header('Content-Disposition', 'attachment', filename='bud.gif'); print(m['Content-Disposition'], m.get_filename())
# %%
from email.message import EmailMessage
EmailMessage().replace_header('X', 'c')
# %%
from email.message import Message
m = Message(); m['Subject'] = 'x'; m.set_payload('body'); print(m.as_string()); m.set_payload('é', 'utf-8') if False else None; print(m.get_payload(), m.get_content_type())
# %%
import email
from email.parser import BytesParser
from email import policy
m = BytesParser(policy=policy.default).parsebytes(b'Subject: x\n\nbody', headersonly=True)
print(m['subject'], type(m).__name__, type(email.message_from_bytes(b'')).__name__)
# %%
import email
with open('m.eml', 'wb') as f: _ = f.write(b'Subject: saved\nDate: Tue, 05 Mar 2024 14:07:09 +0100\n\nx')
with open('m.eml', 'rb') as f: m = email.message_from_binary_file(f)
print(m['subject'], email.utils.parsedate_to_datetime(m['date']).isoformat() if hasattr(email, 'utils') else None)
# %%
from email.message import EmailMessage
m = EmailMessage()
m['Subject'] = 'Hello'
m['From'] = 'a@b.org'
m['To'] = 'Ünï Cöde <u@x.org>, other@y.org'
m.set_content('Hello\nWorld\n')
print(m.as_string()); print(repr(m.get_content())); print(m.get_content_type(), m.is_multipart())
# %%
from email.message import EmailMessage
m = EmailMessage()
m['Subject'] = 'with attachment'
m.set_content('text\n')
m.add_attachment(b'\x00\x01\x02' * 50, maintype='application', subtype='octet-stream', filename='a b.bin')
s = m.as_string()
b = m.get_boundary()
print(s.replace(b, 'BOUNDARY') if b else s)
for p in m.walk(): print(p.get_content_type(), p.get_filename(), p.is_multipart())
for a in m.iter_attachments(): print(a.get_filename(), len(a.get_content()))
# %%
from email.message import EmailMessage
m = EmailMessage()
m.set_content('plain\n'); m.add_alternative('<p>html é</p>\n', subtype='html')
s = m.as_string(); b = m.get_boundary()
print(s.replace(b, 'B') if b else s)
print(m.get_body(('html',)).get_content(), m.get_body().get_content_type())
# %%
import email
raw = b'From: =?utf-8?q?J=C3=B6rg?= <j@x.org>\r\nTo: a@b, "C, D" <c@d>\r\nSubject: =?iso-8859-1?b?R3L832U=?= x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=zz\r\n\r\npre\r\n--zz\r\nContent-Type: text/plain; charset=latin-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nGr=FC=DFe=\r\n more\r\n--zz\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename="x.html"\r\n\r\nPGI+aGk8L2I+\r\n--zz--\r\nepilogue\r\n'
m = email.message_from_bytes(raw)
print(m['from'], m['To'], m['subject'], m.get_content_type(), m.is_multipart(), m.preamble, m.epilogue)
for p in m.walk():
    print(p.get_content_type(), p.get_content_charset(), p.get_filename(), p.get('Content-Transfer-Encoding'), p.get_payload(decode=True))
print(m.as_string())
# %%
from email.message import EmailMessage
m = EmailMessage()
m.set_content('.dots\nFrom here\n  trailing  \n\ttab\n' + 'é' * 100 + '\n')
print(m.as_string()); print(repr(m.get_content()))
# %%
# A module inside another leaves the other as it is.
import email, email.mime.text, email.utils, email.encoders
print(email.mime.text.MIMEText('x').get_content_type(), email.utils.formataddr(('a', 'b@c')))
print(email.message_from_string('a: b')['a'])
# %%
# Damaged messages are read as Python reads them.
import email
def look(raw):
    m = email.message_from_bytes(raw)
    for p in m.walk():
        print(p.get_content_type(), p.items(), repr(p.preamble), repr(p.epilogue), p.get_unixfrom(), p.is_multipart() or (p.get_payload(), p.get_payload(decode=True)))
    print(repr(m.as_string()), m.as_bytes())
for raw in [
    b' first\nA: b\n: nameless\nFrom odd\nC: d\nBad name: x\n\nbody\n',
    b'From sender Mon\n  lost\nA: b\r\n\tc\r\n \r\n d\n\nx\rtwo\r\n',
    b'A: b\nFrom the end\n\nbody\n',
    b'Content-Type: multipart/mixed; boundary=B\n\npre\n--B\n--B\n--B \t\nA: b\n\none\n\n--B--x\n--B--\nepi\n',
    b'Content-Type: multipart/mixed; boundary=B\n\npre\n--B--\nswallowed\n',
    b'Content-Type: multipart/mixed; boundary=B\n\nnever begun\n',
    b'Content-Type: multipart/mixed\n\n--B\r\nno boundary\n',
    b'Content-Type: multipart/mixed; boundary=B\n\n--B\nContent-Type: multipart/mixed; boundary=I\n\n--I\n\nin\n--B\n\nout\n--B--\n',
    b'Content-Type: multipart/digest; boundary=B\n\n--B\n\nSubject: inner\n\nx\n--B\nContent-Type: text/plain\n\ny\n--B--',
    b'Content-Type: message/partial\n\nSubject: inner\n\nx\n',
    b'Content-Type: message/delivery-status\n\nA: b\n\nC: d\nE: f\n\n\nG: h\n',
    b'Content-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n\r\nx\r\n--B\r\n\r\ny\r\n\r\n--B--\r\n',
    b'Content-Type: multipart/signed; boundary=B\n\n--B\nSubject: ' + b'long ' * 30 + b'\n\nx\n--B--\n',
]: look(raw)
# %%
# Parameters: quotation marks, semicolons inside, pieces, charsets.
import email
for value in ['text/plain; name="a;b.txt"', 'text/plain; name="q\\"r;s"; x=y', 'TEXT/Plain ;  NAME = a b ; bare', 'a/b/c; charset=X', 'text/plain; name*=utf-8\'\'%e2%82%ac.txt', 'text/plain; name*1=b; name*0=a', 'text/plain; name*0*=iso-8859-1\'en\'%e9; name*1=z', "text/plain; name*=''x%2", 'text/plain; name*=nocharset', 'text/plain; name*=bogus\'\'x', 'text/plain; charset*=us-ascii\'\'UTF-8', 'text/plain; x="open; name=y', 'multipart/mixed; boundary=" B "', 'text/plain; name=<x>', '; name=x', 'text/plain; name=" x "']:
    m = email.message_from_string('Content-Type: ' + value + '\n\n')
    print(m.get_content_type(), m.get_params(), m.get_filename(), m.get_param('name'), m.get_content_charset('none'), m.get_boundary(), m.get_charsets())
# %%
# Transfer encodings that are not as they should be.
import email
for cte, body in [('base64', 'aGVs\nbG8\n'), ('base64', 'a!G@V=sbG8=\n'), ('base64', 'A\n'), ('base64', 'aGVsbG8=extra'), ('BASE64', '===='), (' base64 ', 'aGVsbG8='), ('base64', 'é'), ('quoted-printable', 'soft=\nline  \nbad=ZZ =+A ==41 end='), ('quoted-printable', 'x= \ny=\r\nz'), ('bogus', 'é€'), ('7bit', 'a\r\nb')]:
    m = email.message_from_string('Content-Transfer-Encoding: ' + cte + '\n\n' + body)
    print(repr(m.get_payload()), m.get_payload(decode=True))
m = email.message_from_string('Content-Type: text/plain; charset=iso-8859-1\n\ncafé')
print(m.get_payload(), email.message_from_bytes(b'Content-Type: text/plain; charset=iso-8859-1\n\ncaf\xe9').get_payload())
# %%
# Long headers are broken in as_bytes(), and stay in as_string().
import email
for value in ['a@b.example, ' * 12, 'one; two; three, ' * 8, 'word ' * 40, 'w' * 120, 'x ' + 'w' * 120, 'a\tb ' * 30, 'x\n y\n   \n z ', 'short ', 'first\n ' + 'more ' * 30]:
    m = email.message_from_string('Subject: ' + value + '\n\nx')
    print(m.as_bytes()); print(repr(m.as_string()))
# %%
from email.header import decode_header
for text in ['=?utf-8?q?a b?= =?utf-8?q?c?=', 'x =?utf-8?b?w6k?=\n =?UTF-8?B?w6k=?=  y', '=?utf-8?q?=zz=?=', '=?utf-8?q??=', '=?utf-8?x?q?=', '=?=?utf-8?q?z?=', '  =?a?q?b?= =?c?q?d?=', 'no words', '=?utf-8?q?open']: print(decode_header(text))
# %%
# Parts without end: an error, and the program lives.
import email
from email.message import Message
m = email.message_from_bytes(b'Content-Type: message/rfc822\n\n' * 400 + b'x')
print(len(list(m.walk())))
m = Message()
for i in range(20000):
    outer = Message(); outer['Content-Type'] = 'multipart/mixed'; outer.attach(m); m = outer
try: list(m.walk())
except RecursionError: print('too deep to walk')
try: m.as_string()
except RecursionError: print('too deep to write')
try: str(m)
except RecursionError: print('too deep to show')
email.message_from_bytes(b'Content-Type: message/rfc822\n\n' * 100000)
# %%
import email
from email.message import Message
m = Message(); m.attach(Message()); m.get_payload()[0].attach(m)
list(m.walk())
# %%
# headersonly keeps the rest as it is; files of octets lose their CR.
import email, io
from email.parser import BytesParser, Parser
raw = b'Content-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n\r\nx\r\n--B--\r\n'
m = BytesParser().parsebytes(raw, headersonly=True)
print(m.is_multipart(), repr(m.get_payload()), Parser().parsestr('A: b\n\nc', headersonly=True).get_payload())
with open('crlf.eml', 'wb') as f: _ = f.write(raw)
with open('crlf.eml', 'rb') as f: print(email.message_from_binary_file(f).get_payload()[0].as_bytes())
with open('crlf.eml', 'rb') as f: print(repr(BytesParser().parse(f).get_payload()[0].get_payload()))
# %%
from email.mime.text import MIMEText
from email.mime.multipart import MIMEMultipart
from email.mime.application import MIMEApplication
from email.mime.image import MIMEImage
from email.mime.audio import MIMEAudio
from email.mime.base import MIMEBase
from email.mime.nonmultipart import MIMENonMultipart
from email.mime.message import MIMEMessage
from email.message import Message, EmailMessage
import email, email.errors, email.mime.text
m = MIMEMultipart('alternative'); m['Subject'] = 'x'
m.attach(MIMEText('plain')); m.attach(MIMEText('<b>ü</b>', 'html')); m.attach(MIMEApplication(b'abc', Name='a.bin'))
print(isinstance(m, MIMEMultipart), isinstance(m, Message), isinstance(m, MIMEBase), isinstance(m, MIMEText), isinstance(m, EmailMessage))
for p in m.walk(): print(type(p).__name__, p.get_content_type(), isinstance(p, MIMENonMultipart), isinstance(p, (MIMEText, MIMEApplication)))
print(issubclass(MIMEText, MIMEBase), issubclass(MIMEText, Message), issubclass(MIMEText, EmailMessage), issubclass(EmailMessage, Message), MIMEText.__name__, type(MIMEText('a')) is MIMEText, email.mime.text.MIMEText is MIMEText)
print(type(email.message_from_string(str(m)).get_payload(0)).__name__, isinstance(EmailMessage(), Message), MIMEImage(b'\x89PNG\r\n\x1a\n1').get_content_type(), MIMEAudio(b'x', 'wav').get_content_type())
try: MIMEText('x').attach(MIMEText('y'))
except email.errors.MultipartConversionError as e: print(type(e).__name__, e, isinstance(e, TypeError), isinstance(e, email.errors.MessageError))
try: MIMEMessage('x')
except TypeError as e: print('TypeError')
p = Message(); p.set_payload('abc')
try: p.attach(MIMEText('y'))
except TypeError as e: print('TypeError', p.get_payload())
i = MIMEMessage(m); print(i.get_content_type(), type(i).__name__, type(i.get_payload(0)).__name__)
makers = {'text': MIMEText, 'app': MIMEApplication}
print(makers['text']('x', _charset='utf-8').get_content_charset(), MIMEBase('a', 'b', c='d')['content-type'])
n = EmailMessage(); n.set_content('x'); print(n.defects, m.defects)
# %%
import email
from email import policy, errors
texts = ['Content-Type: multipart/mixed\n\nx', 'Content-Type: multipart/mixed; boundary=a\n\nx\n', 'Content-Type: multipart/mixed; boundary=a\n\n--a\n\nx\n', ' first\nA: b\n\n', 'A: b\nFrom x\nC: d\n\n', 'A: b\nno header\n\nx', ': x\nA: b\n\n', 'Content-Type: multipart/mixed; boundary=a\nContent-Transfer-Encoding: base64\n\n--a\n\nx\n--a--\n', 'A: b\n\nfine', 'Content-Type: message/rfc822\n\n x\n\n', 'Content-Type: multipart/mixed; boundary=a\n\n--a\n y\nA: b\n\nx\n--a--\n']
for text in texts:
    for p in (policy.compat32, policy.default):
        m = email.message_from_string(text, policy=p)
        print([(type(d).__name__, d.line, str(d), d.args) for part in m.walk() for d in part.defects])
for data in ('YWJj', 'YWI', 'YW Jj', 'Y', 'YW!Jj', 'YWI=!', 'Y!', 'YWJjZ'):
    m = email.message_from_string('Content-Transfer-Encoding: base64\n\n' + data)
    print(m.get_payload(decode=True), m.defects, m.get_payload(), len(m.defects))
print(issubclass(errors.NoBoundaryInMultipartDefect, errors.MessageDefect), isinstance(m.defects[0], ValueError), errors.HeaderParseError.__mro__[1].__name__)
try: raise errors.MessageError('x')
except Exception as e: print(repr(e))
# %%
import email, email.policy, re, json
from email.headerregistry import Address, Group
from email.message import EmailMessage
m = email.message_from_bytes(b'TO: A B <a@b.c>, d@e.f\r\nDate: Mon, 5 Feb 2024 10:00:00 +0100\r\nSubject: =?utf-8?q?h=C3=A9?= you\r\nContent-Type: text/plain; charset="utf-8"\r\n\r\nx\r\n', policy=email.policy.default)
h = m['to']
print(h, repr(h), len(h), h[0], h[-3:], 'A B' in h, h.upper(), h + '!', '<' + h + '>', h * 2, '%s' % h, f'{h:>40}|', h.name)
print(isinstance(h, str), h == 'A B <a@b.c>, d@e.f', 'A B <a@b.c>, d@e.f' == h, {h: 1}['A B <a@b.c>, d@e.f'], h in {'A B <a@b.c>, d@e.f'}, hash(h) == hash(str(h)))
print(re.findall(r'\w+@[\w.]+', h), ', '.join([h, m['subject']]), sorted([h, 'B', 'A']), list(m['subject']), str(m['subject']), m['subject'].split(), h < 'B', bool(h), json.dumps({'a': h}))
print(h.addresses[0], repr(h.addresses[0]), h.addresses[0] == Address('A B', 'a', 'b.c'), [(g.display_name, g.addresses) for g in h.groups])
print([str(a) for a in h.addresses], m.get('to').addresses[0].domain, m.get_all('to')[0].addresses[1].addr_spec, dict(m.items())['TO'].addresses[0].username)
print(m['Content-Type'].params['charset'], m['content-type'].maintype, m['content-type'].subtype, dict(m['content-type'].params))
print(m['Date'].datetime.isoformat(), m['Date'].datetime.year)
e = EmailMessage()
e['To'] = Address('Jörg Ä', 'j', 'x.y'), Address(addr_spec='k@l.m')
e['From'] = Address('Doe, J.', 'j', 'x.y')
e['Cc'] = [Group('Team', [Address('', 'q', 'r.s')])]
import datetime
e['Date'] = datetime.datetime(2024, 2, 5, 10, 0, tzinfo=datetime.timezone.utc)
e['Subject'] = 'hé'
e.set_content('x\n')
print(e['to'], e['from'], e['cc'], e['date'], e['subject'], e['from'].addresses[0].display_name)
try: e['to'] = 'x'
except ValueError as x: print(x)
print(e.as_string())
f = EmailMessage()
f['Subject'] = m['Subject']; f['To'] = m['To']; f['X'] = m['Date']
print(f['subject'], f['to'], f['x'])
def attempt(run):
    try: return run()
    except Exception as e: return type(e).__name__
print(attempt(lambda: Address('a', 'b', 'c', 'd@e')), attempt(lambda: Address('a\n')), attempt(lambda: m['to'].datetime), repr(Address()), str(Address()), Group('x') == Group('x', ()), attempt(lambda: hash(Address())))
print(type(m['subject']).__name__, m['subject'].defects, m['subject'].max_count, m['x'], str(m['To']).lower(), m['to'].replace('A', 'x').strip())
# %%
import email, email.policy
def show(name, value):
    h = email.message_from_bytes(f'{name}: {value}\r\n\r\nx\r\n'.encode(), policy=email.policy.default)[name]
    known = ('content_type', 'maintype', 'subtype', 'params', 'content_disposition', 'cte', 'major', 'minor', 'version', 'datetime', 'max_count', 'name')
    print(repr(h), type(h).__name__, [(k, dict(getattr(h, k)) if k == 'params' else getattr(h, k)) for k in known if hasattr(h, k)])
    if hasattr(h, 'addresses'): print([(a.display_name, a.username, a.domain, a.addr_spec, str(a)) for a in h.addresses], [(g.display_name, str(g)) for g in h.groups])
for value in ['Ann', 'a@b.c', '"Doe, John" <j@d.e>', 'undisclosed-recipients:;', 'Team: a@b.c, X <x@y>; , d@e.f', 'a@b.c (Ann)', 'A <>', '', '=?utf-8?q?M=C3=BCller=2C?= <x@y.z>', '"a b"@c.d', 'A. B. <a@b.c>', 'a@[IPv6:::1], A <a@[1.2.3.4]>', 'A <a@b.c', 'a b@c.d', ',a@b.c,,', 'A B', '<@r.s:a@b.c>', '"=?utf-8?q?M=C3=BC?=" <a@b.c>', 'a@b.c x', '"x\\"y" <a@b.c>', "O'Neill <o@n.c>", 'G: a', 'A  <  a@b.c  >', 'A(c)B <a(d)@b.c>']: show('To', value)
for name in ['Sender', 'From', 'Cc', 'Reply-To', 'Resent-To', 'Resent-Sender']: show(name, 'A B <a@b.c>')
for name, value in [('Date', 'Mon, 5 Feb 2024 10:00:00 +0100'), ('Date', 'nonsense'), ('Date', ''), ('Resent-Date', '5 Feb 2024 10:00 GMT'), ('Subject', '=?utf-8?q?h=C3=A9?=  x'), ('X-A', 'b'), ('Content-Type', 'text/plain; charset="utf-8"; x=1'), ('Content-Type', 'Text/HTML'), ('Content-Type', 'nonsense'), ('Content-Type', "text/plain; name*=utf-8''h%C3%A9.txt;"), ('Content-Disposition', 'attachment; filename*0="a b"; filename*1=c'), ('Content-Disposition', 'Inline'), ('Content-Transfer-Encoding', 'BASE64 x'), ('MIME-Version', '1.0 (x)'), ('MIME-Version', 'x'), ('Message-ID', '<a@b>'), ('References', '<a@b> <c@d>')]: show(name, value)
print(email.message_from_string('Sender: A <a@b.c>\n\n', policy=email.policy.default)['sender'].address)
# %%
from email.mime.text import MIMEText
from email.mime.multipart import MIMEMultipart
from email.header import Header
import email
m = MIMEMultipart('alternative', boundary='B'); m['Subject'] = Header('Grüße', 'utf-8'); m['From'] = 'Jürgen <j@x.y>'
m.attach(MIMEText('plain')); print(m.as_string()); print(m.as_bytes())
for v in ('Ünï ' * 30, 'plain words then ü at the end', 'ü', 'a' * 80 + 'ü', 'x, ü, y; z', '日本語の件名' * 10, 'tab\tü', 'kürzer ' * 12 + 'x'):
    t = MIMEText('x'); t['Subject'] = v; t['X-Long-Name-Of-Header'] = v; print(t.as_string()); print(t.as_bytes()); print(t['Subject'] == v)
    print(Header(v, 'utf-8').encode())
m = email.message_from_bytes(b'Subject: caf\xe9\r\n cr\xe8me\r\nTo: \xc3\xbc@x.y\r\nX: y\r\n\r\nbody\r\n')
print(m.as_bytes()); print(m.as_string()); m['Cc'] = 'ö <o@x.y>'; print(m.as_bytes())
# %%
from email.mime.text import MIMEText
from email.mime.multipart import MIMEMultipart
from email.message import EmailMessage
import email
t = MIMEText('x'); t['To'] = 'a@b.c'
t.set_payload('neu'); t.set_param('a', 'b'); print(t['Content-Type']); t.set_param('A', 'c d'); print(t['Content-Type']); t.set_type('text/html'); print(t.as_string(), t.get_params())
t.del_param('a'); print(t['Content-Type']); t.set_param('charset', 'utf-8', replace=True); print(t['Content-Type'], t.items()); t.set_param('filename', 'ü.txt', header='Content-Disposition'); print(t['Content-Disposition'])
m = MIMEMultipart(); m.set_boundary('NEW'); m.attach(t); print(m.get_boundary(), m.as_string()); m.set_boundary('NEW2'); print(m['Content-Type'])
r = email.message_from_string('Content-Type: multipart/mixed; x="a;b"; boundary=old; y=z\n\n--old\n\nbody\n--old--\n'); r.set_boundary('n w'); print(r.as_string())
e = EmailMessage(); e['Subject'] = 's'; e.set_content('text'); e.add_alternative('<p>h</p>', subtype='html'); e.set_boundary('=x='); print(e.as_string())
e.get_payload()[1].add_related(b'x', 'image', 'png', cid='<c>'); e.get_payload()[1].set_boundary('rel'); print(e.as_string())
f = EmailMessage(); f.set_content('a'); f.make_mixed('M'); f.add_attachment('t', filename='a.txt'); print(f.as_string()); f.clear_content(); print(f.keys(), f.get_payload()); f['X'] = 'y'; f.clear(); print(f.items())
for a, b in (('mixed', 'related'), ('mixed', 'mixed'), ('alternative', 'related'), ('related', 'mixed'), ('alternative', 'mixed')):
    g = EmailMessage(); g.set_content('x'); getattr(g, 'make_' + a)()
    try: getattr(g, 'make_' + b)(); print(a, b, g.get_content_type(), [p.get_content_type() for p in g.walk()])
    except ValueError as x: print(a, b, x)
# %%
from email.mime.text import MIMEText
t = MIMEText('x'); t.set_type('nonsense')
# %%
from email.message import Message
Message().set_boundary('x')
# %%
from email.parser import BytesHeaderParser, HeaderParser
from email import policy
raw = b'From: A <a@x.y>\r\nSubject: =?utf-8?q?=C3=BC?=\r\n\r\nbody \xc3\xbc\r\n'
m = BytesHeaderParser().parsebytes(raw); print(m.items(), m.get_payload(decode=True))
m = HeaderParser().parsestr('A: b\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nc\n--x--'); print(m['a'], repr(m.get_payload()), m.is_multipart())
print(BytesHeaderParser(policy=policy.default).parsebytes(raw)['subject'])
