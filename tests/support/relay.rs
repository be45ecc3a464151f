//! A network between a client and a server that cuts after so many bytes, holds bytes back until it
//! is told to let them go, and sends them in small pieces.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

/// Which way bytes go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    ToServer,
    ToClient,
}

/// What may happen to the bytes of one connection.
#[derive(Default)]
struct Rules {
    /// How many bytes still pass one way before the connection is cut.
    cut: Option<(Way, usize)>,
    /// How many bytes still pass one way before the rest is held back.
    hold: Option<(Way, usize)>,
    /// How many bytes have passed each way since it was last asked.
    passed: [usize; 2],
}

/// One connection through the network.
pub(crate) struct Network {
    pub(crate) port: u16,
    rules: Arc<(Mutex<Rules>, Condvar)>,
    ended: Receiver<()>,
    held: Receiver<()>,
}

/// What the network does besides: the size of the pieces, and words of the server it changes.
#[derive(Clone, Copy)]
pub(crate) struct Manner {
    pub(crate) piece: usize,
    /// A word that the client shall not hear; it hears `XXXX` in its place.
    pub(crate) hides: Option<&'static str>,
}

impl Default for Manner {
    fn default() -> Self {
        Self {
            piece: 4096,
            hides: None,
        }
    }
}

impl Network {
    /// A network for one connection to `target` on loopback.
    pub(crate) fn to(target: u16, manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let rules = Arc::new((Mutex::new(Rules::default()), Condvar::new()));
        let (end, ended) = channel();
        let (hold, held) = channel();
        let own = rules.clone();
        thread::spawn(move || {
            let near = listener.accept().unwrap().0;
            let far = TcpStream::connect(("127.0.0.1", target)).unwrap();
            for stream in [&near, &far] {
                stream.set_nodelay(true).unwrap();
            }
            let pair = |from: &TcpStream, to: &TcpStream| {
                (from.try_clone().unwrap(), to.try_clone().unwrap())
            };
            let (back, hold_back) = (own.clone(), hold.clone());
            let (from, to) = pair(&near, &far);
            thread::spawn(move || pass(from, to, Way::ToServer, manner, &own, &hold));
            let (from, to) = pair(&far, &near);
            pass(from, to, Way::ToClient, manner, &back, &hold_back);
            // The server has closed: whatever it does with what it got is done.
            let _ = end.send(());
        });
        Self {
            port,
            rules,
            ended,
            held,
        }
    }

    /// Cuts the connection when so many bytes more have passed this way.
    pub(crate) fn cut_after(&self, way: Way, bytes: usize) {
        self.rules.0.lock().unwrap().cut = Some((way, bytes));
    }

    /// Holds back what goes this way when so many bytes more have passed.
    pub(crate) fn hold_after(&self, way: Way, bytes: usize) {
        self.rules.0.lock().unwrap().hold = Some((way, bytes));
    }

    /// Waits until something is held back.
    pub(crate) fn holds(&self) {
        self.held.recv_timeout(Duration::from_secs(60)).unwrap();
    }

    /// Lets go what is held back.
    pub(crate) fn let_go(&self) {
        self.rules.0.lock().unwrap().hold = None;
        self.rules.1.notify_all();
    }

    /// How many bytes have passed to the server and to the client since this was last asked.
    pub(crate) fn passed(&self) -> [usize; 2] {
        std::mem::take(&mut self.rules.0.lock().unwrap().passed)
    }

    /// Waits until the server has closed its end.
    pub(crate) fn ended(&self) {
        self.ended.recv_timeout(Duration::from_secs(60)).unwrap();
    }
}

fn pass(
    mut from: TcpStream,
    mut to: TcpStream,
    way: Way,
    manner: Manner,
    rules: &(Mutex<Rules>, Condvar),
    holding: &Sender<()>,
) {
    let mut buffer = [0; 4096];
    while let Ok(count @ 1..) = from.read(&mut buffer) {
        let mut bytes = buffer[..count].to_vec();
        if let (Way::ToClient, Some(word)) = (way, manner.hides) {
            while let Some(at) = memchr::memmem::find(&bytes, word.as_bytes()) {
                bytes[at..at + word.len()].fill(b'X');
            }
        }
        for piece in bytes.chunks(manner.piece) {
            if !forward(piece, &mut to, way, rules, holding) {
                // Both ends see the line go dead. What the server still says is lost.
                let _ = to.shutdown(Shutdown::Write);
                if way == Way::ToServer {
                    let _ = from.shutdown(Shutdown::Both);
                    return;
                }
                let _ = to.shutdown(Shutdown::Both);
                let _ = from.shutdown(Shutdown::Write);
                let _ = std::io::copy(&mut from, &mut std::io::sink());
                return;
            }
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}

/// Passes a piece on; false if the connection is cut within it.
fn forward(
    piece: &[u8],
    to: &mut TcpStream,
    way: Way,
    (rules, changed): &(Mutex<Rules>, Condvar),
    holding: &Sender<()>,
) -> bool {
    let mut rest = piece;
    while !rest.is_empty() {
        let mut now = rules.lock().unwrap();
        if matches!(now.hold, Some((held, 0)) if held == way) {
            let _ = holding.send(());
            let held = |rules: &mut Rules| matches!(rules.hold, Some((held, 0)) if held == way);
            now = changed.wait_while(now, held).unwrap();
        }
        let most = |rule: Option<(Way, usize)>| match rule {
            Some((ruled, left)) if ruled == way => left,
            _ => usize::MAX,
        };
        if most(now.cut) == 0 {
            return false;
        }
        let count = rest.len().min(most(now.cut)).min(most(now.hold));
        let ruling = &mut *now;
        for rule in [&mut ruling.cut, &mut ruling.hold] {
            if let Some((ruled, left)) = rule
                && *ruled == way
            {
                *left -= count;
            }
        }
        now.passed[way as usize] += count;
        let cut = most(now.cut) == 0;
        drop(now);
        let (first, more) = rest.split_at(count);
        if to.write_all(first).is_err() || cut {
            return false;
        }
        rest = more;
    }
    true
}
