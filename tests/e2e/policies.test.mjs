// The page in browsers that a trust's policies rule, from a file and from a server: each cell is the whole job, or one
// plain sentence that names what is blocked and the way that works. With SHOTS=folder each sentence is pictured.
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
import { ORIGINS, address, filesIn, folder, go, lookAndClear, paint } from './page.mjs';
import { canBeRuled, ruled } from './ruled.mjs';
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
};

const both = (cell) => ({ file: cell, http: cell });
const WHOLE = { by: 'folder' };
const GIVEN = { by: 'folder', arrives: false };
const NO_FOLDER = { by: 'input', says: 'stop this page from reading dropped folders' };
const NO_WASM = { boot: /WebAssembly.*switched off.*JavaScriptJitAllowedForSites.*darkroom.html from a drive/ };
const CELLS = [
  ['policies that are no matter', HARMLESS, both(WHOLE)],
  ['no File System API for reading', { DefaultFileSystemReadGuardSetting: 2 }, { file: NO_FOLDER, http: WHOLE }],
  ['no File System API for writing', { DefaultFileSystemWriteGuardSetting: 2 }, both({ ...WHOLE, writes: 'stop this page from writing' })],
  ['no JavaScript compiler', { DefaultJavaScriptJitSetting: 2 }, { file: WHOLE, http: NO_WASM }],
  ['no file dialogs', { AllowFileSelectionDialogs: false }, both({ ...WHOLE, opens: 'opened nothing to choose from' })],
  ['downloads of level 2', { DownloadRestrictions: 2 }, { file: GIVEN }],
  ['no downloads', { DownloadRestrictions: 3 }, both(GIVEN)],
  ['a download folder that is gone', { DownloadDirectory: '/proc/gone' }, { file: GIVEN }],
  ['asking where to save', { PromptForDownloadLocation: true }, { file: WHOLE }, { answers: true }],
  ['all addresses blocked but the page', { URLBlocklist: ['*'], URLAllowlist: HERE }, both(WHOLE)],
  ['no files in the browser', { URLBlocklist: ['file://*'] }, { file: { refused: true }, http: WHOLE }],
  ['all of these, with what allows the page', ALLOWED, both(WHOLE)],
  ['CIS Edge L1', EDGE_1, both({ ...WHOLE, writes: 'stop this page from writing' })],
  ['CIS Edge L2', EDGE_2, { file: { by: 'zip', says: NO_FOLDER.says, opens: 'opened nothing' }, http: NO_WASM }],
  ['CIS Chrome L1', CHROME_1, both(WHOLE), { answers: true }],
  ['CIS Chrome L2', CHROME_2, both({ ...WHOLE, opens: 'opened nothing' }), { answers: true }],
];

describe('a browser that policies rule', { skip: !canBeRuled && 'no mount namespace' }, () => {
  let files, zips, sites;
  before(async () => {
    files = folder({ 'a/US1': ultrasound(1) });
    zips = folder({ 'x.zip': zip({ US1: ultrasound(1) }) });
    sites = Object.fromEntries(await Promise.all(ORIGINS.map(async (origin) => [origin, await address(origin)])));
  });
  after(() => { files.remove(); zips.remove(); for (const site of Object.values(sites)) site.close(); });

  const shot = async (page, name) => {
    if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, `${name}.png`.replaceAll(' ', '-')) });
  };

  async function drop(page, path) {
    const devtools = await page.context().newCDPSession(page);
    const data = { items: [], files: [path], dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver', 'drop']) await devtools.send('Input.dispatchDragEvent', { type, x: 400, y: 400, data });
  }

  /** Puts the image in, by the way that the cell names and after whatever the page says of the others. */
  async function putIn(page, cell, name) {
    if (cell.opens) {
      await page.locator('button', { hasText: 'Open a folder' }).first().click();
      await page.getByTestId('no-dialog').filter({ hasText: cell.opens }).waitFor();
      await shot(page, `${name} dialogs`);
    }
    if (cell.says) {
      await drop(page, files.path);
      await page.getByRole('alert').filter({ hasText: cell.says }).waitFor();
      await shot(page, `${name} dropped folder`);
      assert.equal(await page.getByTestId('summary').getAttribute('data-in').catch(() => '0'), '0');
    }
    if (cell.by === 'input') await page.getByTestId('intake-folder').setInputFiles(files.path);
    else await drop(page, cell.by === 'zip' ? join(zips.path, 'x.zip') : files.path);
    await filesIn(page, 1);
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
    assert.equal(images.length, 1);
    await drop(page, join(downloads, file));
    await page.getByRole('heading', { name: 'Saved', exact: true }).waitFor();
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
      await putIn(page, cell, name);
      await page.getByTestId('series').first().click();
      await page.waitForFunction(() => document.querySelector('[data-testid=viewer]')?.dataset.columns === '80');
      await paint(page, [2, 2, 20, 10]);
      await lookAndClear(page);
      return await save(page, cell, browser.downloads, name);
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
