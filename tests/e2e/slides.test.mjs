// Pictures for slides on the built page: what is seen when it is marked is what is in the zip, out of images that may
// leave and no others, with nothing in the files but pixels.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { ct, ultrasound } from './dicom.mjs';
import { assertNobody } from './nobody.mjs';
import { address, clearGlanced, filesIn, folder, go, launch, lookAndClear, open, paint } from './page.mjs';
import { PICKER, choose as pick, listed } from './opfs.mjs';
import { boxes, chunks, decode } from './png.mjs';
import { codecPage, decode as decodeFilm, hasH264, mp4 } from './video.mjs';
import { paper, unzip } from './zip.mjs';

const RECTANGLE = [16, 26, 32, 16];
const TEXT = { rect: [18, 28, 20, 8], frame: 0 };

/** Red, green and blue of all of the shown picture. */
const onScreen = (page) => page.evaluate(() => {
  const canvas = document.querySelector('[data-testid=viewer]');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const rgb = [];
  for (let at = 0; at < data.length; at += 4) rgb.push(data[at], data[at + 1], data[at + 2]);
  return { columns: canvas.width, rows: canvas.height, rgb };
});

async function choose(page, modality) {
  await page.locator(`[data-testid=series][data-modality=${modality}]`).first().click();
  await page.waitForFunction(() => document.querySelector('[data-testid=viewer]')?.dataset.columns);
}

/** Presses E with the focus on the picture, until there are so many marks. */
async function mark(page, count) {
  await page.locator('#stage').focus();
  await page.keyboard.press('e');
  await page.waitForFunction((count) => document.querySelectorAll('.for-slides [data-testid=slide]').length === count, count);
}

async function save(page) {
  const [download] = await Promise.all([page.waitForEvent('download', { timeout: 120_000 }), page.getByTestId('deliver-slides').click()]);
  return unzip(readFileSync(await download.path()));
}

describe('pictures for slides', () => {
  let browser, site;
  before(async () => {
    browser = await launch({ args: ['--host-resolver-rules=MAP ward.example 127.0.0.1'] });
    site = await address('http');
  });
  after(async () => { await browser.close(); site.close(); });

  async function withFiles(files, url = site.url, first) {
    const made = folder(files);
    const opened = await open(browser, url, first);
    await opened.page.getByTestId('intake-folder').setInputFiles(made.path);
    await filesIn(opened.page, Object.keys(files).length);
    const end = async () => {
      // Said of any page on a name without a certificate.
      assert.deepEqual(opened.complaints.filter((words) => !words.startsWith('The Cross-Origin-Opener-Policy header has been ignored')), []);
      await opened.close();
      made.remove();
    };
    return { page: opened.page, end };
  }

  const study = () => ({
    'US/1': ultrasound(1, { text: TEXT }), 'CT/1': ct(1), 'CT/2': ct(2), 'CT/3': ct(3), 'CT/4': ct(4),
  });

  test('what was seen is in the zip, pixel by pixel, and nothing else', async () => {
    const { page, end } = await withFiles(study());
    await choose(page, 'US');
    await paint(page, RECTANGLE);
    await lookAndClear(page);
    await clearGlanced(page);
    await choose(page, 'US');
    await mark(page, 1);
    const sound = await onScreen(page);
    await choose(page, 'CT');
    await page.locator('select[aria-label=Window]').selectOption({ label: 'Bone' }).catch(() => {});
    await mark(page, 2);
    const slice = await onScreen(page);

    await go(page, 'Save');
    await page.getByText('Pictures for slides (2)').waitFor();
    const entries = await save(page);
    await page.getByText('Given to the browser: 2 files').waitFor();
    assertNobody(entries);
    const names = [...entries.keys()].filter((name) => name.endsWith('.png'));
    assert.equal(entries.size, 5);
    assert.deepEqual(names.map((name) => name.replace(/[0-9A-Z]{8}/g, '#')), ['CASE-#-US-0007-IM0001-#.png', 'CASE-#-CT-0002-IM0001-#.png']);
    for (const [name, seen] of [[names[0], sound], [names[1], slice]]) {
      assert.deepEqual(chunks(entries.get(name)).map(([kind]) => kind), ['IHDR', 'IDAT', 'IEND']);
      const { columns, rows, rgb } = decode(entries.get(name));
      assert.deepEqual([columns, rows], [seen.columns, seen.rows]);
      assert.ok(rgb.equals(Buffer.from(seen.rgb)), name);
    }
    // The name's place is black, and beside it is not.
    const { rgb } = decode(entries.get(names[0]));
    assert.equal(rgb[(30 * 80 + 20) * 3], 0);
    assert.equal(rgb[(50 * 80 + 20) * 3], 90);

    const certificate = JSON.parse(paper(entries, 'darkroom-certificate'));
    assert.deepEqual(certificate.delivered, []);
    assert.deepEqual(certificate.slides.map(({ file }) => file), [...names].sort());
    for (const { file, sha256, bytes, of } of certificate.slides) {
      assert.equal(createHash('sha256').update(entries.get(file)).digest('hex'), sha256);
      assert.equal(entries.get(file).length, bytes);
      assert.match(of[0].image, /^CASE-\w{8}\/Study-[\w-]+\/(US|CT)-[\w-]+\/IM0001-\w{8}\.dcm$/);
      assert.deepEqual(of[0].frames, [1, 1]);
    }
    assert.match(String(paper(entries, 'SHA256SUMS')), new RegExp(`  ${names[0]}\n`));
    await end();
  });

  test('zoom is kept, JPEG and a screen’s size can be chosen, and a mark is taken off again', async () => {
    const { page, end } = await withFiles({ 'CT/1': ct(1, { rows: 256, columns: 256 }) });
    await clearGlanced(page);
    await choose(page, 'CT');
    await mark(page, 1);
    await page.keyboard.press('e');
    await page.locator('.for-slides [data-testid=slide]').waitFor({ state: 'detached' });
    await page.locator('select[aria-label=Zoom]').selectOption('400');
    await mark(page, 1);
    await go(page, 'Save');
    const [alone] = await Promise.all([page.waitForEvent('download'), page.getByTestId('deliver-slide').click()]);
    assert.match(alone.suggestedFilename(), /^CASE-\w{8}-CT-0002-IM0001-\w{8}\.png$/);
    const single = readFileSync(await alone.path());
    let entries = await save(page);
    const png = (found) => found.get([...found.keys()].find((name) => name.endsWith('.png')));
    assert.ok(single.equals(png(entries)));
    const zoomed = decode(png(entries));
    assert.ok(zoomed.rows < 256 && zoomed.rows > 32, `${zoomed.rows} rows`);
    await page.getByTestId('slides-format').selectOption('jpeg');
    await page.getByTestId('slides-size').selectOption('screen');
    entries = await save(page);
    const [, jpeg] = [...entries].find(([name]) => name.endsWith('.jpg'));
    assert.equal(jpeg.toString('latin1', 6, 10), 'JFIF');
    const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
    const [high, wide] = [jpeg.readUInt16BE(frame + 5), jpeg.readUInt16BE(frame + 7)];
    assert.ok(high === 1080 || wide === 1920, `${wide} × ${high}`);
    await end();
  });

  test('go into a folder on the drive as well, read back, and never over what is there', async () => {
    const { page, end } = await withFiles({ 'CT/1': ct(1, { rows: 256, columns: 256 }) }, site.url, PICKER);
    await clearGlanced(page);
    await choose(page, 'CT');
    await mark(page, 1);
    await go(page, 'Save');
    const said = (words) => page.getByTestId('slides-said').getByText(words).waitFor();
    // What was said of the last is taken away before the next begins.
    const into = (name) => pick(page, name, 'deliver-slides-folder');
    await into('pictures');
    await said('1 picture saved in “pictures” and read back.');
    const first = await listed(page, 'pictures');
    assert.equal(first.size, 4, [...first.keys()].join('\n'));
    assertNobody(first);
    const [slide] = JSON.parse(paper(first, 'darkroom-certificate')).slides;
    for (const line of String(paper(first, 'SHA256SUMS')).trim().split('\n')) {
      const [sum, name] = line.split('  ');
      assert.equal(createHash('sha256').update(first.get(name)).digest('hex'), sum, name);
    }

    // The same once more is there already; another view of it gets another name.
    await into('pictures');
    await said('1 picture saved in “pictures” and read back.');
    assert.deepEqual([...(await listed(page, 'pictures')).keys()].sort(), [...first.keys()].sort());
    await go(page, 'Look');
    await choose(page, 'CT');
    await page.locator('.for-slides [data-testid=slide] button').first().click();
    await page.locator('select[aria-label=Zoom]').selectOption('400');
    await mark(page, 1);
    await go(page, 'Save');
    await into('pictures');
    await said('1 picture saved in “pictures” and read back.');
    const both = await listed(page, 'pictures');
    assert.equal(both.size, 8);
    assert.ok(both.get(slide.file).equals(first.get(slide.file)));
    assert.ok(both.has(slide.file.replace('.png', '-2.png')));

    // A drive that is full: what is there is said, and that the certificate is not.
    await page.evaluate(() => {
      const write = FileSystemFileHandle.prototype.createWritable;
      let left = 3;
      FileSystemFileHandle.prototype.createWritable = function (...options) {
        return left-- > 0 ? write.apply(this, options) : Promise.reject(new DOMException('', 'QuotaExceededError'));
      };
    });
    await into('small');
    await said('The drive is full. 1 picture is in the folder, read back, but not the certificate');
    assert.equal((await listed(page, 'small')).size, 1);
    await end();
  });

  test('what may not leave is told with its reason, and is not drawn', async () => {
    const { page, end } = await withFiles(study());
    await choose(page, 'US');
    await mark(page, 1);
    await go(page, 'Save');
    const reason = page.locator('.slides [data-testid=slide] p');
    await reason.waitFor();
    assert.equal(await page.getByTestId('deliver-slides').getAttribute('aria-disabled'), 'true');
    await page.getByRole('button', { name: 'Look', exact: false }).first().click();
    await clearGlanced(page);
    await choose(page, 'CT');
    await mark(page, 2);
    await go(page, 'Save');
    const entries = await save(page);
    assert.deepEqual([...entries.keys()].filter((name) => /-US-/.test(name)), []);
    await page.getByText('1 mark was left out').waitFor();
    const certificate = JSON.parse(paper(entries, 'darkroom-certificate'));
    assert.equal(certificate.slides.length, 1);
    assert.equal(certificate.verification.clean, 1);
    await end();
  });

  test('a stack is a film: an MP4 without a word in it where the browser can, else an animated PNG', async (t) => {
    const codecs = await codecPage(browser);
    const can = await hasH264(codecs.page);
    const file = await address('file');
    // On a name that is not the machine's own there is no secure context, and so no encoder.
    const insecure = site.url.replace('127.0.0.1', 'ward.example');
    for (const [url, expected] of [[file.url, can ? 'mp4' : 'png'], [insecure, 'png']]) {
      const { page, end } = await withFiles(study(), url);
      await clearGlanced(page);
      await choose(page, 'CT');
      const seen = await onScreen(page);
      await page.getByTestId('mark-film').click();
      await go(page, 'Save');
      const entries = await save(page);
      assertNobody(entries);
      const [name, file] = [...entries].find(([name]) => /\.(mp4|png)$/.test(name));
      assert.match(name, new RegExp(`^CASE-\\w{8}-CT-0002-\\w{6}\\.${expected}$`));
      if (expected === 'mp4') {
        const all = boxes(file);
        const box = (path) => all.find(([found]) => found === path)[1];
        for (const path of ['moov/mvhd', 'moov/trak/tkhd', 'moov/trak/mdia/mdhd']) assert.equal(box(path).readBigUInt64BE(4), 0n);
        assert.equal(box('moov/trak/mdia/minf/stbl/stsz').readUInt32BE(8), 4);
        assert.ok(!all.some(([found]) => /udta|meta|uuid|free/.test(found)));
        const [first] = await decodeFilm(codecs.page, mp4(file));
        // Light within the limits of a film (16 to 235), and near to what was seen.
        const off = seen.rgb.filter((_, at) => at % 3 === 0).map((grey, at) => Math.abs(first[at] - (16 + (grey * 219) / 255)));
        assert.ok(off.reduce((sum, one) => sum + one, 0) / off.length < 6);
      } else {
        const kinds = chunks(file).map(([kind]) => kind);
        assert.deepEqual(kinds.filter((kind) => kind === 'fcTL').length, 4);
        assert.ok(kinds.every((kind) => ['IHDR', 'acTL', 'fcTL', 'IDAT', 'fdAT', 'IEND'].includes(kind)), `${kinds}`);
        await page.getByText('the film is an animated PNG').waitFor();
      }
      const [slide] = JSON.parse(paper(entries, 'darkroom-certificate')).slides;
      assert.equal(slide.of.length, 4);
      t.diagnostic(`${url.split(':')[0]}: ${expected}, ${file.length} bytes`);
      await end();
    }
    await codecs.close();
  });
});
