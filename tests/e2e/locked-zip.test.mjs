// A zip that is locked with a passphrase: 7-Zip opens it with that one alone, it holds what the open zip holds, and the
// page tells it again without being told the passphrase once more.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ORIGINS, address, launch } from './page.mjs';
import { heading, ready, slices } from './slices.mjs';
import { unzip } from './zip.mjs';

const PASSPHRASE = 'plinth gudgeon-marzipan vellum';
const SLICES = 5;
const no7z = spawnSync('7z', ['i']).error ? 'no 7z here' : false;

async function lock(page, first, second = first) {
  if (!await page.getByTestId('zip-lock').isChecked()) await page.getByTestId('zip-lock').check();
  await page.getByTestId('zip-passphrase').fill(first);
  await page.getByTestId('zip-passphrase-again').fill(second);
}

async function downloaded(page) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('deliver-zip').click()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

const prove = (page, name, buffer) => page.getByTestId('prove-files').setInputFiles({ name, mimeType: 'application/zip', buffer });

/** Files below a folder: place → bytes. */
function below(root, at = root, found = new Map()) {
  for (const name of readdirSync(at)) {
    const path = join(at, name);
    if (statSync(path).isDirectory()) below(root, path, found);
    else found.set(relative(root, path).replaceAll('\\', '/'), readFileSync(path));
  }
  return found;
}

/** What 7-Zip makes of a zip with a passphrase: its exit code and the files. */
function unpacked(bytes, passphrase) {
  const at = mkdtempSync(join(tmpdir(), 'darkroom-7z-'));
  writeFileSync(join(at, 'locked.zip'), bytes);
  const told = spawnSync('7z', ['x', `-p${passphrase}`, '-oout', 'locked.zip'], { cwd: at });
  const files = told.status === 0 ? below(join(at, 'out')) : undefined;
  rmSync(at, { recursive: true, force: true });
  return { status: told.status, files };
}

const equal = (one, other) => {
  assert.deepEqual([...one.keys()].sort(), [...other.keys()].sort());
  for (const [name, bytes] of one) assert.ok(bytes.equals(other.get(name)), name);
};

for (const origin of ORIGINS) {
  describe(`a locked zip, the page from ${origin}`, () => {
    let browser, site, files;
    before(async () => {
      browser = await launch();
      site = await address(origin);
      files = slices(SLICES);
    });
    after(async () => { await browser.close(); site.close(); files.remove(); });

    test('holds what the open zip holds, is opened by its passphrase alone, and is told again without it', { skip: no7z }, async () => {
      const { page, complaints, close } = await ready(browser, site.url, files);
      const plain = await downloaded(page);
      await prove(page, plain.name, plain.bytes);
      await heading(page, 'Saved');
      await lock(page, PASSPHRASE);
      // A second: the name of a zip has its time of day.
      await page.waitForTimeout(1100);
      const { name, bytes } = await downloaded(page);
      await heading(page, 'Given to the browser');
      const right = unpacked(bytes, PASSPHRASE);
      assert.equal(right.status, 0);
      equal(right.files, unzip(plain.bytes));
      for (const other of ['', 'plinth gudgeon-marzipan', 'plinth gudgeon-marzipan vellum ']) {
        assert.notEqual(unpacked(bytes, other).status, 0, other);
      }
      // What was typed is in the page no longer.
      assert.equal(await page.getByTestId('zip-passphrase').inputValue(), '');

      const damaged = Buffer.from(bytes);
      damaged[damaged.length >> 1] ^= 1;
      await prove(page, name, damaged);
      await heading(page, /not arrived whole/);
      await prove(page, name, bytes.subarray(0, bytes.length - 1));
      await page.getByRole('alert').filter({ hasText: 'Nothing that this page has written' }).waitFor();
      await prove(page, 'renamed (1).zip', bytes);
      await heading(page, 'Saved');
      assert.deepEqual(complaints, []);
      await close();
    });
  });
}

describe('the lock of a zip', () => {
  let browser, site, files;
  before(async () => {
    browser = await launch();
    site = await address('http');
    files = slices(SLICES);
  });
  after(async () => { await browser.close(); site.close(); files.remove(); });

  test('keeps a zip from being saved until its passphrase will do', async () => {
    const { page, close } = await ready(browser, site.url, files);
    const disabled = () => page.getByTestId('deliver-zip').getAttribute('aria-disabled');
    assert.equal(await disabled(), null);
    for (const [first, second] of [['', ''], ['short', 'short'], ['password2024', 'password2024'], [PASSPHRASE, 'plinth'],
      ['plinth gudgeon-märzipan vellum', 'plinth gudgeon-märzipan vellum']]) {
      await lock(page, first, second);
      assert.equal(await disabled(), 'true', first);
    }
    await page.locator('#zip-passphrase-hint').filter({ hasText: 'accents' }).waitFor();
    await lock(page, PASSPHRASE);
    await page.locator('#zip-passphrase-hint').filter({ hasText: 'Good enough' }).waitFor();
    assert.equal(await disabled(), null);
    // Whoever changes their mind has nothing typed left.
    await page.getByTestId('zip-lock').uncheck();
    await page.getByTestId('zip-lock').check();
    assert.equal(await page.getByTestId('zip-passphrase').inputValue(), '');
    await close();
  });

  test('goes to a picked file, which the page reads again by itself', { skip: no7z }, async () => {
    // In place of the picker, which nobody can drive: a file in memory.
    const { page, complaints, close } = await ready(browser, site.url, files, () => {
      window.showSaveFilePicker = async ({ suggestedName }) => {
        const parts = [];
        window.picked = new Blob([]);
        return {
          kind: 'file',
          name: suggestedName,
          getFile: async () => new File([window.picked], suggestedName),
          createWritable: async () => ({
            write: async (blob) => { parts.push(await blob.arrayBuffer()); },
            abort: async () => {},
            close: async () => { window.picked = new Blob(parts); },
          }),
        };
      };
    });
    await lock(page, PASSPHRASE);
    await page.getByRole('button', { name: 'Choose where…' }).click();
    await heading(page, 'Saved');
    const bytes = await page.evaluate(async () => [...new Uint8Array(await window.picked.arrayBuffer())]);
    const right = unpacked(Buffer.from(bytes), PASSPHRASE);
    assert.equal([...right.files.keys()].filter((name) => name.endsWith('.dcm')).length, SLICES);
    assert.deepEqual(complaints, []);
    await close();
  });
});
