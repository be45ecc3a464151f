//! What goes over a connection, in figures.

use std::time::Duration;

/// Octets, waits and round trips of a connection, since it was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Octets that were sent, before compression and encryption.
    pub sent: u64,
    /// Octets that were received, after decryption and decompression.
    pub received: u64,
    /// Octets that were sent, as they were compressed (RFC 4978); as `sent` without compression.
    pub sent_compressed: u64,
    /// Octets that were received, before decompression; as `received` without compression.
    pub received_compressed: u64,
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
            sent_compressed: self.sent_compressed.saturating_sub(earlier.sent_compressed),
            received_compressed: self
                .received_compressed
                .saturating_sub(earlier.received_compressed),
            round_trips: self.round_trips.saturating_sub(earlier.round_trips),
            waited: self.waited.saturating_sub(earlier.waited),
            asked: self.asked,
        }
    }

    /// A read of the connection ended after `time`, with so many octets if it gave any.
    pub(super) fn waited(&mut self, count: Option<usize>, time: Duration) {
        self.waited += time;
        if let Some(count @ 1..) = count {
            self.received_compressed += count as u64;
            self.round_trips += u64::from(std::mem::take(&mut self.asked));
        }
    }

    /// So many octets are there to be read.
    pub(super) fn received(&mut self, count: usize) {
        self.received += count as u64;
    }

    /// So many octets are sent, `compressed` of them in the end.
    pub(super) fn wrote(&mut self, count: usize, compressed: usize) {
        self.sent += count as u64;
        self.sent_compressed += compressed as u64;
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
        traffic.waited(Some(30), tick); // the greeting
        traffic.wrote(5, 5);
        traffic.wrote(5, 5);
        traffic.waited(None, tick);
        traffic.waited(Some(10), tick);
        let middle = traffic;
        traffic.waited(Some(10), tick);
        traffic.received(30);
        assert_eq!((middle.sent, middle.round_trips), (10, 1));
        let since = traffic.since(&middle);
        assert_eq!((since.received_compressed, since.round_trips), (10, 0));
        assert_eq!(since.received, 30);
        assert_eq!(since.waited, tick);
    }
}
