"""Messages and parts of one kind each."""

from email.message import Message as _Message
import email.encoders as _encoders

__all__ = ['MIMEBase', 'MIMEMultipart', 'MIMEText', 'MIMEApplication', 'MIMEAudio', 'MIMEImage', 'MIMEMessage']


def MIMEBase(_maintype, _subtype, **_params):
    """A part of a kind, without content."""
    made = _Message()
    made.add_header('Content-Type', f'{_maintype}/{_subtype}', **_params)
    made['MIME-Version'] = '1.0'
    return made


def MIMEMultipart(_subtype='mixed', boundary=None, _subparts=None, **_params):
    """A message that parts are attached to."""
    if boundary is not None:
        _params['boundary'] = boundary
    made = MIMEBase('multipart', _subtype, **_params)
    for part in _subparts or ():
        made.attach(part)
    return made


def MIMEText(_text, _subtype='plain', _charset=None):
    """A part that is text."""
    if _charset is None:
        _charset = 'us-ascii' if _text.isascii() else 'utf-8'
    made = MIMEBase('text', _subtype, charset=str(_charset))
    made.set_payload(_text.encode(_charset))
    if _charset == 'utf-8':
        _encoders.encode_base64(made)
    elif _text.isascii():
        made['Content-Transfer-Encoding'] = '7bit'
    else:
        _encoders.encode_quopri(made)
    return made


def _of_octets(kind, data, subtype, encoder, params):
    made = MIMEBase(kind, subtype, **params)
    made.set_payload(data)
    encoder(made)
    return made


def MIMEApplication(_data, _subtype='octet-stream', _encoder=_encoders.encode_base64, **_params):
    """A part that is a file of a program."""
    return _of_octets('application', _data, _subtype, _encoder, _params)


def MIMEAudio(_audiodata, _subtype, _encoder=_encoders.encode_base64, **_params):
    """A part that is sound; its kind must be told."""
    return _of_octets('audio', _audiodata, _subtype, _encoder, _params)


_IMAGES = [(b'\x89PNG', 'png'), (b'GIF8', 'gif'), (b'\xff\xd8', 'jpeg'), (b'BM', 'bmp'), (b'II*', 'tiff'), (b'MM', 'tiff')]


def MIMEImage(_imagedata, _subtype=None, _encoder=_encoders.encode_base64, **_params):
    """A part that is a picture."""
    if _subtype is None:
        known = [kind for start, kind in _IMAGES if _imagedata.startswith(start)]
        if not known:
            raise TypeError('Could not guess image MIME subtype')
        _subtype = known[0]
    return _of_octets('image', _imagedata, _subtype, _encoder, _params)


def MIMEMessage(_msg, _subtype='rfc822'):
    """A part that is a message."""
    made = MIMEBase('message', _subtype)
    made.attach(_msg)
    return made
