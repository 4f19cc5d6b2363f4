// Decisions saved to a file, and loaded in a page that has the same images.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { PATIENT, TOKENS, parse, ultrasound } from './dicom.mjs';
import { address, deliverZip, filesIn, folder, go, launch, lookAndClear, open, paint } from './page.mjs';
import { unzip } from './zip.mjs';

describe('decisions in a file', () => {
  let browser, site, files, other;
  before(async () => {
    browser = await launch();
    site = await address('http');
    files = folder({ 'A/1': ultrasound(1, { frames: 3 }), 'A/2': ultrasound(2, { frames: 3 }), 'B/1': ultrasound(3, { series: 8 }) });
    other = folder({ 'C/1': ultrasound(9, { series: 9 }) });
  });
  after(async () => { await browser.close(); site.close(); files.remove(); other.remove(); });

  const states = (page) => page.getByTestId('series').evaluateAll((all) => all.map((row) => row.dataset.state));
  const opened = async (from, count) => {
    const { page, complaints, close } = await open(browser, site.url);
    await page.getByTestId('intake-folder').setInputFiles(from.path);
    await filesIn(page, count);
    return { page, complaints, close };
  };

  test('are offered to be saved before a job that may need more memory than there is', async () => {
    // A computer of some ten kilobytes.
    const small = () => Object.defineProperty(Navigator.prototype, 'deviceMemory', { get: () => 0.00001 });
    const { page, close } = await open(browser, site.url, small);
    await page.getByTestId('intake-folder').setInputFiles(files.path);
    await filesIn(page, 3);
    const painted = async (series) => {
      await go(page, 'Look');
      await series.click();
      await page.waitForFunction(() => document.querySelector('[data-testid=viewer]')?.dataset.columns === '80');
      await paint(page, [10, 5, 40, 12]);
      await go(page, 'Save');
    };
    // Of an image whose samples lie open, only the painted lines are made anew.
    await painted(page.getByTestId('series').first());
    assert.equal(await page.getByTestId('room').count(), 0);
    const packed = folder({ 'D/1': ultrasound(4, { series: 9, frames: 3, rle: true }) });
    await page.getByTestId('intake-folder').setInputFiles(packed.path);
    await filesIn(page, 4);
    await painted(page.getByTestId('series').last());
    await page.getByTestId('room').getByText('save your decisions first').waitFor();
    await close();
    packed.remove();
  });

  test('come back with what was painted, seen and decided, and hold nothing of the patient', async () => {
    const first = await opened(files, 3);
    await first.page.getByTestId('series').first().click();
    await first.page.waitForFunction(() => document.querySelector('[data-testid=viewer]')?.dataset.columns === '80');
    await first.page.getByTestId('reach').selectOption('series');
    await paint(first.page, [10, 5, 40, 12]);
    await lookAndClear(first.page);
    assert.deepEqual(await states(first.page), ['redacted', 'unreviewed']);
    await go(first.page, 'Save');
    const [download] = await Promise.all([first.page.waitForEvent('download'), first.page.getByTestId('work-save').click()]);
    assert.equal(download.suggestedFilename(), 'darkroom-decisions.json');
    const kept = readFileSync(await download.path());
    for (const token of [...TOKENS, PATIENT.name]) assert.ok(!kept.includes(token), `${token} is in the file`);
    await first.close();

    const { page, complaints, close } = await opened(files, 3);
    assert.deepEqual(await states(page), ['unreviewed', 'unreviewed']);
    await go(page, 'Save');
    await page.getByTestId('work-file').setInputFiles({ name: 'a.json', mimeType: 'application/json', buffer: kept });
    await page.getByTestId('work-said').getByText('Loaded: 1 series decided, 1 rectangle').waitFor();
    await go(page, 'Look');
    assert.deepEqual(await states(page), ['redacted', 'unreviewed']);
    await page.getByTestId('series').last().click();
    await lookAndClear(page);
    const images = [...unzip(await deliverZip(page))].filter(([name]) => name.endsWith('.dcm'));
    assert.equal(images.length, 3);
    const painted = images.filter(([, bytes]) => parse(bytes).get('7fe00010').bytes[(8 * 80 + 20) * 3] === 0);
    assert.equal(painted.length, 2);
    assert.deepEqual(complaints, []);
    await close();

    const elsewhere = await opened(other, 1);
    await go(elsewhere.page, 'Save');
    for (const [buffer, words] of [[kept, 'None of these decisions'], [Buffer.from('{'), 'This is no file of decisions']]) {
      await elsewhere.page.getByTestId('work-file').setInputFiles({ name: 'a.json', mimeType: 'application/json', buffer });
      await elsewhere.page.getByTestId('work-said').getByText(words).waitFor();
    }
    await go(elsewhere.page, 'Look');
    assert.deepEqual(await states(elsewhere.page), ['unreviewed']);
    await elsewhere.close();
  });
});
