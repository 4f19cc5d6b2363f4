// The list for the PACS manager on the built page: typed, pasted, opened, saved, held against what was dropped; and that
// nothing of it, nor of rules and certificates that are loaded, is in anything but its own file.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { address, clearGlanced, deliverZip, filesIn, folder, go, launch, open, ORIGINS } from './page.mjs';
import { ct } from './dicom.mjs';
import { assertNobody } from './nobody.mjs';
import { paper, unzip, zip } from './zip.mjs';

const LIST = 'Surname,First name,Hosp no,Exam date,Exam\r\n"Testerton",Prudence,hosp 7788991,11/6/2024,CT\r\nGone,Girl,0099887,1/2/2024,MRI\r\n';

const csv = (text) => ({ name: 'Zebediah list.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
const field = (page, column, row) => page.getByLabel(`${column}, row ${row}`, { exact: true });
const rows = (page) => page.getByTestId('list-row');
const values = (page, row) => rows(page).nth(row - 1).locator('input').evaluateAll((inputs) => inputs.map((input) => input.value));

async function openList(page) {
  await page.getByTestId('list-open').click();
  await page.getByTestId('case-list').waitFor();
}

/** Presses what saves, and answers with the file's name and bytes; the browser's own window for a place is not there. */
async function saved(page, testId) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId(testId).click()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

const withoutPicker = () => { delete window.showSaveFilePicker; };

/** A workbook as another program writes it: shared texts, and a day by its style. */
function workbook() {
  const part = (text) => Buffer.from(`<?xml version="1.0"?>${text}`);
  const texts = ['Name', 'NHS number', 'Date', 'Modality', 'Doe, Jane', 'CT'].map((text) => `<si><t>${text}</t></si>`).join('');
  const cell = (at, index) => `<c r="${at}" t="s"><v>${index}</v></c>`;
  return zip({
    '[Content_Types].xml': part('<Types/>'),
    'xl/workbook.xml': part('<workbook xmlns:r="r"><sheets><sheet name="Mine" sheetId="1" r:id="a"/></sheets></workbook>'),
    'xl/_rels/workbook.xml.rels': part('<Relationships><Relationship Id="a" Target="worksheets/sheet1.xml"/></Relationships>'),
    'xl/sharedStrings.xml': part(`<sst>${texts}</sst>`),
    'xl/styles.xml': part('<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'),
    'xl/worksheets/sheet1.xml': part(`<worksheet><sheetData><row>${cell('A1', 0)}${cell('B1', 1)}${cell('C1', 2)}${cell('D1', 3)}</row>`
      + `<row>${cell('A2', 4)}<c r="B2"><v>9434765919</v></c><c r="C2" s="1"><v>45233</v></c>${cell('D2', 5)}</row></sheetData></worksheet>`),
  });
}

describe('the list for the PACS manager', () => {
  let browser, files;
  before(async () => { browser = await launch(); files = folder({ 'CT/1': ct(1), 'CT/2': ct(2) }); });
  after(async () => { await browser.close(); files.remove(); });

  test('is typed by keyboard alone, and says what may be a slip', async () => {
    const site = await address('http');
    const { page, complaints, close } = await open(browser, site.url, withoutPicker);
    await page.getByTestId('list-open').focus();
    await page.keyboard.press('Enter');
    await field(page, 'Name', 1).focus();
    await page.keyboard.type('Doe, Jane');
    await page.keyboard.press('Tab');
    await page.keyboard.type('943 476 5919');
    await rows(page).first().getByText('NHS number', { exact: true }).waitFor();
    await page.keyboard.press('Backspace');
    await page.keyboard.type('8');
    await rows(page).first().getByText('Check digit wrong, if it is an NHS number').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.type('last week');
    await rows(page).first().getByText('Not a date that is known here: 3/11/2023').waitFor();

    // A blank row waits below; Enter goes there, in the same column.
    await page.keyboard.press('Enter');
    await page.keyboard.type('3 Nov 2023');
    assert.deepEqual(await values(page, 2), ['', '', '3 Nov 2023', '', '']);
    await page.keyboard.press('ArrowUp');
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), 'Date, row 1');
    assert.equal(await rows(page).count(), 3);

    // Taken out by keyboard; the focus stays in the table.
    await rows(page).first().getByTestId('list-remove').focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelectorAll('[data-testid=list-row]').length === 2);
    await page.waitForFunction(() => document.activeElement.getAttribute('aria-label') === 'Name, row 1');
    assert.deepEqual(await values(page, 1), ['', '', '3 Nov 2023', '', '']);

    // Leaving would lose it: the page asks, until it is saved.
    const asks = () => page.evaluate(() => !window.dispatchEvent(new Event('beforeunload', { cancelable: true })));
    assert.equal(await asks(), true);
    await saved(page, 'list-save-csv');
    await page.getByText('Given to the browser').waitFor();
    assert.equal(await asks(), false);
    assert.deepEqual(complaints, []);
    await close();
    site.close();
  });

  test('is pasted from a spreadsheet, with headings or without', async () => {
    const site = await address('http');
    const { page, complaints, close } = await open(browser, site.url, withoutPicker);
    await openList(page);
    const paste = (text) => page.evaluate((text) => {
      const data = new DataTransfer();
      data.setData('text/plain', text);
      document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    }, text);
    await field(page, 'Hospital or NHS number', 1).focus();
    await paste('0012345\t3/11/2023\tCT\r\nRXH77\t4/11/2023\t"MRI\nhead"\r\n');
    await field(page, 'Date', 2).waitFor();
    assert.deepEqual(await values(page, 1), ['', '0012345', '3/11/2023', 'CT', '']);
    assert.deepEqual(await values(page, 2), ['', 'RXH77', '4/11/2023', 'MRI, head', '']);
    await field(page, 'Name', 3).focus();
    await paste('Modality\tPatient name\r\nUS\tNg Li\r\n');
    await page.waitForFunction(() => document.querySelectorAll('[data-testid=list-row]').length === 4);
    assert.deepEqual(await values(page, 3), ['Ng Li', '', '', 'US', '']);
    assert.deepEqual(complaints, []);
    await close();
    site.close();
  });

  for (const origin of ORIGINS) {
    test(`workbooks and text files are opened and saved (${origin})`, { timeout: 90_000 }, async () => {
      const site = await address(origin);
      const { page, complaints, close } = await open(browser, site.url, withoutPicker);
      await openList(page);
      const input = page.getByTestId('list-file');
      await input.setInputFiles({ name: 'list.xlsx', mimeType: '', buffer: workbook() });
      await page.getByTestId('list-told').getByText('1 case added.').waitFor();
      assert.deepEqual(await values(page, 1), ['Doe, Jane', '9434765919', '03/11/2023', 'CT', '']);
      await input.setInputFiles(csv('=danger;4711\n'));
      await page.getByTestId('list-told').getByText('It has no headings').waitFor();
      await input.setInputFiles({ name: 'x.xlsx', mimeType: '', buffer: Buffer.from('PK nonsense') });
      await page.getByTestId('list-told').getByText('This list can’t be opened: the workbook is damaged.').waitFor();

      const book = await saved(page, 'list-save-xlsx');
      assert.match(book.name, /^Patient data - cases for PACS \d{4}-\d\d-\d\d\.xlsx$/);
      const sheet = unzip(book.bytes).get('xl/worksheets/sheet1.xml').toString();
      assert.ok(sheet.indexOf('Patient data: do not keep it on the PC') < sheet.indexOf('Hospital or NHS number'));
      assert.ok(sheet.includes('<v>45233</v>') && sheet.includes('>9434765919<') && !sheet.includes('<f>'));
      const text = await saved(page, 'list-save-csv');
      const lines = text.bytes.toString('utf8').split('\r\n');
      assert.ok(lines[0].startsWith('\uFEFF"Patient data: '));
      assert.equal(lines[3].split(',')[0], '"\'=danger"');

      // What was saved is opened again as it was.
      await page.getByTestId('list-clear').click();
      await input.setInputFiles({ name: book.name, mimeType: '', buffer: book.bytes });
      await page.getByTestId('list-told').getByText('2 cases added.').waitFor();
      assert.deepEqual(await values(page, 2), ['=danger', '4711', '', '', '']);
      assert.deepEqual(complaints, []);
      await close();
      site.close();
    });
  }

  test('says what was received, what is missing, and what nobody asked for', { timeout: 90_000 }, async () => {
    const site = await address('http');
    const { page, complaints, close } = await open(browser, site.url, withoutPicker);
    await openList(page);
    await page.getByTestId('list-file').setInputFiles(csv(LIST));
    await field(page, 'Name', 2).waitFor();
    await page.getByTestId('intake-folder').setInputFiles(files.path);
    await filesIn(page, 2);

    // Whoever is at the list stays there.
    const came = (row) => rows(page).nth(row - 1).getByTestId('list-came');
    await came(1).getByText('Received').waitFor();
    await came(1).getByText('number, name and date agree').waitFor();
    await came(2).getByText('Missing').waitFor();
    await page.getByTestId('list-tally').getByText('1 received, 1 missing').waitFor();
    await field(page, 'Name', 1).fill('Testerton, Barnaby');
    await came(1).getByText('it may be another person').waitFor();
    await field(page, 'Name', 1).fill('');
    await field(page, 'Hospital or NHS number', 1).fill('4711');
    await page.getByTestId('list-unexpected').getByText('Testerton').waitFor();
    await page.getByTestId('list-close').click();
    await page.getByTestId('list-standing').getByText('2 missing; 1 study that nobody asked for').waitFor();
    assert.deepEqual(complaints, []);
    await close();
    site.close();
  });

  test('a workbook that is dropped with the images is offered as the list, and is counted all the same', { timeout: 90_000 }, async () => {
    const both = folder({ 'CT/1': ct(1), 'my list.xlsx': workbook() });
    const site = await address('http');
    const { page, complaints, close } = await open(browser, site.url, withoutPicker);
    await page.getByTestId('intake-folder').setInputFiles(both.path);
    await filesIn(page, 2);
    await page.getByTestId('list-offer-open').click();
    await field(page, 'Name', 2).waitFor();
    assert.equal((await values(page, 1))[0], 'Doe, Jane');
    const summary = page.getByTestId('summary');
    assert.equal(await summary.getAttribute('data-in'), '2');
    assert.equal(await summary.getAttribute('data-not-dicom'), '1');
    assert.equal(await page.getByTestId('list-offer').count(), 0);
    assert.deepEqual(complaints, []);
    both.remove();
    await close();
    site.close();
  });

  test('nothing of it, nor of rules and certificates that are loaded, is in anything but its own file', { timeout: 120_000 }, async () => {
    const PLANTED = ['Zebediah', 'Quillfeather', '5551234567', 'secretnote', 'Wolverhampton'];
    const site = await address('http');
    const { page, complaints, close } = await open(browser, site.url, withoutPicker);
    await openList(page);
    await page.getByTestId('list-file').setInputFiles(csv('Name,Number,Date,Modality,Note\nQuillfeather,5551234567,11/6/2024,CT,secretnote\n'));
    await field(page, 'Name', 1).waitFor();
    await field(page, 'Note', 1).fill('secretnote Wolverhampton');
    const book = await saved(page, 'list-save-xlsx');
    const inBook = unzip(book.bytes).get('xl/worksheets/sheet1.xml').toString();
    assert.ok(inBook.includes('Quillfeather') && inBook.includes('5551234567') && inBook.includes('Wolverhampton'));

    // Folders and files carry the names too, and the list is among the images once more.
    const named = folder({ 'Zebediah Quillfeather/5551234567': ct(1), 'Wolverhampton/2': ct(2), 'Quillfeather.xlsx': book.bytes });
    await page.getByTestId('intake-folder').setInputFiles(named.path);
    await filesIn(page, 3);
    await page.getByTestId('list-offer-open').click();
    await field(page, 'Name', 3).waitFor();
    await go(page, 'Look');
    await clearGlanced(page);
    await page.keyboard.press('e');

    // So do rules that are loaded, and a certificate from which the permission is taken.
    const loaded = (testId, what) => page.getByTestId(testId)
      .setInputFiles({ name: 'Quillfeather.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(what)) });
    await go(page, 'Rules');
    await loaded('policy-load', { preset: 'teaching', name: 'Radiology', reason: 'Zebediah Quillfeather asked' });
    await page.getByText('These rules are loaded and in force.').waitFor();
    await go(page, 'Save');
    const recorded = { from: 'clinical-tutor', date: '2026-03-31', 'rules-read': true, purpose: 'publication' };
    await loaded('permission-load', {
      form: 1, permission: { recorded }, collection: { name: 'Wolverhampton' }, delivered: [{ path: 'Quillfeather/5551234567.dcm' }],
    });
    await page.waitForFunction(() => document.querySelector('[data-testid=permission-date]').value === '2026-03-31');
    await page.getByTestId('permission-record').click();
    await page.getByTestId('permission-said').getByText('Clinical Tutor').waitFor();
    const [decisions, slides] = [await saved(page, 'work-save'), await saved(page, 'deliver-slides')];
    const outputs = { zip: await deliverZip(page), decisions: decisions.bytes, slides: slides.bytes };
    await page.getByTestId('certificate').first().click();
    outputs.printed = Buffer.from(await page.locator('body').innerText());
    outputs.certificate = (await saved(page, 'certificate-json')).bytes;
    named.remove();
    assert.ok(paper(unzip(outputs.zip), 'darkroom-certificate'));
    const held = await page.evaluate(async () => JSON.stringify({
      local: { ...localStorage }, session: { ...sessionStorage }, databases: (await indexedDB.databases?.()) ?? [],
      caches: (await globalThis.caches?.keys()) ?? [], address: location.href, title: document.title, state: history.state,
    }));
    outputs.held = Buffer.from(held);
    outputs.name = Buffer.from(book.name);
    outputs.complaints = Buffer.from(complaints.join('\n'));
    assertNobody(Object.entries(outputs), PLANTED);
    assert.deepEqual(complaints, []);
    await close();
    site.close();
  });
});
