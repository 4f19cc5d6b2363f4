// Speed of the page: time until it takes a drop, time to read and to clean a large study, the longest task on the
// page's main thread meanwhile. Prints figures; nothing is asserted.
//
//   node tests/e2e/bench.mjs [slices, 2000 unless told]
import { ct } from './dicom.mjs';
import { ORIGINS, address, counts, filesIn, folder, launch, open } from './page.mjs';

const slices = Number(process.argv[2] ?? 2000);
const side = 512;
const files = folder(Object.fromEntries(Array.from({ length: slices }, (_, i) => [`S${Math.floor(i / 500)}/IM${i}`, ct(i + 1, { rows: side, columns: side, series: 2 + Math.floor(i / 500) })])));
const bytes = slices * side * side * 2;

for (const origin of ORIGINS) {
  const site = await address(origin);
  const browser = await launch();
  const started = performance.now();
  const { page } = await open(browser, site.url);
  console.log(`${origin}: ready for a drop after ${Math.round(performance.now() - started)} ms`);
  await page.evaluate(() => {
    globalThis.longest = 0;
    new PerformanceObserver((list) => { for (const task of list.getEntries()) globalThis.longest = Math.max(globalThis.longest, task.duration); }).observe({ type: 'longtask' });
  });
  let mark = performance.now();
  await page.getByTestId('intake-folder').setInputFiles(files.path);
  await filesIn(page, slices);
  report('read', mark);
  const button = page.getByTestId('clear-all-glanced');
  for (let press = 0; press < 2 && await button.count(); press += 1) await button.click();
  await button.waitFor({ state: 'detached' });
  console.log(`${origin}: longest main-thread task so far ${Math.round(await page.evaluate(() => globalThis.longest))} ms`);
  await page.evaluate(() => { globalThis.longest = 0; });
  mark = performance.now();
  const download = page.waitForEvent('download', { timeout: 600_000 });
  await page.getByTestId('deliver-zip').click();
  await page.locator(`[data-testid=summary][data-cleaned="${slices}"]`).waitFor({ timeout: 600_000 });
  report('cleaned', mark);
  await download;
  report('saved', mark);
  console.log(`${origin}: longest main-thread task while cleaning ${Math.round(await page.evaluate(() => globalThis.longest))} ms`, await counts(page));
  await browser.close();
  site.close();

  function report(what, since) {
    const seconds = (performance.now() - since) / 1000;
    console.log(`${origin}: ${slices} files ${what} in ${seconds.toFixed(1)} s, ${(bytes / 1e6 / seconds).toFixed(0)} MB/s`);
  }
}
files.remove();
