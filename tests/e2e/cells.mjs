// The table of browsers: from each place that the page may be opened from, the main job is done, or the page says why
// not.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { serve } from '../../www/serve.mjs';
import { mainJob, until } from './main_job.mjs';
import { address, shut } from './page.mjs';

/** A host's name that every browser here is told to look for on this machine. */
export const HOST = 'darkroom.example';

/** Where the page may be opened from. */
const PLACES = {
  'a file': () => address('file'),
  'http on this machine': () => address('http'),
  'http on a name': () => served('http', HOST),
  'https in a sub-path': () => served('https', 'localhost', '/tools/darkroom/'),
};

/** Serves the page by a name, over TLS with a certificate that signs itself. */
async function served(scheme, host, under = '/') {
  const server = await serve(0, { under, tls: scheme === 'https' ? certificate() : undefined });
  return { url: `${scheme}://${host}:${server.address().port}${under}`, close: () => shut(server) };
}

function certificate() {
  const folder = mkdtempSync(join(tmpdir(), 'darkroom-tls-'));
  const [key, cert] = ['key.pem', 'cert.pem'].map((name) => join(folder, name));
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const how = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', ...names, '-keyout', key, '-out', cert];
  execFileSync('openssl', how, { stdio: 'ignore' });
  const made = { key: readFileSync(key), cert: readFileSync(cert) };
  rmSync(folder, { recursive: true });
  return made;
}

/** The names of the style's colours, and what each is in the theme that is on. */
function colours() {
  const [{ cssRules }] = document.styleSheets;
  const defined = [...cssRules].flatMap(({ style }) => [...(style ?? [])]);
  const names = [...new Set(defined)].filter((name) => name.startsWith('--') && !['--light', '--dark'].includes(name));
  const now = getComputedStyle(document.documentElement);
  const values = names.map((name) => [name, now.getPropertyValue(name).trim()]);
  return values.filter(([, value]) => !CSS.supports('width', value) && !CSS.supports('font-family', value));
}

/**
 * The cells of a browser, which `start` starts; `missing` says why it cannot be, `more` adds tests, `done` names places
 * from which other tests do the job in it. Screenshots go to the folder that SHOTS names.
 */
export function cells(name, start, { missing, more = () => {}, done = [] } = {}) {
  describe(`the main job in ${name}`, { skip: missing }, () => {
    let browser;
    const shoot = (what) => {
      const file = `${name} ${what}.png`.replaceAll(' ', '-');
      return process.env.SHOTS && browser.screenshot(join(process.env.SHOTS, file));
    };
    before(async () => { browser = await start(); });
    after(() => browser?.close());
    for (const [place, opened] of Object.entries(PLACES)) {
      if (done.includes(place)) continue;
      test(`from ${place}`, async () => {
        const site = await opened();
        try {
          await mainJob(browser, site.url, (step) => shoot(`${place} ${step}`));
        } finally {
          await site.close();
        }
      });
    }
    test('has every colour, in both themes', async () => {
      const site = await address('file');
      await browser.goto(site.url);
      await until(browser, 'the page starts', () => document.querySelector('[data-testid=drop-zone]'));
      const light = await browser.evaluate(colours);
      await browser.press('d');
      await until(browser, 'the dark theme', () => document.documentElement.dataset.theme === 'dark');
      const dark = await browser.evaluate(colours);
      for (const values of [light, dark]) {
        assert.ok(values.length >= 20);
        for (const [name, value] of values) assert.match(value, /^#[0-9A-F]{6}$/i, name);
      }
      const both = (wanted) => [light, dark].map((values) => new Map(values).get(wanted));
      assert.deepEqual(both('--page'), ['#F0F4F5', '#14181B']);
      assert.deepEqual(both('--ink'), ['#212B32', '#D9DFE3']);
      await shoot('dark');
    });
    more(() => browser);
  });
}
