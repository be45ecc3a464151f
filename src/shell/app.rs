//! Running what was asked for: the pieces of code, then the end of the session.

use std::cell::RefCell;
use std::io::{self, Read};
use std::rc::Rc;

use crate::config::{Chunk, Config, Problem, Settings};
use crate::connect::{Common, Failure, Session, open};
use crate::exit::Exit;
use crate::history::History;
use crate::lang::{ClientRef, Host, Interpreter};
use crate::sessions::{Connection, Sessions};
use crate::world::World;

/// A program under way: the interpreter, the world it prints to, and what it was started with.
pub(crate) struct App {
    pub(crate) interpreter: Interpreter,
    pub(crate) world: Rc<RefCell<World>>,
    pub(crate) config: Config,
    pub(crate) settings: Settings,
    pub(crate) common: Common,
    pub(crate) sessions: Sessions,
    /// How the program or a source ends because of the shell's own command that ran last.
    pub(crate) outcome: Option<Exit>,
    /// How deep sources run one another.
    pub(crate) sourcing: usize,
    /// How many lines of the shell's own are under way, each run by the one before.
    pub(crate) nested: usize,
    /// How many there were when the recording began.
    pub(crate) record_level: usize,
    /// How often a time was told.
    pub(crate) times_told: usize,
    /// Whether the time that each statement takes is told.
    pub(crate) timing: bool,
    /// Whether news is shown above the prompt.
    pub(crate) news: bool,
    /// What was typed, now and before.
    pub(crate) history: Option<History>,
}

impl App {
    /// Connects as the settings say, and makes an interpreter in which `c` is the client.
    pub(crate) fn start(
        config: Config,
        settings: Settings,
        common: Common,
        sessions: Sessions,
        world: World,
        host: Option<String>,
    ) -> Result<Self, Failure> {
        let world = Rc::new(RefCell::new(world));
        let place = host.as_ref().or(settings.account.stream.as_ref());
        if let (Some(host), true) = (place, settings.account.production) {
            world.borrow_mut().asks().production.push(host.clone());
        }
        let session = match (&host, &settings.account.stream) {
            (None, None) => None,
            (host, _) => {
                let host = host.as_deref().unwrap_or_default();
                let mut warn = |text: &str| world.borrow_mut().warn(text);
                Some(open(&settings.account, host, &common, None, &mut warn)?)
            }
        };
        let (client, username, password) = match session {
            Some(Session {
                client,
                username,
                password,
            }) => (Some(client), username, password),
            None => (None, None, None),
        };
        let host_world: Rc<RefCell<dyn Host>> = world.clone();
        let mut interpreter = Interpreter::new(host_world, client);
        interpreter.set_argv(&settings.argv);
        if let Some(client) = interpreter.client() {
            sessions.add(Connection {
                name: "c".to_owned(),
                host: host.or_else(|| settings.account.stream.clone()),
                account: settings.account.clone(),
                username,
                password,
                client,
            });
        }
        Ok(Self {
            interpreter,
            world,
            config,
            common,
            sessions,
            outcome: None,
            sourcing: 0,
            nested: 0,
            record_level: 0,
            times_told: 0,
            timing: false,
            news: !settings.quiet,
            history: None,
            settings,
        })
    }

    /// Runs the pieces of code one after the other. The first error ends the program, unless it is
    /// to keep going.
    pub(crate) fn run_code(&mut self) -> Result<Exit, Problem> {
        let mut exit = Exit::Success;
        let startup = self.settings.account.startup.clone();
        let startup = startup.map(|text| Chunk::Code {
            name: "startup".to_owned(),
            text,
        });
        let chunks = std::mem::take(&mut self.settings.code);
        for chunk in startup.into_iter().chain(chunks) {
            let (name, text) = match chunk {
                Chunk::Code { name, text } => (name, text),
                Chunk::Stdin => ("<stdin>".to_owned(), standard_input()?),
            };
            match self.run(&name, &text, self.settings.keep_going) {
                Ok(true) => {}
                Ok(false) => exit = Exit::Failure,
                Err(end) => return Ok(end),
            }
        }
        Ok(exit)
    }

    /// Says goodbye to the server, if it is still there.
    pub(crate) fn finish(&mut self) {
        // What the program's generators still have to do may need the connections.
        let mut clients: Vec<ClientRef> = self.interpreter.client().into_iter().collect();
        self.sessions.each(|one| clients.push(one.client.clone()));
        self.interpreter.end();
        let _ = self.world.borrow_mut().flush();
        if let Some(recording) = self.common.wire.record(None) {
            // What could not be written is told by `:record off`; nobody can act on it now.
            let _ = recording.end();
        }
        self.common.interrupt.clear();
        for client in clients {
            leave(&client);
        }
    }
}

/// Logs out, if there still is a session.
pub(crate) fn leave(client: &ClientRef) {
    if let Ok(mut slot) = client.0.try_borrow_mut()
        && let Some(client) = slot.as_mut()
        && client.ended().is_none()
    {
        let _ = client.logout();
    }
}

fn standard_input() -> Result<String, Problem> {
    let mut bytes = Vec::new();
    io::stdin()
        .read_to_end(&mut bytes)
        .map_err(|error| Problem::new(format!("standard input cannot be read: {error}")))?;
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Problem::new(format!("standard input is not UTF-8 at byte {at}"))
    })
}
