"""Where the certificates of the authorities are that this system trusts."""

import os as _os

__all__ = ['where', 'contents']

_PLACES = [
    '/etc/ssl/certs/ca-certificates.crt',
    '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
    '/etc/pki/tls/certs/ca-bundle.crt',
    '/etc/ssl/ca-bundle.pem',
    '/etc/ssl/cert.pem',
    '/usr/local/etc/ssl/cert.pem',
    '/opt/homebrew/etc/openssl@3/cert.pem',
]


def where():
    """The file with the certificates of this system; SSL_CERT_FILE names another."""
    for path in [_os.environ.get('SSL_CERT_FILE'), *_PLACES]:
        if path and _os.path.exists(path):
            return path
    raise FileNotFoundError(
        'there is no file of certificate authorities on this system; SSL_CERT_FILE may name one,'
        ' and ssl.create_default_context() alone trusts what the system trusts'
    )


def contents():
    """The text of that file."""
    with open(where()) as file:
        return file.read()
