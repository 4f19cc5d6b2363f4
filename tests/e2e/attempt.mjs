// Lets a browser open one page that tries every way out, and prints what got out as JSON: node attempt.mjs
// chromium|firefox file|http control|page. Without a driver: nothing runs but what is in the page. With --alone it has
// a network to itself (see alone.mjs).
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { NO_MAKER, takeTheNetwork } from './alone.mjs';
import { ARGUMENTS, WHOLE } from './page.mjs';
import { counters, record } from './recorder.mjs';
import { inPage, inWorker } from './ways-out.mjs';

const DIST = resolve(dirname(fileURLToPath(import.meta.url)), '../../dist');
const [browser, origin, kind, isolation] = process.argv.slice(2);
const alone = isolation === '--alone';
const scratch = mkdtempSync(join(tmpdir(), 'darkroom-ways-'));

/** A page without policy or door: what gets out of this one could get out. */
const control =
  () => `<!doctype html><meta charset="utf-8"><title>Control</title><style>p { margin: 0 }</style><body><script>
  new Worker(URL.createObjectURL(new Blob([${JSON.stringify(inWorker())}])));
  ${inPage('true', origin === 'http')}
</script>`;

/** The built page, into whose script the attempts were put; its policy allows the script as it now is. */
function built() {
  const page = readFileSync(join(DIST, origin === 'file' ? 'darkroom.html' : 'site/index.html'), 'utf8');
  const [whole, before] = page.match(/<script>(\n"use strict";[^]*)<\/script>/);
  // Its workers get some too: they are made of the one strict script that becomes a blob.
  const worker = `const Whole = Blob; Blob = class extends Whole { constructor(parts, options) {
    super(String(parts[0]).startsWith('"use strict"') ? [...parts, ${JSON.stringify(inWorker())}] : parts, options); } };`;
  const ready = 'performance.getEntriesByName("darkroom-ready").length';
  const script = `\n"use strict";${worker}${before}\n${inPage(ready, origin === 'http')}\n`.replaceAll(
    '</script',
    '<\\/script',
  );
  const digest = createHash('sha256').update(script).digest('base64');
  return page
    .replace(whole, () => `<script>${script}</script>`)
    .replace(/(script-src) 'sha256-[^']+'/, (_, directive) => `${directive} 'sha256-${digest}'`);
}

/** Puts the page where the browser finds it; on a server the requests that say more than they should are kept. */
async function publish(html) {
  if (origin === 'file') {
    const path = join(scratch, 'page.html');
    writeFileSync(path, html);
    return { url: pathToFileURL(path).href, told: [], close: () => {} };
  }
  const told = [];
  const server = createServer((request, response) => {
    for (const [, way] of `${request.url} ${request.headers.cookie ?? ''}`.matchAll(/leak2?=([\w-]+)/g)) told.push(way);
    if (request.url.includes('leak=')) return response.writeHead(204).end();
    const place = new URL(request.url, 'http://localhost').pathname;
    if (place === '/') return response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html);
    if (!/^\/(darkroom-[0-9a-f]+\.wasm|models-[0-9a-f]+\.bin)$/.test(place)) return response.writeHead(404).end();
    const type = place.endsWith('.wasm') ? 'application/wasm' : 'application/octet-stream';
    response.writeHead(200, { 'content-type': type }).end(readFileSync(join(DIST, 'site', place)));
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    told,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function chromium(proxy, url) {
  const args = [
    '--headless',
    ...ARGUMENTS,
    `--user-data-dir=${join(scratch, 'profile')}`,
    '--disable-popup-blocking',
    '--disable-background-timer-throttling',
    '--disable-renderer-backgrounding',
    '--disable-backgrounding-occluded-windows',
    NO_MAKER,
    '--enable-logging=stderr',
    '--v=0',
    ...(proxy ? [`--proxy-server=http://127.0.0.1:${proxy}`] : []),
    url,
  ];
  return spawn(WHOLE, args, { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
}

function firefox(proxy, url) {
  const off = [
    'app.update.enabled',
    'app.normandy.enabled',
    'browser.safebrowsing.malware.enabled',
    'browser.safebrowsing.phishing.enabled',
    'browser.search.update',
    'browser.shell.checkDefaultBrowser',
    'datareporting.healthreport.uploadEnabled',
    'datareporting.policy.dataSubmissionEnabled',
    'dom.push.connection.enabled',
    'extensions.update.enabled',
    'extensions.getAddons.cache.enabled',
    'network.captive-portal-service.enabled',
    'network.connectivity-service.enabled',
    'extensions.systemAddon.update.enabled',
    'browser.region.update.enabled',
    'browser.topsites.contile.enabled',
    'browser.newtabpage.activity-stream.feeds.topsites',
    'dom.disable_open_during_load',
    'toolkit.telemetry.enabled',
    'media.gmp-manager.updateEnabled',
  ];
  const set = {
    'devtools.console.stdout.content': true,
    'browser.startup.page': 0,
    'browser.startup.homepage_override.mstone': 'ignore',
    'services.settings.server': 'data:,',
    'app.normandy.api_url': '',
    'toolkit.telemetry.server': 'data:,',
    'network.dns.disablePrefetchFromHTTPS': false,
    'browser.aboutwelcome.enabled': false,
    'datareporting.policy.dataSubmissionPolicyBypassNotification': true,
    'network.trr.mode': 5,
    // It asks before a form goes from this computer to another.
    'security.warn_submit_secure_to_insecure': false,
    'dom.min_background_timeout_value': 4,
    'browser.region.network.url': '',
    'termsofuse.bypassNotification': true,
    'trailhead.firstrun.didSeeAboutWelcome': true,
    ...(proxy
      ? {
          'network.proxy.type': 1,
          'network.proxy.http': '127.0.0.1',
          'network.proxy.http_port': proxy,
          'network.proxy.ssl': '127.0.0.1',
          'network.proxy.ssl_port': proxy,
          'network.proxy.no_proxies_on': '127.0.0.1',
        }
      : {}),
  };
  const lines = [...off.map((name) => [name, false]), ...Object.entries(set)].map(
    (pref) => `user_pref(${pref.map((part) => JSON.stringify(part)).join(', ')});`,
  );
  const profile = mkdtempSync(join(scratch, 'profile'));
  writeFileSync(join(profile, 'user.js'), lines.join('\n'));
  const env = { ...process.env, MOZ_HEADLESS: '1', HOME: scratch };
  return spawn(process.env.FIREFOX ?? 'firefox-esr', ['--headless', '--no-remote', '--profile', profile, url], {
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
    env,
  });
}

if (alone) takeTheNetwork();
const recorder = await record(alone);
const site = await publish(kind === 'control' ? control() : built());
const child = { chromium, firefox }[browser](recorder.proxy, site.url);
const outcomes = {};
const done = new Set();
await new Promise((resolve) => {
  const limit = setTimeout(resolve, 150_000);
  child.once('exit', resolve);
  createInterface({ input: child.stderr ?? child.stdout }).on('line', (line) => {
    if (process.env.VERBOSE) console.error(line);
    const [, way, outcome] = line.match(/ways-out ([\w-]+)(?: (ran|threw [^"]*))?/) ?? [];
    if (outcome) outcomes[way] = outcome;
    else if (way) done.add(way);
    if (done.has('p-done') && done.has('w-done')) {
      clearTimeout(limit);
      resolve();
    }
  });
});
// What is on its way still arrives; there is no sign of what never comes.
await new Promise((resolve) => setTimeout(resolve, 3000));
const counted = counters();
try {
  process.kill(-child.pid, 'SIGKILL');
} catch {
  /* It has gone. */
}
site.close();
recorder.close();
const out = [
  ...new Set(recorder.heard.map(({ name }) => name.match(/([a-z0-9-]+)\.leak\.example/)?.[1]).filter(Boolean)),
];
const others = [
  ...new Set(
    recorder.heard.map(({ by, name }) => (name.includes('leak.example') ? '' : `${by} ${name}`)).filter(Boolean),
  ),
];
await new Promise((resolve) =>
  process.stdout.write(
    JSON.stringify({ alone, finished: [...done], out, told: [...new Set(site.told)], others, counted, outcomes }),
    resolve,
  ),
);
rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
process.exit(0);
