"""Time zones with a fixed offset, as IMAPClient makes them."""

from datetime import datetime as _datetime, timedelta as _timedelta, timezone as _timezone

__all__ = ['FixedOffset']


def FixedOffset(minutes):
    """The zone so many minutes east of UTC."""
    return _timezone(_timedelta(minutes=minutes))


def _for_system():
    """The zone of this machine, as it is now."""
    return _timezone(_datetime.now().astimezone().utcoffset())


FixedOffset.for_system = _for_system
