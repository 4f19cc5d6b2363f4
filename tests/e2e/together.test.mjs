// Series that need a look, side by side: what was not in view, whole and for as long as so many pictures need, is not
// cleared; what is set aside is looked at by itself; and nothing moves under the hand when something was seen.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ct, ultrasound } from './dicom.mjs';
import { address, filesIn, folder, go, launch, open, paint } from './page.mjs';

const SERIES = 14;
const MOST = 12;
const text = { frame: 0, rect: [4, 4, 40, 10] };
const series = (at, more = {}) => ultrasound(1, { series: 20 + at, text, ...more });
const many = (count, make) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`${at}/1`, make(at)]));

describe('series side by side', () => {
  let browser, site;
  before(async () => { browser = await launch(); site = await address('http'); });
  after(async () => { await browser.close(); site.close(); });

  async function withFiles(files, size = { width: 1280, height: 800 }) {
    const made = folder(files);
    const opened = await open(browser, site.url);
    await opened.page.setViewportSize(size);
    await opened.page.getByTestId('intake-folder').setInputFiles(made.path);
    await filesIn(opened.page, Object.keys(files).length);
    const end = async () => { assert.deepEqual(opened.complaints, []); await opened.close(); made.remove(); };
    return { page: opened.page, end };
  }

  const cleared = (page) => page.locator('[data-testid=series][data-state=cleared]').count();
  const onPage = (page) => page.getByTestId('page-series');
  const ready = (page) => page.locator('[data-testid=clear-page]:not([aria-disabled=true])').waitFor();

  test('are cleared by one press a page, once each of them had its time, and never by the green button', async () => {
    const { page, end } = await withFiles(many(SERIES, series), { width: 1920, height: 1080 });
    await page.keyboard.press('n');
    await page.getByTestId('sheet-tile').first().waitFor();
    const begun = Date.now();
    assert.equal(await onPage(page).count(), MOST);
    for (let press = 0; press < 8; press += 1) {
      await page.keyboard.press('x');
      await page.keyboard.press('n');
      await page.getByTestId('clear-page').click({ force: true });
    }
    await page.getByTestId('undone').getByText(/in view for long enough|look at it first/).waitFor();
    assert.equal(await cleared(page), 0);
    await ready(page);
    assert.ok(Date.now() - begun >= MOST * 300 - 100, `${Date.now() - begun} ms for ${MOST} pictures`);
    for (let press = 0; press < 3; press += 1) await page.keyboard.press('n');
    assert.equal(await cleared(page), 0);
    // As stored, or larger, and none of it cut off.
    for (const [least, inside] of await page.locator('.tile-end canvas').evaluateAll((all) => all.map((canvas) => {
      const [box, view] = [canvas.getBoundingClientRect(), canvas.closest('.blocks').getBoundingClientRect()];
      return [box.width / canvas.width, box.top >= view.top && box.bottom <= view.bottom && box.right <= view.right];
    }))) assert.ok(least >= 1 && inside, `${least} ${inside}`);
    await page.keyboard.press('x');
    await onPage(page).nth(SERIES - MOST).waitFor({ state: 'detached' });
    assert.equal(await cleared(page), MOST);
    await page.keyboard.press('x');
    assert.equal(await cleared(page), MOST);
    await ready(page);
    await page.getByTestId('clear-page').click();
    await page.getByText('Go to Save').waitFor();
    assert.equal(await cleared(page), SERIES);
    // One step of undo for a page.
    await page.keyboard.press('Control+z');
    await page.getByTestId('viewer').waitFor();
    assert.equal(await cleared(page), MOST);
    await end();
  });

  test('are looked at by themselves when set aside, when pressed, and when they say that they show text or are large', async () => {
    const files = many(8, (at) => series(at));
    files['large/1'] = series(30, { columns: 1100, rows: 64 });
    files['says/1'] = ct(1, { series: 60, more: { '00280301': ['CS', 'YES'] } });
    const { page, end } = await withFiles(files);
    await page.keyboard.press('n');
    await ready(page);
    assert.equal(await onPage(page).count(), 8);
    await page.getByTestId('set-aside').nth(2).click();
    await page.getByText('1 series comes by itself, later.').waitFor();
    await page.getByTestId('sheet-tile').nth(4).click();
    await page.locator('[data-testid=viewer][data-columns="80"]').waitFor();
    assert.equal(await cleared(page), 0);
    await page.getByTestId('clear-series').click();
    await page.locator('#next').getByText('side by side').waitFor();
    await page.keyboard.press('n');
    // Back to the page, without those two.
    await ready(page);
    assert.deepEqual([await cleared(page), await onPage(page).count()], [1, 6]);
    await page.keyboard.press('x');
    await page.getByTestId('viewer').waitFor();
    assert.equal(await cleared(page), 7);
    assert.equal(await page.locator('[data-testid=series][data-state=unreviewed]').count(), 3);
    await end();
  });

  test('show what was painted as black, and count as seen with that alone', async () => {
    const { page, end } = await withFiles(many(8, (at) => series(at)));
    await page.locator('[data-testid=viewer][data-columns="80"]').waitFor();
    await page.getByTestId('reach').selectOption('study');
    await paint(page, [2, 2, 50, 16]);
    await page.getByTestId('look-together').click();
    await ready(page);
    const levels = await page.locator('.tile-end canvas').evaluateAll((all) => all.map((canvas) => {
      const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
      copy.drawImage(canvas, 0, 0);
      return [[10, 8], [70, 50]].map(([x, y]) => copy.getImageData(x, y, 1, 1).data[0]);
    }));
    assert.equal(levels.length, 8);
    for (const [painted, beside] of levels) assert.ok(painted === 0 && beside > 0, `${painted} ${beside}`);
    await page.keyboard.press('x');
    await page.getByText('Go to Save').waitFor();
    assert.equal(await page.locator('[data-testid=series][data-state=redacted]').count(), 8);
    // What is uncovered has been seen by nobody.
    await page.getByTestId('series').first().click();
    await page.locator('.regions li').first().click();
    await page.locator('#stage').focus();
    await page.keyboard.press('Delete');
    await page.locator('[data-testid=series][data-state=unreviewed]').nth(7).waitFor();
    await end();
  });

  test('and those of the contact sheet stay where they are when they are seen', async () => {
    for (const [width, height] of [[1280, 800], [1920, 1080]]) {
      const slices = many(6, (at) => ct(1, { series: 60 + at, rows: 300, columns: 256, more: { '0008103e': ['LO', 'Axial of a long description that needs room'] } }));
      const { page, end } = await withFiles({ ...many(6, (at) => series(at)), ...Object.fromEntries(Object.entries(slices).map(([name, bytes]) => [`CT${name}`, bytes])) }, { width, height });
      const places = () => page.locator('.block').evaluateAll((all) => all.map((block) => {
        const { x, y, width, height } = block.getBoundingClientRect();
        return [x, y, width, height].map(Math.round).join();
      }));
      for (const sheet of ['look-together', 'clear-all-glanced']) {
        await go(page, 'Look');
        await page.getByTestId(sheet).click();
        await page.locator('.block').nth(5).waitFor();
        const before = await places();
        await page.locator('.block.seen').first().waitFor();
        await page.waitForFunction(() => !document.querySelector('.block:not(.seen)') || document.querySelector('.blocks').scrollHeight > document.querySelector('.blocks').clientHeight);
        assert.deepEqual(await places(), before, `${sheet} at ${width}`);
      }
      await end();
    }
  });
});
