//! What the settings of a ruled browser forbid, each with the way that works.

/// A dropped folder can't be listed (policy `DefaultFileSystemReadGuardSetting`).
pub const NO_DROPPED_FOLDER: &str = "Your trust’s settings stop this page from reading dropped folders. Use “Open a folder” instead, or drop the \
     files that are in it or a zip of it.";

/// Nothing can be written to a place that is chosen (policy `DefaultFileSystemWriteGuardSetting`).
pub const NO_WRITING: &str = "Your trust’s settings stop this page from writing to a folder or file that you choose. Download a zip instead, \
     and move it to your encrypted drive. IT can allow it for this page (FileSystemWriteAskForUrls).";

/// A press of a button opened nothing (policy `AllowFileSelectionDialogs`).
pub const NO_DIALOG: &str = "This browser opened nothing to choose from: your trust’s settings may forbid it. Drop files or a zip on this \
     page instead.";

/// The same, where a place to save in was asked for.
pub const NO_PLACE: &str = "This browser opened nothing to choose from: your trust’s settings may forbid it. Download a zip instead.";

/// The tab was closed by the browser, and loaded anew (policies `TabDiscardingExceptions`, in Edge
/// `SleepingTabsBlockedForUrls`).
pub const DISCARDED: &str = "The browser closed this page by itself to free memory, and with it what you had not saved. Add the same images again,      and load your decisions on the Save step if you kept them in a file. Chrome and Edge never close a page that is opened from a drive.";

/// Milliseconds in which nobody can have answered a dialog: what comes sooner, the browser has answered by itself.
pub const AT_ONCE: f64 = 400.0;
