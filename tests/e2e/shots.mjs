// Pictures of every state of the page, to be looked at: `node tests/e2e/shots.mjs folder [size …]`.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { address, launch } from './page.mjs';
import { walk } from './states.mjs';

/** Width and height in CSS pixels, and device pixels for each: `200` is 1280 × 720 at 200 %. */
export const SIZES = { 720: [1280, 720, 1], 1080: [1920, 1080, 1], 2160: [3840, 2160, 1], 200: [640, 360, 2] };

const [folder = 'shots', ...wanted] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const browser = await launch();
const site = await address('file');
for (const [size, [width, height, deviceScaleFactor]] of Object.entries(SIZES)) {
  if (wanted.length && !wanted.includes(size)) continue;
  for (const colorScheme of ['light', 'dark']) {
    const context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor, colorScheme, acceptDownloads: true });
    const page = await context.newPage();
    await page.goto(site.url);
    await page.getByTestId('drop-zone').waitFor();
    let number = 0;
    await walk(page, async (name) => {
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
