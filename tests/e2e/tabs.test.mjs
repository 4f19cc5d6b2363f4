// Two tabs, and two browsers that know nothing of one another, saving into one folder: never at a time, and nothing is
// called saved that is not.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { PICKER, choose, listed } from './opfs.mjs';
import { address, go, launch, open } from './page.mjs';
import { decided, slices } from './slices.mjs';
import { paper } from './zip.mjs';

const SLICES = 8;

/** Runs before the page's own script, after PICKER: files are opened for writing only while the gate is open. */
const GATE = () => {
  const write = FileSystemFileHandle.prototype.createWritable;
  let opened = () => {};
  window.left = Infinity;
  window.go = () => { window.left = Infinity; opened(); };
  FileSystemFileHandle.prototype.createWritable = async function (...options) {
    if (window.left-- <= 0) await new Promise((resolve) => { const before = opened; opened = () => { before(); resolve(); }; });
    return write.apply(this, options);
  };
};

describe('two tabs', () => {
  let browser, site, files;
  before(async () => {
    browser = await launch();
    site = await address('http');
    files = slices(SLICES);
  });
  after(async () => { await browser.close(); site.close(); files.remove(); });

  /** Two tabs of one browser, and so of one file system; `first` runs in the second before the page's script. */
  async function both(first = () => {}) {
    const one = await open(browser, site.url, PICKER, { apart: true });
    await one.page.addInitScript(GATE);
    await one.page.reload();
    await one.page.getByTestId('drop-zone').waitFor();
    // Before there is another: what is behind it is not drawn.
    await decided(one.page, files);
    const page = await one.page.context().newPage();
    for (const script of [PICKER, first]) await page.addInitScript(script);
    await page.goto(site.url);
    await page.getByTestId('drop-zone').waitFor();
    await decided(page, files);
    return { one: one.page, other: page, close: one.close };
  }

  const into = async (page, name, button = 'deliver-folder') => {
    await page.bringToFront();
    await choose(page, name, button);
  };
  const step = async (page) => {
    await page.bringToFront();
    await go(page, 'Save');
  };
  const saved = (page, name) => page.getByText(`${SLICES} images saved in “${name}” and read back.`).first().waitFor();
  const trouble = (page, words) => page.getByTestId('folder-trouble').filter({ hasText: words }).waitFor();

  /** Every line of every list of checksums holds, no file is on none, and there are so many deliveries. */
  async function assertHolds(page, name, deliveries) {
    const out = await listed(page, name);
    const lists = [...out.keys()].filter((path) => path.startsWith('SHA256SUMS'));
    assert.equal(lists.length, deliveries, [...out.keys()].join('\n'));
    const told = new Set(lists);
    for (const list of lists) {
      for (const line of String(out.get(list)).trim().split('\n')) {
        const [sum, path] = line.split('  ');
        assert.equal(createHash('sha256').update(out.get(path)).digest('hex'), sum, path);
        told.add(path);
      }
    }
    assert.deepEqual([...out.keys()].filter((path) => !told.has(path)), []);
    assert.equal([...out.keys()].filter((path) => path.endsWith('.dcm')).length, SLICES * deliveries);
  }

  test('of one browser: the second is told so before anything is cleaned, and saves once the first is done', async () => {
    const { one, other, close } = await both();
    // The test file, the mark and three images.
    await one.evaluate(() => { window.left = 5; });
    await into(one, 'shared', 'deliver-folder');
    await one.waitForFunction(() => window.left < 0);
    await into(other, 'shared', 'deliver-folder');
    await other.getByRole('alert').filter({ hasText: 'Another tab saves in this folder' }).waitFor();
    await one.evaluate(() => window.go());
    await saved(one, 'shared');
    await assertHolds(one, 'shared', 1);
    await other.getByRole('button', { name: 'Close' }).click();
    await into(other, 'shared', 'deliver-folder');
    await saved(other, 'shared');
    await assertHolds(one, 'shared', 2);

    // A tab that goes in the middle keeps nobody out.
    await step(one);
    await one.evaluate(() => { window.left = 5; });
    await into(one, 'left', 'deliver-folder');
    await one.waitForFunction(() => window.left < 0);
    await one.close();
    await step(other);
    await into(other, 'left', 'deliver-folder');
    await saved(other, 'left');
    // What it has left half-written is of other case names, and has no file's name.
    const out = await listed(other, 'left');
    const told = String(paper(out, 'SHA256SUMS'));
    const images = [...out].filter(([path]) => path.endsWith('.dcm'));
    assert.equal(images.filter(([path]) => told.includes(path)).length, SLICES);
    for (const [path, bytes] of images) assert.ok(bytes.length > 8000, `${path}: ${bytes.length}`);
    assert.ok(!out.has('.darkroom-run.part'));
    await close();
  });

  test('that know nothing of one another: the last to begin has the folder, the other finds out and says so', async () => {
    // What another browser, or another computer, sees of this one's locks.
    const { one, other, close } = await both(() => {
      LockManager.prototype.request = (name, options, granted) => Promise.resolve(granted({ name }));
    });
    await one.evaluate(() => { window.left = 5; });
    await into(one, 'taken', 'deliver-folder');
    await one.waitForFunction(() => window.left < 0);
    await into(other, 'taken', 'deliver-folder');
    await saved(other, 'taken');
    await one.evaluate(() => window.go());
    await one.getByTestId('folder-trouble').waitFor();
    assert.equal(await one.getByText(`${SLICES} images saved`).count(), 0);
    await into(one, 'elsewhere', 'folder-replace');
    await saved(one, 'elsewhere');
    await assertHolds(one, 'elsewhere', 1);

    // And while it still writes: what the first has written stays, nothing more of it gets its name.
    await step(one);
    await step(other);
    await other.evaluate(GATE);
    await one.evaluate(() => { window.left = 5; });
    await other.evaluate(() => { window.left = 4; });
    await into(one, 'fought', 'deliver-folder');
    await one.waitForFunction(() => window.left < 0);
    await into(other, 'fought', 'deliver-folder');
    await other.waitForFunction(() => window.left < 0);
    await one.evaluate(() => window.go());
    await trouble(one, 'Another tab or browser saves in this folder');
    await other.evaluate(() => window.go());
    await saved(other, 'fought');
    await close();
  });
});
