// The Rules step on the built page: every attribute before and after, options that change the table, rules as files,
// and rules that a trust has built in.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { after, before, describe, test } from 'node:test';
import { address, deliverZip, go, launch, lookAndClear, open } from './page.mjs';
import { parse } from './dicom.mjs';
import { unzip } from './zip.mjs';

const TOP = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** Opens the sample and goes to Rules, with the CT chosen. */
async function rules(page) {
  await page.getByText('Open a sample study').click();
  await page.locator('[data-testid=series][data-modality=CT]').click();
  await go(page, 'Rules');
  await page.getByTestId('plan-row').first().waitFor();
}

const row = (page, tag) => page.locator(`[data-testid=plan-row][data-tag="${tag}"]`);
const shownRow = async (page, tag) => (await row(page, tag).first().innerText()).split(/[\t\n]+/).map((part) => part.trim());
const rowWith = (page, tag, action) => page.locator(`[data-testid=plan-row][data-tag="${tag}"][data-action="${action}"]`).waitFor();
const count = async (page, filter) => Number((await page.getByTestId(`plan-filter-${filter}`).locator('span').innerText()).replaceAll(',', ''));

describe('the Rules step', () => {
  let browser, site, folder;
  before(async () => { browser = await launch(); site = await address('http'); folder = mkdtempSync(join(tmpdir(), 'rules-')); });
  after(async () => { await browser.close(); site.close(); rmSync(folder, { recursive: true, force: true }); });

  test('shows every attribute of the image in view before and after, filtered and searched', async () => {
    const { page, complaints, close } = await open(browser, site.url);
    await rules(page);
    const name = await shownRow(page, '0010,0010');
    assert.equal(name[0], 'Patient Name');
    assert.ok(name.includes('SPECIMEN^Alder'));
    assert.ok(name.some((part) => /^CASE-[0-9A-HJKMNP-TV-Z]{8}$/.test(part)));
    assert.ok(name.includes('Replaced'));

    const counts = {};
    for (const filter of ['changes', 'removed', 'replaced', 'cleaned', 'kept', 'all']) counts[filter] = await count(page, filter);
    assert.equal(counts.all, counts.changes + counts.kept);
    assert.equal(counts.changes, counts.removed + counts.replaced + counts.cleaned);
    await page.getByTestId('plan-filter-removed').click();
    await rowWith(page, '0010,0030', 'emptied');
    assert.equal(await row(page, '0010,0010').count(), 0);

    await page.getByTestId('plan-filter-all').click();
    for (const sought of ['specimen', 'patient name', 'PatientName', '0010,0010', '00100010']) {
      await page.getByTestId('plan-search').fill(sought);
      await row(page, '0010,0010').waitFor();
      await row(page, '0028,0010').waitFor({ state: 'detached' });
    }
    assert.ok(!(await page.title()).includes('SPECIMEN') && !page.url().includes('SPECIMEN'));

    // Another image, another table.
    await page.getByTestId('plan-search').fill('');
    await page.locator('[data-testid=series][data-modality=US]').click();
    await page.getByText('SAMPLE^Marigold').first().waitFor();
    assert.equal(await page.getByText('SPECIMEN^Alder').count(), 0);
    await go(page, 'Save');
    assert.equal(await page.getByText('SAMPLE^Marigold').count(), 0);
    assert.deepEqual(complaints, []);
    await close();
  });

  test('shows what another rule does to the image in view', async () => {
    const { page, close } = await open(browser, site.url);
    await rules(page);
    await rowWith(page, '0008,0020', 'moved');
    await page.getByTestId('preset').selectOption('strict');
    await rowWith(page, '0008,0020', 'emptied');
    assert.match((await shownRow(page, '0008,0020')).join(' '), /Table E\.1-1: Z/);
    await page.getByLabel('Patient characteristics').check();
    await page.getByTestId('plan-filter-kept').click();
    await rowWith(page, '0010,0040', 'kept');
    assert.match((await shownRow(page, '0010,0040')).join(' '), /Table E\.1-1: K, Retain Patient Characteristics Option/);
    await close();
  });

  test('what the table says leaves is what leaves', async () => {
    const { page, close } = await open(browser, site.url);
    await rules(page);
    const part = async (tag) => row(page, tag).locator('.after').innerText();
    const promised = { '00100010': await part('0010,0010'), '00080020': await part('0008,0020'), '0020000d': await part('0020,000D') };
    await go(page, 'Look');
    for (const modality of ['CT', 'US', 'SC', 'OT']) {
      const series = page.locator(`[data-testid=series][data-modality=${modality}][data-state=unreviewed]`);
      if (await series.count() === 0) continue;
      await series.click();
      await lookAndClear(page);
      await series.waitFor({ state: 'detached' });
    }
    await go(page, 'Save');
    const images = [...unzip(await deliverZip(page))].filter(([name]) => name.endsWith('.dcm')).map(([, bytes]) => parse(bytes));
    const same = images.filter((elements) => elements.get('00100010').text === promised['00100010']);
    assert.ok(same.length > 1);
    for (const elements of same) for (const [tag, text] of Object.entries(promised)) assert.equal(elements.get(tag).text, text);
    await close();
  });

  test('saves the rules in force and loads them again, and says what is wrong with others', async () => {
    const { page, close } = await open(browser, site.url);
    await rules(page);
    await page.getByTestId('preset').selectOption('research');
    await page.getByLabel('Device identity').check();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('policy-save').click()]);
    assert.equal(download.suggestedFilename(), 'darkroom-policy.json');
    const saved = readFileSync(await download.path(), 'utf8');
    assert.ok(JSON.parse(saved).options.includes('device'));
    await page.getByTestId('preset').selectOption('strict');
    await page.getByTestId('policy-load').setInputFiles({ name: 'rules.json', mimeType: 'application/json', buffer: Buffer.from(saved) });
    await page.getByText('These rules are loaded and in force.').waitFor();
    assert.ok(await page.getByLabel('Device identity').isChecked());
    assert.ok(await page.getByLabel('Safe private attributes').isChecked());

    const contradiction = '{"options": ["full-dates", "modified-dates"]}';
    for (const [text, words] of [[contradiction, /Full Dates Option and .* Modified Dates Option exclude each other/], ['hello', /it is not JSON/]]) {
      await page.getByTestId('policy-load').setInputFiles({ name: 'rules.json', mimeType: 'application/json', buffer: Buffer.from(text) });
      await page.getByTestId('policy-fault').filter({ hasText: words }).waitFor();
      assert.ok(await page.getByLabel('Device identity').isChecked());
    }
    await close();
  });

  test('a page is not packed without the rules that somebody asked for', () => {
    assert.throws(
      () => execFileSync(process.execPath, [join(TOP, 'www/pack.mjs'), '--policy', ''], { stdio: 'pipe' }),
      (error) => String(error.stderr).includes('--policy names no file'),
    );
  });

  test('a page with built-in rules says why, and takes no others', async () => {
    const policy = join(folder, 'trust.json');
    const reason = 'Agreed with the "Caldicott Guardian" <IG & R&D> on 3 March';
    writeFileSync(policy, JSON.stringify({ preset: 'strict', reason }));
    execFileSync(process.execPath, [join(TOP, 'www/pack.mjs'), join(TOP, 'target/page'), join(folder, 'dist'), '--quick', '--policy', policy]);
    const { page, complaints, close } = await open(browser, pathToFileURL(join(folder, 'dist/darkroom.html')).href);
    await rules(page);
    assert.equal(await page.getByTestId('policy-locked').innerText(), `Locked by your trust: ${reason}`);
    assert.equal(await page.getByTestId('preset').inputValue(), 'strict');
    for (const control of [page.getByTestId('preset'), page.getByLabel('Device identity'), page.getByRole('button', { name: 'Keep', exact: true }),
      page.getByTestId('policy-load'), page.getByRole('button', { name: 'Load rules…' }), page.getByTestId('keep-patient-id'),
      page.getByTestId('permission-by')]) assert.ok(await control.isDisabled());
    // Somebody who forces the controls changes nothing.
    await page.evaluate(() => {
      for (const control of document.querySelectorAll('[disabled]')) control.removeAttribute('disabled');
    });
    await page.getByTestId('preset').selectOption('research');
    await page.getByTestId('policy-load').setInputFiles({ name: 'r.json', mimeType: 'application/json', buffer: Buffer.from('{"preset":"research"}') });
    await page.getByText('The rules can’t be changed now.').waitFor();
    await rowWith(page, '0008,0020', 'emptied');
    assert.match(await page.getByRole('button', { name: /^Rules/ }).first().innerText(), /Strict/);
    assert.deepEqual(complaints, []);
    await close();
  });
});
