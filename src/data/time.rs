//! Dates and times as IMAP and mail write them.

use chrono::{
    DateTime as ChronoTime, Datelike, FixedOffset, Local, NaiveDate, NaiveDateTime, Offset,
    TimeDelta, TimeZone, Timelike, Utc,
};
use serde::{Serialize, Serializer};

use super::rfc5322;

/// A point in time: with the offset it was given with, or a naive local one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DateTime {
    /// Date and time of day where it was written.
    pub local: NaiveDateTime,
    /// The offset from UTC; `None` for a naive time.
    pub offset: Option<FixedOffset>,
}

impl DateTime {
    /// Reads an INTERNALDATE (RFC 9051 `date-time`), leniently.
    pub fn parse_internal(text: &[u8]) -> Option<Self> {
        rfc5322::parse(text)
    }

    /// Reads the date of a mail (RFC 5322 section 3.3), leniently; nonsense is `None`.
    pub fn parse_rfc5322(text: &[u8]) -> Option<Self> {
        rfc5322::parse(text)
    }

    /// The same moment as a naive time of this machine, by the rules of its zone for that date.
    pub fn normalised(&self) -> Self {
        let Some(offset) = self.offset else {
            return *self;
        };
        // Times at the very ends of what can be held stay as they are.
        let local = self.local.checked_sub_offset(offset).and_then(|utc| {
            let here = Local.offset_from_utc_datetime(&utc).fix();
            utc.checked_add_offset(here)
        });
        Self {
            local: local.unwrap_or(self.local),
            offset: None,
        }
    }

    /// The time as APPEND sends it: `dd-Mon-yyyy hh:mm:ss +zzzz`. A naive time is of this
    /// machine's zone by the rules for that date: where clocks go back the earlier moment, and a
    /// time that clocks skip by the rule from before the jump, as Python has both.
    pub fn to_internal(&self) -> String {
        let offset = self.offset.unwrap_or_else(|| local_offset(&self.local));
        let seconds = offset.local_minus_utc();
        let (sign, minutes) = (if seconds < 0 { '-' } else { '+' }, seconds.abs() / 60);
        format!(
            "{} {} {sign}{:02}{:02}",
            criteria_date(self.local.date()),
            self.local.format("%H:%M:%S"),
            minutes / 60,
            minutes % 60
        )
    }
}

/// The offset of this machine's zone at that time of its clocks.
fn local_offset(local: &NaiveDateTime) -> FixedOffset {
    let offset = |time: NaiveDateTime| {
        let found = Local.offset_from_local_datetime(&time);
        // An offset must hold at the moment it gives, and of two the larger one is the earlier
        // moment: chrono calls the end of an hour that comes twice ambiguous too, and its order is
        // not reliable in zones given as a rule.
        let holds = |offset: &FixedOffset| {
            let utc = time.checked_sub_offset(*offset);
            utc.is_some_and(|utc| Local.offset_from_utc_datetime(&utc).fix() == *offset)
        };
        let both = [found.earliest(), found.latest()];
        both.into_iter()
            .flatten()
            .map(|offset| offset.fix())
            .filter(holds)
            .max_by_key(FixedOffset::local_minus_utc)
    };
    // Clocks never skipped more than a day.
    (0..=25)
        .filter_map(|hours| local.checked_sub_signed(TimeDelta::hours(hours)))
        .find_map(offset)
        .unwrap_or_else(|| Utc.fix())
}

/// A date as search criteria spell it: `01-Jan-2024`.
pub fn criteria_date(date: NaiveDate) -> String {
    let month = rfc5322::MONTHS
        .get(date.month0() as usize)
        .copied()
        .unwrap_or("Jan");
    format!("{:02}-{month}-{:04}", date.day(), date.year())
}

impl From<ChronoTime<FixedOffset>> for DateTime {
    fn from(time: ChronoTime<FixedOffset>) -> Self {
        Self {
            local: time.naive_local(),
            offset: Some(*time.offset()),
        }
    }
}

impl From<NaiveDateTime> for DateTime {
    fn from(local: NaiveDateTime) -> Self {
        Self {
            local,
            offset: None,
        }
    }
}

impl Serialize for DateTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut buffer = [0; 25];
        if let Some(text) = self.usual_form(&mut buffer) {
            return serializer.serialize_str(text);
        }
        let local = self.local.format("%Y-%m-%dT%H:%M:%S%.f");
        match self.offset {
            Some(offset) => serializer.collect_str(&format_args!("{local}{offset}")),
            None => serializer.collect_str(&local),
        }
    }
}

impl DateTime {
    /// RFC 3339, if there are no fractions, for a result may hold a million times.
    fn usual_form<'a>(&self, buffer: &'a mut [u8; 25]) -> Option<&'a str> {
        let (date, time) = (self.local.date(), self.local.time());
        let year = u32::try_from(date.year())
            .ok()
            .filter(|year| *year <= 9999)?;
        let offset = self.offset.map(|offset| offset.local_minus_utc());
        if time.nanosecond() != 0 || offset.is_some_and(|offset| offset % 60 != 0) {
            return None;
        }
        let (sign, minutes) = match offset {
            Some(offset) if offset < 0 => (b'-', offset.unsigned_abs() / 60),
            offset => (b'+', offset.unwrap_or(0).unsigned_abs() / 60),
        };
        let pairs = [
            (year / 100, None),
            (year % 100, Some(b'-')),
            (date.month(), Some(b'-')),
            (date.day(), Some(b'T')),
            (time.hour(), Some(b':')),
            (time.minute(), Some(b':')),
            (time.second(), Some(sign)),
            (minutes / 60, Some(b':')),
            (minutes % 60, None),
        ];
        let mut places = buffer.iter_mut();
        for (number, then) in pairs {
            *places.next()? = b'0' + u8::try_from(number / 10).ok()?;
            *places.next()? = b'0' + u8::try_from(number % 10).ok()?;
            if let Some(mark) = then {
                *places.next()? = mark;
            }
        }
        let length = if offset.is_some() { 25 } else { 19 };
        std::str::from_utf8(buffer.get(..length)?).ok()
    }
}

/// The argument type `msg_time`: a point in time, or the moment of arrival.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Moment(pub Option<DateTime>);

impl From<DateTime> for Moment {
    fn from(time: DateTime) -> Self {
        Self(Some(time))
    }
}

impl From<Option<DateTime>> for Moment {
    fn from(time: Option<DateTime>) -> Self {
        Self(time)
    }
}

impl From<NaiveDateTime> for Moment {
    fn from(time: NaiveDateTime) -> Self {
        Self(Some(time.into()))
    }
}

impl<Zone: TimeZone> From<ChronoTime<Zone>> for Moment {
    fn from(time: ChronoTime<Zone>) -> Self {
        Self(Some(time.fixed_offset().into()))
    }
}

impl From<()> for Moment {
    fn from((): ()) -> Self {
        Self(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn time(text: &str) -> DateTime {
        DateTime::parse_internal(text.as_bytes()).unwrap()
    }

    #[test]
    fn as_json_and_as_sent() {
        let aware = time(" 9-Feb-2007 17:08:08 -0430");
        assert_eq!(aware.to_internal(), "09-Feb-2007 17:08:08 -0430");
        assert_eq!(
            serde_json::to_string(&aware).unwrap(),
            "\"2007-02-09T17:08:08-04:30\""
        );
        let naive = DateTime {
            offset: None,
            ..aware
        };
        assert_eq!(
            serde_json::to_string(&naive).unwrap(),
            "\"2007-02-09T17:08:08\""
        );
    }

    #[test]
    fn the_usual_form_is_the_general_one() {
        for text in [
            " 9-Feb-2007 17:08:08 -0030",
            "31-Dec-9999 23:59:59 +1400",
            "01-Jan-1000 00:00:00 +0000",
        ] {
            let aware = time(text);
            for time in [
                aware,
                DateTime {
                    offset: None,
                    ..aware
                },
            ] {
                let local = time.local.format("%Y-%m-%dT%H:%M:%S%.f");
                let offset = time
                    .offset
                    .map_or(String::new(), |offset| offset.to_string());
                let mut buffer = [0; 25];
                assert_eq!(
                    time.usual_form(&mut buffer),
                    Some(&*format!("{local}{offset}"))
                );
            }
        }
    }

    /// Zones, and for each what a moment is there and what a naive time is sent as.
    type Zone = (
        &'static str,
        &'static [(&'static str, &'static str)],
        &'static [(&'static str, &'static str)],
    );

    /// Written as POSIX writes zones, so that no zone files are needed.
    const ZONES: &[Zone] = &[
        (
            "EST5EDT,M3.2.0,M11.1.0",
            &[
                ("01-Jul-2020 12:00:00 +0000", "2020-07-01T08:00:00"),
                ("01-Jan-2020 12:00:00 +0000", "2020-01-01T07:00:00"),
                ("01-Jan-2020 01:00:00 +0200", "2019-12-31T18:00:00"),
            ],
            &[
                ("01-Jul-2020 12:00:00", "01-Jul-2020 12:00:00 -0400"),
                ("01-Jan-2020 12:00:00", "01-Jan-2020 12:00:00 -0500"),
                // Skipped, and there twice.
                ("12-Mar-2023 02:30:00", "12-Mar-2023 02:30:00 -0500"),
                ("05-Nov-2023 01:30:00", "05-Nov-2023 01:30:00 -0400"),
            ],
        ),
        (
            "CET-1CEST,M3.5.0,M10.5.0/3",
            &[
                ("01-Jul-2020 12:00:00 +0000", "2020-07-01T14:00:00"),
                ("01-Jan-2020 12:00:00 +0000", "2020-01-01T13:00:00"),
            ],
            &[
                ("01-Jul-2020 12:00:00", "01-Jul-2020 12:00:00 +0200"),
                ("26-Mar-2023 02:30:00", "26-Mar-2023 02:30:00 +0100"),
                ("29-Oct-2023 02:30:00", "29-Oct-2023 02:30:00 +0200"),
                ("29-Oct-2023 03:00:00", "29-Oct-2023 03:00:00 +0100"),
            ],
        ),
        (
            "IST-5:30",
            &[("01-Jul-2020 12:00:00 -0430", "2020-07-01T22:00:00")],
            &[("01-Jul-2020 12:00:00", "01-Jul-2020 12:00:00 +0530")],
        ),
    ];

    /// A process takes its zone from TZ once, so each zone has its own: this very test program,
    /// running the test below.
    #[test]
    fn the_zone_rules_of_that_date_hold() {
        for (zone, ..) in ZONES {
            let child = std::process::Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "data::time::tests::in_the_zone", "--ignored"])
                .env("TZ", zone)
                .output()
                .unwrap();
            let said = String::from_utf8_lossy(&child.stdout);
            assert!(child.status.success(), "{zone}: {said}");
            assert!(said.contains("1 passed"), "{zone}: {said}");
        }
    }

    #[test]
    #[ignore = "run by the_zone_rules_of_that_date_hold, once for each zone"]
    fn in_the_zone() {
        let here = std::env::var("TZ").unwrap_or_default();
        for (_, moments, naive) in ZONES.iter().filter(|(zone, ..)| *zone == here) {
            for (moment, expected) in *moments {
                let local = time(moment).normalised();
                assert_eq!(serde_json::to_value(local).unwrap(), *expected, "{moment}");
                assert_eq!(local.normalised(), local);
            }
            for (clock, expected) in *naive {
                let naive = DateTime::from(time(clock).local);
                assert_eq!(naive.to_internal(), *expected);
            }
        }
    }

    #[test]
    fn the_ends_of_time_do_no_harm() {
        for local in [NaiveDateTime::MIN, NaiveDateTime::MAX] {
            for hours in [-23, -1, 0, 1, 23] {
                let offset = FixedOffset::east_opt(hours * 3600);
                let edge = DateTime { local, offset };
                assert_eq!(edge.normalised().offset, None);
                assert!(!edge.to_internal().is_empty());
                assert!(!edge.normalised().to_internal().is_empty());
            }
        }
    }

    #[test]
    fn criteria_dates_have_two_digits() {
        let date = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
        assert_eq!(criteria_date(date), "01-Jan-2024");
    }

    fn moments(years: std::ops::Range<i64>) -> impl Strategy<Value = DateTime> {
        const YEAR: i64 = 31_556_952;
        let seconds = (years.start - 1970) * YEAR..(years.end - 1970) * YEAR;
        (seconds, -1439i32..1440).prop_map(|(seconds, minutes)| DateTime {
            local: ChronoTime::from_timestamp(seconds, 0).unwrap().naive_utc(),
            offset: FixedOffset::east_opt(minutes * 60),
        })
    }

    proptest! {
        #[test]
        fn no_date_panics(moment in moments(-200_000..200_000)) {
            let naive = moment.normalised();
            let _ = (moment.to_internal(), naive.to_internal(), criteria_date(naive.local.date()));
            let _ = (serde_json::to_string(&moment).unwrap(), serde_json::to_string(&naive).unwrap());
        }

        #[test]
        fn what_is_sent_is_read_back(moment in moments(1000..9999)) {
            prop_assert_eq!(time(&moment.to_internal()), moment);
            // The same moment, whatever the zone of this machine.
            let json = serde_json::to_value(moment).unwrap();
            let again = ChronoTime::parse_from_rfc3339(json.as_str().unwrap()).unwrap();
            prop_assert_eq!(DateTime::from(again), moment);
        }
    }
}
