// The whole journey of the governance papers in one page, stopping at each station for who wants to look: `at(name)`.
import { readFileSync } from 'node:fs';
import { ct, ultrasound } from './dicom.mjs';
import { clearGlanced, filesIn, folder, go, lookAndClear, paint } from './page.mjs';

const RECTANGLE = [16, 26, 32, 16];
const SLICES = 3;

/** What was exported: a clip with a name in its pictures, and slices that want a glance. */
export function harvest() {
  const slices = Array.from({ length: SLICES }, (_, at) => [`CT/${at + 1}`, ct(at + 1)]);
  return folder({ 'US/1': ultrasound(1, { text: { rect: [18, 28, 20, 8], frame: 0 } }), ...Object.fromEntries(slices) });
}
export const IMAGES = SLICES + 1;

/** Runs before the page's own script: folders are picked in the browser's own file system, by `window.next`. */
export const PICKER = () => {
  delete window.showSaveFilePicker;
  const { storage } = navigator;
  window.at = async (name) => (await storage.getDirectory()).getDirectoryHandle(name, { create: true });
  window.showDirectoryPicker = () => window.at(window.next);
};

/** Name → SHA-256 of all files of a folder in the browser's own file system. */
export function sums(page, name) {
  return page.evaluate(async (name) => {
    const found = {};
    const walk = async (at, place) => {
      for await (const [child, handle] of at.entries()) {
        if (handle.kind === 'directory') { await walk(handle, `${place}${child}/`); continue; }
        const bytes = await (await handle.getFile()).arrayBuffer();
        const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
        found[place + child] = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
      }
    };
    await walk(await window.at(name), '');
    return found;
  }, name);
}

async function download(page, press) {
  const [given] = await Promise.all([page.waitForEvent('download', { timeout: 120_000 }), press()]);
  return readFileSync(await given.path());
}

/** From the list for the PACS manager to slides; answers with what was given to the browser. */
export async function journey(page, path, at) {
  const field = (column, row) => page.getByLabel(`${column}, row ${row}`, { exact: true });

  // A list of cases for the PACS manager.
  await page.getByTestId('list-open').click();
  for (const [column, words] of Object.entries({ Name: 'Testerton, Prudence', 'Hospital or NHS number': 'HOSP 7788991', Date: '11/6/2024', Modality: 'CT' })) {
    await field(column, 1).fill(words);
  }
  await field('Name', 2).fill('Gone, Girl');
  await field('Hospital or NHS number', 2).fill('9434765919');
  await at('the list');
  const workbook = await download(page, () => page.getByTestId('list-save-xlsx').click());

  // What came back, held against it.
  await page.getByTestId('intake-folder').setInputFiles(path);
  await filesIn(page, IMAGES);
  await page.getByTestId('list-tally').getByText('1 received, 1 missing').waitFor();
  await at('the list, matched');
  await page.getByTestId('list-close').click();
  await go(page, 'Add');
  await at('added');

  // Black rectangles, and a look at everything.
  await go(page, 'Look');
  await page.locator('[data-testid=series][data-modality=US]').first().click();
  await page.locator('[data-testid=viewer][data-columns]').waitFor();
  await page.getByTestId('reach').selectOption('series');
  await paint(page, RECTANGLE);
  await at('painted');
  await lookAndClear(page);
  await clearGlanced(page);
  await page.locator('[data-testid=series][data-modality=US]').first().click();
  await page.locator('[data-testid=viewer][data-columns]').waitFor();
  await page.locator('#stage').focus();
  await page.keyboard.press('e');
  await page.locator('.for-slides [data-testid=slide]').waitFor();
  await at('marked for slides');

  await go(page, 'Rules');
  await page.locator('.changes tbody tr').first().waitFor();
  await at('the rules');

  // Permission, then twice onto drives.
  await go(page, 'Save');
  await page.getByTestId('permission').waitFor();
  await at('permission is asked for');
  await page.getByTestId('permission-from').selectOption({ label: 'Caldicott Guardian' });
  await page.getByTestId('permission-name').fill('AB');
  await page.getByTestId('permission-date').fill('2026-03-31');
  await page.getByTestId('permission-purpose').selectOption({ label: 'Publication' });
  await page.getByTestId('permission-rules').check();
  await page.getByTestId('permission-record').click();
  await page.getByTestId('permission-said').getByText('Caldicott Guardian (AB), 31 March 2026').waitFor();
  await page.evaluate(() => { window.next = 'backup'; });
  await page.getByTestId('choose-backup').click();
  await page.getByText('second copy is written to “backup”').first().waitFor();
  await at('ready to save');
  await page.evaluate(() => { window.next = 'drive'; });
  await page.getByTestId('deliver-folder').click();
  await page.getByText(`${IMAGES} images saved in both folders and read back.`).first().waitFor();
  await at('saved twice');
  await page.getByTestId('certificate').first().click();
  await page.locator('.paper').waitFor();
  await at('the certificate');
  await page.getByRole('button', { name: 'Back to Save' }).click();

  const slides = await download(page, () => page.getByTestId('deliver-slides').click());
  await at('slides given');
  return { workbook, slides };
}
