// Words that leave, on the built page: every distinct text with what was cut from it; one struck out, a cut word brought
// back, a name refused; and what then leaves.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { PATIENT, ct, parse } from './dicom.mjs';
import { address, clearGlanced, deliverZip, filesIn, folder, go, launch, open } from './page.mjs';
import { nameOf, unzip } from './zip.mjs';

const FIRST = 'CT thorax Blorptastic for Testerton';
const SECOND = 'Axial routine';

/** Two images, each with texts of its own. */
const study = () => {
  const files = {};
  for (const [at, series] of [[1, SECOND], [2, 'Coronal']]) {
    files[`${at}.dcm`] = ct(at, { more: { '00081030': ['LO', FIRST], '0008103e': ['LO', series], '00204000': ['LT', 'Wombatted'] } });
  }
  return files;
};

const row = (page, text) => page.getByTestId('words-row').filter({ hasText: text });
const word = (page, text, name) => row(page, text).getByRole('button', { name: new RegExp(`^${name},`) });
const read = (page) => page.locator('[data-testid=words-panel][data-reading=false] [data-testid=words-row]').first().waitFor();

describe('words that leave', () => {
  let browser, site, given;
  before(async () => { browser = await launch(); site = await address('http'); given = folder(study()); });
  after(async () => { await browser.close(); site.close(); given.remove(); });

  test('are shown, struck out and brought back, and leave as decided', async () => {
    const { page, complaints, close } = await open(browser, site.url);
    await page.getByTestId('intake-folder').setInputFiles(given.path);
    await filesIn(page, 2);
    await clearGlanced(page);
    await go(page, 'Save');
    await page.getByTestId('words-new').getByText('Look at them').click();
    await read(page);

    // Each once, with what was cut, where it stands, and on how many images.
    assert.equal(await row(page, 'CT thorax').count(), 1);
    assert.match(await row(page, 'CT thorax').innerText(), /Study Description.*2 images.*Case 1/s);
    assert.match(await row(page, SECOND).innerText(), /Series Description.*1 image /s);
    assert.match(await row(page, 'Wombatted').innerText(), /nothing of it leaves/);
    const cut = await row(page, 'CT thorax').getByTestId('words-bring-back').allInnerTexts();
    assert.deepEqual(cut, ['Blorptastic', 'for', 'Testerton']);

    // By the keyboard alone: down, struck out, let leave, struck out again.
    await row(page, 'CT thorax').focus();
    await page.keyboard.press('ArrowDown');
    const focused = page.locator('[data-testid=words-row]:focus');
    assert.equal(await focused.count(), 1);
    await row(page, SECOND).focus();
    for (const [key, struck] of [['s', 'true'], ['Delete', 'false'], ['Delete', 'true']]) {
      await page.keyboard.press(key);
      await page.locator(`[data-testid=words-row][data-struck=${struck}]:focus`).waitFor();
    }

    // A word that nobody is called comes back, one that names the patient does not.
    await word(page, 'CT thorax', 'Testerton').click();
    await page.getByTestId('words-refused').waitFor();
    assert.equal(await page.locator('[data-back=true]').count(), 0);
    await row(page, 'CT thorax').focus();
    await page.keyboard.press('b');
    await page.locator('[data-testid=words-bring-back][data-back=true]').waitFor();
    assert.equal(await page.getByTestId('words-refused').count(), 0);
    await word(page, 'CT thorax', 'Blorptastic').click();
    await page.locator('[data-back=true]').waitFor({ state: 'detached' });
    await word(page, 'CT thorax', 'Blorptastic').click();
    await page.locator('[data-back=true]').waitFor();
    await read(page);

    // Nothing is new any more, once it has been on the screen for half a second.
    await page.waitForTimeout(1000);
    await go(page, 'Save');
    assert.equal(await page.getByTestId('words-new').count(), 0);
    const entries = unzip(await deliverZip(page));
    const images = [...entries].filter(([name]) => name.endsWith('.dcm')).map(([, bytes]) => parse(bytes));
    assert.equal(images.length, 2);
    assert.deepEqual(images.map((image) => image.get('00081030').text), ['CT thorax Blorptastic', 'CT thorax Blorptastic']);
    const series = images.map((image) => image.get('0008103e')?.text ?? '').sort();
    assert.deepEqual(series, ['', 'Coronal']);

    const certificate = JSON.parse(entries.get(nameOf(entries, 'darkroom-certificate')));
    assert.deepEqual(certificate.wording, { texts_struck: 1, words_struck: 0, words_brought_back: 1 });
    const papers = ['README', 'darkroom-certificate'].map((start) => entries.get(nameOf(entries, start)).toString());
    for (const said of papers) assert.ok(!said.includes('Blorptastic') && !said.includes(SECOND) && !said.includes(PATIENT.name));
    assert.match(papers[0], /1 {2}words that the cleaning had cut/);
    assert.deepEqual(complaints, []);
    await close();
  });

  test('a word is struck out of every text, for one case alone too, and the last decision taken back', async () => {
    const other = { '00100010': ['PN', 'OTHERSON^GILES'], '00100020': ['LO', 'HOSP1112223'], '00100030': ['DA', '19500101'], '0020000d': ['UI', '1.2.826.0.1.3680043.10.5555.9'] };
    const of = (number, series, more = {}) => ct(number, { series, more: { '00081030': ['LO', 'Knee routine'], '0008103e': ['LO', `Axial knee ${series + 2} mm`], ...more } });
    const two = folder({ '1.dcm': of(1, 2), '2.dcm': of(2, 3, other) });
    const { page, complaints, close } = await open(browser, site.url);
    await page.getByTestId('intake-folder').setInputFiles(two.path);
    await filesIn(page, 2);
    await clearGlanced(page);
    await go(page, 'Rules');
    await page.getByTestId('words-tab').click();
    await read(page);
    const struck = page.locator('[data-testid=words-word].cut-out');
    const counts = (count) => page.waitForFunction((count) => document.querySelectorAll('[data-testid=words-word].cut-out').length === count, count);
    await row(page, 'Knee routine').focus();
    await page.keyboard.press('ArrowRight');
    await row(page, 'Knee routine').locator('.word.at').getByText('Knee').waitFor();
    await page.keyboard.press('w');
    // In every text that holds it, whatever its capitals, and so it stays once all is read again.
    await counts(3);
    await read(page);
    await counts(3);
    await page.getByText('1 word struck out').waitFor();
    assert.match((await struck.allInnerTexts()).join(' '), /^[Kk]nee [Kk]nee [Kk]nee$/);
    await page.keyboard.press('Control+z');
    await counts(0);
    await page.getByTestId('undone').getByText('Taken back').waitFor();
    await page.keyboard.press('Control+y');
    await counts(3);
    await read(page);

    // For the second case alone.
    await page.getByTestId('words-case').selectOption({ index: 2 });
    const rows = page.getByTestId('words-row');
    await page.waitForFunction(() => ![...document.querySelectorAll('[data-testid=words-row]')].some((row) => row.textContent.includes('2 cases')));
    await row(page, 'routine').locator('[data-testid=words-word]').getByText('routine').click();
    await row(page, 'routine').getByTestId('words-strike-word').click();
    await counts(3);
    // Among all, what leaves of one case alone is a line of its own.
    await page.getByTestId('words-case').selectOption({ index: 0 });
    await counts(5);
    assert.equal(await rows.filter({ hasText: 'routine' }).count(), 2);
    await go(page, 'Save');
    const images = [...unzip(await deliverZip(page))];
    const texts = images.filter(([name]) => name.endsWith('.dcm')).map(([, bytes]) => parse(bytes).get('00081030')?.text ?? '');
    assert.deepEqual(texts.sort(), ['', 'routine']);
    const certificate = JSON.parse(images.find(([name]) => name.startsWith('darkroom-certificate'))[1]);
    assert.deepEqual(certificate.wording, { texts_struck: 0, words_struck: 2, words_brought_back: 0, of_one_case: 1 });
    assert.deepEqual(complaints, []);
    await close();
    two.remove();
  });

  test('count as looked at once they have been on the screen, and not before', async () => {
    const many = folder(Object.fromEntries(Array.from({ length: 40 }, (_, at) => [
      `${at}.dcm`, ct(at + 1, { more: { '0008103e': ['LO', `Axial ${at + 2} mm`] } }),
    ])));
    const { page, complaints, close } = await open(browser, site.url);
    await page.getByTestId('intake-folder').setInputFiles(many.path);
    await filesIn(page, 40);
    await go(page, 'Rules');
    await page.getByTestId('words-tab').click();
    await read(page);
    const rows = page.getByTestId('words-row');
    const all = await rows.count();
    assert.ok(all >= 40);
    await page.waitForTimeout(1500);
    await go(page, 'Save');
    const left = page.getByTestId('words-new').filter({ hasText: /new texts leave/ });
    const number = async () => Number(/(\d+) new/.exec(await left.innerText())[1]);
    const first = await number();
    assert.ok(first > 0 && first < all, `${first} of ${all} are left`);
    await left.getByText('Look at them').click();
    await read(page);
    for (let at = 0; at < all; at += 3) {
      await rows.nth(at).scrollIntoViewIfNeeded();
      await page.waitForTimeout(700);
    }
    await rows.last().scrollIntoViewIfNeeded();
    await page.waitForTimeout(700);
    await go(page, 'Save');
    assert.equal(await page.getByTestId('words-new').count(), 0);
    assert.deepEqual(complaints, []);
    await close();
    many.remove();
  });
});
