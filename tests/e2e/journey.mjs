// The whole journey of the governance papers in one page by keys alone, stopping at each station for who wants to look:
// `at(name)`. What a key opens outside of the page, a file or a folder to choose, is answered.
import { readFileSync } from 'node:fs';
import { ct, ultrasound } from './dicom.mjs';
import { keyboard, tabTo } from './keys.mjs';
import { filesIn, folder } from './page.mjs';
import { lookAtAll, pressUntil } from './states.mjs';

const SLICES = 3;

/** What was exported: a clip with a name in its pictures, and slices that want a glance. */
export function harvest() {
  const slices = Array.from({ length: SLICES }, (_, at) => [`CT/${at + 1}`, ct(at + 1)]);
  return folder({ 'US/1': ultrasound(1, { text: { rect: [18, 28, 20, 8], frame: 0 } }), ...Object.fromEntries(slices) });
}
export const IMAGES = SLICES + 1;

const testId = (name) => `[data-testid=${name}]`;

/** Hands that have keys only. */
function hands(page) {
  const keys = keyboard(page);
  const to = (selector, words) => tabTo(page, keys, selector, words);
  const enter = async (selector, words) => { await to(selector, words); await keys.press('Enter'); };
  return {
    keys,
    to,
    enter,
    async write(selector, text) { await to(selector); await keys.type(text); },
    /** Chooses from a list what begins with these words. */
    async pick(selector, words) {
      await to(selector);
      await keys.press('Home');
      const chosen = () => page.evaluate(() => document.activeElement.selectedOptions[0].text);
      for (let left = 9; !(await chosen()).startsWith(words); left -= 1) {
        if (left === 0) throw new Error(`there is no “${words}” in ${selector}`);
        await keys.press('ArrowDown');
      }
    },
    async download(selector) {
      await to(selector);
      const [given] = await Promise.all([page.waitForEvent('download', { timeout: 120_000 }), keys.press('Enter')]);
      return { name: given.suggestedFilename(), bytes: readFileSync(await given.path()) };
    },
    /** Presses what asks for a folder of the browser's own file system. */
    async choose(selector, name) {
      await page.evaluate((name) => { window.next = name; }, name);
      await enter(selector);
    },
  };
}

/** A list of cases for the PACS manager; its workbook. */
async function list(page, own, at) {
  await own.enter(testId('list-open'));
  await own.to('input[aria-label="Name, row 1"]');
  const rows = [['Testerton, Prudence', 'HOSP 7788991', '11/6/2024', 'CT'], ['Gone, Girl', '9434765919', '', '']];
  for (const [row, cells] of rows.entries()) {
    for (const [column, text] of cells.entries()) {
      if (column) await own.keys.press('Tab');
      await own.keys.type(text);
    }
    if (row === 0) await own.to('input[aria-label="Name, row 2"]');
  }
  await at('the list');
  const workbook = await own.download(testId('list-save-xlsx'));
  await own.enter(testId('list-close'));
  return workbook;
}

/** What came back, held against the list. */
async function match(page, own, path, at) {
  page.on('filechooser', (chooser) => chooser.setFiles(path));
  await own.enter('button', 'Open a folder');
  await filesIn(page, IMAGES);
  await page.locator('.look').waitFor();
  await own.keys.press('1');
  await at('added');
  await own.enter(testId('list-open'));
  await page.getByTestId('list-tally').getByText('1 received, 1 missing').waitFor();
  await at('the list, matched');
  await own.enter(testId('list-close'));
}

/** A black rectangle through the clip, a picture of it for slides, and a look at everything. */
async function look(page, own, at) {
  await own.keys.press('2');
  // From the first series down to the clip.
  await own.keys.press('k', 3);
  await pressUntil(page, 'j', () => document.querySelector('[data-testid=viewer]')?.dataset.columns === '80', own.keys.press);
  // On a narrow page the reach is behind a tab of its own.
  const isNarrow = await page.locator('.tabs').isVisible();
  if (isNarrow) await own.enter('.tabs .segment', 'Details');
  await own.pick(testId('reach'), 'This series');
  if (isNarrow) await own.enter('.tabs .segment', 'Picture');
  await own.to('#stage');
  await own.keys.press('r');
  await own.keys.press('Enter');
  await own.keys.press('Control+ArrowLeft');
  await own.keys.press('ArrowLeft', 4);
  await own.keys.press('Shift+ArrowRight', 12);
  await own.keys.press('Shift+ArrowDown', 8);
  await page.getByTestId('undone').getByText('Rectangle at 16, 26, 32 × 16').waitFor();
  await at('placing the rectangle');
  await own.keys.press('Enter');
  await page.locator('.regions .choose').first().waitFor({ state: 'attached' });
  await at('painted');
  await own.keys.press('e');
  await page.locator(`.for-slides ${testId('slide')}`).waitFor({ state: 'attached' });
  await at('marked for slides');
  await lookAtAll(page, own.keys.press);
}

/** Who gave permission, and what for. */
async function permit(page, own, at) {
  await page.getByTestId('permission').waitFor();
  await at('permission is asked for');
  await own.pick(testId('permission-from'), 'Caldicott');
  await own.write(testId('permission-name'), 'AB');
  await own.write(testId('permission-date'), '03312026');
  await own.pick(testId('permission-purpose'), 'Publication');
  await own.to(testId('permission-rules'));
  await own.keys.press('Space');
  await own.enter(testId('permission-record'));
  await page.getByTestId('permission-said').getByText('Caldicott Guardian (AB), 31 March 2026').waitFor();
}

/** From the list for the PACS manager to slides; answers with what was given to the browser, and the keys. */
export async function journey(page, path, at) {
  const own = hands(page);
  const workbook = await list(page, own, at);
  await match(page, own, path, at);
  await look(page, own, at);
  await own.keys.press('3');
  await page.locator('.changes tbody tr').first().waitFor();
  await at('the rules');

  await own.keys.press('4');
  await permit(page, own, at);
  await own.choose(testId('choose-backup'), 'backup');
  await page.getByText('second copy is written to “backup”').first().waitFor();
  await at('ready to save');
  await own.choose(testId('deliver-folder'), 'drive');
  await page.getByText(`${IMAGES} images saved in both folders and read back.`).first().waitFor();
  await at('saved twice');
  await own.enter(testId('certificate'));
  await page.locator('.paper').waitFor();
  await at('the certificate');
  await own.enter('button', 'Back to Save');
  const slides = await own.download(testId('deliver-slides'));
  await page.getByText('Given to the browser').first().waitFor();
  await at('slides given');
  return { workbook, slides, keys: own.keys.list };
}
