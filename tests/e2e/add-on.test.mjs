// Many a browser has add-ons that write into every page. What they write is theirs; the job must go on all the same.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ORIGINS, address, launchWith } from './page.mjs';
import { wholeJob } from './whole-job.mjs';
import { unzip } from './zip.mjs';

const MANIFEST = {
  manifest_version: 3,
  name: 'Writes into pages',
  version: '1',
  host_permissions: ['<all_urls>'],
  content_scripts: [
    { matches: ['<all_urls>', 'file:///*'], js: ['wraps.js'], world: 'MAIN', run_at: 'document_start' },
    { matches: ['<all_urls>', 'file:///*'], js: ['writes.js'], css: ['style.css'], run_at: 'document_start' },
    { matches: ['<all_urls>', 'file:///*'], js: ['uses.js'], world: 'MAIN', run_at: 'document_idle' },
  ],
};

/** Before the page's own script, in its world: puts something round what pages use. */
const WRAPS = `
  const make = Document.prototype.createElement;
  Document.prototype.createElement = function (...given) { return make.apply(this, given); };
  const ask = globalThis.fetch;
  globalThis.fetch = (...given) => ask(...given);
  const add = EventTarget.prototype.addEventListener;
  EventTarget.prototype.addEventListener = function (...given) { return add.apply(this, given); };
  const Old = globalThis.XMLHttpRequest;
  globalThis.XMLHttpRequest = class extends Old {};
`;

/** In a world of its own: a style, boxes, a shadow root, a frame, a link and a script, put back when they go. */
const WRITES = `
  const box = document.createElement('div');
  box.id = 'add-on';
  const shadow = document.createElement('div');
  shadow.attachShadow({ mode: 'open' }).innerHTML = '<button>Add-on</button>';
  const style = Object.assign(document.createElement('style'), { textContent: 'p { letter-spacing: 0 }' });
  const link = Object.assign(document.createElement('a'), { href: 'https://add-on.example/', textContent: 'x' });
  const script = Object.assign(document.createElement('script'), { textContent: 'window.fromAddOn = 1' });
  box.append(document.createElement('iframe'), shadow, link, style, script);
  const put = () => { if (document.body && !box.isConnected) document.body.append(box); };
  new MutationObserver(put).observe(document, { childList: true, subtree: true });
  document.addEventListener('DOMContentLoaded', put);
`;

/** When the page stands, in its world: tries what the door has shut, some of it without catching what that throws. */
const USES = `
  document.documentElement.dataset.addOn = 'runs';
  setInterval(() => document.createElement('iframe'), 300);
  setInterval(() => document.body.cloneNode(true), 300);
  setInterval(() => fetch('https://add-on.example/'), 300);
  setInterval(() => document.dispatchEvent(new CustomEvent('add-on')), 300);
  navigator.sendBeacon('https://add-on.example/', 'x');
`;

for (const origin of ORIGINS) {
  describe(`with an add-on that writes into the page from ${origin}`, () => {
    let scratch, site, context;
    before(async () => {
      scratch = mkdtempSync(join(tmpdir(), 'darkroom-add-on-'));
      const files = {
        'manifest.json': JSON.stringify(MANIFEST),
        'wraps.js': WRAPS,
        'writes.js': WRITES,
        'uses.js': USES,
        'style.css': 'div { --add-on: 1 }',
      };
      for (const [name, text] of Object.entries(files)) writeFileSync(join(scratch, name), text);
      site = await address(origin);
      context = await launchWith(scratch);
    });
    after(async () => {
      await context?.close();
      site?.close();
      rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
    });

    test('the whole job goes on', async () => {
      const page = await context.newPage();
      await page.goto(site.url);
      await page.getByTestId('drop-zone').waitFor();
      await page.locator('html[data-add-on=runs] #add-on').waitFor({ state: 'attached' });
      const zip = unzip(await wholeJob(page));
      assert.equal([...zip.keys()].filter((name) => name.endsWith('.dcm')).length, 1);
      assert.ok(await page.locator('#add-on iframe').count(), 'the add-on did not write');
    });
  });
}
