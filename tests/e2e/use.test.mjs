// The page in use: by keyboard alone, with the focus where the work is, at any size and in both themes.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { axe, inspector } from './axe.mjs';
import { parse, ultrasound } from './dicom.mjs';
import { film, keyboard, tabTo } from './keys.mjs';
import { assertPainted } from './main_job.mjs';
import { address, deliverZip, filesIn, folder, launch, lookAndClear, open } from './page.mjs';
import { lookAtAll, walk } from './states.mjs';
import { unzip } from './zip.mjs';

/** Where the focus is, in a few words. */
const focused = (page) => page.evaluate(() => {
  const element = document.activeElement;
  const name = element.getAttribute('data-testid') ?? element.id;
  const words = (element.getAttribute('aria-label') ?? element.textContent).trim().slice(0, 32);
  return `${element.tagName.toLowerCase()}${name ? `#${name}` : ''} “${words}”`;
});

const shown = (page) => page.waitForFunction(() => document.querySelector('[data-testid=viewer]')?.dataset.columns);

describe('in use', () => {
  let browser, site;
  before(async () => { browser = await launch(); site = await address('http'); });
  after(async () => { await browser.close(); site.close(); });

  test('a rectangle is made, placed, sized and painted by keyboard, as far as is chosen', async () => {
    const files = folder({ 'US/1': ultrasound(1, { frames: 2 }), 'US/2': ultrasound(2, { frames: 2 }) });
    const { page, complaints, close } = await open(browser, site.url);
    await page.getByTestId('intake-folder').setInputFiles(files.path);
    await filesIn(page, 2);
    await shown(page);
    const { press } = keyboard(page);
    await page.getByTestId('reach').selectOption('series');
    await page.locator('#stage').focus();
    // Windowing is what hands expect first: Enter makes no rectangle yet.
    assert.equal(await page.locator('#stage').getAttribute('data-tool'), 'window');
    await press('Enter');
    assert.equal(await page.locator('.marks .draft').count(), 0);
    await press('r');
    await press('Enter');
    const said = page.getByTestId('undone');
    await said.getByText('Rectangle at 30, 26, 20 × 8').waitFor();
    await press('Escape');
    await page.locator('.marks .draft').waitFor({ state: 'detached' });
    assert.equal(await page.locator('.regions .choose').count(), 0);
    await press('Enter');
    await press('Control+ArrowLeft', 2);
    await press('Control+ArrowUp', 2);
    await press('ArrowDown');
    await press('Shift+ArrowRight', 20);
    await press('Shift+ArrowDown', 3);
    await said.getByText('Rectangle at 10, 7, 40 × 11').waitFor();
    await press('ArrowUp', 2);
    await press('Shift+ArrowDown');
    await said.getByText('Rectangle at 10, 5, 40 × 12').waitFor();
    await press('Enter');
    await said.getByText('Painted black').waitFor();
    await page.locator('.regions .choose').getByText('40 × 12').waitFor();
    await lookAndClear(page);
    await page.locator('[data-testid=series][data-state=redacted]').waitFor();
    const out = [...unzip(await deliverZip(page))].filter(([name]) => name.endsWith('.dcm'));
    assert.equal(out.length, 2);
    for (const [, bytes] of out) assertPainted(parse(bytes).get('7fe00010').bytes);
    assert.deepEqual(complaints, []);
    await close();
    files.remove();
  });

  test('the left button windows or scrolls first, the middle one pans and the right one magnifies', async () => {
    const files = folder({ 'US/1': ultrasound(1, { frames: 8 }) });
    const { page, close } = await open(browser, site.url);
    await page.getByTestId('intake-folder').setInputFiles(files.path);
    await filesIn(page, 1);
    await shown(page);
    await page.getByTestId('projection-off').click();
    const box = await page.locator('#stage').boundingBox();
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const drag = async (button, dy) => {
      await page.mouse.move(x, y);
      await page.mouse.down({ button });
      await page.mouse.move(x, y + dy, { steps: 4 });
      await page.mouse.up({ button });
    };
    // Colour has no window: it is scrolled through.
    await drag('left', 40);
    await page.locator('[data-testid=viewer][data-frame="4"]').waitFor();
    assert.equal(await page.locator('.regions .choose').count(), 0);
    for (const tool of [undefined, 'tool-rectangle']) {
      if (tool) await page.getByTestId(tool).click();
      await page.keyboard.press('0');
      const before = await page.getByTestId('viewer').boundingBox();
      await drag('middle', 30);
      const panned = await page.getByTestId('viewer').boundingBox();
      assert.ok(Math.abs(panned.y - before.y - 30) <= 2, `panned by ${panned.y - before.y}`);
      await drag('right', -60);
      const magnified = await page.getByTestId('viewer').boundingBox();
      assert.ok(magnified.width > before.width * 1.2, 'it is magnified');
    }
    assert.equal(await page.locator('.regions .choose').count(), 0);
    await close();
    files.remove();
  });

  test('the focus is somewhere after each of 30 actions', async (context) => {
    const { page, close } = await open(browser, site.url);
    const where = [];
    const act = async (what, how) => {
      await how();
      await page.waitForTimeout(120);
      // On a busy machine what takes the focus comes later; where nothing takes it, it never comes.
      for (let n = 0; n < 40 && (await focused(page)).startsWith('body'); n += 1) await page.waitForTimeout(100);
      const now = await focused(page);
      where.push(`${what}: ${now}`);
      assert.ok(!now.startsWith('body'), `after “${what}” nothing has the focus\n${where.join('\n')}`);
    };
    const key = (name, times = 1) => async () => { for (let n = 0; n < times; n += 1) await page.keyboard.press(name); };
    const enter = (selector) => async () => {
      await page.locator(selector).first().focus();
      await page.keyboard.press('Enter');
    };
    await act('open the sample', async () => {
      await page.getByTestId('open-sample').focus();
      await page.keyboard.press('Enter');
      await page.locator('.look').waitFor();
      await shown(page);
      await page.waitForTimeout(500);
    });
    assert.match(where[0], /stage/, 'the first key after loading is of the picture');
    await act('the keys', key('?'));
    await act('close the keys by Escape', key('Escape'));
    await act('the guide', enter('.promise button:has-text("Guide")'));
    await act('close the guide by its button', enter('.panel .bar button'));
    await act('a row of the tree', async () => { await page.getByTestId('series').nth(1).focus(); await page.keyboard.press('Enter'); });
    assert.match(where.at(-1), /series/, 'the row that was chosen keeps it');
    await act('the row below', key('ArrowDown'));
    await act('to do only', enter('.segment:has-text("To do")'));
    await act('delete in the tree', async () => { await page.locator('.row[aria-current]').focus(); await page.keyboard.press('Delete'); });
    await act('undo', key('Control+z'));
    await act('all again', enter('.segment:has-text("All")'));
    await act('delete by its button', enter('[data-testid=delete-series]'));
    assert.match(where.at(-1), /restore-series/);
    await act('bring it back', enter('[data-testid=restore-series]'));
    await act('the paint tool', key('r'));
    await act('a rectangle', async () => { await page.locator('#stage').focus(); await page.keyboard.press('Enter'); });
    await act('drop it', key('Escape'));
    await act('another', async () => { await key('r')(); await key('Enter')(); });
    await act('paint it', key('Enter'));
    await act('take the region off', enter('.regions .cross'));
    await act('undo that', key('Control+z'));
    await act('the next image', key('ArrowRight'));
    await act('the first series', async () => { await page.getByTestId('series').first().focus(); await page.keyboard.press('Enter'); });
    await act('see all and clear', async () => {
      await page.locator('#next').focus();
      await lookAndClear(page);
    });
    await act('rules', key('3'));
    await act('a row in the rules', async () => { await page.getByTestId('series').nth(2).focus(); await page.keyboard.press('Enter'); });
    await act('save, not ready', key('4'));
    await act('what is left', enter('.errors .link'));
    await act('all of it', async () => { await lookAtAll(page, (name) => page.keyboard.press(name)); });
    await act('save', key('4'));
    await act('download', async () => {
      await page.getByTestId('deliver-zip').focus();
      await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
      await page.locator('.note, .errors').first().waitFor();
      await page.waitForTimeout(300);
    });
    await act('the certificate', enter('[data-testid=certificate]'));
    await act('back to adding', key('1'));
    assert.ok(where.length >= 30, `${where.length} actions`);
    where.forEach((line, index) => context.diagnostic(`${index + 1}. ${line}`));
    await close();
  });

  test('the sample is done by keyboard alone, painting included', async (context) => {
    const { page, complaints, close } = await open(browser, site.url);
    const keys = keyboard(page);
    await tabTo(page, keys, '[data-testid=open-sample]');
    await keys.press('Enter');
    await page.locator('.look').waitFor();
    await shown(page);
    await page.waitForTimeout(300);
    await keys.press('r');
    await keys.press('Enter');
    await keys.press('Control+ArrowUp', 5);
    await keys.press('Shift+ArrowRight', 5);
    await keys.press('Enter');
    await page.locator('.regions .choose').waitFor();
    await lookAtAll(page, (key) => keys.press(key));
    await keys.press('4');
    await page.getByTestId('deliver-zip').waitFor();
    await tabTo(page, keys, '[data-testid=deliver-zip]');
    const [download] = await Promise.all([page.waitForEvent('download'), keys.press('Enter')]);
    assert.ok([...unzip(readFileSync(await download.path()))].some(([name]) => name.endsWith('.dcm')));
    context.diagnostic(`${keys.list.length} keys: ${film(keys.list)}`);
    assert.deepEqual(complaints, []);
    await close();
  });

  test('a drop without DICOM says what was found and what to try', async () => {
    const files = folder({ 'a.jpg': Buffer.from('no picture'), 'b.JPG': Buffer.from('nor this'), 'letter.pdf': Buffer.from('%PDF-') });
    const { page, close } = await open(browser, site.url);
    await page.getByTestId('intake-folder').setInputFiles(files.path);
    await filesIn(page, 3);
    await page.getByRole('heading', { name: 'No DICOM images in what you added' }).waitFor();
    await page.getByText('3 files were read: 2 .jpg, 1 .pdf.').waitFor();
    await close();
    files.remove();
  });

  const { script, missing } = axe();
  const sizes = { light: [1280, 800, 'light'], dark: [1280, 800, 'dark'], 'at 200 %': [640, 360, 'light'], 'at 200 %, dark': [640, 360, 'dark'] };
  for (const [name, [width, height, colorScheme]] of Object.entries(sizes)) {
    test(`nothing is amiss and nothing is cut in any state, ${name}`, { skip: missing }, async (context) => {
      const opened = await browser.newContext({ viewport: { width, height }, colorScheme, deviceScaleFactor: width < 700 ? 2 : 1, acceptDownloads: true });
      const page = await opened.newPage();
      await page.goto(site.url);
      await page.getByTestId('drop-zone').waitFor();
      const { at, faults, states } = inspector(page, script, { onlyColours: colorScheme === 'dark' });
      await walk(page, at);
      context.diagnostic(`${states()} states`);
      assert.deepEqual(faults, []);
      await opened.close();
    });
  }
});
