// What the two governance papers ask for, in a browser that can't write to a drive: the list for the PACS manager, typed,
// saved and held against what came; the permission; a picture for slides; and that folders are not offered, in words.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'node:test';
import { ct } from './dicom.mjs';
import { click, download, until } from './main_job.mjs';
import { assertNobody } from './nobody.mjs';
import { address, folder } from './page.mjs';
import { paper, unzip } from './zip.mjs';

/** Types a text into a field at once, as a paste does. */
const fill = (browser, selector, text) => until(browser, selector, (selector, text) => {
  const field = document.querySelector(selector);
  if (!field) return false;
  field.focus();
  field.value = text;
  for (const kind of ['input', 'change']) field.dispatchEvent(new Event(kind, { bubbles: true }));
  return true;
}, selector, text);

const at = (testId) => `[data-testid=${testId}]`;
const says = (browser, words) => until(browser, words, (words) => document.body.innerText.includes(words), words);

/** A file that is saved by a press; not every browser writes elsewhere first, so it is read until it stays the same. */
async function saved(browser, act) {
  const before = (await browser.saved()).length;
  await act();
  for (let last = -1; ;) {
    const file = (await browser.saved()).slice(before).at(-1);
    const bytes = file ? readFileSync(file.path) : Buffer.alloc(0);
    if (bytes.length && bytes.length === last) return { name: file.name, bytes };
    last = bytes.length;
    await sleep(200);
  }
}

/** One page for all of it. `driver` gives the browser. */
export function papers(driver) {
  test('does the list, the permission and a slide, and says that it can’t write to a folder', async () => {
    const browser = driver();
    const site = await address('http');
    const files = folder({ 'CT/1': ct(1), 'CT/2': ct(2) });
    try {
      await browser.goto(site.url);
      await until(browser, 'the page starts', () => document.querySelector('[data-testid=drop-zone]'));
      await click(browser, at('list-open'));
      const field = (column, row) => `input[aria-label="${column}, row ${row}"]`;
      for (const [column, text] of [['Name', 'Testerton, Prudence'], ['Hospital or NHS number', 'HOSP7788991'], ['Date', '11/6/2024'], ['Modality', 'CT']]) {
        await fill(browser, field(column, 1), text);
      }
      const list = await saved(browser, () => click(browser, at('list-save-csv')));
      assert.match(list.name, /\.csv$/);
      assert.match(String(list.bytes), /"Testerton, Prudence","HOSP7788991",/);
      await browser.setFiles('intake-files', ['1', '2'].map((name) => join(files.path, 'CT', name)));
      await until(browser, 'it has come', () => document.querySelector('[data-testid=list-came]')?.textContent.includes('Received'));
      await click(browser, at('list-close'));

      await browser.press('2');
      for (const end = Date.now() + 60_000; !await browser.evaluate(() => document.querySelector('[data-modality=CT][data-state=cleared]') !== null); await sleep(150)) {
        if (Date.now() > end) throw new Error('the series is not cleared');
        const ready = await browser.evaluate(() => {
          [...document.querySelectorAll('[data-testid=sheet-tile]')].find((tile) => tile.dataset.seen !== 'true')?.scrollIntoView();
          return document.querySelector('[data-testid=clear-all-glanced]:not([aria-disabled=true])') !== null;
        });
        if (ready) await click(browser, at('clear-all-glanced'));
      }
      await until(browser, 'a picture to mark', () => document.querySelector('[data-testid=viewer]')?.dataset.columns);
      await browser.press('e');
      await until(browser, 'the mark', () => document.querySelector('.for-slides [data-testid=slide]'));
      // Who saves from Look is asked, too.
      await download(browser, () => click(browser, `footer ${at('deliver-zip')}`));
      await says(browser, 'says that no permission was recorded');
      await says(browser, 'This browser can’t write to a drive by itself');
      assert.equal(await browser.evaluate(() => document.querySelectorAll('[data-testid=deliver-folder], [data-testid=choose-backup]').length), 0);
      await fill(browser, at('permission-from'), '1');
      await fill(browser, at('permission-date'), '2026-03-31');
      await fill(browser, at('permission-purpose'), '0');
      await click(browser, at('permission-record'));
      await says(browser, 'Permission: Clinical Tutor, 31 March 2026, teaching collection');
      const zip = await download(browser, () => click(browser, at('deliver-zip')));
      const out = unzip(zip.bytes);
      assert.equal([...out.keys()].filter((name) => name.endsWith('.dcm')).length, 2);
      const slides = await download(browser, () => click(browser, at('deliver-slides')));
      assert.equal([...unzip(slides.bytes).keys()].filter((name) => name.endsWith('.png')).length, 1);
      assertNobody([zip, slides].map(({ name, bytes }) => [name, bytes]));
      const { permission } = JSON.parse(paper(out, 'darkroom-certificate'));
      assert.deepEqual(permission, { recorded: { from: 'clinical-tutor', date: '2026-03-31', 'rules-read': false, purpose: 'teaching-collection' } });
    } finally {
      files.remove();
      site.close();
    }
  });
}
