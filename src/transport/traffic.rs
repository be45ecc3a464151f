//! What goes over a connection, in figures.

use std::time::Duration;

/// Octets, waits and round trips of a connection, since it was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Octets that were sent, before encryption.
    pub sent: u64,
    /// Octets that were received, after decryption.
    pub received: u64,
    /// How often the client waited for an answer to what it had sent.
    pub round_trips: u64,
    /// How long it was waiting to receive.
    pub waited: Duration,
    /// Whether something was sent since the last receipt.
    asked: bool,
}

impl Traffic {
    /// What was added since `earlier`.
    pub fn since(&self, earlier: &Self) -> Self {
        Self {
            sent: self.sent.saturating_sub(earlier.sent),
            received: self.received.saturating_sub(earlier.received),
            round_trips: self.round_trips.saturating_sub(earlier.round_trips),
            waited: self.waited.saturating_sub(earlier.waited),
            asked: self.asked,
        }
    }

    /// A read ended after `time`, with so many octets if it gave any.
    pub(super) fn read(&mut self, count: Option<usize>, time: Duration) {
        self.waited += time;
        if let Some(count @ 1..) = count {
            self.received += count as u64;
            self.round_trips += u64::from(std::mem::take(&mut self.asked));
        }
    }

    /// So many octets are sent.
    pub(super) fn wrote(&mut self, count: usize) {
        self.sent += count as u64;
        self.asked = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_round_trip_is_a_receipt_after_a_sending() {
        let mut traffic = Traffic::default();
        let tick = Duration::from_millis(1);
        traffic.read(Some(30), tick); // the greeting
        traffic.wrote(5);
        traffic.wrote(5);
        traffic.read(None, tick);
        traffic.read(Some(10), tick);
        let middle = traffic;
        traffic.read(Some(10), tick);
        assert_eq!((middle.sent, middle.round_trips), (10, 1));
        let since = traffic.since(&middle);
        assert_eq!((since.received, since.round_trips), (10, 0));
        assert_eq!(since.waited, tick);
    }
}
