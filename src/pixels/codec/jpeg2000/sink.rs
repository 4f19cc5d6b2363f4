//! Where the encoder's bytes go: a stream of openjp2's that fills a vector.
//!
//! openjp2's codec and image have safe interfaces, but a stream of it that is no file can be made only from C
//! callbacks and a pointer. Those are here, and nothing else is: the one exception, beside wasm's allocator, to the
//! rule that nothing in this crate is unsafe.

#![allow(unsafe_code)]

use std::cell::RefCell;
use std::ffi::c_void;
use std::rc::Rc;

use openjp2::Stream;
use openjp2::openjpeg::{
    opj_stream_set_seek_function, opj_stream_set_user_data, opj_stream_set_write_function,
    opj_stream_t,
};

/// Bytes that a stream holds back before it gives them to the vector.
const BUFFER: usize = 64 << 10;

/// What a stream has written so far; all of it once the stream is dropped.
pub type Written = Rc<RefCell<Vec<u8>>>;

/// A stream to write to, and the bytes it writes.
pub fn stream() -> (Stream, Written) {
    let written = Written::default();
    let mut stream = Stream::new_custom(BUFFER, false);
    let handle: *mut opj_stream_t = (&raw mut stream).cast();
    let user_data = Rc::into_raw(Rc::clone(&written)) as *mut c_void;
    // SAFETY: the handle is of a stream that lives through these calls, which is what they cast it back to. The user
    // data is a counted reference to the vector; the stream owns it from here and gives it to `release` when dropped,
    // wherever it has been moved to, and to `write` before that.
    unsafe {
        opj_stream_set_write_function(handle, Some(write));
        opj_stream_set_seek_function(handle, Some(seek));
        opj_stream_set_user_data(handle, user_data, Some(release));
    }
    (stream, written)
}

/// Takes `count` bytes. `user_data` must be the stream's own.
unsafe extern "C" fn write(bytes: *mut c_void, count: usize, user_data: *mut c_void) -> usize {
    // SAFETY: the stream passes a slice's pointer and length, and the reference that it owns, which is still counted.
    let (bytes, written) = unsafe {
        let bytes = std::slice::from_raw_parts(bytes.cast::<u8>().cast_const(), count);
        (bytes, &*user_data.cast::<RefCell<Vec<u8>>>())
    };
    match written.try_borrow_mut() {
        Ok(mut written) => {
            written.extend_from_slice(bytes);
            count
        }
        // What openjp2 takes for a failure.
        Err(_) => usize::MAX,
    }
}

/// Nobody goes back in a vector that only grows.
unsafe extern "C" fn seek(_offset: i64, _user_data: *mut c_void) -> i32 {
    1
}

/// Gives the stream's reference back. `user_data` must be the stream's own, for the last time.
unsafe extern "C" fn release(user_data: *mut c_void) {
    // SAFETY: made by `Rc::into_raw` of the same type, and released by the stream's destructor only.
    drop(unsafe { Rc::from_raw(user_data.cast::<RefCell<Vec<u8>>>().cast_const()) });
}
