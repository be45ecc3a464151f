//! A server that a test speaks for, one connection after the other, and a relay that fails.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

/// One connection, as the server sees it.
pub(crate) struct Connection {
    stream: TcpStream,
    reader: BufReader<TcpStream>,
}

impl Connection {
    /// The next command: tag and rest. Both are empty when the client has gone.
    pub(crate) fn hear(&mut self) -> (String, String) {
        let mut line = Vec::new();
        let _ = self.reader.read_until(b'\n', &mut line);
        let line = String::from_utf8_lossy(&line).trim_end().to_owned();
        match line.split_once(' ') {
            Some((tag, rest)) => (tag.to_owned(), rest.to_owned()),
            None => (line, String::new()),
        }
    }

    /// Says lines; `\n` ends each.
    pub(crate) fn say(&mut self, lines: &str) {
        let _ = self
            .stream
            .write_all(lines.replace('\n', "\r\n").as_bytes());
    }

    /// Greets a client that is known already, and opens the folder it asks for.
    pub(crate) fn open(&mut self, validity: u32) {
        self.say("* PREAUTH [CAPABILITY IMAP4rev1 UIDPLUS] ready\n");
        let (tag, command) = self.hear();
        assert!(command.starts_with("SELECT "), "{command}");
        self.say(&format!(
            "* 3 EXISTS\n* OK [UIDVALIDITY {validity}] ok\n{tag} OK [READ-WRITE] open\n"
        ));
    }

    /// Answers whatever comes with OK until the client leaves; gives back what came.
    pub(crate) fn serve(&mut self) -> Vec<String> {
        let mut heard = Vec::new();
        loop {
            let (tag, command) = self.hear();
            if command.is_empty() {
                return heard;
            }
            if command == "LOGOUT" {
                self.say("* BYE bye\n");
            }
            if command.contains("SEARCH") {
                self.say("* SEARCH 7\n");
            }
            self.say(&format!("{tag} OK done\n"));
            heard.push(command);
        }
    }
}

/// A server whose every connection is played by a function of its own.
pub(crate) struct Peer {
    pub(crate) port: u16,
    heard: Receiver<Vec<String>>,
}

type Part = Box<dyn FnOnce(&mut Connection) -> Vec<String> + Send>;

impl Peer {
    /// Starts it; what each function gives back is had by [`Peer::heard`].
    pub(crate) fn start(parts: Vec<Part>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (sender, heard) = channel();
        thread::spawn(move || {
            for part in parts {
                let stream = listener.accept().unwrap().0;
                stream
                    .set_read_timeout(Some(Duration::from_secs(60)))
                    .unwrap();
                let mut connection = Connection {
                    reader: BufReader::new(stream.try_clone().unwrap()),
                    stream,
                };
                let said = part(&mut connection);
                let _ = connection.stream.shutdown(Shutdown::Both);
                let _ = sender.send(said);
            }
        });
        Self { port, heard }
    }

    /// What the next connection to end has heard.
    pub(crate) fn heard(&self) -> Vec<String> {
        self.heard.recv_timeout(Duration::from_secs(60)).unwrap()
    }
}

/// What a relay does with what comes in.
#[derive(Default)]
struct Gate {
    frozen: Mutex<bool>,
    thawed: Condvar,
    cut: AtomicBool,
}

/// Passes bytes on to a server, until it is told not to.
pub(crate) struct Relay {
    pub(crate) port: u16,
    gate: Arc<Gate>,
    streams: Arc<Mutex<Vec<TcpStream>>>,
}

impl Relay {
    /// A relay to `target` on loopback.
    pub(crate) fn start(target: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let gate = Arc::new(Gate::default());
        let streams = Arc::new(Mutex::new(Vec::new()));
        let (own, all) = (gate.clone(), streams.clone());
        thread::spawn(move || {
            while let Ok((near, _)) = listener.accept() {
                if own.cut.load(Ordering::SeqCst) {
                    continue;
                }
                let far = TcpStream::connect(("127.0.0.1", target)).unwrap();
                for (from, to) in [(&near, &far), (&far, &near)] {
                    let (from, to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
                    let gate = own.clone();
                    thread::spawn(move || pass(from, to, &gate));
                }
                all.lock().unwrap().extend([near, far]);
            }
        });
        Self {
            port,
            gate,
            streams,
        }
    }

    /// Nothing passes any more, and nobody is told.
    pub(crate) fn freeze(&self) {
        *self.gate.frozen.lock().unwrap() = true;
    }

    /// All goes on, with what has been waiting.
    pub(crate) fn thaw(&self) {
        *self.gate.frozen.lock().unwrap() = false;
        self.gate.thawed.notify_all();
    }

    /// All connections break.
    pub(crate) fn cut(&self) {
        for stream in self.streams.lock().unwrap().drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    /// New connections are closed at once, or served again.
    pub(crate) fn refuse(&self, refuse: bool) {
        self.gate.cut.store(refuse, Ordering::SeqCst);
    }
}

fn pass(mut from: TcpStream, mut to: TcpStream, gate: &Gate) {
    let mut buffer = [0; 4096];
    while let Ok(count @ 1..) = from.read(&mut buffer) {
        let frozen = gate.frozen.lock().unwrap();
        drop(gate.thawed.wait_while(frozen, |frozen| *frozen).unwrap());
        if to.write_all(&buffer[..count]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Both);
}
