//! The day and the time where the person sits, as they stand in names and on certificates.

use crate::engine;

/// Today, as YYYY-MM-DD.
pub fn today() -> String {
    let now = js_sys::Date::new_0();
    let local = now.get_time() / 1_000.0 - now.get_timezone_offset() * 60.0;
    engine::day(local.max(0.0) as u64)
}

/// The time of day, as HHMMSS.
pub fn time_of_day() -> String {
    let now = js_sys::Date::new_0();
    format!(
        "{:02}{:02}{:02}",
        now.get_hours(),
        now.get_minutes(),
        now.get_seconds()
    )
}
