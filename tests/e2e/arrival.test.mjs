// Nothing is called saved before it has been read again: what was downloaded is dropped back on the page, what was written
// to a picked file the page reads by itself.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ct } from './dicom.mjs';
import { address, clearGlanced, counts, filesIn, go, launch } from './page.mjs';
import { heading, ready, slices } from './slices.mjs';
import { nameOf, unzip, zip } from './zip.mjs';

const SLICES = 5;

/** Presses a button that downloads, and answers with the file's name and bytes. */
async function downloaded(page, testId) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId(testId).click()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

/** Drops a file or a folder on the page, as a person does. */
async function drop(page, path) {
  const devtools = await page.context().newCDPSession(page);
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop']) {
    await devtools.send('Input.dispatchDragEvent', { type, x: 400, y: 400, data });
  }
}

const step = (page) => page.locator('[data-step=save] small').textContent();

describe('a zip that the browser downloads', () => {
  let browser, site, files, kept;
  before(async () => {
    browser = await launch();
    site = await address('http');
    files = slices(SLICES);
    kept = mkdtempSync(join(tmpdir(), 'darkroom-kept-'));
  });
  after(async () => { await browser.close(); site.close(); files.remove(); rmSync(kept, { recursive: true, force: true }); });

  const prove = (page, name, buffer) => page.getByTestId('prove-files').setInputFiles({ name, mimeType: 'application/zip', buffer });

  test('is saved once it was dropped back whole', async () => {
    const { page, complaints, close } = await ready(browser, site.url, files);
    const given = await downloaded(page, 'deliver-zip');
    await heading(page, 'Given to the browser');
    assert.equal(await step(page), 'to check');
    const before = await counts(page);

    // A byte of a picture is another; a file is missing; a zip of somebody else.
    const damaged = Buffer.from(given.bytes);
    damaged[damaged.indexOf('DICM') + 4000] ^= 1;
    await prove(page, given.name, damaged);
    await heading(page, /not arrived whole/);
    await page.getByText('1 damaged').waitFor();
    const entries = unzip(given.bytes);
    const [some] = [...entries.keys()].filter((name) => name.endsWith('.dcm'));
    const fewer = new Map(entries);
    fewer.delete(some);
    await prove(page, given.name, zip(Object.fromEntries(fewer)));
    await page.getByText('1 missing').waitFor();
    await prove(page, given.name, given.bytes.subarray(0, given.bytes.length / 2));
    await page.getByRole('alert').filter({ hasText: 'Nothing that this page has written' }).waitFor();
    await prove(page, 'other.zip', zip({ 'a.txt': Buffer.from('a') }));
    await prove(page, given.name, zip({ ...Object.fromEntries(entries), 'original.dcm': ct(1) }));
    await page.getByText('1 not from this page').waitFor();
    assert.equal(await step(page), 'not whole');

    const again = await downloaded(page, 'download-again');
    assert.ok(again.bytes.equals(given.bytes), 'the second download is another');
    await prove(page, 'renamed (1).zip', again.bytes);
    await heading(page, 'Saved');
    assert.equal(await step(page), 'saved');
    assert.deepEqual(await counts(page), before);
    assert.equal(await page.getByTestId('proof').count(), 0);
    await drop(page, files.path);
    await page.getByRole('alert').filter({ hasText: 'has been read again already' }).waitFor();
    await heading(page, 'Saved');
    await page.getByTestId('certificate').click();
    await page.getByTestId('certificate-arrival').filter({ hasText: 'read again' }).waitFor();
    assert.deepEqual(complaints, []);
    await close();
  });

  test('is saved once the folder that it was unpacked to was dropped back', async () => {
    const { page, close } = await ready(browser, site.url, files);
    const { bytes } = await downloaded(page, 'deliver-zip');
    const at = join(kept, 'teaching');
    const entries = unzip(bytes);
    for (const [name, content] of entries) {
      mkdirSync(dirname(join(at, name)), { recursive: true });
      writeFileSync(join(at, name), content);
    }
    await heading(page, 'Given to the browser');
    const half = join(kept, 'half');
    cpSync(at, half, { recursive: true });
    rmSync(join(half, nameOf(entries, 'README')));
    await drop(page, half);
    await page.getByText('1 missing').waitFor();
    await drop(page, at);
    await heading(page, 'Saved');
    assert.deepEqual(await counts(page), { in: SLICES, cleaned: SLICES, held: 0, deleted: 0, notDicom: 0 });
    await close();
  });

  test('is not called broken because a later one, which has files in common with it, was dropped unpacked', async () => {
    const { page, close } = await ready(browser, site.url, files);
    const first = await downloaded(page, 'deliver-zip');
    await page.getByTestId('intake-files').setInputFiles({ name: 'IM9', mimeType: 'application/dicom', buffer: ct(9) });
    await filesIn(page, SLICES + 1);
    await go(page, 'Look');
    await clearGlanced(page);
    await go(page, 'Save');
    const later = await downloaded(page, 'deliver-zip');
    const at = join(kept, 'later');
    for (const [name, content] of unzip(later.bytes)) {
      mkdirSync(dirname(join(at, name)), { recursive: true });
      writeFileSync(join(at, name), content);
    }
    await drop(page, at);
    await heading(page, 'Saved');
    const said = await page.getByTestId('proof-lines').innerText();
    assert.ok(said.includes(later.name) && !said.includes(first.name), said);
    await page.getByTestId('proof').getByText(first.name).waitFor();
    await close();
  });

  test('stays to be checked when decisions change or more is added', async () => {
    const { page, close } = await ready(browser, site.url, files);
    const first = await downloaded(page, 'deliver-zip');
    await heading(page, 'Given to the browser');
    await go(page, 'Look');
    await page.getByTestId('delete-series').click();
    await go(page, 'Save');
    await page.getByTestId('proof').getByText(first.name).waitFor();
    await page.getByTestId('intake-files').setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('a') });
    await filesIn(page, SLICES + 1);
    await go(page, 'Save');
    assert.ok((await downloaded(page, 'download-again')).bytes.equals(first.bytes));
    await prove(page, first.name, first.bytes);
    await page.getByTestId('proof-lines').getByText(`${first.name}: all 8 files in it were read again`).waitFor();
    assert.equal(await page.getByTestId('proof').count(), 0);
    await close();
  });

  test('is asked about before the page is closed, until it was dropped back', async () => {
    const { page, close } = await ready(browser, site.url, files);
    const { name, bytes } = await downloaded(page, 'deliver-zip');
    const asks = () => page.evaluate(() => !window.dispatchEvent(new Event('beforeunload', { cancelable: true })));
    assert.equal(await asks(), true);
    await prove(page, name, bytes);
    await heading(page, 'Saved');
    assert.equal(await asks(), false);
    await close();
  });
});

describe('a zip that is written to a picked file', () => {
  // In place of the picker, which nobody can drive: a file in memory, which loses its last byte or refuses to be written
  // where that is wanted.
  const picker = () => {
    window.picked = { fault: null, bytes: null, removed: false };
    window.showSaveFilePicker = async ({ suggestedName }) => {
      const { picked } = window;
      const parts = [];
      picked.bytes ??= new Blob([]);
      return {
        kind: 'file',
        name: suggestedName,
        getFile: async () => new File([picked.bytes], suggestedName),
        remove: async () => { picked.removed = true; },
        createWritable: async () => ({
          write: async (blob) => {
            if (picked.fault === 'full') throw new DOMException('', 'QuotaExceededError');
            parts.push(await blob.arrayBuffer());
          },
          abort: async () => {},
          close: async () => {
            const whole = new Blob(parts);
            picked.bytes = picked.fault === 'short' ? whole.slice(0, whole.size - 1) : whole;
          },
        }),
      };
    };
  };
  let browser, site, files;
  before(async () => {
    browser = await launch();
    site = await address('file');
    files = slices(SLICES);
  });
  after(async () => { await browser.close(); site.close(); files.remove(); });

  const save = (page) => page.getByRole('button', { name: 'Choose where…' }).click();

  test('is read again by the page, and called saved only if it is whole', async () => {
    const { page, complaints, close } = await ready(browser, site.url, files, picker);
    await page.evaluate(() => { window.picked.fault = 'short'; });
    await save(page);
    await heading(page, /not arrived whole/);
    assert.equal(await step(page), 'not whole');
    await page.evaluate(() => { window.picked.fault = null; });
    await save(page);
    await heading(page, 'Saved');
    await page.getByText(/all 8 files in it were read again/).waitFor();
    assert.deepEqual(complaints, []);
    await close();
  });

  test('leaves no empty file where it could not be written, and keeps what was there before', async () => {
    const { page, close } = await ready(browser, site.url, files, picker);
    await page.evaluate(() => { window.picked.fault = 'full'; });
    await save(page);
    await page.getByText('There is not enough room on the drive').waitFor();
    assert.equal(await page.evaluate(() => window.picked.removed), true);
    await page.evaluate(() => { window.picked = { fault: 'full', bytes: new Blob(['older']), removed: false }; });
    await save(page);
    await page.getByText('There is not enough room on the drive').waitFor();
    assert.equal(await page.evaluate(() => window.picked.removed), false);
    await close();
  });
});
