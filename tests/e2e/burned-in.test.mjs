// Burned-in text: searched in the background, proposed, gone through by keys, painted one by one or all at once, undone,
// left as it is, saved; and nothing is decided by what was found.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { parse } from './dicom.mjs';
import { address, deliverZip, go, launch, lookAndClear, open } from './page.mjs';
import { paper, unzip } from './zip.mjs';

const series = (page, modality) => page.locator(`[data-testid=series][data-modality=${modality}]`);
const lines = (page, answer = 'open') => page.locator(`[data-testid=found-line][data-answer=${answer}]`);
const dashed = (page) => page.getByTestId('proposal');

/** Waits until a series was searched; answers with what the list says of it. */
async function searched(row) {
  const said = row.getByTestId('text-found');
  await said.waitFor({ timeout: 60_000 });
  return said.textContent();
}

describe('burned-in text', () => {
  let browser, site;
  before(async () => { browser = await launch(); site = await address('http'); });
  after(async () => { await browser.close(); site.close(); });

  /** The sample study, with its ultrasound in view and searched. */
  async function sample(options = { searches: true }) {
    const opened = await open(browser, site.url, undefined, options);
    const { page } = opened;
    await page.getByTestId('open-sample').click();
    await page.locator('.look').waitFor();
    await series(page, 'US').first().click();
    const end = async () => { assert.deepEqual(opened.complaints, []); await opened.close(); };
    return { page, end };
  }

  test('is found, gone through, painted, left as it is, and all of it painted in one step that can be undone', async () => {
    const { page, end } = await sample();
    const row = series(page, 'US').first();
    assert.match(await searched(row), /found/);
    assert.equal(await row.getAttribute('data-state'), 'unreviewed');
    await lines(page).first().waitFor();
    assert.ok(await dashed(page).count() >= 1);
    const found = await lines(page).count();
    // One is painted by keys, and is a rectangle like any other.
    await page.getByTestId('viewer').hover();
    await page.locator('#stage').focus();
    await page.keyboard.press('t');
    await page.locator('.proposal.current').waitFor();
    await page.keyboard.press('a');
    await lines(page, 'painted').first().waitFor();
    assert.equal(await page.locator('.regions li.selected').count(), 1);
    await page.keyboard.press('Control+z');
    await lines(page, 'painted').first().waitFor({ state: 'detached' });
    assert.equal(await lines(page).count(), found);
    // One is left as it is, and proposed again.
    await page.getByTestId('leave-found').first().click();
    await lines(page, 'left').waitFor();
    await lines(page, 'left').getByTestId('leave-found').click();
    await lines(page, 'left').waitFor({ state: 'detached' });
    // All of them.
    await page.getByTestId('paint-found-series').click();
    await page.locator('[data-testid=found-line][data-rank=red][data-answer=open], [data-testid=found-line][data-rank=amber][data-answer=open]').first().waitFor({ state: 'detached' });
    assert.ok(await page.locator('.regions li').count() >= 1);
    await page.keyboard.press('Control+z');
    await lines(page, 'painted').first().waitFor({ state: 'detached' });
    assert.equal(await page.locator('.regions li').count(), 0);
    assert.equal(await lines(page).count(), found);
    await end();
  });

  test('clears nothing, and what was painted by it is black in the saved file', async () => {
    const { page, end } = await sample();
    const rows = page.getByTestId('series');
    await searched(series(page, 'US').first());
    const decided = page.locator('[data-testid=series]:is([data-state=cleared], [data-state=redacted])');
    assert.equal(await decided.count(), 0);
    await lines(page).first().waitFor();
    await page.getByTestId('paint-found-series').click();
    await page.locator('.regions li').first().waitFor();
    assert.equal(await decided.count(), 0);
    const regions = await page.locator('.regions li').count();
    await lookAndClear(page);
    await page.locator('[data-testid=series][data-state=redacted]').first().waitFor();
    // The rest of the study stays behind.
    for (let at = 0; at < await rows.count(); at += 1) {
      const row = rows.nth(at);
      if (await row.getAttribute('data-state') !== 'unreviewed') continue;
      await row.click();
      await page.getByTestId('delete-series').click();
    }
    await go(page, 'Save');
    const out = unzip(await deliverZip(page));
    const report = JSON.parse(paper(out, 'darkroom-certificate'));
    assert.equal(report.painted.length, regions);
    const images = [...out].filter(([name]) => name.endsWith('.dcm'));
    assert.ok(images.length >= 1);
    for (const [, bytes] of images) assert.ok(parse(bytes).get('7fe00010'));
    await end();
  });

  test('a page that was told to stop searches no more until it is told to go on', async () => {
    const { page, end } = await sample({ searches: true });
    await page.getByTestId('search-on').click();
    await page.getByText('The search is stopped.').waitFor();
    const said = await page.getByTestId('text-found').count();
    await page.waitForTimeout(2500);
    assert.equal(await page.getByTestId('text-found').count(), said);
    await page.getByTestId('search-on').click();
    await page.waitForFunction((before) => document.querySelectorAll('[data-testid=text-found]').length > before, said);
    await end();
  });
});
