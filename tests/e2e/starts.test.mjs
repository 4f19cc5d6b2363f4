// What stands in the way of a start is said: by the server's own rules, by a frame, by what the browser lacks; and a page
// whose address nothing protects works all the same, and says so.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, describe, test } from 'node:test';
import { launch } from './page.mjs';
import { filesOf, host } from './site.mjs';

const DIST = join(dirname(fileURLToPath(import.meta.url)), '../../dist');
const ALONE = { 'index.html': readFileSync(join(DIST, 'darkroom.html')) };
const SITE = filesOf(join(DIST, 'site'));
const own = (html) => /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html.toString())[1];

describe('a start that something stands in the way of', () => {
  let browser;
  before(async () => { browser = await launch(); });
  after(() => browser.close());

  /** What the page says, opened from a server with these headers; `first` runs before the page's script. */
  async function said({ files = SITE, headers = {}, first, inFrame, started = false }) {
    const site = await host({ files, headers: { 'cache-control': 'no-cache', ...headers } });
    const context = await browser.newContext();
    const page = await context.newPage();
    if (first) await page.addInitScript(first);
    try {
      if (inFrame) await page.setContent(`<iframe src="${site.url}" ${inFrame}></iframe>`);
      else await page.goto(site.url);
      const frame = inFrame ? await (await page.waitForSelector('iframe')).contentFrame() : page;
      if (started) return await frame.locator('[data-testid=drop-zone]').waitFor().then(() => 'started');
      await frame.waitForFunction(() => document.querySelector('#boot, [data-testid=drop-zone]'));
      const over = () => !document.querySelector('#boot')?.textContent.includes('is starting');
      await frame.waitForFunction(over, null, { timeout: 60_000 });
      return await frame.locator('#boot').innerText({ timeout: 5000 });
    } finally {
      await context.close();
      await site.close();
    }
  }

  for (const [kind, files] of [['site', SITE], ['one file', ALONE]]) {
    const policy = own(files['index.html']);

    test(`a rule of the server that forbids the page's script leaves the words that the file itself holds: ${kind}`, async () => {
      const site = await host({ files, headers: { 'content-security-policy': "default-src 'self'" } });
      const page = await (await browser.newContext()).newPage();
      await page.goto(site.url);
      await page.getByText('Still here after a minute?').click();
      await page.getByText('was not allowed to run').waitFor();
      await page.getByText('_headers').waitFor();
      await page.context().close();
      await site.close();
    });

    test(`a rule without WebAssembly: ${kind}`, async () => {
      const header = policy.replace(" 'wasm-unsafe-eval'", '');
      assert.match(await said({ files, headers: { 'content-security-policy': header } }), /forbids WebAssembly.*'wasm-unsafe-eval'/);
    });

    test(`a rule that refuses workers: ${kind}`, async () => {
      const header = policy.replace(/worker-src [^;]*/, "worker-src 'self'");
      assert.match(await said({ files, headers: { 'content-security-policy': header } }), /Workers.*are refused here.*worker-src/);
    });

    test(`a rule with other Trusted Types: ${kind}`, async () => {
      const header = policy.replace('trusted-types darkroom', 'trusted-types default');
      assert.match(await said({ files, headers: { 'content-security-policy': header } }), /Trusted Types policy.*darkroom/);
    });

    test(`the page's own rule, and a sandbox that allows what it needs: ${kind}`, async () => {
      const headers = { 'content-security-policy': `${policy}; sandbox allow-scripts allow-same-origin allow-downloads` };
      assert.equal(await said({ files, headers, started: true }), 'started');
    });

    test(`no WebAssembly at all: ${kind}`, async () => {
      assert.match(await said({ files, first: 'delete globalThis.WebAssembly' }), /switched off.*JavaScriptJitAllowedForSites/);
    });

    test(`a browser that is too old: ${kind}`, async () => {
      assert.match(await said({ files, first: 'delete globalThis.DecompressionStream' }), /too old for Darkroom: it lacks DecompressionStream/);
    });
  }

  test('a sandboxed frame without an origin', async () => {
    assert.match(await said({ inFrame: 'sandbox="allow-scripts"' }), /frame of another page/);
  });

  test('a frame of another site offers no picker, and the download', async () => {
    const site = await host({ files: SITE, headers: { 'cache-control': 'no-cache' } });
    const outer = await host({ files: { 'index.html': `<iframe src="${site.url.replace('127.0.0.1', 'localhost')}" width="1000" height="700"></iframe>` } });
    const page = await (await browser.newContext()).newPage();
    await page.goto(outer.url);
    const frame = await (await page.waitForSelector('iframe')).contentFrame();
    await frame.getByTestId('open-sample').click();
    await frame.locator('[data-step=save]').click();
    await frame.getByTestId('deliver-zip').waitFor();
    assert.equal(await frame.getByRole('button', { name: 'Choose where…' }).count(), 0);
    await page.context().close();
    await site.close();
    await outer.close();
  });
});
