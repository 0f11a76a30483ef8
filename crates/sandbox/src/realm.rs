//! One realm: a QuickJS runtime and its only context.
//!
//! In: scripts, and calls of functions that scripts defined. Out: strings. Must not: be handed to another thread: the engine measures
//! its stack from where it was made.
//! Work is counted by the engine's interrupt handler, which it calls every [`Limits::WORK_UNIT`] loop turns and calls: the same script
//! comes equally far on a slow machine and a busy one. Inside one built-in function (a search in a long string) nothing is counted;
//! whoever runs strangers' code leaves the realm alone in a thread, and stops waiting for it.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Instant;

use rquickjs::context::{EvalOptions, intrinsic};
use rquickjs::function::{Args, Function};
use rquickjs::{Context, Ctx, Object, Runtime, Type, Value};

use crate::error::{Error, Thrown};
use crate::limits::Limits;

/// The longest message or stack taken of a thrown value; what is longer is left out.
const THROWN_BYTES_MAX: usize = 4_096;

/// The language. Left out: `performance`, which is a clock of this machine.
type Language = (
    intrinsic::Date,
    intrinsic::Eval,
    intrinsic::RegExpCompiler,
    intrinsic::RegExp,
    intrinsic::Json,
    intrinsic::Proxy,
    intrinsic::MapSet,
    intrinsic::TypedArrays,
    intrinsic::Promise,
    intrinsic::WeakRef,
);

/// What is left of the budget of the entry that runs now.
struct Budget {
    work_units: Cell<u32>,
    until: Cell<Instant>,
    is_spent: Cell<bool>,
}

impl Budget {
    fn refill(&self, limits: &Limits) {
        self.work_units.set(limits.work_units);
        self.until.set(Instant::now() + limits.wall_time);
        self.is_spent.set(false);
    }

    /// One unit of work was done. Whether that was the last one.
    fn spend(&self) -> bool {
        let left = self.work_units.get().saturating_sub(1);
        self.work_units.set(left);
        if left == 0 || Instant::now() > self.until.get() {
            self.is_spent.set(true);
        }
        self.is_spent.get()
    }
}

pub struct Realm {
    limits: Limits,
    budget: Rc<Budget>,
    /// Dropped before the runtime it lives in.
    context: Context,
    runtime: Runtime,
}

impl Realm {
    pub fn new(limits: Limits) -> Result<Self, Error> {
        let runtime = Runtime::new().map_err(|_| Error::NoRealm)?;
        runtime.set_memory_limit(limits.memory_bytes);
        runtime.set_max_stack_size(limits.stack_bytes);
        // Cycles are looked for when the heap has grown by this much: the engine's own choice is every 256 KB at first.
        runtime.set_gc_threshold(limits.memory_bytes / 8);
        let budget = Rc::new(Budget {
            work_units: Cell::new(limits.work_units),
            until: Cell::new(Instant::now() + limits.wall_time),
            is_spent: Cell::new(false),
        });
        let spent = Rc::clone(&budget);
        runtime.set_interrupt_handler(Some(Box::new(move || spent.spend())));
        let context = Context::custom::<Language>(&runtime).map_err(|_| Error::NoRealm)?;
        Ok(Realm { limits, budget, context, runtime })
    }

    /// Runs a classic script: sloppy unless it says otherwise, its declarations are global. `name` stands in stacks.
    pub fn run(&mut self, name: &str, script: &str) -> Result<(), Error> {
        self.enter(|ctx| {
            let mut options = EvalOptions::default();
            options.strict = false;
            options.filename = Some(name.replace('\0', ""));
            ctx.eval_with_options::<Value, _>(script, options).map(|_| ())
        })
    }

    /// Calls `object.method(...arguments)`, `object` being a global, and takes the text it answers with. Anything else than a text is a fault.
    pub fn call(&mut self, object: &str, method: &str, arguments: &[&str]) -> Result<String, Error> {
        let text_bytes = self.limits.text_bytes;
        let answer = self.enter(|ctx| Ok(text(&call(ctx, object, method, arguments)?, text_bytes)))?;
        answer.map_err(Error::Answer)
    }

    /// As `call`, for a function whose answer is of no interest.
    pub fn call_for_nothing(&mut self, object: &str, method: &str, arguments: &[&str]) -> Result<(), Error> {
        self.enter(|ctx| call(ctx, object, method, arguments).map(|_| ()))
    }

    /// Runs what waits for settled promises, and what that makes wait. What a job throws is nobody's to catch, and is dropped.
    pub fn run_jobs(&mut self) -> Result<(), Error> {
        self.budget.refill(&self.limits);
        for _ in 0..self.limits.job_count {
            match self.runtime.execute_pending_job() {
                Ok(true) => {}
                Ok(false) => return Ok(()),
                Err(failed) => {
                    let error = self.judged(failed.0.with(|ctx| self.caught(&ctx)));
                    if error.costs_the_realm() {
                        return Err(error);
                    }
                }
            }
        }
        Err(Error::Timeout)
    }

    /// Bytes the realm holds now.
    pub fn memory_bytes(&self) -> usize {
        usize::try_from(self.runtime.memory_usage().malloc_size).unwrap_or_default()
    }

    fn enter<T>(&self, run: impl FnOnce(&Ctx<'_>) -> rquickjs::Result<T>) -> Result<T, Error> {
        self.budget.refill(&self.limits);
        let result = self.context.with(|ctx| {
            run(&ctx).map_err(|error| match error {
                rquickjs::Error::Exception => self.caught(&ctx),
                rquickjs::Error::Allocation => Error::OutOfMemory,
                rquickjs::Error::FromJs { .. } => Error::NoFunction,
                other => Error::Exception(Thrown { message: other.to_string(), stack: String::new() }),
            })
        });
        result.map_err(|error| self.judged(error))
    }

    /// Without memory for an error object the engine throws null: told from a script's own null by how full the realm is.
    fn judged(&self, error: Error) -> Error {
        match error {
            Error::Exception(thrown)
                if thrown.message == "null" && self.memory_bytes() > self.limits.memory_bytes / 10 * 9 =>
            {
                Error::OutOfMemory
            }
            other => other,
        }
    }

    /// The exception that is pending now. Its properties may be getters of the script: they run under what is left of the budget.
    fn caught(&self, ctx: &Ctx<'_>) -> Error {
        let value = ctx.catch();
        if self.budget.is_spent.get() {
            return Error::Timeout;
        }
        let thrown = match value.as_object() {
            Some(object) => thrown_object(ctx, object),
            None => Thrown { message: primitive(ctx, &value), stack: String::new() },
        };
        if self.budget.is_spent.get() {
            return Error::Timeout;
        }
        if thrown.message == "InternalError: out of memory" {
            return Error::OutOfMemory;
        }
        Error::Exception(thrown)
    }
}

fn call<'js>(ctx: &Ctx<'js>, object: &str, method: &str, arguments: &[&str]) -> rquickjs::Result<Value<'js>> {
    let this: Object = ctx.globals().get(object)?;
    let function: Function = this.get(method)?;
    let mut list = Args::new(ctx.clone(), arguments.len());
    list.this(this)?;
    for argument in arguments {
        list.push_arg(*argument)?;
    }
    function.call_arg(list)
}

fn thrown_object(ctx: &Ctx<'_>, object: &Object<'_>) -> Thrown {
    let property = |key: &str| -> String {
        match object.get::<_, Value>(key) {
            Ok(value) => text(&value, THROWN_BYTES_MAX).unwrap_or_default(),
            Err(_) => {
                // What a getter throws is of no interest, but must not stay pending.
                let _ = ctx.catch();
                String::new()
            }
        }
    };
    let (name, message, stack) = (property("name"), property("message"), property("stack"));
    let message = match (name.is_empty(), message.is_empty()) {
        (true, true) => "an object that is no error was thrown".to_owned(),
        (true, false) => message,
        (false, true) => name,
        (false, false) => format!("{name}: {message}"),
    };
    Thrown { message, stack }
}

fn primitive<'js>(ctx: &Ctx<'js>, value: &Value<'js>) -> String {
    let shown = match value.type_of() {
        Type::String => text(value, THROWN_BYTES_MAX).ok(),
        Type::Int | Type::Float | Type::Bool | Type::Null | Type::Undefined => {
            ctx.json_stringify(value.clone()).ok().flatten().and_then(|text| text.to_string().ok())
        }
        _ => None,
    };
    shown.unwrap_or_else(|| format!("a value of type {} was thrown", value.type_of()))
}

/// A text of the realm. Its copy is as bounded as the realm's memory, in which the engine first makes it.
fn text(value: &Value<'_>, bytes_max: usize) -> Result<String, &'static str> {
    let text = value.as_string().ok_or("no text")?;
    let copy = text.to_string().map_err(|error| match error {
        rquickjs::Error::Utf8(_) => "no Unicode text",
        _ => {
            let _ = value.ctx().catch();
            "too long"
        }
    })?;
    if copy.len() > bytes_max { Err("too long") } else { Ok(copy) }
}
