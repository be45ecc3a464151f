//! The limit: reads the answer to a job and throws it away. `drain PORT JOB`

use std::io::{self, BufRead};

fn main() -> io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let port = arguments.next().and_then(|port| port.parse().ok()).unwrap_or(0);
    let mut reader = compare::begin(port, &arguments.next().unwrap_or_default())?;
    loop {
        let buffer = reader.fill_buf()?;
        let (count, end) = (buffer.len(), compare::is_end(buffer));
        reader.consume(count);
        if end || count == 0 {
            return Ok(());
        }
    }
}
