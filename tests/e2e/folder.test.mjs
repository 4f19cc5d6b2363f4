// Saving to a folder, and to a second one: in the browser's own file system (OPFS), whose handles are those of a drive.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { assertNobody } from './nobody.mjs';
import { PICKER, choose, listed } from './opfs.mjs';
import { address, counts, go, launch } from './page.mjs';
import { decided, ready, says, slices } from './slices.mjs';
import { paper } from './zip.mjs';

const SLICES = 12;

/** Asserts that a folder holds a whole delivery of so many images, and nothing else. */
function assertWhole(out, images) {
  const names = [...out.keys()];
  assert.equal(names.filter((name) => name.endsWith('.dcm')).length, images, names.join('\n'));
  assert.equal(names.length, images + 3, names.join('\n'));
  for (const line of String(paper(out, 'SHA256SUMS')).trim().split('\n')) {
    const [sum, name] = line.split('  ');
    assert.equal(createHash('sha256').update(out.get(name)).digest('hex'), sum, name);
  }
  assertNobody(out);
}

describe('a folder on the drive', () => {
  let browser, site, files;
  before(async () => {
    browser = await launch();
    site = await address('http');
    files = slices(SLICES);
  });
  after(async () => { await browser.close(); site.close(); files.remove(); });

  async function begin(first = PICKER) {
    const opened = await ready(browser, site.url, files, first);
    opened.page.setDefaultTimeout(15_000);
    return opened;
  }
  const save = (page, name) => choose(page, name, 'deliver-folder');
  const backup = (page, name) => choose(page, name, 'choose-backup');
  const all = { in: SLICES, cleaned: SLICES, held: 0, deleted: 0, notDicom: 0 };

  test('and a second one get every file, read back, and the papers', async () => {
    const { page, complaints, close } = await begin();
    await backup(page, 'second');
    await says(page, /second copy is written to “second”/);
    await page.evaluate(() => { window.next = 'first'; });
    await page.locator('#next').press('Enter');
    await says(page, `${SLICES} images saved in both folders and read back.`);
    await page.getByRole('heading', { level: 1, name: 'Saved' }).waitFor();
    const [first, second] = [await listed(page, 'first'), await listed(page, 'second')];
    assertWhole(first, SLICES);
    assert.deepEqual([...second].sort(), [...first].sort());
    assert.deepEqual(await counts(page), all);
    const asked = await page.evaluate(() => window.asked);
    assert.deepEqual(asked.map(({ mode, id }) => [mode, id]), [['readwrite', 'darkroom-backup'], ['readwrite', 'darkroom-folder']]);
    await page.getByTestId('certificate').click();
    await page.getByTestId('certificate-arrival').filter({ hasText: 'read back from the drive' }).waitFor();
    assert.deepEqual(complaints, []);

    // Once more: all of it is there, and nothing is written over.
    const times = () => page.evaluate(async () => {
      const times = [];
      const walk = async (at) => {
        for await (const child of at.values()) {
          if (child.kind === 'directory') await walk(child);
          else times.push((await child.getFile()).lastModified);
        }
      };
      await walk(await window.at('first'));
      return times.sort();
    });
    const before = await times();
    await go(page, 'Save');
    await page.getByTestId('forget-backup').click();
    await save(page, 'first');
    await says(page, `${SLICES} of them were in “first” already, byte for byte.`);
    assert.deepEqual(await times(), before);
    await close();
  });

  test('that was broken off is finished: what is there stays, what is half-written goes', async () => {
    const { page, complaints, close } = await begin();
    await save(page, 'broken');
    await says(page, `${SLICES} images saved in “broken” and read back.`);
    const whole = await listed(page, 'broken');
    await page.evaluate(async () => {
      const root = await window.at('broken');
      const write = async (at, name, bytes) => {
        const stream = await (await at.getFileHandle(name, { create: true })).createWritable();
        await stream.write(bytes);
        await stream.close();
      };
      const walk = async (at) => {
        const names = [];
        for await (const [name, child] of at.entries()) {
          if (child.kind === 'directory') await walk(child);
          else names.push(name);
        }
        names.sort();
        if (!names.some((name) => name.endsWith('.dcm'))) return;
        for (const name of names.slice(0, 5)) await at.removeEntry(name);
        await write(at, `${names[0]}.part`, 'half');
        await write(at, `${names[1]}.part`, 'half');
        await write(at, 'other.part', 'somebody’s');
        // Empty under its name: what a browser that can’t rename leaves of a file that was broken off.
        await write(at, names[2], '');
      };
      await walk(root);
      // A run by another secret, broken off as well: its mark, and a half-written image in a folder of its own.
      await write(root, '.darkroom-run.part', 'A run of Darkroom goes on: 12345\n');
      await write(await window.at('broken/CASE-7K2MQ9XT/Study-20231104-K7Q2MA/CT-0002-9HQ2MA'), 'IM0001-K7Q2MAXT.dcm.part', 'half');
      for await (const name of root.keys()) if (/^(README|SHA256SUMS|darkroom-certificate)/.test(name)) await root.removeEntry(name);
    });
    await save(page, 'broken');
    await says(page, `${SLICES - 5} of them were in “broken” already, byte for byte.`);
    await page.getByTestId('folder-halves').getByText('In “broken” 1 file is half-written: an earlier run did not end.').waitFor();
    const out = await listed(page, 'broken');
    const strange = [...out.keys()].filter((name) => name.endsWith('.part'));
    assert.equal(strange.length, 2);
    for (const name of strange) out.delete(name);
    assertWhole(out, SLICES);
    assert.deepEqual([...out].sort(), [...whole].sort());
    assert.deepEqual(complaints, []);
    await close();
  });

  test('is refused where it is the other one, lies in it, or holds the originals', async () => {
    const { page, close } = await begin();
    await backup(page, 'out/copy');
    await says(page, /second copy is written to “copy”/);
    for (const same of ['out/copy', 'out', 'out/copy/deeper']) {
      const refused = page.getByRole('alert').filter({ hasText: 'The second copy needs a folder of its own' });
      // A press does nothing while the folder that was chosen before is still being tried.
      do await save(page, same);
      while (!await refused.waitFor({ timeout: 3000 }).then(() => true, () => false));
      await page.keyboard.press('Escape');
      await backup(page, 'out/copy');
    }
    // The folder that was chosen last is still being tried, by a file that comes and goes.
    const names = () => listed(page, 'out').then((all) => [...all.keys()], () => ['one that has just gone']);
    let left = await names();
    for (let tries = 0; tries < 100 && left.length > 0; tries += 1) left = await names();
    assert.deepEqual(left, []);
    await close();
  });

  test('in which images of the same names have other contents is left as it is', async () => {
    const { page, close } = await begin();
    await save(page, 'old');
    await says(page, `${SLICES} images saved in “old” and read back.`);
    const before = await listed(page, 'old');
    const [changed] = [...before.keys()].filter((name) => name.endsWith('.dcm'));
    await page.evaluate(async (changed) => {
      const way = changed.split('/');
      const at = await window.at(`old/${way.slice(0, -1).join('/')}`);
      const stream = await (await at.getFileHandle(way.at(-1))).createWritable();
      await stream.write('of other rules');
      await stream.close();
    }, changed);
    await save(page, 'old');
    await page.getByTestId('folder-trouble').filter({ hasText: 'other contents' }).waitFor();
    await page.evaluate(() => { window.next = 'new'; });
    await page.getByTestId('folder-replace').click();
    await says(page, `${SLICES} images saved in “new” and read back.`);
    assert.equal(String((await listed(page, 'old')).get(changed)), 'of other rules');
    assertWhole(await listed(page, 'new'), SLICES);
    assert.deepEqual(await counts(page), all);
    await close();
  });

  test('that fails in the middle costs the other nothing, and is made up for', async () => {
    const { page, complaints, close } = await begin();
    // The drive of the second copy takes five files, then it is full; the mark and the test file are two.
    await page.evaluate(() => {
      const write = FileSystemFileHandle.prototype.createWritable;
      window.room = Infinity;
      FileSystemFileHandle.prototype.createWritable = async function (...options) {
        const root = await window.at('small');
        if (await root.resolve(this) && window.room-- <= 0) throw new DOMException('', 'QuotaExceededError');
        return write.apply(this, options);
      };
    });
    await backup(page, 'small');
    await says(page, /second copy is written to “small”/);
    await page.evaluate(() => { window.room = 7; });
    await save(page, 'large');
    await says(page, `${SLICES} images saved in “large” and read back.`);
    const unfinished = page.getByTestId('folder-unfinished');
    await unfinished.filter({ hasText: /“small”: The drive is full. 5 images are in it/ }).waitFor();
    await page.getByRole('heading', { level: 1, name: 'Saved in one folder of two' }).waitFor();
    assertWhole(await listed(page, 'large'), SLICES);
    const half = await listed(page, 'small');
    assert.equal(half.size, 5, [...half.keys()].join('\n'));
    assert.deepEqual(await counts(page), all);
    await page.evaluate(() => { window.room = Infinity; });
    await page.getByTestId('folder-again').click();
    await says(page, `${SLICES} images saved in both folders and read back.`);
    assertWhole(await listed(page, 'small'), SLICES);
    assert.deepEqual(complaints, []);
    await close();
  });

  test('to which writing is forbidden in the middle goes on once it is allowed again', async () => {
    const { page, close } = await begin();
    await page.evaluate(() => {
      const [write, query] = [FileSystemFileHandle.prototype.createWritable, FileSystemHandle.prototype.queryPermission];
      window.left = Infinity;
      FileSystemFileHandle.prototype.createWritable = function (...options) {
        if (window.left-- <= 0) return Promise.reject(new DOMException('', 'NotAllowedError'));
        return write.apply(this, options);
      };
      FileSystemHandle.prototype.queryPermission = function (...options) {
        return window.left <= 0 ? Promise.resolve('prompt') : query.apply(this, options);
      };
      FileSystemHandle.prototype.requestPermission = async () => { window.left = Infinity; return 'granted'; };
      window.left = 6;
    });
    await save(page, 'asked');
    const trouble = page.getByTestId('folder-trouble');
    await trouble.filter({ hasText: 'no longer allowed to write there. 4 images are safe on it' }).waitFor();
    await page.getByTestId('folder-retry').click();
    await says(page, `${SLICES} images saved in “asked” and read back.`);
    assertWhole(await listed(page, 'asked'), SLICES);
    assert.deepEqual(await counts(page), all);
    await close();
  });

  test('of a run that was stopped is finished another day with the linking key', async () => {
    const { page, complaints, close } = await begin();
    const words = 'umber ottoman lattice thrush';
    await page.getByTestId('key-make').check();
    await page.getByTestId('key-passphrase').fill(words);
    await page.getByTestId('key-passphrase-again').fill(words);
    await page.evaluate(() => {
      const write = FileSystemFileHandle.prototype.createWritable;
      let left = 6;
      FileSystemFileHandle.prototype.createWritable = function (...options) {
        return left-- > 0 ? write.apply(this, options) : Promise.reject(new DOMException('', 'QuotaExceededError'));
      };
    });
    await save(page, 'days');
    await page.getByTestId('folder-trouble').filter({ hasText: 'The drive is full. 4 images are safe on it' }).waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await says(page, '4 images are safe in “days”. Nothing half-made is left.');
    const half = await listed(page, 'days');
    assert.equal(half.size, 4, [...half.keys()].join('\n'));
    const download = page.waitForEvent('download');
    await page.getByTestId('key-save').click();
    const buffer = readFileSync(await (await download).path());

    page.on('dialog', (dialog) => dialog.accept());
    await page.reload();
    await page.getByTestId('drop-zone').waitFor();
    await page.getByTestId('key-load').setInputFiles({ name: 'key.age', mimeType: 'application/octet-stream', buffer });
    await page.getByTestId('key-load-passphrase').fill(words);
    await page.getByTestId('key-open').click();
    await page.getByTestId('key-opened').waitFor();
    await decided(page, files);
    await save(page, 'days');
    await says(page, `${SLICES} images saved in “days” and read back.`);
    await says(page, '4 of them were in “days” already, byte for byte.');
    const out = await listed(page, 'days');
    assertWhole(out, SLICES);
    for (const [name, bytes] of half) assert.ok(out.get(name).equals(bytes), name);
    assert.deepEqual(complaints, []);
    await close();
  });

  test('that gives back other bytes than were written is not called saved', async () => {
    const { page, close } = await begin();
    await page.evaluate(() => {
      const read = FileSystemFileHandle.prototype.getFile;
      FileSystemFileHandle.prototype.getFile = async function () {
        const file = await read.call(this);
        if (!this.name.endsWith('.dcm.part')) return file;
        const bytes = new Uint8Array(await file.arrayBuffer());
        bytes[bytes.length - 1] ^= 1;
        return new File([bytes], this.name);
      };
    });
    await save(page, 'failing');
    await page.getByTestId('folder-trouble').filter({ hasText: 'not what was written' }).waitFor();
    // Other files may still be half written: none has its name.
    const isNamed = (name) => !name.startsWith('.') && !name.endsWith('.part');
    assert.deepEqual([...(await listed(page, 'failing')).keys()].filter(isNamed), []);
    await page.getByRole('button', { name: 'Stop' }).click();
    await says(page, '0 images are safe in “failing”.');
    assert.deepEqual([...(await listed(page, 'failing')).keys()], []);
    await close();
  });

  test('is not offered where the browser has no picker for it, and the reason is given', async () => {
    const { page, close } = await begin(() => {
      delete window.showDirectoryPicker;
      delete window.showSaveFilePicker;
    });
    assert.equal(await page.getByTestId('deliver-folder').count(), 0);
    await says(page, 'This browser can’t write to a drive by itself');
    await close();
  });
});
