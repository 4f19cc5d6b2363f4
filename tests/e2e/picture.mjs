// The picture of the README, docs/page.png: the sample study's ultrasound, its name under a rectangle.
//
//   node tests/e2e/picture.mjs    of the page that was built
import { join, resolve, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { address, launch, open, paint } from './page.mjs';

const TOP = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const site = await address('file');
const browser = await launch();
const { page } = await open(browser, site.url);
await page.getByTestId('open-sample').click();
const series = page.locator('[data-testid=series][data-modality=US]').first();
await series.click();
const viewer = page.locator('[data-testid=viewer][data-columns]');
await viewer.waitFor();
// Hospital, name, numbers and birth date.
await paint(page, [2, 1, 206, 95]);
await page.mouse.move(5, 400);
await page.waitForTimeout(1000);
await page.screenshot({ path: join(TOP, 'docs/page.png') });
await browser.close();
site.close();
