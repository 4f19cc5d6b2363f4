// A run that is stopped leaves nothing half-made, and can be started again.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ct } from './dicom.mjs';
import { address, clearGlanced, counts, deliverZip, filesIn, folder, go, launch, open } from './page.mjs';
import { unzip } from './zip.mjs';

// Enough for a run of some seconds.
const SLICES = 3000;

describe('a run', () => {
  let browser, site, files;
  before(async () => {
    browser = await launch();
    site = await address('http');
    files = folder(Object.fromEntries(Array.from({ length: SLICES }, (_, i) => [`IM${i}`, ct(i + 1)])));
  });
  after(async () => { await browser.close(); site.close(); files.remove(); });

  test('that is stopped saves nothing; the next one saves everything', async () => {
    const { page, complaints, close } = await open(browser, site.url);
    await page.getByTestId('intake-folder').setInputFiles(files.path);
    await filesIn(page, SLICES);
    await clearGlanced(page);
    let downloads = 0;
    page.on('download', () => { downloads += 1; });
    await go(page, 'Save');
    await page.getByTestId('deliver-zip').click();
    await page.getByTestId('progress').waitFor();
    await page.getByRole('button', { name: 'Stop' }).click({ timeout: 5000 });
    await page.getByTestId('progress').waitFor({ state: 'detached' });
    await page.waitForTimeout(1000);
    assert.equal(downloads, 0);
    assert.deepEqual(await counts(page), { in: SLICES, cleaned: 0, held: 0, deleted: 0, notDicom: 0 });
    const out = unzip(await deliverZip(page));
    assert.equal([...out.keys()].filter((name) => name.endsWith('.dcm')).length, SLICES);
    assert.deepEqual(await counts(page), { in: SLICES, cleaned: SLICES, held: 0, deleted: 0, notDicom: 0 });
    assert.deepEqual(complaints, []);
    await close();
  });
});
