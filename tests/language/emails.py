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
