// Videos on the built page: shown where the browser can, a card where it can't, and painted and compressed again.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { TOKENS, parse, video } from './dicom.mjs';
import { ORIGINS, address, counts, deliverZip, filesIn, folder, launch, lookAndClear, open, paint } from './page.mjs';
import { COUNTER, NAME, SHAPE, codecPage, counterLevel, decode, encode, fragment, fragments, hasH264, mp4, transportStream } from './video.mjs';
import { unzip } from './zip.mjs';

const H264 = '1.2.840.10008.1.2.4.102';
const MPEG2 = '1.2.840.10008.1.2.4.100';
const HEARD = 'TESTERTON PRUDENCE in a message beside the picture';

/** A message beside the picture (SEI, user data) that holds a name. */
function message(text) {
  const body = Buffer.concat([Buffer.alloc(16, 7), Buffer.from(text)]);
  return Buffer.concat([Buffer.from([0, 0, 0, 1, 6, 5, body.length]), body, Buffer.from([0x80])]);
}

/** Red of the shown picture at a point. */
const shownAt = (page, x, y) => page.evaluate(([x, y]) => {
  const copy = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d');
  copy.drawImage(document.querySelector('[data-testid=viewer]'), -x, -y);
  return copy.getImageData(0, 0, 1, 1).data[0];
}, [x, y]);

/** What a screen makes of brightness without colour. */
const onScreen = (level) => Math.max(0, Math.min(255, ((level - 16) * 255) / 219));

async function choose(page, number) {
  await page.getByTestId('series').nth(number).click();
}

for (const origin of ORIGINS) {
  describe(`videos on the page from ${origin}`, () => {
    let browser, site, files, codecs, can;
    before(async () => {
      browser = await launch();
      site = await address(origin);
      codecs = await codecPage(browser);
      can = await hasH264(codecs.page);
      const pictures = can ? await encode(codecs.page) : [Buffer.from([0, 0, 0, 1, 0x65])];
      const stream = transportStream(pictures.map((picture) => Buffer.concat([message(HEARD), picture])));
      files = folder({
        'ES/good.dcm': video(1, H264, SHAPE, fragment(stream), 1),
        'ES/mpeg2.dcm': video(2, MPEG2, SHAPE, fragment(transportStream([Buffer.from([0, 0, 1, 0xb3])], 2)), 2),
        'ES/longer.dcm': video(3, H264, { ...SHAPE, frames: 7 }, fragment(stream), 3),
      });
    });
    after(async () => { await codecs.close(); await browser.close(); site.close(); files.remove(); });

    test('holds videos, shows what the browser can decode, and says why not of the rest', async (t) => {
      const { page, complaints, close } = await open(browser, site.url);
      await page.getByTestId('intake-folder').setInputFiles(files.path);
      await filesIn(page, 3);
      assert.deepEqual(await counts(page), { in: 3, cleaned: 0, held: 3, deleted: 0, notDicom: 0 });
      assert.equal(await page.locator('[data-testid=series][data-state=held]').count(), 3);

      await choose(page, 1);
      const card = page.locator('.message');
      await card.getByText('no browser can decode MPEG-2').waitFor();
      assert.match(await card.textContent(), /held back.*export still images/s);

      if (!can) return t.skip('this browser has no H.264');
      await choose(page, 0);
      await page.waitForFunction(() => document.querySelector('[data-testid=viewer]')?.dataset.columns === '320');
      const viewer = page.getByTestId('viewer');
      assert.equal(await viewer.getAttribute('data-frames'), '30');
      const level = async (frame) => {
        await page.waitForFunction((wanted) => document.querySelector('[data-testid=viewer]')?.dataset.frame === wanted, String(frame + 1));
        await page.evaluate(() => new Promise((resolve) => { requestAnimationFrame(() => requestAnimationFrame(resolve)); }));
        return shownAt(page, COUNTER.x + 16, COUNTER.y + 16);
      };
      assert.ok(Math.abs(await level(0) - onScreen(counterLevel(0))) < 14);
      assert.ok(await shownAt(page, NAME[0] + 30, NAME[1] + 10) > 240);
      await page.locator('#stage').focus();
      for (let frame = 1; frame <= 20; frame += 1) {
        await page.keyboard.press('ArrowRight');
        const shown = await level(frame);
        assert.ok(Math.abs(shown - onScreen(counterLevel(frame))) < 14, `frame ${frame}: ${shown}`);
      }
      await page.getByTestId('compress-again').waitFor();

      // The viewer shows seven pictures of it, and nobody would see the others.
      await choose(page, 2);
      await page.getByText('it holds 30 pictures, and its header says 7').waitFor();
      assert.deepEqual(complaints, []);
      await close();
    });

    test('paints a video, compresses it again, and tells of the loss', async (t) => {
      if (!can) return t.skip('this browser has no H.264');
      const { page, complaints, close } = await open(browser, site.url);
      await page.getByTestId('intake-folder').setInputFiles(files.path);
      await filesIn(page, 3);
      await choose(page, 0);
      await page.getByTestId('compress-again').click();
      await page.locator('[data-testid=series][data-state=unreviewed][data-triage=look]').waitFor();
      assert.deepEqual(await counts(page), { in: 3, cleaned: 0, held: 2, deleted: 0, notDicom: 0 });
      await page.waitForFunction(() => document.querySelector('[data-testid=viewer]')?.dataset.columns === '320');
      await page.getByTestId('reach').selectOption('image');
      await paint(page, NAME);
      await lookAndClear(page);
      await page.locator('[data-testid=series][data-state=redacted]').waitFor();
      const out = unzip(await deliverZip(page));
      await page.locator('[data-testid=summary][data-cleaned="1"]').waitFor();
      assert.deepEqual(await counts(page), { in: 3, cleaned: 1, held: 2, deleted: 0, notDicom: 0 });

      const [bytes] = [...out].filter(([name]) => name.endsWith('.dcm')).map(([, bytes]) => bytes);
      for (const token of TOKENS) assert.ok(!bytes.includes(Buffer.from(token, 'latin1')), token);
      const found = parse(bytes);
      const text = (tag) => found.get(tag)?.text;
      assert.equal(text('00020010'), H264);
      assert.equal(text('00280008'), '30');
      assert.equal(text('00181063'), '40');
      assert.match(text('00080008'), /^DERIVED\\PRIMARY/);
      assert.equal(text('00282110'), '01');
      assert.match(text('00282112'), /^\d+\.\d\d\\\d+\.\d\d$/);
      assert.equal(text('00282114'), 'ISO_14496_10\\ISO_14496_10');
      assert.match(text('00082111'), /pixels blanked by Darkroom; compressed again as H\.264 by Darkroom/);
      assert.equal(text('00280301'), 'NO');

      const [table, stream, ...more] = fragments(found.get('7fe00010').bytes);
      assert.deepEqual([table.length, more.length], [0, 0]);
      const taken = mp4(stream);
      assert.ok(taken.isKey.has(0) && taken.isKey.has(25));
      const pictures = await decode(codecs.page, taken);
      assert.equal(pictures.length, SHAPE.frames);
      const [x0, y0, width, height] = NAME;
      pictures.forEach((picture, frame) => {
        const at = (x, y) => picture[y * SHAPE.columns + x];
        let most = 0;
        for (let y = y0; y < y0 + height; y += 1) {
          for (let x = x0; x < x0 + width; x += 1) most = Math.max(most, Math.abs(at(x, y) - 16));
        }
        assert.ok(most <= 12, `frame ${frame} is off black by ${most}`);
        assert.ok(Math.abs(at(COUNTER.x + 16, COUNTER.y + 16) - counterLevel(frame)) <= 6, `frame ${frame} is another`);
        let off = 0;
        let count = 0;
        for (let y = 64; y < 176; y += 1) {
          for (let x = 0; x < SHAPE.columns; x += 1) {
            off += Math.abs(at(x, y) - (70 + Math.round(60 * (x / SHAPE.columns) + 40 * (y / SHAPE.rows))));
            count += 1;
          }
        }
        assert.ok(off / count <= 3, `frame ${frame} is off by ${off / count} outside`);
      });
      assert.deepEqual(complaints, []);
      await close();
    });

    test('a video in which nothing is painted is compressed again too, and a bare look at it keeps no message', async (t) => {
      if (!can) return t.skip('this browser has no H.264');
      const { page, close } = await open(browser, site.url);
      await page.getByTestId('intake-folder').setInputFiles(files.path);
      await filesIn(page, 3);
      await choose(page, 0);
      await page.getByTestId('compress-again').click();
      await page.locator('[data-testid=series][data-state=unreviewed][data-triage=look]').waitFor();
      await page.waitForFunction(() => document.querySelector('[data-testid=viewer]')?.dataset.columns === '320');
      await lookAndClear(page);
      await page.locator('[data-testid=series][data-state=cleared]').waitFor();
      const out = unzip(await deliverZip(page));
      const [bytes] = [...out].filter(([name]) => name.endsWith('.dcm')).map(([, bytes]) => bytes);
      const found = parse(bytes);
      assert.equal(found.get('00082111').text, 'compressed again as H.264 by Darkroom');
      assert.ok(!bytes.includes(Buffer.from('TESTERTON')) && !bytes.includes(Buffer.from(HEARD)));
      const pictures = await decode(codecs.page, mp4(fragments(found.get('7fe00010').bytes)[1]));
      assert.equal(pictures.length, SHAPE.frames);
      assert.ok(pictures[5][(NAME[1] + 10) * SHAPE.columns + NAME[0] + 30] > 220);
      await close();
    });
  });
}
