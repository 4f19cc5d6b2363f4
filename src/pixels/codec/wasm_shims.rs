//! What openjp2 expects of a C library, for wasm32, where there is none; and an allocator that forgives it.
//!
//! openjp2 is OpenJPEG translated to Rust. It calls five functions of C by name, which would become imports that no
//! browser provides. It also hands null pointers to Rust's own allocator when it tidies up, which glibc's `free`
//! ignores and wasm's allocator traps on. Native builds contain nothing of this file.
//!
//! Blocks carry their size in front of them, since `free` and `realloc` are not given it.

#![allow(unsafe_code)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::ptr;

/// Room in front of a block for its size; also the alignment that C promises.
const HEADER: usize = 16;

/// The system's allocator, except that freeing nothing does nothing. Whatever runs this crate in wasm32 has to make it
/// the global allocator.
pub struct NullTolerant;

// SAFETY: every call goes to `System` unchanged, but for `dealloc` of null, which frees nothing.
unsafe impl GlobalAlloc for NullTolerant {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps the contract of `GlobalAlloc::alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps the contract of `GlobalAlloc::alloc_zeroed`.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller keeps the contract of `GlobalAlloc::realloc`.
        unsafe { System.realloc(block, layout, size) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        if !block.is_null() {
            // SAFETY: not null; otherwise the caller keeps the contract of `GlobalAlloc::dealloc`.
            unsafe { System.dealloc(block, layout) }
        }
    }
}

/// The layout of a block with its header; `None` if no memory is that large.
fn layout(size: usize) -> Option<Layout> {
    Layout::from_size_align(size.checked_add(HEADER)?, HEADER).ok()
}

/// Allocates with `allocate` and puts the size in front.
fn with_header(size: usize, allocate: unsafe fn(&System, Layout) -> *mut u8) -> *mut u8 {
    let Some(layout) = layout(size) else {
        return ptr::null_mut();
    };
    // SAFETY: the layout is never of size 0; the header lies within the block and is aligned for `usize`.
    unsafe {
        let block = allocate(&System, layout);
        if block.is_null() {
            return block;
        }
        block.cast::<usize>().write(size);
        block.add(HEADER)
    }
}

/// C's `malloc`.
#[unsafe(no_mangle)]
extern "C" fn malloc(size: usize) -> *mut u8 {
    with_header(size, |system, layout| {
        // SAFETY: `with_header` passes a layout that is not of size 0.
        unsafe { system.alloc(layout) }
    })
}

/// C's `calloc`.
#[unsafe(no_mangle)]
extern "C" fn calloc(count: usize, size: usize) -> *mut u8 {
    let Some(size) = count.checked_mul(size) else {
        return ptr::null_mut();
    };
    with_header(size, |system, layout| {
        // SAFETY: `with_header` passes a layout that is not of size 0.
        unsafe { system.alloc_zeroed(layout) }
    })
}

/// C's `realloc`. `block` must be null or come from one of these functions.
#[unsafe(no_mangle)]
unsafe extern "C" fn realloc(block: *mut u8, size: usize) -> *mut u8 {
    if block.is_null() {
        return malloc(size);
    }
    let moved = malloc(size);
    if !moved.is_null() {
        // SAFETY: `block` is one of ours, so that its size lies in front of it; both blocks hold what is copied.
        unsafe {
            let old = block.sub(HEADER).cast::<usize>().read();
            ptr::copy_nonoverlapping(block, moved, old.min(size));
            free(block);
        }
    }
    moved
}

/// C's `free`. `block` must be null or come from one of these functions.
#[unsafe(no_mangle)]
unsafe extern "C" fn free(block: *mut u8) {
    if block.is_null() {
        return;
    }
    // SAFETY: `block` is one of ours: the header in front of it holds the size that it was allocated with.
    unsafe {
        let start = block.sub(HEADER);
        if let Some(layout) = layout(start.cast::<usize>().read()) {
            System.dealloc(start, layout);
        }
    }
}

/// C's `strcpy`. `text` must end with a zero, and `place` must have room for it.
#[unsafe(no_mangle)]
unsafe extern "C" fn strcpy(place: *mut u8, text: *const u8) -> *mut u8 {
    let mut at = 0;
    loop {
        // SAFETY: the caller promises a final zero and the room up to it.
        let byte = unsafe {
            let byte = text.add(at).read();
            place.add(at).write(byte);
            byte
        };
        if byte == 0 {
            return place;
        }
        at += 1;
    }
}
