//! The modules `sys` and `time`.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::raise::{R, Raised};
use crate::lang::value::{Module, Native, Value};

/// `sys`
pub(crate) const SYS: Module = Module {
    name: "sys",
    get: sys,
    names: &["exit", "stderr", "maxsize"],
};
/// `sys.stderr`, for `print(..., file=sys.stderr)`.
pub(crate) const STDERR: Module = Module {
    name: "sys.stderr",
    get: |_, _| None,
    names: &[],
};
/// `time`
pub(crate) const TIME: Module = Module {
    name: "time",
    get: time,
    names: &["sleep", "time", "monotonic"],
};

const EXIT: Native = Native {
    name: "exit",
    run: exit,
};
const SLEEP: Native = Native {
    name: "sleep",
    run: sleep,
};
const NOW: Native = Native {
    name: "time",
    run: now,
};

/// How long a sleep lasts before it looks whether it should end.
const NAP: Duration = Duration::from_millis(50);

fn sys(_: &Interpreter, name: &str) -> Option<Value> {
    match name {
        "exit" => Some(Value::Native(&EXIT)),
        "stderr" => Some(Value::Module(&STDERR)),
        "maxsize" => Some(Value::Int(i128::from(i64::MAX))),
        _ => None,
    }
}

fn time(_: &Interpreter, name: &str) -> Option<Value> {
    match name {
        "sleep" => Some(Value::Native(&SLEEP)),
        "time" | "monotonic" => Some(Value::Native(&NOW)),
        _ => None,
    }
}

fn exit(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [status] = args.bind("exit", ["status"], 0)?;
    Err(interpreter.exception("SystemExit", status.into_iter().collect()))
}

fn sleep(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [seconds] = args.bind("sleep", ["seconds"], 1)?;
    let seconds = seconds.and_then(|seconds| seconds.as_float());
    let Some(time) = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()) else {
        return Err(Raised::new(
            "ValueError",
            "sleep length must be a non-negative number",
        ));
    };
    let start = Instant::now();
    while let Some(left) = time
        .checked_sub(start.elapsed())
        .filter(|left| !left.is_zero())
    {
        interpreter.tick()?;
        std::thread::sleep(left.min(NAP));
    }
    Ok(Value::None)
}

fn now(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    args.positional_only("time")?;
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Ok(Value::Float(since.as_secs_f64()))
}
