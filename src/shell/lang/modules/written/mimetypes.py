"""Types of content by the names of files, and back."""

import os as _os

__all__ = ['add_type', 'guess_all_extensions', 'guess_extension', 'guess_type', 'init']

# A type and its endings, the usual one first.
_TABLE = '''
application/gzip            gz tgz
application/java-archive    jar
application/javascript      js mjs
application/json            json
application/msword          doc dot
application/octet-stream    bin a dll exe o obj so dmg iso
application/ogg             ogx
application/pdf             pdf
application/pgp-encrypted   pgp
application/pgp-keys        key
application/pgp-signature   sig asc
application/pkcs7-mime      p7c p7m
application/pkcs7-signature p7s
application/postscript      ps ai eps
application/rtf             rtf
application/vnd.ms-excel    xls xlb
application/vnd.ms-outlook  msg
application/vnd.ms-powerpoint ppt pot pps ppa
application/vnd.oasis.opendocument.presentation odp
application/vnd.oasis.opendocument.spreadsheet  ods
application/vnd.oasis.opendocument.text         odt
application/vnd.openxmlformats-officedocument.presentationml.presentation pptx
application/vnd.openxmlformats-officedocument.spreadsheetml.sheet xlsx
application/vnd.openxmlformats-officedocument.wordprocessingml.document docx
application/x-7z-compressed 7z
application/x-pkcs12        p12 pfx
application/x-rar-compressed rar
application/x-sh            sh
application/x-tar           tar
application/x-x509-ca-cert  crt
application/xml             xsl rdf wsdl
application/zip             zip
audio/aac                   aac
audio/basic                 au snd
audio/mp4                   m4a
audio/mpeg                  mp3 mp2
audio/ogg                   ogg oga
audio/opus                  opus
audio/x-aiff                aif aifc aiff
audio/x-wav                 wav
image/avif                  avif
image/bmp                   bmp
image/gif                   gif
image/heic                  heic
image/jpeg                  jpg jpe jpeg
image/png                   png
image/svg+xml               svg
image/tiff                  tiff tif
image/vnd.microsoft.icon    ico
image/webp                  webp
message/rfc822              eml mht mhtml nws
text/calendar               ics
text/css                    css
text/csv                    csv
text/html                   html htm
text/markdown               md
text/plain                  txt bat c h ksh pl srt log
text/richtext               rtx
text/tab-separated-values   tsv
text/x-python               py
text/x-vcard                vcf
text/xml                    xml
video/mp4                   mp4
video/mpeg                  mpeg m1v mpa mpe mpg
video/ogg                   ogv
video/quicktime             mov qt
video/webm                  webm
video/x-msvideo             avi
video/x-matroska            mkv
'''

types_map = {}
encodings_map = {'.gz': 'gzip', '.Z': 'compress', '.bz2': 'bzip2', '.xz': 'xz', '.br': 'br'}
suffix_map = {'.tgz': '.tar.gz', '.taz': '.tar.gz', '.tz': '.tar.gz', '.tbz2': '.tar.bz2', '.txz': '.tar.xz'}
_endings = {}


def add_type(type, ext, strict=True):
    """Lets a type and an ending stand for each other."""
    types_map[ext] = type
    endings = _endings.setdefault(type, [])
    if ext not in endings:
        endings.append(ext)


for _line in _TABLE.split('\n'):
    if _line:
        _type, *_all = _line.split()
        for _ending in _all:
            add_type(_type, '.' + _ending)
types_map.pop('.gz')
types_map.pop('.tgz')


def init(files=None):
    """The types are there from the start."""


def guess_type(url, strict=True):
    """The type of a file and how it is packed, by its name; None for what is not known."""
    url = _os.fspath(url)
    path, ending = _os.path.splitext(url.split('?')[0] if '://' in url else url)
    if ending in suffix_map:
        path, ending = _os.path.splitext(path + suffix_map[ending])
    packed = encodings_map.get(ending)
    if packed:
        path, ending = _os.path.splitext(path)
    return types_map.get(ending, types_map.get(ending.lower())), packed


def guess_all_extensions(type, strict=True):
    """The endings of a type, each with its dot."""
    return list(_endings.get(type.lower(), []))


def guess_extension(type, strict=True):
    """The usual ending of a type, with its dot; None for what is not known."""
    endings = guess_all_extensions(type)
    return endings[0] if endings else None
