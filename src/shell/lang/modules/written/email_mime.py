"""Messages and parts of one kind each."""

from email.message import Message as _Message
from _inner import (MIMEBase, MIMENonMultipart, MIMEMultipart, MIMEText, MIMEApplication, MIMEAudio,
                    MIMEImage, MIMEMessage)
import email.encoders as _encoders

__all__ = ['MIMEBase', 'MIMENonMultipart', 'MIMEMultipart', 'MIMEText', 'MIMEApplication', 'MIMEAudio', 'MIMEImage',
           'MIMEMessage']


def _MIMEBase(_maintype, _subtype, *, policy=None, **_params):
    """A part of a kind, without content."""
    made = _Message()
    made.add_header('Content-Type', f'{_maintype}/{_subtype}', **_params)
    made['MIME-Version'] = '1.0'
    return made


_MIMENonMultipart = _MIMEBase


def _MIMEMultipart(_subtype='mixed', boundary=None, _subparts=None, *, policy=None, **_params):
    """A message that parts are attached to."""
    if boundary is not None:
        _params['boundary'] = boundary
    made = _MIMEBase('multipart', _subtype, **_params)
    for part in _subparts or ():
        made.attach(part)
    return made


def _MIMEText(_text, _subtype='plain', _charset=None, *, policy=None):
    """A part that is text."""
    if _charset is None:
        _charset = 'us-ascii' if _text.isascii() else 'utf-8'
    made = _MIMEBase('text', _subtype, charset=str(_charset))
    made.set_payload(_text.encode(_charset))
    if _charset == 'utf-8':
        _encoders.encode_base64(made)
    elif _text.isascii():
        made['Content-Transfer-Encoding'] = '7bit'
    else:
        _encoders.encode_quopri(made)
    return made


def _of_octets(kind, data, subtype, encoder, params):
    made = _MIMEBase(kind, subtype, **params)
    made.set_payload(data)
    encoder(made)
    return made


def _MIMEApplication(_data, _subtype='octet-stream', _encoder=_encoders.encode_base64, *, policy=None, **_params):
    """A part that is a file of a program."""
    return _of_octets('application', _data, _subtype, _encoder, _params)


def _known(data, known, what):
    """The kind of some octets, by where which octets stand."""
    for kind, marks in known:
        if all(data[at:at + len(mark)] == mark for at, mark in marks):
            return kind
    raise TypeError(f'Could not guess {what} MIME subtype')


_SOUNDS = [('basic', [(0, b'.snd')]), ('x-aiff', [(0, b'FORM'), (8, b'AIFF')]), ('x-aiff', [(0, b'FORM'), (8, b'AIFC')]),
           ('x-wav', [(0, b'RIFF'), (8, b'WAVE'), (12, b'fmt ')])]


def _MIMEAudio(_audiodata, _subtype=None, _encoder=_encoders.encode_base64, *, policy=None, **_params):
    """A part that is sound."""
    if _subtype is None:
        _subtype = _known(_audiodata, _SOUNDS, 'audio')
    return _of_octets('audio', _audiodata, _subtype, _encoder, _params)


_IMAGES = [('jpeg', [(6, b'JFIF')]), ('jpeg', [(6, b'Exif')]), ('jpeg', [(0, b'\xff\xd8\xff\xdb')]),
           ('png', [(0, b'\x89PNG\r\n\x1a\n')]), ('gif', [(0, b'GIF87a')]), ('gif', [(0, b'GIF89a')]),
           ('tiff', [(0, b'MM')]), ('tiff', [(0, b'II')]), ('bmp', [(0, b'BM')]), ('webp', [(0, b'RIFF'), (8, b'WEBP')])]


def _MIMEImage(_imagedata, _subtype=None, _encoder=_encoders.encode_base64, *, policy=None, **_params):
    """A part that is a picture."""
    if _subtype is None:
        _subtype = _known(_imagedata, _IMAGES, 'image')
    return _of_octets('image', _imagedata, _subtype, _encoder, _params)


def _MIMEMessage(_msg, _subtype='rfc822', *, policy=None):
    """A part that is a message."""
    if not isinstance(_msg, _Message):
        raise TypeError('Argument is not an instance of Message')
    made = _MIMEBase('message', _subtype)
    made.attach(_msg)
    return made
