// Files and folders of a real drive, given to the page as handles: a drop makes them, and the pickers answer with them.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launchProfile } from './page.mjs';

/** A browser whose profile lets every page write to what it is given. */
export async function browserThatMayWrite(profile) {
  const allowed = { file_system_read_guard: 1, file_system_write_guard: 1 };
  mkdirSync(join(profile, 'Default'), { recursive: true });
  // Every file that was written is asked about at a server, unless this is off: out of reach, that takes a second.
  const preferences = { safebrowsing: { enabled: false }, profile: { default_content_setting_values: allowed } };
  writeFileSync(join(profile, 'Default/Preferences'), JSON.stringify(preferences));
  return launchProfile(profile);
}

/** Runs before the page's own script: what is dropped while `taking` is what the named picker answers with. */
export const giving = (picker) => {
  window.handles = [];
  addEventListener('drop', (event) => {
    if (!window.taking) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    window.handles.push(event.dataTransfer.items[0].getAsFileSystemHandle());
  }, { capture: true });
  window[picker] = async () => {
    const handle = await window.handles.shift();
    if (await handle.requestPermission({ mode: 'readwrite' }) !== 'granted') throw new DOMException('', 'NotAllowedError');
    return handle;
  };
};

/** Drops a file or a folder on the page, as a person does. */
export async function drop(page, path) {
  const devtools = await page.context().newCDPSession(page);
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop']) await devtools.send('Input.dispatchDragEvent', { type, x: 600, y: 400, data });
  await devtools.detach();
}

/** The next that a picker answers with. */
export async function dropAs(page, path) {
  await page.evaluate(() => { window.taking = true; });
  await drop(page, path);
  await page.evaluate(() => { window.taking = false; });
}
