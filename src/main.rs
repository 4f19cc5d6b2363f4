//! `darkroom`: the page's engine as a command. No rule here that the page lacks.

#[cfg(not(target_arch = "wasm32"))]
mod command;

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    command::run(std::env::args_os().skip(1))
}

/// The command is native only; for the page the crate is built as a library.
#[cfg(target_arch = "wasm32")]
fn main() {}
