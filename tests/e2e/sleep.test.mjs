// A page that sleeps, with its computer, and whose clock jumps. What was under way goes on where it was, and every file is
// counted once.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { ct, ultrasound } from './dicom.mjs';
import { address, clearGlanced, counts, filesIn, folder, go, launch, lookAndClear, open } from './page.mjs';
import { unzip } from './zip.mjs';

const SLICES = 1500;
const CINE = 1;

/** Runs before the page's own script: its clock can be set to another hour, and how long it slept is noted. */
const CLOCK = () => {
  window.longest = 0;
  let last = performance.now();
  setInterval(() => {
    window.longest = Math.max(window.longest, performance.now() - last);
    last = performance.now();
  }, 50);
  const Real = Date;
  window.jump = 0;
  window.Date = class extends Real {
    constructor(...given) {
      if (given.length) super(...given);
      else super(Real.now() + window.jump);
    }
    static now() { return Real.now() + window.jump; }
  };
};

describe('a page that sleeps', () => {
  let browser, site, files;
  before(async () => {
    browser = await launch();
    site = await address('http');
    files = folder({
      ...Object.fromEntries(Array.from({ length: SLICES }, (_, index) => [`CT/IM${index}`, ct(index + 1)])),
      'US/cine': ultrasound(1, { frames: 4 }),
    });
  });
  after(async () => { await browser.close(); site.close(); files.remove(); });

  /**
   * Stops the processes of the page and its workers for so long, as a computer does that sleeps: time goes on, and they
   * do not. (`Page.setWebLifecycleState` does nothing to a page that is in view, as all are in a browser without a screen.)
   */
  async function sleep(page, milliseconds) {
    const session = await browser.newBrowserCDPSession();
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    const renderers = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
    for (const id of renderers) process.kill(id, 'SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    for (const id of renderers) process.kill(id, 'SIGCONT');
    await session.detach();
    // It has slept.
    await page.waitForFunction((least) => window.longest > least, milliseconds * 0.8, { polling: 20 });
    await page.evaluate(() => { window.longest = 0; });
  }

  /** Waits until figures of the page satisfy; looked at often, since they pass by. */
  const until = (page, holds) => page.waitForFunction(holds, null, { polling: 20, timeout: 60_000 });

  test('while files are read, looked at and saved loses nothing', { timeout: 180_000 }, async () => {
    const { page, complaints, close } = await open(browser, site.url, CLOCK);
    await page.getByTestId('intake-folder').setInputFiles(files.path);
    await until(page, () => Number(document.querySelector('[data-testid=summary]')?.dataset.in) > 50);
    assert.equal(await page.getByTestId('summary').getAttribute('data-reading'), 'true', 'it was read before it could sleep');
    await go(page, 'Save');
    await page.getByTestId('still-reading').getByText('Still reading').waitFor();
    await sleep(page, 2000);
    await filesIn(page, SLICES + CINE);
    assert.deepEqual(await counts(page), { in: SLICES + CINE, cleaned: 0, held: 0, deleted: 0, notDicom: 0 });

    await go(page, 'Look');
    await page.locator('[data-testid=series][data-modality=US]').click();
    await sleep(page, 1500);
    await lookAndClear(page);
    await clearGlanced(page);
    await go(page, 'Save');
    const downloaded = page.waitForEvent('download', { timeout: 120_000 });
    await page.getByTestId('deliver-zip').click();
    await until(page, () => Number(document.querySelector('.bar.big')?.getAttribute('aria-valuenow')) > 20);
    assert.ok(await page.locator('.bar.big').count(), 'it was saved before it could sleep');
    await page.evaluate(() => { window.jump = 7 * 3_600_000; });
    await sleep(page, 7000);
    // Time left goes by what was done, not by what was slept through.
    const pace = await page.locator('.pace').innerText().catch(() => '');
    assert.ok(!/minutes|hours/.test(pace), pace);
    await page.evaluate(() => { window.jump = -5 * 3_600_000; });
    const out = unzip(readFileSync(await (await downloaded).path()));
    assert.equal([...out.keys()].filter((name) => name.endsWith('.dcm')).length, SLICES + CINE);
    assert.deepEqual(await counts(page), { in: SLICES + CINE, cleaned: SLICES + CINE, held: 0, deleted: 0, notDicom: 0 });
    assert.deepEqual(complaints, []);
    await close();
  });
});
