// A worker that dies takes nothing with it: what it was doing is asked again, and the counts stay whole.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ct } from './dicom.mjs';
import { address, counts, filesIn, folder, launch, open } from './page.mjs';
import { unzip } from './zip.mjs';

const SLICES = 300;

describe('workers that die', () => {
  let browser, site, files;
  before(async () => {
    browser = await launch();
    site = await address('file');
    files = folder(Object.fromEntries(Array.from({ length: SLICES }, (_, i) => [`IM${i}`, ct(i + 1, { rows: 128, columns: 128 })])));
  });
  after(async () => { await browser.close(); site.close(); files.remove(); });

  /** Makes every worker of the page fail with an uncaught error, as a trap does; answers with how many ended of it. */
  async function killWorkers(page) {
    const ended = page.workers().map((worker) => new Promise((resolve) => {
      worker.once('close', () => resolve(1));
      worker.evaluate(() => { setTimeout(() => { throw new Error('killed by the test'); }, 0); }).catch(() => {});
      setTimeout(() => resolve(0), 5000);
    }));
    return (await Promise.all(ended)).reduce((all, one) => all + one, 0);
  }

  test('while files are read, and while they are cleaned', async () => {
    const { page, close } = await open(browser, site.url);
    await page.getByTestId('intake-folder').setInputFiles(files.path);
    assert.ok(await killWorkers(page) > 0);
    await filesIn(page, SLICES);
    assert.deepEqual(await counts(page), { in: SLICES, cleaned: 0, held: 0, deleted: 0, notDicom: 0 });
    const clear = page.getByTestId('clear-all-glanced');
    for (let press = 0; press < 2 && await clear.count(); press += 1) await clear.click();
    const downloaded = page.waitForEvent('download', { timeout: 60_000 });
    await page.getByTestId('deliver-zip').click();
    assert.ok(await killWorkers(page) > 0);
    const { readFileSync } = await import('node:fs');
    const out = unzip(readFileSync(await (await downloaded).path()));
    assert.equal([...out.keys()].filter((name) => name.endsWith('.dcm')).length, SLICES);
    assert.deepEqual(await counts(page), { in: SLICES, cleaned: SLICES, held: 0, deleted: 0, notDicom: 0 });
    await close();
  });
});
