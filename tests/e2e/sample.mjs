// The files of the sample study, as the page makes them: to be dropped like anybody's.
import { open } from './page.mjs';

/** Runs before the page's own script: what is made into files is kept. */
const keep = () => {
  window.made = [];
  window.File = class extends File {
    constructor(...given) {
      super(...given);
      window.made.push(this);
    }
  };
};

/** Place → bytes of every file of the sample. */
export async function sampleFiles(browser, url) {
  const { page, close } = await open(browser, url, keep);
  await page.getByTestId('open-sample').click();
  await page.locator('.look').waitFor();
  const made = await page.evaluate(() => Promise.all(window.made.map(async (file) => {
    const bytes = new Uint8Array(await file.arrayBuffer());
    let text = '';
    for (let at = 0; at < bytes.length; at += 32_768) text += String.fromCharCode(...bytes.subarray(at, at + 32_768));
    return btoa(text);
  })));
  await close();
  return Object.fromEntries(made.map((bytes, index) => [`IM${String(index).padStart(3, '0')}`, Buffer.from(bytes, 'base64')]));
}
