// Seen means seen, on the built page: what a person has not had on screen does not leave, whatever else they press.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ct, parse, ultrasound } from './dicom.mjs';
import { address, clearSheet, counts, deliverZip, filesIn, folder, go, launch, lookAndClear, open, paint, seeAll } from './page.mjs';
import { unzip } from './zip.mjs';

const HEADER = [0, 0, 80, 10];
const NAME = [20, 30, 24, 8];
const many = (count, make) => Object.fromEntries(Array.from({ length: count }, (_, index) => make(index)));

describe('seen', () => {
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

  const choose = async (page, modality, index = 0) => {
    await page.locator(`[data-testid=series][data-modality=${modality}]`).nth(index).click();
    await page.waitForFunction(() => document.querySelector('[data-testid=viewer]')?.dataset.columns);
  };
  const single = async (page) => page.getByTestId('projection-off').click();
  const states = (page, state) => page.locator(`[data-testid=series][data-state=${state}]`);
  const refused = async (page, words) => {
    await page.getByTestId('unseen').getByText(words).waitFor();
    await page.getByTestId('clear-series').click({ force: true });
    await page.keyboard.press('x');
    assert.equal(await states(page, 'unreviewed').count() > 0, true);
    assert.equal(await page.getByTestId('clear-series').getAttribute('aria-disabled'), 'true');
  };

  test('a header painted through twelve images decides nothing; two presses do, and all of them are seen by then', async () => {
    const files = many(12, (index) => [`US/${index}`, ultrasound(index + 1, index === 7 ? { text: { frame: 0, rect: NAME } } : {})]);
    const { page, end } = await withFiles(files);
    await choose(page, 'US');
    await single(page);
    await paint(page, HEADER);
    await page.getByText('Top, 80 × 10').waitFor();
    await refused(page, '11 images have not been on screen yet');
    // The name on the eighth stands in the brightest of all.
    // It says something else while the picture is laid out. The series opened on the brightest of all: if the machine is
    // busy, that was in view for long enough before it was left.
    const [brightest, darkest] = ['brightest', 'darkest'].map((words) => page.getByTestId('see-rest').filter({ hasText: words }));
    await brightest.or(darkest).waitFor();
    await (await brightest.count() ? brightest : page.getByTestId('projection-max')).click();
    await page.locator('[data-testid=viewer][data-projection=max][data-projected=done]').waitFor();
    const level = () => page.getByTestId('viewer').evaluate((canvas) => canvas.getContext('2d').getImageData(30, 34, 1, 1).data[0]);
    assert.equal(await level(), 255);
    assert.equal(await states(page, 'unreviewed').count(), 1);
    assert.equal(await seeAll(page), 1);
    await page.getByTestId('clear-series').click();
    await states(page, 'redacted').waitFor();
    await end();
  });

  test('a series to be looked at opens on the brightest of all, and two presses settle it', async () => {
    const { page, end } = await withFiles({ 'US/cine': ultrasound(1, { frames: 30, text: { frame: 17, rect: NAME } }) });
    await choose(page, 'US');
    await page.locator('[data-testid=viewer][data-projection=max][data-projected=done]').waitFor();
    await page.locator('#next:not([aria-disabled=true])').getByText('darkest').waitFor();
    await page.keyboard.press('n');
    await page.locator('[data-testid=viewer][data-projection=min]').waitFor();
    await page.locator('[data-testid=clear-series]:not([aria-disabled=true])').waitFor();
    await page.keyboard.press('x');
    await states(page, 'cleared').waitFor();
    await end();
  });

  test('a white frame is shown apart, and hides nothing of the others', async () => {
    const { page, end } = await withFiles({ 'US/cine': ultrasound(1, { frames: 30, flash: 4, text: { frame: 17, rect: NAME } }) });
    await choose(page, 'US');
    await page.locator('[data-testid=viewer][data-projection=max][data-projected=done]').waitFor();
    // From a copy: a canvas that is read twice makes the browser complain.
    const level = (x, y) => page.getByTestId('viewer').evaluate((canvas, [x, y]) => {
      const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
      copy.drawImage(canvas, 0, 0);
      return copy.getImageData(x, y, 1, 1).data[0];
    }, [x, y]);
    assert.ok(await level(30, 34) > await level(2, 2));
    await page.getByText('Not included: 1 ').waitFor();
    // The white frame by itself, after the two of all others.
    assert.equal(await seeAll(page), 2);
    assert.equal(await page.getByTestId('viewer').getAttribute('data-projection'), null);
    assert.equal(await level(2, 2), 255);
    await end();
  });

  test('one frame of thirty, or one image of twelve, clears nothing', async () => {
    const cine = { 'US/cine': ultrasound(1, { frames: 30, series: 8 }) };
    const { page, end } = await withFiles({ ...cine, ...many(12, (index) => [`US/${index}`, ultrasound(index + 1)]) });
    for (const [index, words] of [[0, '11 images have not been'], [1, '29 frames have not been']]) {
      await choose(page, 'US', index);
      await single(page);
      await page.waitForTimeout(400);
      await refused(page, words);
    }
    assert.equal(await states(page, 'unreviewed').count(), 2);
    await end();
  });

  test('images of other sizes are shown after those of the first, and until then nothing is cleared', async () => {
    const sizes = [[60, 80], [48, 64], [90, 70]];
    const files = many(6, (index) => [`US/${index}`, ultrasound(index + 1, { rows: sizes[index % 3][0], columns: sizes[index % 3][1] })]);
    const { page, end } = await withFiles(files);
    await choose(page, 'US');
    await page.locator('[data-testid=viewer][data-projection=max]').waitFor();
    const seen = new Set();
    const clear = page.locator('[data-testid=clear-series]:not([aria-disabled=true])');
    while (!await clear.count()) {
      const viewer = page.getByTestId('viewer');
      const [columns, ends] = [await viewer.getAttribute('data-columns'), await viewer.getAttribute('data-projection')];
      seen.add(`${columns} ${ends}`);
      const next = page.locator('#next:not([aria-disabled=true])');
      await next.or(clear).first().waitFor();
      if (!await clear.count()) await next.click();
      await page.waitForTimeout(30);
    }
    for (const [, columns] of sizes) for (const ends of ['max', 'min']) assert.ok(seen.has(`${columns} ${ends}`), `${columns} ${ends} of ${[...seen]}`);
    await end();
  });

  test('a picture that is zoomed into, or in a window that leaves values out, has not been seen', async () => {
    // In its own window all above 240 is one white.
    const { page, end } = await withFiles({ 'CT/1': ct(1, { most: 900, text: NAME, window: [40, 400] }) });
    await choose(page, 'CT');
    await page.getByTestId('unseen').getByText('1 image has not been').waitFor();
    await page.waitForTimeout(500);
    assert.equal(await page.getByTestId('clear-series').getAttribute('aria-disabled'), 'true');
    await page.getByTestId('see-rest').getByText('Show all values').click();
    await page.locator('[data-testid=clear-series]:not([aria-disabled=true])').waitFor();
    await end();

    const zoomed = await withFiles({ 'US/1': ultrasound(1), 'US/2': ultrasound(2, { series: 8 }) });
    await choose(zoomed.page, 'US', 1);
    // Before the picture has been there for long.
    await zoomed.page.locator('select[aria-label=Zoom]').selectOption('400');
    await choose(zoomed.page, 'US', 0);
    await zoomed.page.locator('[data-testid=clear-series]:not([aria-disabled=true])').waitFor();
    await zoomed.end();
  });

  test('a slip of the hand paints nothing', async () => {
    const { page, end } = await withFiles({ 'US/1': ultrasound(1) });
    await choose(page, 'US');
    await paint(page, [20, 20, 5, 5]);
    await paint(page, [20, 20, 40, 6]);
    await page.waitForTimeout(200);
    assert.equal(await page.locator('.regions li').count(), 0);
    assert.equal(await page.getByTestId('undo').getAttribute('aria-disabled'), 'true');
    await paint(page, [20, 20, 10, 10]);
    await page.locator('.regions li').waitFor();
    await end();
  });

  test('the green button never says that nothing is shown, however often it is pressed', async () => {
    const { page, end } = await withFiles(many(32, (index) => [`US/${index}`, ultrasound(1, { series: index + 10 })]));
    await choose(page, 'US');
    await page.getByTestId('viewer').hover();
    for (let press = 0; press < 40; press += 1) {
      await page.keyboard.press('n');
      await page.waitForTimeout(60);
    }
    assert.equal(await states(page, 'cleared').count(), 0);
    assert.equal(await states(page, 'unreviewed').count(), 32);
    await page.waitForTimeout(600);
    for (let press = 0; press < 5; press += 1) await page.keyboard.press('n');
    assert.equal(await states(page, 'cleared').count(), 0);
    await page.keyboard.press('x');
    await states(page, 'cleared').waitFor();
    await end();
  });

  test('the contact sheet clears what has been in view, whole and long enough, and nothing else', async () => {
    const files = many(40, (index) => [`CT/${index}`, ct(index % 4 + 1, { series: 20 + Math.floor(index / 4), rows: 128, columns: 96 })]);
    const { page, end } = await withFiles(files);
    await page.getByTestId('clear-all-glanced').click();
    await page.locator('[data-testid=sheet-tile][data-seen=true]').first().waitFor();
    // To the end at once: those between have not been in view.
    await page.locator('.blocks').evaluate((element) => { element.scrollTop = element.scrollHeight; });
    await page.getByTestId('clear-all-glanced').click();
    await states(page, 'cleared').first().waitFor();
    const cleared = await states(page, 'cleared').count();
    assert.ok(cleared < 10, `${cleared} of 10 series were cleared`);
    await clearSheet(page);
    assert.equal(await states(page, 'cleared').count(), 10);
    await end();
  });

  test('a portrait picture is whole on the contact sheet and among the thumbnails', async () => {
    const { page, end } = await withFiles(many(3, (index) => [`CT/${index}`, ct(index + 1, { rows: 512, columns: 200 })]));
    await page.getByTestId('clear-all-glanced').click();
    await page.locator('[data-testid=sheet-tile][data-seen=true]').first().waitFor();
    for (const [selector, around] of [['.tile-end canvas', '.tile-end'], ['.thumbs canvas', '.thumb'], ['.row canvas', '.thumb']]) {
      const fits = await page.locator(selector).first().evaluate((canvas, around) => {
        const [inner, outer] = [canvas.getBoundingClientRect(), canvas.closest(around).getBoundingClientRect()];
        return { inside: inner.bottom <= outer.bottom + 1 && inner.top >= outer.top - 1, fit: getComputedStyle(canvas).objectFit, shape: canvas.height > canvas.width };
      }, around);
      assert.deepEqual(fits, { inside: true, fit: 'contain', shape: true }, selector);
    }
    await end();
  });

  test('a page of text far down a series stands on its tile', async () => {
    const files = many(60, (index) => [`CT/${index}`, ct(index + 1, { most: 900, ...(index === 41 ? { text: NAME } : {}) })]);
    const { page, end } = await withFiles(files);
    await page.getByTestId('clear-all-glanced').click();
    const tile = page.locator('[data-testid=sheet-tile][data-ends=max]');
    await tile.and(page.locator('[data-seen=true]')).waitFor();
    const levels = await tile.locator('canvas').evaluate((canvas) => {
      const copy = Object.assign(document.createElement('canvas'), { width: 64, height: 64 });
      const context = copy.getContext('2d', { willReadFrequently: true });
      context.drawImage(canvas, 0, 0, 64, 64);
      return [[30, 34], [5, 5]].map(([x, y]) => context.getImageData(x, y, 1, 1).data[0]);
    });
    assert.ok(levels[0] > levels[1] + 60, `${levels}`);
    await end();
  });

  test('undo goes to where it has undone something, and says what', async () => {
    const { page, end } = await withFiles({ 'A/1': ultrasound(1, { series: 7 }), 'B/1': ultrasound(1, { series: 8 }) });
    await choose(page, 'US', 0);
    await paint(page, HEADER);
    await choose(page, 'US', 1);
    await page.keyboard.press('Control+z');
    await page.getByTestId('undone').getByText('Undone: a rectangle').waitFor();
    await page.locator('[data-testid=series][aria-current]').first().waitFor();
    assert.equal(await page.locator('[data-testid=series]').first().getAttribute('aria-current'), 'true');
    await end();
  });

  test('leaving with decisions made asks first, and without any does not', async () => {
    const { page, end } = await withFiles({ 'US/1': ultrasound(1) });
    const asks = () => page.evaluate(() => !window.dispatchEvent(new Event('beforeunload', { cancelable: true })));
    assert.equal(await asks(), false);
    await choose(page, 'US');
    await paint(page, HEADER);
    assert.equal(await asks(), true);
    await lookAndClear(page);
    await go(page, 'Save');
    const bytes = await deliverZip(page);
    await page.locator('[data-testid=summary][data-cleaned="1"]').waitFor();
    // Nobody knows yet whether it has arrived.
    assert.equal(await asks(), true);
    await page.getByTestId('prove-files').setInputFiles({ name: 'a.zip', mimeType: 'application/zip', buffer: bytes });
    await page.getByRole('heading', { level: 1, name: 'Saved' }).waitFor();
    assert.equal(await asks(), false);
    await end();
  });

  test('X before everything was on screen decides nothing, and says why', async () => {
    const { page, end } = await withFiles({ 'US/1': ultrasound(1), 'US/2': ultrasound(2, { columns: 96 }) });
    await choose(page, 'US');
    await page.keyboard.press('x');
    await page.getByTestId('undone').getByText('not been on screen yet').waitFor();
    assert.equal(await page.locator('[data-testid=series][data-state=unreviewed]').count(), 1);
    await end();
  });

  test('a second zip has another name, and the page says which is the newest', async () => {
    const { page, end } = await withFiles({ 'US/1': ultrasound(1) });
    await choose(page, 'US');
    await lookAndClear(page);
    await go(page, 'Save');
    const names = [];
    page.on('download', (download) => names.push(download.suggestedFilename()));
    await deliverZip(page);
    await page.getByRole('heading', { level: 1, name: 'Given to the browser' }).waitFor();
    await page.waitForTimeout(1100);
    await deliverZip(page);
    await page.getByTestId('earlier-zips').getByText(names[0]).waitFor();
    assert.equal(new Set(names).size, 2);
    assert.match(names[1], /^Darkroom-\d{4}-\d\d-\d\d-\d{6}\.zip$/);
    await end();
  });

  test('a deleted picture is veiled, and cannot be painted', async () => {
    const { page, end } = await withFiles({ 'US/1': ultrasound(1) });
    await choose(page, 'US');
    await page.getByTestId('delete-series').click();
    await page.getByTestId('deleted-veil').waitFor();
    await paint(page, HEADER);
    assert.equal(await page.locator('.regions li').count(), 0);
    await page.getByTestId('restore-series').click();
    await page.getByTestId('deleted-veil').waitFor({ state: 'detached' });
    await end();
  });

  test('the header says NO only of what was seen', async () => {
    const { page, end } = await withFiles({ 'US/1': ultrasound(1), 'US/2': ultrasound(2) });
    await choose(page, 'US');
    await lookAndClear(page);
    const images = [...unzip(await deliverZip(page))].filter(([name]) => name.endsWith('.dcm')).map(([, bytes]) => parse(bytes));
    assert.deepEqual(images.map((elements) => elements.get('00280301').text), ['NO', 'NO']);
    assert.deepEqual(await counts(page), { in: 2, cleaned: 2, held: 0, deleted: 0, notDicom: 0 });
    await end();
  });
});
