"""Encodes the payloads of messages."""

import base64 as _base64
import quopri as _quopri

__all__ = ['encode_base64', 'encode_quopri', 'encode_7or8bit', 'encode_noop']


def encode_base64(msg):
    """Encodes the payload in base64."""
    octets = msg.get_payload(decode=True)
    msg.set_payload(_base64.encodebytes(octets).decode('ascii'))
    msg['Content-Transfer-Encoding'] = 'base64'


def encode_quopri(msg):
    """Encodes the payload as quoted-printable."""
    octets = _quopri.encodestring(msg.get_payload(decode=True), quotetabs=True)
    msg.set_payload(octets.replace(b' ', b'=20').decode('ascii'))
    msg['Content-Transfer-Encoding'] = 'quoted-printable'


def encode_7or8bit(msg):
    """Says whether the payload is ASCII."""
    octets = msg.get_payload(decode=True) or b''
    ascii = all(byte < 128 for byte in octets)
    msg['Content-Transfer-Encoding'] = '7bit' if ascii else '8bit'


def encode_noop(msg):
    """Leaves the payload as it is."""
