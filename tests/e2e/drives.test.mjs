// Saving to real drives: images of file systems, mounted for the test, whose folders the browser is given as handles. One
// is too small, one can only be read, one is pulled out in the middle, one does not answer any more. Needs the rights to
// mount.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ct } from './dicom.mjs';
import { browserThatMayWrite, drop, dropAs, giving } from './hand-over.mjs';
import { address, clearGlanced, counts, filesIn, folder, go } from './page.mjs';
import { says as pageSays } from './slices.mjs';

const SLICES = 24;
const SIDE = 512;
const run = (...command) => execFileSync(command[0], command.slice(1), { stdio: 'pipe' });

/** How a file system is made and mounted; DRIVES names another than the first. Only the kernel's own can be frozen. */
const KINDS = {
  ext4: [['mkfs.ext4', '-q', '-F', '-m', '0'], ['mount', '-t', 'ext4']],
  exfat: [['mkfs.exfat'], ['mount.exfat-fuse']],
  ntfs: [['mkntfs', '-q', '-F'], ['ntfs-3g']],
};
const KIND = process.env.DRIVES ?? 'ext4';
const [MAKE, MOUNT] = KINDS[KIND];
const FREEZES = KIND === 'ext4';

/** A drive of so many megabytes: where it is mounted, and how it is plugged in and pulled out. */
function drive(root, name, megabytes) {
  const [image, at] = [join(root, `${name}.img`), join(root, name)];
  mkdirSync(at);
  run('truncate', '-s', `${megabytes}M`, image);
  run(...MAKE, image);
  let device;
  const plug = (how = 'rw') => {
    // A program that serves a file system ends when the last file on it is closed, which may be after it was pulled out:
    // until then it has written things that the next one would not see.
    while (String(run('losetup', '-j', image)).trim()) run('sleep', '0.1');
    device = String(run('losetup', '-f', '--show', image)).trim();
    run(...MOUNT, device, at, '-o', how);
  };
  const pull = () => { run('umount', '-l', at); run('losetup', '-d', device); };
  return {
    at, name, plug, pull,
    /** Whatever is written waits from now on, and is neither done nor refused. */
    freeze: () => run('fsfreeze', '--freeze', at),
    thaw: () => run('fsfreeze', '--unfreeze', at),
    /** What lies on it, by its path. */
    files: () => readdirSync(at, { recursive: true, withFileTypes: true }).filter((file) => file.isFile())
      .map((file) => join(file.parentPath ?? file.path, file.name).slice(at.length + 1)),
    remove: () => { try { pull(); } catch { /* Not mounted. */ } },
  };
}

/** Why this can't be tested here. */
function missing() {
  const root = mkdtempSync(join(tmpdir(), 'darkroom-drive-'));
  try {
    const tried = drive(root, 'tried', 4);
    tried.plug();
    tried.remove();
    return false;
  } catch {
    return 'no file system can be mounted here';
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Runs before the page's own script: files are counted as they are begun, to pull a drive out among them. */
const COUNTING = () => {
  const write = FileSystemFileHandle.prototype.createWritable;
  window.begun = 0;
  FileSystemFileHandle.prototype.createWritable = async function (...options) {
    if (this.name.endsWith('.dcm.part')) {
      window.begun += 1;
      if (window.begun === window.pullAt) await window.pull();
      if (window.begun === window.freezeAt) await window.freeze();
    }
    return write.apply(this, options);
  };
};

/** Runs before the page's own script: a minute's patience, which is had in steps of five seconds, is over in one. */
const HURRYING = () => {
  const wait = window.setTimeout;
  window.setTimeout = (then, milliseconds) => wait(then, window.hurry && milliseconds === 5000 ? 80 : milliseconds);
};

/** Asserts that a drive holds a whole delivery, byte for byte as its own list says, and nothing else. */
function assertWhole({ at, files }) {
  const names = files();
  const [sums] = names.filter((name) => name.startsWith('SHA256SUMS'));
  const lines = readFileSync(join(at, sums), 'utf8').trim().split('\n');
  for (const line of lines) {
    const [sum, name] = line.split('  ');
    assert.equal(createHash('sha256').update(readFileSync(join(at, name))).digest('hex'), sum, name);
  }
  // Where a drive went while the browser wrote, its own swap file of the half-written one may stay: a page can't remove it.
  const ours = names.filter((name) => !name.endsWith('.part.crswap'));
  assert.deepEqual(ours.sort(), [...lines.map((line) => line.split('  ')[1]), sums].sort());
  assert.equal(names.filter((name) => name.endsWith('.dcm')).length, SLICES);
}

/** Asserts that every file that has its name is whole, and that nothing half-written is left; answers with how many. */
function assertNoHalves({ at, files }, whole) {
  const names = files();
  assert.deepEqual(names.filter((name) => /\.(part|crswap)$/.test(name) && !name.startsWith('.darkroom-')), []);
  const images = names.filter((name) => name.endsWith('.dcm'));
  for (const name of images) assert.ok(readFileSync(join(at, name)).equals(readFileSync(join(whole.at, name))), name);
  return images.length;
}

describe('a drive', { skip: missing() }, () => {
  let browser, site, files, root, page;
  const drives = {};
  before(async () => {
    root = mkdtempSync(join(tmpdir(), 'darkroom-drives-'));
    for (const [name, megabytes] of [['whole', 64], ['copy', 64], ['small', 8], ['locked', 8], ['pulled', 64], ['silent', 64]]) {
      drives[name] = drive(root, name, megabytes);
      drives[name].plug(name === 'locked' ? 'ro' : 'rw');
    }
    browser = await browserThatMayWrite(join(root, 'profile'));
    site = await address('http');
    const slice = (number) => [`IM${number}`, ct(number, { rows: SIDE, columns: SIDE })];
    files = folder(Object.fromEntries(Array.from({ length: SLICES }, (_, i) => slice(i + 1))));
    page = await browser.newPage();
    page.setDefaultTimeout(60_000);
    await page.addInitScript(giving, 'showDirectoryPicker');
    await page.addInitScript(COUNTING);
    await page.addInitScript(HURRYING);
    await page.exposeFunction('pull', () => drives.pulled.pull());
    await page.exposeFunction('freeze', () => drives.silent.freeze());
    await page.goto(site.url);
    await page.getByTestId('drop-zone').waitFor();
    await drop(page, files.path);
    await filesIn(page, SLICES);
    await clearGlanced(page);
    await go(page, 'Save');
  });
  after(async () => {
    await browser?.close();
    site?.close();
    files?.remove();
    for (const { remove } of Object.values(drives)) remove();
    rmSync(root, { recursive: true, force: true });
  });

  async function choose(testId, path) {
    await dropAs(page, path);
    await page.getByTestId(testId).click();
  }
  const says = (words) => pageSays(page, words);
  const all = { in: SLICES, cleaned: SLICES, held: 0, deleted: 0, notDicom: 0 };

  test('that can only be read, and the folder of the originals, are refused before anything is cleaned', async () => {
    await choose('deliver-folder', drives.locked.at);
    await says('This folder can be read but not written to.');
    for (const path of [files.path, join(files.path, '..')]) {
      await choose('deliver-folder', path);
      await says('Files that you added lie in this folder, or it lies among them.');
    }
    assert.equal((await counts(page)).cleaned, 0);
    assert.equal(readdirSync(files.path).length, SLICES);
  });

  test('and another get all files, and a folder in one is not taken for the second copy', async () => {
    await choose('choose-backup', drives.copy.at);
    await says('A second copy is written to “copy” in the same run.');
    const inside = join(drives.copy.at, 'inside');
    mkdirSync(inside);
    await choose('deliver-folder', inside);
    await says('The second copy needs a folder of its own');
    rmSync(inside, { recursive: true });
    await choose('deliver-folder', drives.whole.at);
    await says(`${SLICES} images saved in both folders and read back.`);
    assertWhole(drives.whole);
    assertWhole(drives.copy);
    assert.deepEqual(await counts(page), all);
    await page.getByTestId('forget-backup').click();
  });

  test('that is full says so, and holds no half of a file; another takes all', async () => {
    await choose('deliver-folder', drives.small.at);
    assert.match(await page.getByTestId('folder-trouble').textContent(), /The drive is full\./);
    await page.waitForTimeout(1500);
    const kept = assertNoHalves(drives.small, drives.whole);
    await says(`${kept} images are safe on it.`);
    assert.ok(kept > 0 && kept < SLICES);
    await dropAs(page, drives.copy.at);
    await page.getByTestId('folder-replace').click();
    await says(`${SLICES} images saved in “copy” and read back.`);
    assertWhole(drives.copy);
    assert.equal(assertNoHalves(drives.small, drives.whole), kept);
    assert.deepEqual(await counts(page), all);
  });

  test('that is pulled out in the middle is gone on with once it is back, and nothing is written where it was', async () => {
    const at = 9;
    await page.evaluate((at) => { window.pullAt = window.begun + at; }, at);
    await choose('deliver-folder', drives.pulled.at);
    const trouble = page.getByTestId('folder-trouble');
    await trouble.filter({ hasText: 'The drive has gone.' }).waitFor();
    await page.waitForTimeout(1500);
    // The bare folder on this computer's own disk.
    assert.deepEqual(drives.pulled.files(), []);
    await page.getByTestId('folder-retry').click();
    await page.waitForTimeout(1000);
    await trouble.filter({ hasText: 'The drive has gone.' }).waitFor();
    assert.deepEqual(drives.pulled.files(), []);
    const [, safe] = (await trouble.textContent()).match(/(\d+) images? (?:is|are) safe on it/);
    assert.ok(Number(safe) < SLICES);
    drives.pulled.plug();
    const named = drives.pulled.files().filter((name) => name.endsWith('.dcm'));
    for (const name of named) assert.ok(readFileSync(join(drives.pulled.at, name)).equals(readFileSync(join(drives.whole.at, name))), name);
    assert.ok(named.length >= Number(safe));
    await page.getByTestId('folder-retry').click();
    await says(`${SLICES} images saved in “pulled” and read back.`);
    assertWhole(drives.pulled);
    assert.ok(!existsSync(join(drives.pulled.at, '.darkroom-run.part')));
    assert.deepEqual(await counts(page), all);
  });

  test('that neither writes nor refuses to is not waited for for ever, and is gone on with once it answers', { skip: !FREEZES }, async () => {
    try {
      await page.evaluate(() => { window.freezeAt = window.begun + 9; });
      await choose('deliver-folder', drives.silent.at);
      await page.waitForFunction(() => window.begun >= window.freezeAt);
      await page.evaluate(() => { window.hurry = true; });
      await page.getByTestId('folder-trouble').filter({ hasText: 'The drive has not answered for a minute.' }).waitFor();
      assert.ok((await counts(page)).cleaned < SLICES);
      // A try that begins before it answers goes on once it does.
      await page.evaluate(() => { window.hurry = false; });
      await page.getByTestId('folder-retry').click();
    } finally {
      drives.silent.thaw();
    }
    // What was begun before it answered ends now, and may take away the file that is tried: then a press more is asked for.
    const [saved, again] = [page.getByText(`${SLICES} images saved in “silent” and read back.`).first(), page.getByTestId('folder-retry')];
    for (const end = Date.now() + 30_000; Date.now() < end && !await saved.isVisible();) {
      await new Promise((resolve) => setTimeout(resolve, 500));
      if (await again.isVisible()) await again.click({ timeout: 1000 }).catch(() => {});
    }
    await says(`${SLICES} images saved in “silent” and read back.`);
    assertWhole(drives.silent);
    assert.deepEqual(await counts(page), all);
  });
});
