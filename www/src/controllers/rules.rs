//! Rules as files: saved, loaded, and built into the page by a trust's IT (see `www/pack.mjs`).

use web_sys::File;

use crate::browser::js;
use crate::browser::sink;
use darkroom::deid::policy_file::LONGEST;
use darkroom::deid::{Policy, PolicyFile, PolicyMark, Preset};

/// The name under which rules are saved.
const FILE_NAME: &str = "darkroom-policy.json";

/// The rules that are built into this page. Rules that cannot be read are no leave to choose others: the strictest
/// stand in their place.
pub fn built_in() -> Option<PolicyFile> {
    let document = web_sys::window()?.document()?;
    let meta = document
        .query_selector("meta[name=darkroom-policy]")
        .ok()??;
    let text = meta.get_attribute("content").unwrap_or_default();
    Some(PolicyFile::read(&text).unwrap_or_else(|_| PolicyFile {
        policy: Preset::Strict.into(),
        permission: None,
        intruder_test: None,
        mark: PolicyMark {
            name: None,
            sha256: String::new(),
        },
        reason: Some("The rules built into this page can’t be read, so the strictest are in force. Tell who gave you the page.".into()),
    }))
}

/// Saves rules in the download folder.
pub fn save(policy: &Policy) -> Result<(), String> {
    let text = format!("{}\n", policy.to_json());
    match sink::download(FILE_NAME, "application/json", &text) {
        true => Ok(()),
        false => Err("The browser could not save the rules.".into()),
    }
}

/// Reads rules from a file.
pub async fn load(file: &File) -> Result<PolicyFile, String> {
    let words = |why: String| format!("These rules can’t be used: {why}.");
    // One byte more than may be is enough to see that it is too long.
    let bytes = js::read_blob(file, 0.0, (LONGEST + 1) as f64)
        .await
        .map_err(|_| words("the file can’t be read".into()))?;
    let text = String::from_utf8(bytes).map_err(|_| words("it is not a text file".into()))?;
    PolicyFile::read(&text).map_err(|error| words(error.to_string()))
}
