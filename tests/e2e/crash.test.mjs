// A worker that dies takes nothing with it: what it was doing is asked again, and the counts stay whole.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { ct } from './dicom.mjs';
import { address, clearGlanced, counts, filesIn, folder, launch, open } from './page.mjs';
import { unzip } from './zip.mjs';

const SLICES = 300;

describe('workers that die', () => {
  let browser, site, files;
  before(async () => {
    browser = await launch();
    site = await address('http');
    files = folder(Object.fromEntries(Array.from({ length: SLICES }, (_, i) => [`IM${i}`, ct(i + 1, { rows: 128, columns: 128 })])));
  });
  after(async () => { await browser.close(); site.close(); files.remove(); });

  /**
   * Makes one worker of the page fail with an uncaught error, as a trap does. One: a file whose second worker dies as well
   * is held, and rightly.
   */
  async function killWorker(page) {
    const [worker] = page.workers();
    const closed = new Promise((resolve) => { worker.once('close', resolve); });
    worker.evaluate(() => { setTimeout(() => { throw new Error('killed by the test'); }, 0); }).catch(() => {});
    await closed;
  }

  test('while files are read, and while they are cleaned', { timeout: 120_000 }, async () => {
    const { page, close } = await open(browser, site.url);
    await page.getByTestId('intake-folder').setInputFiles(files.path);
    await killWorker(page);
    await filesIn(page, SLICES);
    assert.deepEqual(await counts(page), { in: SLICES, cleaned: 0, held: 0, deleted: 0, notDicom: 0 });
    await clearGlanced(page);
    const downloaded = page.waitForEvent('download', { timeout: 60_000 });
    await page.getByTestId('deliver-zip').click();
    await killWorker(page);
    const out = unzip(readFileSync(await (await downloaded).path()));
    assert.equal([...out.keys()].filter((name) => name.endsWith('.dcm')).length, SLICES);
    assert.deepEqual(await counts(page), { in: SLICES, cleaned: SLICES, held: 0, deleted: 0, notDicom: 0 });
    await close();
  });
});
