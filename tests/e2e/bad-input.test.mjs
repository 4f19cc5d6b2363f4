// Bad input is counted, named by its place, and never stops the rest.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ct, ultrasound } from './dicom.mjs';
import { address, counts, deliverZip, filesIn, folder, go, launch, lookAndClear, open } from './page.mjs';
import { unzip, zip } from './zip.mjs';

describe('bad input', () => {
  let browser, site;
  before(async () => { browser = await launch(); site = await address('http'); });
  after(async () => { await browser.close(); site.close(); });

  /** Opens a folder of files and answers with the page once all of them are in. */
  async function opened(files, count) {
    const source = folder(files);
    const { page, complaints, close } = await open(browser, site.url);
    await page.getByTestId('intake-folder').setInputFiles(source.path);
    await filesIn(page, count);
    return { page, complaints, done: async () => { await close(); source.remove(); } };
  }

  /** Looks at every series and clears it; pictures that can't be shown are held. */
  async function lookThrough(page) {
    const left = page.locator('[data-testid=series][data-state=unreviewed]');
    while (await left.count()) {
      await left.first().click();
      await lookAndClear(page);
    }
  }

  test('truncated pictures are held and the rest of the series is delivered', async () => {
    const whole = ct(1);
    const { page, done } = await opened({ 'a': whole, 'b': ct(2).subarray(0, whole.length - 700), 'c': ct(3) }, 3);
    await lookThrough(page);
    const out = unzip(await deliverZip(page));
    assert.equal([...out.keys()].filter((name) => name.endsWith('.dcm')).length, 2);
    await page.locator('[data-testid=summary][data-cleaned="2"][data-held="1"]').waitFor();
    await done();
  });

  test('a zip bomb is held without being unpacked', async () => {
    const bomb = zip({ 'bomb.dcm': Buffer.alloc(300_000_000), 'ct': ct(1) });
    const { page, done } = await opened({ 'bomb.zip': bomb }, 2);
    assert.deepEqual(await counts(page), { in: 2, cleaned: 0, held: 1, deleted: 0, notDicom: 0 });
    await done();
  });

  test('lengths that claim gigabytes are not believed', async () => {
    const lying = Buffer.from(ct(1));
    // The value length of Patient's Name becomes 65,534, and that of the pixel data four gigabytes.
    const name = lying.indexOf(Buffer.from([0x10, 0x00, 0x10, 0x00]));
    lying.writeUInt16LE(65_534, name + 6);
    const claiming = Buffer.from(ct(3));
    claiming.writeUInt32LE(0xfffffff0, claiming.indexOf(Buffer.from([0xe0, 0x7f, 0x10, 0x00])) + 8);
    const { page, done } = await opened({ lying, claiming, good: ct(2) }, 3);
    await lookThrough(page);
    const out = unzip(await deliverZip(page));
    assert.equal([...out.keys()].filter((name) => name.endsWith('.dcm')).length, 1);
    assert.deepEqual(await counts(page), { in: 3, cleaned: 1, held: 2, deleted: 0, notDicom: 0 });
    await done();
  });

  test('nothing is delivered of a series that nobody has looked at', async () => {
    const { page, done } = await opened({ us: ultrasound(1) }, 1);
    await go(page, 'Save');
    const button = page.getByTestId('deliver-zip');
    assert.equal(await button.getAttribute('aria-disabled'), 'true');
    await button.click({ force: true });
    const download = await Promise.race([page.waitForEvent('download', { timeout: 3000 }).catch(() => null), page.waitForTimeout(2000).then(() => null)]);
    assert.equal(download, null);
    assert.equal((await counts(page)).cleaned, 0);
    await done();
  });
});
