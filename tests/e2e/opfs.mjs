// Folders of the browser's own file system (OPFS) in the place of those on a drive: their handles are of the same kind.

/**
 * Runs before the page's own script: the picker answers with the folder of OPFS that `window.next` names. Files are
 * downloaded: no hand is there for the picker of a file.
 */
export const PICKER = () => {
  delete window.showSaveFilePicker;
  window.asked = [];
  // The page takes it away.
  const { storage } = navigator;
  window.at = async (path) => {
    let at = await storage.getDirectory();
    for (const part of path.split('/')) at = await at.getDirectoryHandle(part, { create: true });
    return at;
  };
  window.showDirectoryPicker = async (options) => {
    window.asked.push(options);
    return window.at(window.next);
  };
};

/** What lies in a folder of OPFS: name → bytes. */
export async function listed(page, path) {
  const found = await page.evaluate(async (path) => {
    const found = [];
    const walk = async (at, place) => {
      for await (const [name, child] of at.entries()) {
        if (child.kind === 'directory') await walk(child, `${place}${name}/`);
        else found.push([place + name, [...new Uint8Array(await (await child.getFile()).arrayBuffer())]]);
      }
    };
    await walk(await window.at(path), '');
    return found;
  }, path);
  return new Map(found.map(([name, bytes]) => [name, Buffer.from(bytes)]));
}

/** Has the next picker answer with a folder, and presses what opens it. */
export async function choose(page, name, button) {
  await page.evaluate((name) => { window.next = name; }, name);
  await page.getByTestId(button).click();
}
