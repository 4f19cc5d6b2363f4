// What a collection is called: in the names of zip and folder and on the certificate, unless it names a patient; and the
// case names of the drive beside those of the screen.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { PATIENT, ct } from './dicom.mjs';
import { PICKER, choose, listed } from './opfs.mjs';
import { address, clearGlanced, filesIn, folder, go, launch, open } from './page.mjs';
import { paper, unzip } from './zip.mjs';

describe('the name of a collection', () => {
  let browser, site, files;
  before(async () => {
    browser = await launch();
    site = await address('http');
    files = folder({ 'CT/1': ct(1), 'CT/2': ct(2) });
  });
  after(async () => { await browser.close(); site.close(); files.remove(); });

  test('goes onto zip, folder and certificate, and no name of a patient does', async () => {
    const { page, complaints, close } = await open(browser, site.url, PICKER);
    await page.getByTestId('intake-folder').setInputFiles(files.path);
    await filesIn(page, 2);
    await clearGlanced(page);
    await go(page, 'Save');
    await page.getByTestId('permission-without').click();
    const zipped = async () => {
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('deliver-zip').click()]);
      return { name: download.suggestedFilename(), out: unzip(readFileSync(await download.path())) };
    };

    // Refused at the field, and refused at the button.
    await page.getByTestId('collection-name').fill('Prudence’s chest');
    await page.getByTestId('collection-words').focus();
    await page.getByTestId('collection-fault').getByText('The name of the collection names a patient of these images').waitFor();
    await page.getByTestId('deliver-zip').click();
    await page.getByRole('alert').filter({ hasText: 'The name of the collection names a patient' }).first().waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByTestId('collection-name').fill('Chest / teaching: 2026');
    await page.getByTestId('collection-words').fill(`of ${PATIENT.id}`);
    await page.getByTestId('collection-name').focus();
    await page.getByTestId('collection-fault').getByText('The description of the collection names a patient').waitFor();
    await page.getByTestId('collection-words').fill('For the finals');

    // What is shown is what is there.
    const said = await page.getByTestId('on-the-drive').innerText();
    const [, name] = /in it (CASE-\w{8}); beside them README/.exec(said);
    assert.match(said, /^On the drive: Darkroom-Chest-teaching-2026\.zip or a folder Darkroom-Chest-teaching-2026, /);
    await page.getByText(`Case 1 (${name})`).first().waitFor();
    const first = await zipped();
    assert.equal(first.name, 'Darkroom-Chest-teaching-2026.zip');
    assert.ok([...first.out.keys()].some((path) => path.startsWith(`${name}/`)));
    const certificate = JSON.parse(paper(first.out, 'darkroom-certificate'));
    assert.deepEqual(certificate.collection, { name: 'Chest / teaching: 2026', description: 'For the finals' });
    assert.match(String(paper(first.out, 'README')), /Collection\r\n-+\r\nChest \/ teaching: 2026\r\nFor the finals\r\n/);
    const second = await zipped();
    assert.match(second.name, /^Darkroom-Chest-teaching-2026-\d{4}-\d\d-\d\d-\d{6}\.zip$/);

    await choose(page, 'drive', 'deliver-folder');
    await page.getByText('2 images saved in “Darkroom-Chest-teaching-2026” and read back.').waitFor();
    const drive = await listed(page, 'drive');
    assert.equal(drive.size, 5);
    for (const path of drive.keys()) assert.ok(path.startsWith('Darkroom-Chest-teaching-2026/'), path);
    assert.deepEqual(complaints, []);
    await close();
  });
});
