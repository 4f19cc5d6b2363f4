//! Which panics end a search, and how much memory an input may take.
//!
//! A panic in our own code always ends it. One in a codec of others is told once for each place and does not, where
//! our code contains it: natively it costs a frame, in the page a worker. With `DARKROOM_FUZZ_STRICT` set it does.

use std::alloc::{GlobalAlloc, Layout, System};
use std::collections::HashSet;
use std::panic::PanicHookInfo;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, Once};

/// Most bytes that Rust code may hold at once over one input. Frames have at most 96 K samples of 8 bytes here.
const MOST: usize = 192 << 20;

static HELD: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

/// The system's allocator, counting. What C code takes is bounded by libFuzzer's own `-malloc_limit_mb`.
struct Counting;

fn count(more: usize) {
    let held = HELD.fetch_add(more, Relaxed) + more;
    PEAK.fetch_max(held, Relaxed);
}

// SAFETY: every call is handed on as it is.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, old: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size);
        HELD.fetch_sub(layout.size(), Relaxed);
        unsafe { System.realloc(old, layout, size) }
    }

    unsafe fn dealloc(&self, old: *mut u8, layout: Layout) {
        // The translated C frees what it never had.
        if !old.is_null() {
            HELD.fetch_sub(layout.size(), Relaxed);
            unsafe { System.dealloc(old, layout) }
        }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Runs one input.
pub fn run(input: impl FnOnce()) {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| std::panic::set_hook(Box::new(on_panic)));
    let before = HELD.load(Relaxed);
    PEAK.store(before, Relaxed);
    input();
    let taken = PEAK.load(Relaxed).saturating_sub(before);
    assert!(taken <= MOST, "{taken} bytes were held at once");
}

fn on_panic(panic: &PanicHookInfo<'_>) {
    static TOLD: Mutex<Option<HashSet<String>>> = Mutex::new(None);
    let place = panic
        .location()
        .map(ToString::to_string)
        .unwrap_or_default();
    let foreign = place.contains("/registry/src/") || place.contains("/rustc/");
    if !foreign || std::env::var_os("DARKROOM_FUZZ_STRICT").is_some() {
        eprintln!("{panic}\n{}", std::backtrace::Backtrace::force_capture());
        std::process::abort();
    }
    if let Ok(mut told) = TOLD.lock()
        && told.get_or_insert_default().insert(place)
    {
        eprintln!("FOREIGN PANIC {panic}");
    }
}
