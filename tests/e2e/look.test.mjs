// What a person's looking is worth, on the built page: a picture that can't be shown is not cleared by looking at others,
// nor from the contact sheet; what is uncovered has to be looked at again; a drag that is taken back does nothing.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ct, ultrasound } from './dicom.mjs';
import { address, clearGlanced, counts, deliverZip, filesIn, folder, go, launch, lookAndClear, open, paint } from './page.mjs';
import { paper, unzip } from './zip.mjs';

const RECTANGLE = [16, 26, 32, 16];

describe('looking', () => {
  let browser, site;
  before(async () => { browser = await launch(); site = await address('http'); });
  after(async () => { await browser.close(); site.close(); });

  async function withFiles(files) {
    const made = folder(files);
    const opened = await open(browser, site.url);
    await opened.page.getByTestId('intake-folder').setInputFiles(made.path);
    await filesIn(opened.page, Object.keys(files).length);
    const end = async () => { assert.deepEqual(opened.complaints, []); await opened.close(); made.remove(); };
    return { page: opened.page, end };
  }

  const choose = async (page, modality) => {
    await page.locator(`[data-testid=series][data-modality=${modality}]`).first().click();
    await page.waitForFunction(() => document.querySelector('[data-testid=viewer]')?.dataset.columns);
  };
  const inState = (page, state, modality) => page.locator(`[data-testid=series][data-modality=${modality}][data-state=${state}]`).first().waitFor();
  const certificate = async (page) => JSON.parse(paper(unzip(await deliverZip(page)), 'darkroom-certificate'));

  test('an image that can’t be shown stays behind when its series is cleared by looking at another', async () => {
    const { page, end } = await withFiles({ 'US/1': ultrasound(1), 'US/2': ultrasound(2, { unreadable: true }), 'US/3': ultrasound(3) });
    await choose(page, 'US');
    await lookAndClear(page);
    await inState(page, 'cleared', 'US');
    await go(page, 'Save');
    const { files } = await certificate(page);
    assert.deepEqual([files.cleaned, files.held], [2, 1]);
    await page.getByText('Not all of this picture can be shown').first().waitFor();
    await end();
  });

  test('a picture that can’t be shown is held when its series is cleared from the contact sheet', async () => {
    const { page, end } = await withFiles({
      'CT/1': ct(1), 'CT/2': ct(2),
      'bad/1': ct(1, { series: 3, unreadable: true }), 'bad/2': ct(2, { series: 3 }),
    });
    await clearGlanced(page);
    await inState(page, 'cleared', 'CT');
    assert.equal(await page.locator('[data-testid=series][data-state=unreviewed]').count(), 0);
    assert.deepEqual(await counts(page), { in: 4, cleaned: 0, held: 1, deleted: 0, notDicom: 0 });
    await go(page, 'Save');
    const { files } = await certificate(page);
    assert.deepEqual([files.cleaned, files.held], [3, 1]);
    await end();
  });

  test('what is uncovered has to be looked at again, and Escape takes a drag back', async () => {
    const { page, end } = await withFiles({ 'US/1': ultrasound(1), 'US/2': ultrasound(2) });
    await choose(page, 'US');
    await paint(page, RECTANGLE);
    await inState(page, 'unreviewed', 'US');
    await lookAndClear(page);
    await inState(page, 'redacted', 'US');
    const viewer = page.getByTestId('viewer');
    const box = await viewer.boundingBox();
    const at = (x, y) => [box.x + (x / 80) * box.width, box.y + (y / 60) * box.height];
    const drag = async (escape) => {
      await page.mouse.move(...at(32, 34));
      await page.mouse.down();
      await page.mouse.move(...at(42, 44), { steps: 4 });
      if (escape) await page.keyboard.press('Escape');
      await page.mouse.move(...at(46, 46), { steps: 2 });
      await page.mouse.up();
    };
    const place = () => page.locator('.regions .choose').first().textContent();
    const before = await place();
    await drag(true);
    await page.waitForTimeout(100);
    assert.equal(await place(), before);
    await inState(page, 'redacted', 'US');
    await drag(false);
    await inState(page, 'unreviewed', 'US');
    await lookAndClear(page);
    await inState(page, 'redacted', 'US');
    await end();
  });
});
