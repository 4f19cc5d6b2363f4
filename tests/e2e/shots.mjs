// Pictures of every state of the page, to be looked at: `node tests/e2e/shots.mjs folder [size …]`. With the word
// `journey` instead those of the way from the list for the PACS manager to slides.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { harvest, journey } from './journey.mjs';
import { PICKER } from './opfs.mjs';
import { address, launch } from './page.mjs';
import { walk } from './states.mjs';

/** Width and height in CSS pixels, and device pixels for each: `200` is 1280 × 720 at 200 %. */
export const SIZES = { 720: [1280, 720, 1], 1080: [1920, 1080, 1], 2160: [3840, 2160, 1], 200: [640, 360, 2] };

const [folder = 'shots', ...wanted] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const browser = await launch();
const isJourney = wanted.includes('journey');
const sizes = wanted.filter((one) => one !== 'journey');
const files = harvest();
// A page from a file has no file system of its own to pick folders in.
const site = await address(isJourney ? 'http' : 'file');
for (const [size, [width, height, deviceScaleFactor]] of Object.entries(SIZES)) {
  if (sizes.length && !sizes.includes(size)) continue;
  for (const colorScheme of ['light', 'dark']) {
    const context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor, colorScheme, acceptDownloads: true });
    const page = await context.newPage();
    if (isJourney) await page.addInitScript(PICKER);
    await page.goto(site.url);
    await page.getByTestId('drop-zone').waitFor();
    let number = 0;
    const way = isJourney ? (at) => journey(page, files.path, at) : (at) => walk(page, at);
    await way(async (name) => {
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
