// A zip with a DICOMDIR, locked or not: other programs read it unpacked, every file that it names is there, and the
// second look knows it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { PICKER, choose, listed } from './opfs.mjs';
import { address, launch } from './page.mjs';
import { ready, slices } from './slices.mjs';
import { paper, unzip } from './zip.mjs';

const SLICES = 5;
const PASSPHRASE = 'plinth gudgeon-marzipan vellum';
const missing = (program) => (spawnSync(program, ['--version']).error ? `no ${program} here` : false);

describe('a DICOMDIR', () => {
  let browser, site, files;
  before(async () => {
    browser = await launch();
    site = await address('http');
    files = slices(SLICES);
  });
  after(async () => { await browser.close(); site.close(); files.remove(); });

  async function delivered(page) {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('deliver-zip').click()]);
    return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
  }

  async function listing(first) {
    const opened = await ready(browser, site.url, files, first);
    await opened.page.getByTestId('dicomdir').check();
    return opened;
  }

  test('lists every image of the zip by a name that discs may have', async () => {
    const { page, complaints, close } = await listing();
    const { name, bytes } = await delivered(page);
    const entries = unzip(bytes);
    const images = [...entries.keys()].filter((path) => path.startsWith('DICOM/'));
    assert.equal(images.length, SLICES);
    for (const path of images) assert.match(path, /^DICOM(\/[0-9A-HJKMNP-TV-Z]{8}){4}$/);
    const directory = entries.get('DICOMDIR');
    for (const path of images) assert.ok(directory.includes(path.replaceAll('/', '\\')), path);
    const certificate = JSON.parse(paper(entries, 'darkroom-certificate'));
    assert.equal(certificate.dicomdir.path, 'DICOMDIR');
    assert.match(String(paper(entries, 'SHA256SUMS')), new RegExp(`^${certificate.dicomdir.sha256}  DICOMDIR$`, 'm'));
    assert.ok(!directory.includes('TESTERTON'));

    if (!missing('dcmdump')) {
      const at = mkdtempSync(join(tmpdir(), 'darkroom-disc-'));
      for (const [path, content] of entries) {
        mkdirSync(dirname(join(at, path)), { recursive: true });
        writeFileSync(join(at, path), content);
      }
      const told = spawnSync('dcmdump', ['+L', '+P', '0004,1500', 'DICOMDIR'], { cwd: at, encoding: 'utf8' });
      assert.equal(told.status, 0);
      const named = [...told.stdout.matchAll(/\[(DICOM[^\]]*)\]/g)].map(([, id]) => id.replaceAll('\\', '/'));
      assert.deepEqual(named.sort(), images.sort());
      for (const path of named) assert.ok(existsSync(join(at, path)), path);
      rmSync(at, { recursive: true, force: true });
    }

    await page.getByTestId('prove-files').setInputFiles({ name, mimeType: 'application/zip', buffer: bytes });
    await page.getByRole('heading', { level: 1, name: 'Saved' }).waitFor();
    assert.deepEqual(complaints, []);
    await close();
  });

  test('lies in a folder as well, read back, and is the same when the folder is finished another time', async () => {
    const { page, complaints, close } = await listing(PICKER);
    await choose(page, 'disc', 'deliver-folder');
    const saved = () => page.getByText(`${SLICES} images saved in “disc” and read back.`).waitFor();
    await saved();
    const out = await listed(page, 'disc');
    const images = [...out.keys()].filter((path) => path.startsWith('DICOM/'));
    assert.equal(images.length, SLICES);
    assert.equal(out.size, SLICES + 4);
    for (const path of images) {
      assert.match(path, /^DICOM(\/[0-9A-HJKMNP-TV-Z]{8}){4}$/);
      assert.ok(out.get('DICOMDIR').includes(path.replaceAll('/', '\\')), path);
    }
    for (const line of String(paper(out, 'SHA256SUMS')).trim().split('\n')) {
      const [sum, name] = line.split('  ');
      assert.equal(createHash('sha256').update(out.get(name)).digest('hex'), sum, name);
    }
    assert.equal(JSON.parse(paper(out, 'darkroom-certificate')).dicomdir.path, 'DICOMDIR');

    // A folder has one DICOMDIR: said before anything is cleaned, and nothing is written over.
    await choose(page, 'disc', 'deliver-folder');
    await page.getByRole('alert').filter({ hasText: 'There is a DICOMDIR in this folder already' }).waitFor();
    await page.keyboard.press('Escape');

    // As if it had been broken off between a DICOMDIR of less and its certificate: what is half-written goes, what is
    // there stays.
    await page.evaluate(async (path) => {
      const root = await window.at('disc');
      for await (const name of root.keys()) if (!name.startsWith('DICOM')) await root.removeEntry(name);
      const way = path.split('/');
      const at = await window.at(`disc/${way.slice(0, -1).join('/')}`);
      await at.removeEntry(way.at(-1));
      const less = (await (await root.getFileHandle('DICOMDIR')).getFile()).slice(0, 600);
      const other = await window.at('other disc');
      for (const [of, name, bytes] of [
        [at, `${way.at(-1)}.part`, 'half'], [root, 'DICOMDIR.part', 'half'], [root, 'DICOMDIR', await less.arrayBuffer()],
        [other, 'DICOMDIR', 'of a hospital’s disc'],
      ]) {
        const stream = await (await of.getFileHandle(name, { create: true })).createWritable();
        await stream.write(bytes);
        await stream.close();
      }
    }, images[0]);
    await choose(page, 'other disc', 'deliver-folder');
    await page.getByRole('alert').filter({ hasText: 'There is a DICOMDIR in this folder already' }).waitFor();
    await page.keyboard.press('Escape');
    await choose(page, 'disc', 'deliver-folder');
    await page.getByText(`${SLICES - 1} of them were in “disc” already, byte for byte.`).waitFor();
    await saved();
    const again = await listed(page, 'disc');
    assert.deepEqual([...again.keys()].sort(), [...out.keys()].sort());
    assert.ok(again.get('DICOMDIR').equals(out.get('DICOMDIR')));
    assert.equal(String((await listed(page, 'other disc')).get('DICOMDIR')), 'of a hospital’s disc');
    assert.deepEqual(complaints, []);
    await close();
  });

  test('lies in a locked zip as well', { skip: missing('7z') }, async () => {
    const { page, complaints, close } = await listing();
    await page.getByTestId('zip-lock').check();
    await page.getByTestId('zip-passphrase').fill(PASSPHRASE);
    await page.getByTestId('zip-passphrase-again').fill(PASSPHRASE);
    const { bytes } = await delivered(page);
    const at = mkdtempSync(join(tmpdir(), 'darkroom-disc-'));
    writeFileSync(join(at, 'locked.zip'), bytes);
    const told = spawnSync('7z', ['x', `-p${PASSPHRASE}`, '-oout', 'locked.zip'], { cwd: at });
    assert.equal(told.status, 0);
    assert.ok(readFileSync(join(at, 'out/DICOMDIR')).includes('CASE-'));
    rmSync(at, { recursive: true, force: true });
    assert.deepEqual(complaints, []);
    await close();
  });
});
