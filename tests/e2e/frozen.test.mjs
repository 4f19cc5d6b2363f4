// A tab behind another that the browser freezes, and one that it closes to free memory: nothing that was decided is lost,
// or the page says what is, and the way that keeps it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { ct, ultrasound } from './dicom.mjs';
import { address, folder } from './page.mjs';
import { piped, until } from './piped.mjs';
import { unzip } from './zip.mjs';

const SLICES = 250;

describe('a tab that nobody looks at', () => {
  let browser, sites, files;
  before(async () => {
    browser = await piped();
    sites = { file: await address('file'), http: await address('http') };
    files = folder({
      ...Object.fromEntries(Array.from({ length: SLICES }, (_, index) => [`CT/IM${index}`, ct(index + 1)])),
      'US/1': ultrasound(1),
    });
  });
  after(async () => { await browser.close(); for (const site of Object.values(sites)) site.close(); files.remove(); });

  const click = (page, testId) => page.evaluate((testId) => document.querySelector(`[data-testid=${testId}]`).click(), testId);
  /** All that was decided and seen, as the page shows it. */
  const decided = (page) => page.evaluate(() => JSON.stringify([
    [...document.querySelectorAll('[data-testid=series]')].map((row) => row.dataset.state),
    [...document.querySelectorAll('.regions li')].map((line) => line.innerText),
    { ...document.querySelector('[data-testid=summary]').dataset },
  ]));

  async function takeIn(page) {
    await page.setFiles('intake-folder', [files.path]);
    await page.until('the files', (all) => {
      const summary = document.querySelector('[data-testid=summary]');
      return Number(summary?.dataset.in) === all && summary.dataset.reading !== 'true';
    }, SLICES + 1);
  }

  const goTo = (page, wanted) => page.evaluate((wanted) => {
    [...document.querySelectorAll('.step')].find((step) => step.innerText.includes(wanted)).click();
  }, wanted);

  /** Adds the files and paints a rectangle on the ultrasound. */
  async function begin(page) {
    await page.until('the page', () => document.querySelector('[data-testid=drop-zone]') !== null);
    await takeIn(page);
    await goTo(page, 'Look');
    await page.until('the tree', () => document.querySelector('[data-modality=US]') !== null);
    await page.evaluate(() => document.querySelector('[data-modality=US]').click());
    await page.until('the picture', () => document.querySelector('[data-testid=viewer]')?.dataset.columns === '80');
    for (const key of ['r', 'Enter', 'Enter']) await page.press(key);
    await page.until('the rectangle', () => document.querySelectorAll('.regions li').length === 1);
  }

  async function clearShown(page) {
    await page.until('it was seen', () => document.querySelector('[data-testid=clear-series]:not([aria-disabled=true])') !== null);
    await click(page, 'clear-series');
    await page.until('it is decided', () => document.querySelector('[data-modality=US]').dataset.state === 'redacted');
  }

  /** Brings another tab in front, and freezes the one behind it for so long. */
  async function freeze(page, milliseconds) {
    await page.evaluate(() => {
      window.events = [];
      window.beats = 0;
      for (const name of ['freeze', 'resume']) document.addEventListener(name, () => window.events.push(name));
      setInterval(() => { window.beats += 1; }, 20);
    });
    const other = await browser.open('about:blank');
    await page.until('it is behind', () => document.visibilityState === 'hidden');
    await page.freeze();
    await page.until('it is frozen', () => window.events.includes('freeze'));
    const before = await page.evaluate(() => window.beats);
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    assert.equal(await page.evaluate(() => window.beats), before, 'its timers went on');
    await page.toFront();
    await page.until('it goes on', (before) => window.events.at(-1) === 'resume' && window.beats > before, before);
    await other.letGo();
  }

  test('is frozen, with decisions made and while it saves, and loses nothing', async () => {
    const page = await browser.open(sites.file.url);
    await begin(page);
    await clearShown(page);
    const before = await decided(page);
    await freeze(page, 1000);
    assert.equal(await decided(page), before);
    await click(page, 'clear-all-glanced');
    await page.until('the sheet was seen', () => document.querySelector('[data-testid=clear-all-glanced]#next:not([aria-disabled=true])') !== null);
    await click(page, 'clear-all-glanced');
    await page.until('all is decided', () => /Go to Save/.test(document.getElementById('next').innerText));
    await click(page, 'deliver-zip');
    await page.until('it saves', () => Number(document.querySelector('.bar.big')?.getAttribute('aria-valuenow')) > 5);
    await freeze(page, 1000);
    const [saved] = await until('the zip', () => { const all = browser.saved(); return all.length > 0 && all; }, 60);
    const images = [...unzip(readFileSync(saved)).keys()].filter((name) => name.endsWith('.dcm'));
    assert.equal(images.length, SLICES + 1);
    await page.until('all is counted', (all) => document.querySelector('[data-testid=summary]').dataset.cleaned === all, String(SLICES + 1));
    await page.letGo();
  });

  /** What the browser's own page about its tabs says of one, and whether it has closed it, asked to. */
  async function discard(url) {
    const tabs = await browser.open('chrome://discards');
    const row = (url, press) => {
      const all = [];
      const walk = (root) => {
        for (const element of root.querySelectorAll('*')) {
          all.push(element);
          if (element.shadowRoot) walk(element.shadowRoot);
        }
      };
      walk(document);
      const found = all.find((element) => element.tagName === 'TR' && element.querySelector('.tab-url-cell')?.textContent.trim() === url);
      const button = [...found?.querySelectorAll('[is=action-link]') ?? []].find((link) => /Urgent Discard/.test(link.textContent));
      if (press) button.click();
      return found && { words: found.textContent.replace(/\s+/g, ' '), isDiscarded: /unloaded/.test(found.textContent) };
    };
    const { words } = await until('its row', () => tabs.evaluate(row, url, false));
    await tabs.evaluate(row, url, true);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const { isDiscarded } = await tabs.evaluate(row, url, false) ?? { isDiscarded: true };
    await tabs.letGo();
    return { words, isDiscarded };
  }

  test('is never closed by the browser where it is a file', async () => {
    const page = await browser.open(`${sites.file.url}#kept`);
    await begin(page);
    const before = await decided(page);
    await page.letGo();
    const { words, isDiscarded } = await discard(`${sites.file.url}#kept`);
    assert.match(words, /URL scheme is not http/);
    assert.equal(isDiscarded, false);
    const same = await browser.again(`${sites.file.url}#kept`);
    assert.equal(await decided(same), before);
  });

  test('says that it was closed where it has an address, and takes the decisions that were kept in a file', async () => {
    const page = await browser.open(sites.http.url);
    await begin(page);
    await clearShown(page);
    const before = await decided(page);
    await goTo(page, 'Save');
    await page.until('the button', () => document.querySelector('[data-testid=work-save]') !== null);
    await click(page, 'work-save');
    const decisions = await until('the decisions', () => browser.saved().find((name) => /darkroom-decisions/.test(name)));
    await page.letGo();
    const { isDiscarded } = await discard(sites.http.url);
    assert.ok(isDiscarded);
    const anew = await browser.again(sites.http.url);
    await anew.until('the page says so', () => /closed this page by itself to free memory/.test(document.querySelector('[role=alert]')?.innerText));
    await takeIn(anew);
    await goTo(anew, 'Save');
    await anew.until('the button', () => document.querySelector('[data-testid=work-file]') !== null);
    await anew.setFiles('work-file', [decisions]);
    await anew.until('they are taken', () => /Loaded: 1 series decided, 1 rectangle/.test(document.querySelector('[data-testid=work-said]')?.innerText));
    await goTo(anew, 'Look');
    await anew.until('the tree', () => document.querySelector('[data-modality=US]') !== null);
    assert.equal(JSON.parse(await decided(anew))[0].join(), JSON.parse(before)[0].join());
  });
});
