//! Dates and times as IMAP and mail write them.

use chrono::{
    DateTime as ChronoTime, Datelike, FixedOffset, Local, NaiveDate, NaiveDateTime, Offset,
    TimeZone,
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
        let local = self
            .local
            .checked_sub_offset(offset)
            .map(|utc| Local.from_utc_datetime(&utc).naive_local());
        Self {
            local: local.unwrap_or(self.local),
            offset: None,
        }
    }

    /// The time as APPEND sends it: `dd-Mon-yyyy hh:mm:ss +zzzz`. A naive time is of this
    /// machine's zone by the rules for that date; where clocks go back, the earlier moment.
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

fn local_offset(local: &NaiveDateTime) -> FixedOffset {
    match Local.offset_from_local_datetime(local).earliest() {
        Some(offset) => offset.fix(),
        // A time that the clocks skip: what held before the jump.
        None => Local.offset_from_utc_datetime(local).fix(),
    }
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
        let local = self.local.format("%Y-%m-%dT%H:%M:%S%.f");
        match self.offset {
            Some(offset) => serializer.collect_str(&format_args!("{local}{offset}")),
            None => serializer.collect_str(&local),
        }
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

impl From<ChronoTime<FixedOffset>> for Moment {
    fn from(time: ChronoTime<FixedOffset>) -> Self {
        Self(Some(time.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn local_time_and_back() {
        for text in ["01-Jul-2020 12:00:00 +0000", "01-Jan-2020 12:00:00 +0000"] {
            let there = time(text);
            let here = there.normalised();
            assert_eq!(here.offset, None);
            let back = time(&here.to_internal());
            let utc = |t: DateTime| t.local - t.offset.unwrap();
            assert_eq!(utc(back), utc(there));
        }
    }

    #[test]
    fn criteria_dates_have_two_digits() {
        let date = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
        assert_eq!(criteria_date(date), "01-Jan-2024");
    }
}
