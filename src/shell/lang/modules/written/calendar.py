"""Months and days."""

from datetime import date, datetime

__all__ = ['isleap', 'leapdays', 'monthrange', 'weekday', 'timegm', 'month_name', 'month_abbr', 'day_name', 'day_abbr']

day_name = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
day_abbr = [name[:3] for name in day_name]
month_name = ['', 'January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']
month_abbr = [name[:3] for name in month_name]
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)


def isleap(year):
    """Whether the year has a 29th of February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def leapdays(y1, y2):
    """How many such years there are from y1 until before y2."""
    return sum(isleap(year) for year in range(y1, y2))


def weekday(year, month, day):
    """The day of the week; 0 is Monday."""
    return date(year, month, day).weekday()


def monthrange(year, month):
    """The weekday of the first of a month, and how many days it has."""
    if not 1 <= month <= 12:
        raise ValueError('bad month number %r; must be 1-12' % (month,))
    days = [31, 29 if isleap(year) else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return weekday(year, month, 1), days[month - 1]


def timegm(tuple):
    """The seconds since 1970 of the fields of a moment in UTC."""
    year, month, day, hour, minute, second = tuple[:6]
    days = date(year, month, 1).toordinal() - date(1970, 1, 1).toordinal() + day - 1
    return ((days * 24 + hour) * 60 + minute) * 60 + second
