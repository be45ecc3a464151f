"""What can be wrong with a message."""


class MessageError(Exception):
    """What goes wrong with messages."""


class MessageParseError(MessageError):
    """A message that cannot be read."""


class HeaderParseError(MessageParseError):
    """A header that cannot be read."""


class BoundaryError(MessageParseError):
    """The line that ends a multipart is not there."""


class MultipartConversionError(MessageError, TypeError):
    """What holds content cannot hold parts."""


class CharsetError(MessageError):
    """A charset that there is not."""


class MessageDefect(ValueError):
    """What was wrong with a message that was read nevertheless."""

    def __init__(self, line=None):
        if line is not None:
            super().__init__(line)
        self.line = line


class NoBoundaryInMultipartDefect(MessageDefect):
    """A multipart does not say what separates its parts."""


class StartBoundaryNotFoundDefect(MessageDefect):
    """No part of a multipart begins."""


class CloseBoundaryNotFoundDefect(MessageDefect):
    """The last part of a multipart does not end."""


class FirstHeaderLineIsContinuationDefect(MessageDefect):
    """The headers begin with a line that goes on with another."""


class MisplacedEnvelopeHeaderDefect(MessageDefect):
    """mbox's first line stands among the headers."""


class MissingHeaderBodySeparatorDefect(MessageDefect):
    """The headers end without a blank line."""


MalformedHeaderDefect = MissingHeaderBodySeparatorDefect


class MultipartInvariantViolationDefect(MessageDefect):
    """A multipart has no parts."""


class InvalidMultipartContentTransferEncodingDefect(MessageDefect):
    """A multipart is encoded as a whole."""


class UndecodableBytesDefect(MessageDefect):
    """A header has octets that are no text."""


class InvalidBase64PaddingDefect(MessageDefect):
    """The = at the end of base64 are too few."""


class InvalidBase64CharactersDefect(MessageDefect):
    """Base64 has letters that are none of its own."""


class InvalidBase64LengthDefect(MessageDefect):
    """Base64 has a length that it cannot have."""


class HeaderDefect(MessageDefect):
    """What was wrong with a header."""


class InvalidHeaderDefect(HeaderDefect):
    """A line that is no header."""


class HeaderMissingRequiredValue(HeaderDefect):
    """A header without its value."""


class ObsoleteHeaderDefect(HeaderDefect):
    """A header as nobody writes it any more."""


class NonASCIILocalPartDefect(HeaderDefect):
    """The part before the @ is not ASCII."""


class InvalidDateDefect(HeaderDefect):
    """A date that there is not."""
