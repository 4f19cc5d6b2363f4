// Goes through the page's states by keys alone, and stops at each for who wants to look: `at(name)`.
import { ct, ultrasound } from './dicom.mjs';
import { filesIn, folder } from './page.mjs';

/** Says what a row of the tree is in: `unreviewed`, `redacted` … */
const state = (page) => page.evaluate(() => document.querySelector('.row[aria-current]')?.dataset.state);

/** Waits until the picture in view is there, and long enough to count. */
async function seen(page) {
  await page.waitForFunction(() => document.querySelector('[data-testid=viewer]')?.dataset.columns
    || document.querySelector('.stage .message'));
}

/** Presses a key again and again until something holds: one that comes too early does nothing. */
export async function pressUntil(page, key, holds, press = (name) => page.keyboard.press(name)) {
  for (const end = Date.now() + 60_000; !await page.evaluate(holds); await page.waitForTimeout(150)) {
    if (Date.now() > end) throw new Error(`pressed ${key} in vain: ${await page.evaluate(() => document.body.innerText.slice(0, 600))}`);
    const wanted = await page.evaluate(() => {
      const next = document.getElementById('next');
      return next && next.getAttribute('aria-disabled') !== 'true';
    });
    if (wanted || key !== 'n') await press(key);
  }
}

/** From the empty page to the saved sample, all states in turn. */
export async function walk(page, at) {
  const press = (key) => page.keyboard.press(key);
  await at('empty');
  for (const [panel, name] of [['?', 'keys'], ['guide', 'guide'], ['check', 'check it yourself']]) {
    if (panel === '?') await press('?');
    else await page.locator('.promise button').filter({ hasText: panel === 'guide' ? 'Guide' : 'Check it' }).click();
    await page.locator('.panel').waitFor();
    await at(name);
    if (panel === 'check') {
      await page.getByTestId('browser-open').press('Enter');
      await page.locator('.allowed').waitFor();
      await at('this browser');
      await page.getByTestId('browser-back').press('Enter');
      await page.getByTestId('drop-zone').waitFor();
    }
    await press('Escape');
  }
  await press('2');
  await at('nothing to look at');
  await press('4');
  await at('nothing to save');
  await press('1');
  await page.getByTestId('open-sample').press('Enter');
  await page.locator('.look').waitFor();
  await seen(page);
  await page.waitForTimeout(700);
  await at('look');
  await press('r');
  await press('Enter');
  await at('placing a rectangle');
  await press('Enter');
  await page.locator('.number').waitFor();
  await at('painted');
  if (await page.locator('.tabs').isVisible()) {
    for (const tab of ['Series', 'Details']) {
      await page.locator('.tabs .segment').filter({ hasText: tab }).click();
      await at(`tab ${tab.toLowerCase()}`);
    }
    await page.locator('.tabs .segment').filter({ hasText: 'Picture' }).click();
  }
  await press('Escape');
  await pressUntil(page, 'n', () => document.querySelector('.ask') !== null);
  await at('the question');
  await press('x');
  await page.waitForTimeout(300);
  await press('4');
  await at('not ready to save');
  await press('3');
  await page.locator('.changes tbody tr').first().waitFor();
  await at('rules');
  await press('1');
  await at('added');
  await press('2');
  await lookAtAll(page, press, at);
  await press('4');
  await page.getByTestId('deliver-zip').waitFor();
  await at('ready to save');
  await Promise.all([page.waitForEvent('download', { timeout: 120_000 }), page.getByTestId('deliver-zip').press('Enter')]);
  await page.locator('.note, .errors').first().waitFor();
  await page.waitForTimeout(300);
  await at('given to the browser');
  const certificate = page.getByTestId('certificate');
  if (await certificate.count()) {
    await certificate.first().press('Enter');
    await page.locator('.paper').waitFor();
    await at('certificate');
  }
  await press('1');
}

/** Sees and decides all that is left: what needs a look by N and X, the rest on the contact sheet. */
export async function lookAtAll(page, press, at = async () => {}) {
  for (const end = Date.now() + 60_000; Date.now() < end; await page.waitForTimeout(150)) {
    const now = await page.evaluate(() => {
      const is = (selector) => document.querySelector(selector) !== null;
      const next = document.getElementById('next');
      const waits = next?.getAttribute('aria-disabled') === 'true';
      if (is('[data-testid=clear-page]')) return is('[data-testid=clear-page]:not([aria-disabled=true])') ? 'clear' : 'wait';
      if (is('.sheet')) {
        const unseen = [...document.querySelectorAll('[data-testid=sheet-tile]')].find((tile) => tile.dataset.seen !== 'true');
        return unseen ? 'sheet' : waits ? 'wait' : 'sheet-done';
      }
      if (is('[data-testid=clear-series]:not([aria-disabled=true])')) return 'clear';
      if (/Go to Save/.test(next?.textContent)) return 'done';
      return waits ? 'wait' : 'next';
    });
    if (now === 'done') return;
    if (now === 'clear') await press('x');
    if (now === 'next') await press('n');
    if (now === 'sheet') {
      if (at) { await at('contact sheet'); at = undefined; }
      // From pair to pair; what has the focus is in view.
      if (!await page.evaluate(() => document.activeElement.closest('.blocks'))) await page.locator('.blocks').focus();
      await press('Tab');
      await page.waitForTimeout(700);
    }
    if (now === 'sheet-done') await press('n');
  }
  throw new Error('not all was seen and decided');
}

export { state };

/** Ten series, eight of which need a look and lie side by side. */
export function several() {
  const series = Array.from({ length: 8 }, (_, at) => [`US/${at}`, ultrasound(1, { series: 20 + at, rows: 240, columns: 320 })]);
  return folder({ ...Object.fromEntries(series), 'CT/1': ct(1), 'CT/2': ct(2) });
}

/** Series side by side, and what the Save step asks and refuses. */
export async function more(page, path, at) {
  await page.getByTestId('intake-folder').setInputFiles(path);
  await filesIn(page, 10);
  await page.keyboard.press('n');
  await page.locator('[data-testid=clear-page]:not([aria-disabled=true])').waitFor();
  await at('side by side');
  await page.getByTestId('set-aside').first().click();
  await at('set aside');
  await pressUntil(page, 'x', () => document.querySelector('[data-testid=viewer]')?.dataset.columns > 0);
  await page.waitForTimeout(700);
  await at('looked at by itself');
  await page.keyboard.press('e');
  // On a narrow page the panel is a tab.
  await page.locator('[data-testid=slide]').first().waitFor({ state: 'attached' });
  await at('marked for slides');
  await lookAtAll(page, (key) => page.keyboard.press(key));
  await page.keyboard.press('4');
  await page.getByTestId('permission').waitFor();
  await page.getByTestId('permission-record').click();
  await page.getByTestId('permission-fault').waitFor();
  await at('permission refused');
  await page.getByTestId('permission-from').selectOption({ label: 'Caldicott Guardian' });
  await page.getByTestId('permission-name').fill('AB');
  await page.getByTestId('permission-date').fill('2026-03-31');
  await page.getByTestId('permission-purpose').selectOption({ label: 'Publication' });
  await page.getByTestId('permission-rules').check();
  await page.getByTestId('permission-record').click();
  await page.getByTestId('test-open').click();
  await page.getByTestId('test-record').click();
  await page.getByTestId('test-fault').waitFor();
  await page.getByTestId('test-fault').scrollIntoViewIfNeeded();
  await at('motivated intruder test');
  await page.getByTestId('collection-name').fill('Testerton’s chest');
  await page.getByTestId('collection-words').focus();
  await page.getByTestId('collection-fault').waitFor();
  await at('naming refused');
  await page.getByTestId('deliver-slides').scrollIntoViewIfNeeded();
  await at('slides');
}
