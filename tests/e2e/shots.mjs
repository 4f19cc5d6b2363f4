// Pictures of every state of the page, to be looked at: `node tests/e2e/shots.mjs folder [size …]`. With the word
// `journey` instead those of the way from the list for the PACS manager to slides; with `more` those of series side by
// side and of what the Save step asks and refuses.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { harvest, journey } from './journey.mjs';
import { PICKER } from './opfs.mjs';
import { address, launch } from './page.mjs';
import { more, several, walk } from './states.mjs';

/** Width and height in CSS pixels, and device pixels for each: `200` is 1280 × 720 at 200 %. */
export const SIZES = { 720: [1280, 720, 1], 1080: [1920, 1080, 1], 2160: [3840, 2160, 1], 200: [640, 360, 2] };

const [folder = 'shots', ...wanted] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const browser = await launch();
const way = ['journey', 'more'].find((one) => wanted.includes(one));
const sizes = wanted.filter((one) => one !== way);
const files = way === 'more' ? several() : harvest();
// A page from a file has no file system of its own to pick folders in.
const site = await address(way ? 'http' : 'file');
for (const [size, [width, height, deviceScaleFactor]] of Object.entries(SIZES)) {
  if (sizes.length && !sizes.includes(size)) continue;
  for (const colorScheme of ['light', 'dark']) {
    const context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor, colorScheme, acceptDownloads: true });
    const page = await context.newPage();
    if (way) await page.addInitScript(PICKER);
    await page.goto(site.url);
    await page.getByTestId('drop-zone').waitFor();
    let number = 0;
    const go = { journey: (at) => journey(page, files.path, at), more: (at) => more(page, files.path, at) }[way] ?? ((at) => walk(page, at));
    await go(async (name) => {
      number += 1;
      await page.waitForTimeout(150);
      const file = `${size}-${colorScheme}-${String(number).padStart(2, '0')}-${name.replaceAll(' ', '-')}.png`;
      await page.screenshot({ path: join(folder, file) });
    }).catch((error) => console.error(`${size} ${colorScheme}: ${error.message}`));
    await context.close();
  }
}
await browser.close();
site.close();
files.remove();
