// The page in browsers that a trust's policies rule, from a file and from a server: each cell is the whole job, or one
// plain sentence that names what is blocked and the way that works. With SHOTS=folder each sentence is pictured; with
// SAMPLE=1 the job under the CIS sets is that of the sample study, every frame of it seen and its names painted.
//
// The sets in policies/ are those of CIS Google Chrome Benchmark 3.0.0, and of CIS Microsoft Edge Benchmark 2.0.0 with the
// level of downloads of 4.0.0, by name and value, from public audit scripts (bunnywkwk/chrome-cis, fbprogmbh/
// Audit-Test-Automation). Left out are lists that a trust fills in itself, and RemoteDebuggingAllowed and
// HeadlessModeEnabled, without which no test can drive a browser. What only Edge knows, Chromium ignores.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ultrasound } from './dicom.mjs';
import { hands, paintName, seeAndDecide } from './hands.mjs';
import { ORIGINS, address, filesIn, folder, go, launch, lookAndClear, paint } from './page.mjs';
import { canBeRuled, ruled } from './ruled.mjs';
import { sampleFiles } from './sample.mjs';
import { unzip, zip } from './zip.mjs';

const set = (name) => JSON.parse(readFileSync(new URL(`policies/${name}.json`, import.meta.url)));
const EDGE_1 = set('cis-edge-l1');
const EDGE_2 = { ...EDGE_1, ...set('cis-edge-l2') };
const CHROME_1 = set('cis-chrome-l1');
const CHROME_2 = { ...CHROME_1, ...set('cis-chrome-l2') };
const HERE = ['127.0.0.1', 'file://*'];

// Policies that change nothing for the page.
const HARMLESS = {
  DefaultJavaScriptOptimizerSetting: 2, DefaultCookiesSetting: 2, DefaultPopupsSetting: 2, DownloadRestrictions: 1,
  SitePerProcess: true, HardwareAccelerationModeEnabled: false,
};
// Everything that stands in the way, each with what allows the page: the guide for IT names these.
const ALLOWED = {
  DefaultJavaScriptJitSetting: 2, JavaScriptJitAllowedForSites: ['http://127.0.0.1:*'],
  DefaultFileSystemReadGuardSetting: 2, FileSystemReadAskForUrls: ['http://127.0.0.1:*', 'file:///*'],
  DefaultFileSystemWriteGuardSetting: 2, FileSystemWriteAskForUrls: ['http://127.0.0.1:*', 'file:///*'],
  URLBlocklist: ['*'], URLAllowlist: [...HERE, 'blob:*'],
  HighEfficiencyModeEnabled: true, TabDiscardingExceptions: ['127.0.0.1'],
};

const both = (cell) => ({ file: cell, http: cell });
const WHOLE = { by: 'folder' };
// Of the sample, if that is asked for.
const STUDY = { ...WHOLE, isStudy: Boolean(process.env.SAMPLE) };
const GIVEN = { by: 'folder', arrives: false };
const NO_FOLDER = {
  by: 'input', says: 'stop this page from reading dropped folders',
  lines: [['Dropping a folder', 'refused: use “Open a folder” instead', 'FileSystemReadAskForUrls']],
};
const NO_WRITING = [['Saving to a folder', 'refused: download a zip instead', 'FileSystemWriteAskForUrls']];
const NO_DIALOG = [['Open a folder, open files', 'the browser opened nothing', 'AllowFileSelectionDialogs']];
const NO_WASM = { boot: /WebAssembly.*switched off.*JavaScriptJitAllowedForSites.*darkroom.html from a drive/ };
const CELLS = [
  ['policies that are no matter', HARMLESS, both(WHOLE)],
  ['no File System API for reading', { DefaultFileSystemReadGuardSetting: 2 }, { file: NO_FOLDER, http: WHOLE }],
  ['no File System API for writing', { DefaultFileSystemWriteGuardSetting: 2 }, both({ ...WHOLE, writes: 'stop this page from writing', lines: NO_WRITING })],
  ['no JavaScript compiler', { DefaultJavaScriptJitSetting: 2 }, { file: WHOLE, http: NO_WASM }],
  ['no file dialogs', { AllowFileSelectionDialogs: false }, both({ ...WHOLE, opens: 'opened nothing to choose from', lines: NO_DIALOG })],
  ['downloads of level 2', { DownloadRestrictions: 2 }, { file: GIVEN }],
  ['no downloads', { DownloadRestrictions: 3 }, both(GIVEN)],
  ['a download folder that is gone', { DownloadDirectory: '/proc/gone' }, { file: GIVEN }],
  ['asking where to save', { PromptForDownloadLocation: true }, { file: WHOLE }, { answers: true }],
  ['all addresses blocked but the page', { URLBlocklist: ['*'], URLAllowlist: HERE }, both(WHOLE)],
  ['no files in the browser', { URLBlocklist: ['file://*'] }, { file: { refused: true }, http: WHOLE }],
  ['all of these, with what allows the page', ALLOWED, both(WHOLE)],
  ['CIS Edge L1', EDGE_1, both({ ...STUDY, writes: 'stop this page from writing' })],
  ['CIS Edge L2', EDGE_2, { file: { ...STUDY, by: 'zip', says: NO_FOLDER.says, opens: 'opened nothing' }, http: NO_WASM }],
  ['CIS Chrome L1', CHROME_1, both(STUDY), { answers: true }],
  ['CIS Chrome L2', CHROME_2, both({ ...STUDY, opens: 'opened nothing' }), { answers: true }],
];

describe('a browser that policies rule', { skip: !canBeRuled && 'no mount namespace' }, () => {
  let one, study, sites;
  before(async () => {
    one = job({ US1: ultrasound(1) });
    sites = Object.fromEntries(await Promise.all(ORIGINS.map(async (origin) => [origin, await address(origin)])));
  });
  after(() => { one.remove(); study?.remove(); for (const site of Object.values(sites)) site.close(); });

  /** Files to be cleaned, as a folder and as a zip. */
  function job(files) {
    const made = folder(Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`a/${name}`, bytes])));
    const packed = folder({ 'x.zip': zip(files) });
    const remove = () => { made.remove(); packed.remove(); };
    return { folder: made.path, zip: join(packed.path, 'x.zip'), count: Object.keys(files).length, remove };
  }

  /** What a cell's job is of. */
  async function jobOf({ isStudy }) {
    if (!isStudy) return one;
    if (!study) {
      const browser = await launch();
      study = job(await sampleFiles(browser, sites.file.url));
      await browser.close();
    }
    return study;
  }

  const shot = async (page, name) => {
    if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, `${name}.png`.replaceAll(' ', '-')) });
  };

  async function drop(page, path) {
    const devtools = await page.context().newCDPSession(page);
    const data = { items: [], files: [path], dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver', 'drop']) await devtools.send('Input.dispatchDragEvent', { type, x: 400, y: 400, data });
  }

  /** Puts the image in, by the way that the cell names and after whatever the page says of the others. */
  async function putIn(page, cell, of, name) {
    if (cell.opens) {
      await page.locator('button', { hasText: 'Open a folder' }).first().click();
      await page.getByTestId('no-dialog').filter({ hasText: cell.opens }).waitFor();
      await shot(page, `${name} dialogs`);
    }
    if (cell.says) {
      await drop(page, of.folder);
      await page.getByRole('alert').filter({ hasText: cell.says }).waitFor();
      await shot(page, `${name} dropped folder`);
      assert.equal(await page.getByTestId('summary').getAttribute('data-in').catch(() => '0'), '0');
    }
    if (cell.by === 'input') await page.getByTestId('intake-folder').setInputFiles(of.folder);
    else await drop(page, cell.by === 'zip' ? of.zip : of.folder);
    await filesIn(page, of.count);
  }

  /** Saves, and looks whether what the page says of it is so. */
  async function save(page, cell, downloads, name) {
    await go(page, 'Save');
    if (cell.writes) {
      await page.locator('#next').getByText('Clean and save a zip').waitFor();
      await page.getByText(cell.writes).first().waitFor();
      await shot(page, `${name} save`);
    }
    const before = readdirSync(downloads).length;
    await page.getByTestId('deliver-zip').click();
    await page.getByRole('heading', { name: 'Given to the browser' }).waitFor({ timeout: 60_000 });
    if (cell.arrives === false) {
      await page.waitForTimeout(500);
      assert.equal(readdirSync(downloads).length, before, 'something was saved');
      assert.ok(!/is in Darkroom-/.test(await page.locator('body').innerText()));
      return shot(page, `${name} given`);
    }
    const saved = () => readdirSync(downloads).filter((file) => file.endsWith('.zip')).slice(before);
    for (let tries = 0; saved().length === 0 && tries < 100; tries += 1) await page.waitForTimeout(100);
    const [file] = saved();
    assert.ok(file, 'nothing was saved');
    const images = [...unzip(readFileSync(join(downloads, file))).keys()].filter((name) => name.endsWith('.dcm'));
    // One of the sample's files is broken, and stays behind.
    assert.equal(images.length, cell.isStudy ? 22 : 1);
    await drop(page, join(downloads, file));
    await page.getByRole('heading', { name: 'Saved', exact: true }).waitFor();
  }

  async function decide(page, { isStudy }) {
    if (isStudy) {
      const own = hands(page);
      return seeAndDecide(page, own, () => paintName(page, own));
    }
    await page.getByTestId('series').first().click();
    await page.waitForFunction(() => document.querySelector('[data-testid=viewer]')?.dataset.columns === '80');
    await paint(page, [2, 2, 20, 10]);
    return lookAndClear(page);
  }

  /** Opens the check of this browser, and looks for what it says of what was refused. */
  async function check(page, lines, name) {
    await page.getByRole('button', { name: 'Check it yourself' }).click();
    await page.getByTestId('browser-open').click();
    for (const [what, came, policy] of lines) {
      const row = page.locator(`.allowed [data-line="${what}"][data-amiss=true]`);
      await row.filter({ hasText: came }).filter({ hasText: policy }).waitFor();
    }
    await shot(page, `${name} check`);
  }

  async function cell(browser, origin, cell, name) {
    const page = await browser.context.newPage();
    page.setDefaultTimeout(20_000);
    try {
      const arrived = await page.goto(sites[origin].url).then(() => true, () => false);
      if (cell.refused) return assert.ok(!arrived);
      if (cell.boot) {
        await page.locator('#boot').filter({ hasText: cell.boot }).waitFor();
        return await shot(page, name);
      }
      await page.getByTestId('drop-zone').waitFor();
      await putIn(page, cell, await jobOf(cell), name);
      await decide(page, cell);
      await save(page, cell, browser.downloads, name);
      if (cell.lines) await check(page, cell.lines, name);
      return undefined;
    } finally {
      await page.close({ runBeforeUnload: false });
    }
  }

  for (const [name, policies, cells, options] of CELLS) {
    test(name, async () => {
      const browser = await ruled(policies, options);
      try {
        for (const [origin, wanted] of Object.entries(cells)) await cell(browser, origin, wanted, `${name} ${origin}`);
      } finally {
        await browser.close();
      }
    });
  }
});
