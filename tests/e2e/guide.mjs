// The guide's pictures, www/guide/*.webp: parts of the page with the sample study in it, by the number of the guide's
// chapter that they stand in.
//
//   node tests/e2e/guide.mjs [numbers]    of the page that was built; then build it again
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { address, clearGlanced, go, launch, lookAndClear, open, paint } from './page.mjs';

const FOLDER = join(resolve(dirname(fileURLToPath(import.meta.url)), '../..'), 'www/guide');
// Twice as wide as high, as the style sheet has them; in pixels of the page.
const [WIDTH, HEIGHT] = [520, 260];
const MARGIN = 12;
const wanted = process.argv.slice(2);
mkdirSync(FOLDER, { recursive: true });

const site = await address('file');
const browser = await launch();
const plain = await (await browser.newContext()).newPage();
const { page } = await open(browser, site.url);

await list(2);
await page.getByTestId('open-sample').click();
await page.locator('[data-testid=series]').first().waitFor();
await go(page, 'Add');
await take(4, '.reading');
await go(page, 'Look');
const ultrasound = page.locator('[data-testid=series][data-modality=US]').first();
await ultrasound.click();
await page.locator('[data-testid=viewer][data-columns]').waitFor();
await page.getByTestId('reach').selectOption('series');
// Hospital, name, numbers and birth date.
await paint(page, [2, 1, 206, 95]);
await page.mouse.move(5, 400);
await take(5, '.left', 44);
await take(6, '[data-testid=viewer]');
await lookAndClear(page);
for (const series of await page.locator('[data-testid=series][data-triage=look][data-state=unreviewed]').all()) {
  await series.click();
  await page.locator('[data-testid=viewer][data-columns]').waitFor();
  await lookAndClear(page);
}
await clearGlanced(page);
await go(page, 'Rules');
await take(8, '.three-columns table, .body table');
await go(page, 'Save');
await take(9, '.body main');
await browser.close();
site.close();

/** The list for the PACS manager, with invented patients. */
async function list(number) {
  const cases = [
    ['SAMPLE, Marigold', '999 000 0018', '12/03/2026', 'US'],
    ['SPECIMEN, Alder', '999 000 0026', '03/03/2026', 'CT'],
    ['EXAMPLE, Rowan', '999 000 0034', '17/02/2026', 'MR'],
  ];
  await page.getByTestId('list-open').click();
  for (const [row, values] of cases.entries()) {
    for (const [column, value] of values.entries()) {
      await page.getByTestId('list-row').nth(row).locator('input').nth(column).fill(value);
    }
  }
  await take(number, '[data-testid=case-list]');
  await page.getByTestId('list-clear').click();
  await page.getByTestId('list-close').click();
}

/** The part of the page that begins where an element does. */
async function take(number, selector, below = 0) {
  if (wanted.length > 0 && !wanted.includes(String(number))) return;
  const { x, y } = await page.locator(selector).first().boundingBox();
  const { width, height } = page.viewportSize();
  const [left, top] = [Math.min(x, width - WIDTH), Math.min(y + below, height - HEIGHT)];
  const clip = { x: Math.max(0, left - MARGIN), y: Math.max(0, top - MARGIN), width: WIDTH, height: HEIGHT };
  const png = await page.screenshot({ clip });
  writeFileSync(join(FOLDER, `${number}.webp`), await webp(png));
}

/** By the browser's own encoder. */
async function webp(png) {
  const data = await plain.evaluate(async (data) => {
    const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
    const picture = await createImageBitmap(new Blob([bytes]));
    const canvas = new OffscreenCanvas(picture.width, picture.height);
    canvas.getContext('2d').drawImage(picture, 0, 0);
    const blob = await canvas.convertToBlob({ type: 'image/webp', quality: 0.5 });
    return btoa(String.fromCharCode(...new Uint8Array(await blob.arrayBuffer())));
  }, png.toString('base64'));
  return Buffer.from(data, 'base64');
}
