// A zip with a DICOMDIR, locked or not: other programs read it unpacked, every file that it names is there, and the
// second look knows it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ct } from './dicom.mjs';
import { address, clearGlanced, filesIn, folder, go, launch, open } from './page.mjs';
import { paper, unzip } from './zip.mjs';

const SLICES = 5;
const PASSPHRASE = 'plinth gudgeon-marzipan vellum';
const missing = (program) => (spawnSync(program, ['--version']).error ? `no ${program} here` : false);

describe('a DICOMDIR', () => {
  let browser, site, files;
  before(async () => {
    browser = await launch();
    site = await address('file');
    files = folder(Object.fromEntries(Array.from({ length: SLICES }, (_, i) => [`IM${i}`, ct(i + 1)])));
  });
  after(async () => { await browser.close(); site.close(); files.remove(); });

  async function delivered(page) {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('deliver-zip').click()]);
    return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
  }

  async function ready() {
    const opened = await open(browser, site.url);
    await opened.page.getByTestId('intake-folder').setInputFiles(files.path);
    await filesIn(opened.page, SLICES);
    await clearGlanced(opened.page);
    await go(opened.page, 'Save');
    await opened.page.getByTestId('dicomdir').check();
    return opened;
  }

  test('lists every image of the zip by a name that discs may have', async () => {
    const { page, complaints, close } = await ready();
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

  test('lies in a locked zip as well', { skip: missing('7z') }, async () => {
    const { page, complaints, close } = await ready();
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
