from datetime import date, datetime, timedelta, timezone, time
d = date(2024, 2, 29)
print(d, repr(d), d.year, d.month, d.day, d.weekday(), d.isoweekday(), d.isoformat(), d.strftime('%d/%m/%y'), d.replace(year=2023, day=1), d.toordinal(), date.fromordinal(738945), d.ctime())
# %%
from datetime import date, timedelta
d = date(2024, 1, 31)
print(d + timedelta(days=30), d - timedelta(weeks=1), date(2024, 3, 1) - d, (date(2024, 3, 1) - d).days, d < date(2024, 2, 1), d == date(2024, 1, 31), max(d, date(2023, 1, 1)), sorted([d, date(2020, 1, 1)]))
# %%
from datetime import date
date(2023, 2, 29)
# %%
from datetime import date
date(2023, 13, 1)
# %%
from datetime import date
date('2023', 1, 1)
# %%
from datetime import datetime
datetime(2024, 1, 1, 25)
# %%
from datetime import datetime, timezone, timedelta
t = datetime(2024, 3, 5, 14, 7, 9, 123456)
print(t, repr(t), t.isoformat(), t.isoformat(' '), t.isoformat(timespec='seconds'), t.isoformat(timespec='milliseconds'), t.date(), t.time(), t.hour, t.microsecond, t.tzinfo, t.replace(hour=0, microsecond=0))
# %%
from datetime import datetime, timezone, timedelta
t = datetime(2024, 3, 5, 14, 7, tzinfo=timezone.utc)
print(t, repr(t), t.timestamp(), t.astimezone(timezone(timedelta(hours=2))), t.utcoffset(), t.tzname(), t == datetime(2024, 3, 5, 16, 7, tzinfo=timezone(timedelta(hours=2))), t.replace(tzinfo=None))
# %%
from datetime import datetime, timezone
datetime(2024, 1, 1) < datetime(2024, 1, 1, tzinfo=timezone.utc)
# %%
from datetime import datetime, timezone
print(datetime(2024, 1, 1) == datetime(2024, 1, 1, tzinfo=timezone.utc))
datetime(2024, 1, 1) - datetime(2024, 1, 1, tzinfo=timezone.utc)
# %%
from datetime import timedelta
d = timedelta(days=1, hours=2, minutes=3, seconds=4, microseconds=5)
print(d, repr(d), d.days, d.seconds, d.microseconds, d.total_seconds(), -d, abs(-d), d * 2, d / 2, d // 3, d % timedelta(hours=1), d > timedelta(0), bool(timedelta(0)), timedelta(weeks=1), timedelta(hours=-1), timedelta(milliseconds=1500))
# %%
from datetime import timedelta
print(timedelta(hours=5) / timedelta(hours=2), timedelta(hours=5) // timedelta(hours=2), divmod(timedelta(hours=5), timedelta(hours=2)), timedelta(days=1) * 1.5, 2 * timedelta(minutes=1), timedelta(days=0.5), sum([timedelta(1), timedelta(2)], timedelta()), timedelta(days=-1, seconds=1), str(timedelta(days=-1)))
# %%
from datetime import timedelta
timedelta(1) / 0
# %%
from datetime import timedelta
timedelta(1) + 1
# %%
from datetime import timedelta
timedelta(days=10**10)
# %%
from datetime import datetime, timedelta
t = datetime(2024, 2, 28, 23, 30)
print(t + timedelta(hours=1), t - timedelta(days=365), (datetime(2024, 3, 1) - t), (datetime(2024, 3, 1) - t).total_seconds(), t > datetime(2024, 1, 1), [str(t + timedelta(hours=h)) for h in range(3)])
# %%
from datetime import datetime
t = datetime(2024, 1, 7, 9, 5, 3, 42)
print(t.strftime('%a %A %b %B %d %e %H %I %j %m %M %p %S %U %W %w %y %Y %%'), t.strftime('%f'), t.strftime('%c | %x | %X'), t.strftime('%F %T %R %D'), t.strftime('%G-W%V-%u'), t.strftime('[%z][%Z]'), t.strftime('%-d %-H %_d'))
# %%
from datetime import datetime, timezone, timedelta
t = datetime(2024, 1, 7, 9, 5, tzinfo=timezone(timedelta(hours=-5, minutes=-30)))
print(t.strftime('%z %Z'), t, repr(t), t.isoformat(), t.utctimetuple()[:6])
# %%
from datetime import datetime
print(datetime.strptime('2024-03-05 14:07:09', '%Y-%m-%d %H:%M:%S'), datetime.strptime('5 Mar 2024', '%d %b %Y'), datetime.strptime('March 5, 2024 2:07 PM', '%B %d, %Y %I:%M %p'), datetime.strptime('05/03/24', '%d/%m/%y'), datetime.strptime('2024065', '%Y%j'))
# %%
from datetime import datetime
print(repr(datetime.strptime('Tue, 05 Mar 2024 14:07:09 +0100', '%a, %d %b %Y %H:%M:%S %z')), datetime.strptime('12:30:15.25', '%H:%M:%S.%f'), datetime.strptime('2024-01-01T00:00:00Z', '%Y-%m-%dT%H:%M:%S%z'))
# %%
from datetime import datetime
datetime.strptime('2024-13-05', '%Y-%m-%d')
# %%
from datetime import datetime
datetime.strptime('2024-03-05x', '%Y-%m-%d')
# %%
from datetime import datetime
datetime.strptime('x', '%Q')
# %%
from datetime import date, datetime, time
print(date.fromisoformat('2024-03-05'), date.fromisoformat('20240305'), date.fromisoformat('2024-W10-2'), datetime.fromisoformat('2024-03-05'), datetime.fromisoformat('2024-03-05T14:07:09'), datetime.fromisoformat('2024-03-05 14:07'), datetime.fromisoformat('2024-03-05T14:07:09.5'), time.fromisoformat('14:07'))
print(repr(datetime.fromisoformat('2024-03-05T14:07:09+02:00')), repr(datetime.fromisoformat('2024-03-05T14:07:09Z')), repr(datetime.fromisoformat('20240305T140709')))
# %%
from datetime import date
date.fromisoformat('05.03.2024')
# %%
from datetime import datetime
datetime.fromisoformat('yesterday')
# %%
from datetime import date, datetime
print(date(2024, 12, 30).isocalendar(), tuple(date(2024, 12, 30).isocalendar()), date(2024, 1, 1).isocalendar()[1], date.fromisocalendar(2024, 10, 2), datetime(2024, 1, 1).isocalendar().week)
# %%
from datetime import datetime, timezone, date
print(datetime.fromtimestamp(0, timezone.utc), datetime.fromtimestamp(1700000000.5, tz=timezone.utc), datetime.utcfromtimestamp(86400), datetime(1970, 1, 2).timestamp(), date.fromtimestamp(86400 * 365), datetime.fromtimestamp(0))
# %%
from datetime import datetime, date, time
print(datetime.combine(date(2024, 1, 2), time(3, 4)), time(9, 30), repr(time(9, 30, 0, 5)), time(9, 30).isoformat(), time(9) < time(10), time(9, 30).strftime('%H.%M'), time(1, 2, 3).replace(minute=0), time.min, time.max, f'{time(9, 30):%I %p}')
# %%
from datetime import date, datetime, timedelta
print(date.min, date.max, datetime.min, datetime.max, timedelta.max, timedelta.min, date.resolution, timedelta.resolution)
# %%
import datetime
print(isinstance(datetime.datetime(2024, 1, 1), datetime.date), isinstance(datetime.date(2024, 1, 1), datetime.datetime), type(datetime.timedelta(1)).__name__, datetime.timezone.utc, repr(datetime.timezone.utc), datetime.timezone(datetime.timedelta(hours=1)), datetime.UTC is datetime.timezone.utc)
# %%
from datetime import date
print({date(2024, 1, 1): 'a'}[date(2024, 1, 1)], len({date(2024, 1, 1), date(2024, 1, 1)}), date(2024, 1, 1) in [date(2024, 1, 1)], hash(date(2024, 1, 1)) == hash(date(2024, 1, 1)))
# %%
from datetime import date
date(2024, 1, 1) < 5
# %%
from datetime import date, timedelta
date.max + timedelta(days=1)
# %%
from datetime import datetime, timedelta
today = datetime(2024, 5, 15)
monday = today - timedelta(days=today.weekday())
first = today.replace(day=1)
last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
print(monday.date(), first.date(), last.date(), [(first + timedelta(days=i)).strftime('%a')[0] for i in range(7)])
# %%
from datetime import datetime
def ago(then, now):
    s = int((now - then).total_seconds())
    for size, name in ((86400, 'day'), (3600, 'hour'), (60, 'minute')):
        if s >= size: return f'{s // size} {name}{"s" if s // size != 1 else ""} ago'
    return 'just now'
now = datetime(2024, 1, 10, 12)
print(ago(datetime(2024, 1, 8), now), ago(datetime(2024, 1, 10, 11), now), ago(datetime(2024, 1, 10, 11, 30), now), ago(now, now))
# %%
from datetime import datetime, timezone, timedelta
cet = timezone(timedelta(hours=1))
print(cet.utcoffset(None), datetime(2024, 1, 1, tzinfo=cet) - datetime(2024, 1, 1, tzinfo=timezone.utc), datetime(2024, 1, 1, tzinfo=cet).timetuple()[:5], datetime(2024, 6, 1).timetuple().tm_yday, datetime(2024, 6, 1).toordinal())
# %%
import time
print(time.strftime('%Y-%m-%d %H:%M:%S', time.gmtime(0)), time.gmtime(86400)[:6], time.gmtime(0).tm_year, time.strptime('2024-01-02', '%Y-%m-%d')[:3], time.time() > 1.6e9, time.monotonic() <= time.monotonic(), time.asctime(time.gmtime(0)), time.mktime((1970, 1, 2, 0, 0, 0, 0, 0, 0)), time.ctime(0))
# %%
import time
t = time.gmtime(1700000000)
print(t, tuple(t), len(t))
# %%
import time
time.sleep(-1)
# %%
def kind(f, *args, **named):
    try:
        return f(*args, **named)
    except Exception as e:
        return type(e).__name__

from datetime import date, timedelta
print(kind(date.fromordinal, 3652059), kind(date.fromordinal, 3652060), kind(timedelta, float('nan')), kind(date.fromordinal, 2 ** 40))
