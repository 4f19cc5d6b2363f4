// The check of this browser: each line was tried or asked, or is not known until somebody tries; it prints alone, and holds
// nothing of what was dropped.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { TOKENS, ct } from './dicom.mjs';
import { address, filesIn, folder, launch, open } from './page.mjs';

describe('the check of this browser', () => {
  let browser, site, files;
  before(async () => {
    browser = await launch();
    site = await address('file');
    files = folder({ 'TESTERTON.dcm': ct(1) });
    mkdirSync(join(files.path, 'empty'));
  });
  after(async () => { await browser.close(); site.close(); files.remove(); });

  async function check(page) {
    await page.getByRole('button', { name: 'Check it yourself' }).click();
    await page.getByTestId('browser-open').click();
    await page.locator('[data-line="Cleaning (WebAssembly)"]').waitFor({ timeout: 30_000 });
    const rows = await page.locator('.allowed tbody tr').evaluateAll((all) => all.map((row) => [
      row.dataset.line, row.children[1].innerText, row.children[2].innerText, row.dataset.amiss,
    ]));
    return new Map(rows.map(([what, ...rest]) => [what, rest]));
  }

  const drop = async (page, path) => {
    const devtools = await page.context().newCDPSession(page);
    const data = { items: [], files: [path], dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver', 'drop']) await devtools.send('Input.dispatchDragEvent', { type, x: 400, y: 400, data });
  };

  test('says what was tried, what was asked, and what came of a person’s own tries', async () => {
    const { page, complaints, close } = await open(browser, site.url);
    const before = await check(page);
    assert.match(await page.evaluate(() => document.activeElement.tagName), /H1/);
    const [speed, how] = before.get('Cleaning (WebAssembly)');
    assert.match(speed, /^one worker cleaned a CT slice of 13\d KB in \d/);
    assert.equal(how, 'tried');
    assert.match(before.get('Workers')[0], /^[1-8] of [1-8] answer/);
    assert.match(before.get('Memory')[0], /^33 MB were kept and read again in/);
    assert.equal(before.get('Opened from')[0], 'a file');
    for (const what of ['Dropping files', 'Dropping a folder', 'Open a folder, open files', 'Saving a zip']) {
      assert.equal(before.get(what)[1], 'not known until you try', what);
    }
    for (const [what, [came, , amiss]] of before) assert.equal(amiss, 'false', `${what}: ${came}`);

    // On paper nothing else.
    await page.emulateMedia({ media: 'print' });
    assert.ok(await page.getByTestId('browser-page').isVisible());
    for (const hidden of ['browser-text', 'browser-back']) assert.ok(!await page.getByTestId(hidden).isVisible());
    assert.ok(!await page.locator('.top').isVisible());
    await page.emulateMedia({ media: null });
    await page.getByTestId('browser-back').press('Enter');
    await page.getByTestId('drop-zone').waitFor();
    await page.waitForFunction(() => document.activeElement !== document.body);

    // A folder with nothing in it is said to be empty; and folders can be dropped.
    await drop(page, join(files.path, 'empty'));
    await page.getByRole('alert').getByText('No files were found in what you added').waitFor();
    await drop(page, join(files.path, 'TESTERTON.dcm'));
    await filesIn(page, 1);
    const after = await check(page);
    for (const what of ['Dropping files', 'Dropping a folder']) assert.deepEqual(after.get(what), ['works', 'tried', 'false']);
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('browser-text').click()]);
    assert.equal(download.suggestedFilename(), 'darkroom-browser-check.txt');
    const text = readFileSync(await download.path(), 'utf8');
    assert.match(text, /Dropping a folder: works \(tried\)/);
    assert.match(text, /SHA-256 [0-9a-f]{64}/);
    for (const token of [...TOKENS, 'IM1', '.dcm', 'empty']) assert.ok(!text.includes(token), token);
    assert.deepEqual(complaints, []);
    await close();
  });
});
