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

/** What lies in a folder of OPFS: name → bytes. A folder that the page is still tidying is listed anew. */
export async function listed(page, path) {
  const found = await page.evaluate(async (path) => {
    // As base64: a list of numbers is many times dearer to hand over.
    const text = (file) => new Promise((resolve, reject) => {
      const reader = new FileReader();
      reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(',') + 1));
      reader.onerror = () => reject(reader.error);
      reader.readAsDataURL(file);
    });
    const walk = async (at, place, found) => {
      for await (const [name, child] of at.entries()) {
        if (child.kind === 'directory') await walk(child, `${place}${name}/`, found);
        else found.push([place + name, await text(await child.getFile())]);
      }
      return found;
    };
    for (let tries = 0; ; tries += 1) {
      try {
        return await walk(await window.at(path), '', []);
      } catch (fault) {
        if (fault.name !== 'NotFoundError' || tries === 50) throw fault;
        await new Promise((resolve) => { setTimeout(resolve, 100); });
      }
    }
  }, path);
  return new Map(found.map(([name, bytes]) => [name, Buffer.from(bytes, 'base64')]));
}

/** Has the next picker answer with a folder, and presses what opens it. */
export async function choose(page, name, button) {
  await page.evaluate((name) => { window.next = name; }, name);
  await page.getByTestId(button).click();
}
