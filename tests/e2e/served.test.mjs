// The page on a web server: uploads seen half-way, newer copies, withdrawn ones, servers and proxies with manners of
// their own, and what the page says of itself.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { after, before, describe, test } from 'node:test';
import { ct } from './dicom.mjs';
import { clearGlanced, counts, deliverZip, filesIn, folder, launch, launchProfile } from './page.mjs';
import { filesOf, host, release, sha256 } from './site.mjs';
import { paper, unzip } from './zip.mjs';

const DIST = resolve(dirname(fileURLToPath(import.meta.url)), '../../dist');
const STARTED = '[data-testid=drop-zone]';

const releases = { old: release('old'), new: release('new'), critical: release('mended', '--critical') };
const numbers = Object.fromEntries(
  Object.entries(releases).map(([name, files]) => [sha256(files['index.html']), name]),
);
const wasmOf = (files) => Object.keys(files).find((name) => name.endsWith('.wasm'));

/** What stands under "Check it yourself", once it holds some words. */
async function checked(page, testId, words = '') {
  await page.getByRole('button', { name: 'Check it yourself' }).click();
  const panel = page.getByRole('complementary', { name: 'Check it yourself' });
  const text = await panel.getByTestId(testId).filter({ hasText: words }).innerText();
  await panel.getByRole('button', { name: 'Close' }).click();
  return text;
}

/** What a visit comes to: the SHA-256 that the page shows, or the sentence with which it does not start. */
async function outcome(page) {
  await page.waitForFunction((shown) => {
    const boot = document.querySelector('#boot')?.textContent;
    return document.querySelector(shown) || (boot && !boot.includes('Darkroom is starting.'));
  }, STARTED);
  if (!await page.locator(STARTED).count()) return page.locator('#boot').innerText();
  return checked(page, 'page-sha256');
}

/** Opens the page in a tab of its own. */
async function visit(context, url) {
  const page = await context.newPage();
  // The page takes this away from every script, the tests' too.
  await page.addInitScript('globalThis.copies = navigator.serviceWorker;');
  await page.goto(url);
  return { page, came: await outcome(page) };
}

/** Waits until the browser has looked for a newer copy and has it, or has failed to get it. */
function settle(page) {
  return page.evaluate(async () => {
    const registration = await globalThis.copies.getRegistration();
    await registration?.update().catch(() => undefined);
    const worker = registration?.installing;
    if (worker) await new Promise((done) => { worker.onstatechange = done; });
    // Of a first copy, the activation too: only then is it used.
    const active = registration?.active;
    if (active?.state === 'activating') await new Promise((done) => { active.onstatechange = done; });
  });
}

/** Visits and goes away again, when all that the visit set going has ended. */
async function pass(context, url) {
  const { page, came } = await visit(context, url);
  await settle(page);
  await page.close();
  return numbers[came] ?? came;
}

/** Orders of some things, in which each comes first, last and everywhere between. */
function orders(things) {
  return things.map((_, first) => [...things.slice(first), ...things.slice(0, first)]);
}

/** Where a program lies, if it is installed. */
function installed(...places) {
  return places.find((place) => existsSync(place));
}

const nginx = {
  program: installed('/usr/sbin/nginx', '/usr/bin/nginx'),
  start(scratch, port, snippet) {
    const config = `daemon off; pid nginx.pid; error_log error.log; events {}
      http { access_log off; server {
        listen 127.0.0.1:${port}; root ${join(scratch, 'root')}; absolute_redirect off;
        ${snippet} } }`;
    const file = join(scratch, 'nginx.conf');
    writeFileSync(file, config);
    return spawn(this.program, ['-p', scratch, '-c', file, '-e', join(scratch, 'error.log')], { stdio: 'ignore' });
  },
};

const apache = {
  program: installed('/usr/sbin/apache2'),
  start(scratch, port, snippet) {
    const modules = ['mpm_event', 'authz_core', 'dir', 'mime', 'headers']
      .map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`);
    const root = join(scratch, 'root');
    writeFileSync(join(scratch, 'types'), 'text/html html\n');
    writeFileSync(join(scratch, 'apache.conf'), `${modules.join('\n')}
ServerRoot ${scratch}
ServerName 127.0.0.1
Listen 127.0.0.1:${port}
User www-data
Group www-data
PidFile ${scratch}/apache.pid
ErrorLog ${scratch}/error.log
TypesConfig ${scratch}/types
DocumentRoot ${root}
DirectoryIndex index.html
<Directory ${root}/darkroom>
Require all granted
${snippet}
</Directory>\n`);
    return spawn(this.program, ['-f', join(scratch, 'apache.conf'), '-D', 'FOREGROUND'], { stdio: 'ignore' });
  },
};

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Waits until a server that was started answers; one that has ended never will. */
async function answers(url, child) {
  while (child.exitCode === null) {
    if (await fetch(url).then(() => true, () => false)) return;
    await new Promise((again) => setTimeout(again, 50));
  }
  assert.fail('the server did not start');
}

describe('uploads and newer copies', () => {
  let browser;
  before(async () => { browser = await launch(); });
  after(() => browser.close());

  /** What an upload does, in whatever order. */
  const steps = {
    page: (files) => { files['index.html'] = releases.new['index.html']; },
    worker: (files) => { files['sw.js'] = releases.new['sw.js']; },
    // One engine goes as the other comes.
    engine: (files) => {
      delete files[wasmOf(releases.old)];
      files[wasmOf(releases.new)] = releases.new[wasmOf(releases.new)];
    },
  };

  /** Who has no copy yet gets a whole version, or is told to come again. */
  function assertWholeOrTold(came, when) {
    assert.ok(['old', 'new'].includes(came) || /Reload the page in a minute/.test(came), `after ${when}: ${came}`);
  }

  test('who comes first in the middle of an upload gets a whole version, or is told to come again', { timeout: 180_000 }, async () => {
    // After one step: below, in each order.
    for (const done of [['page', 'worker'], ['page', 'engine'], ['worker', 'engine']]) {
      const site = await host({ files: { ...releases.old } });
      for (const step of done) steps[step](site.files);
      const context = await browser.newContext();
      assertWholeOrTold(await pass(context, site.url), done);
      await context.close();
      await site.close();
    }
  });

  describe('in each order', { concurrency: 2 }, () => {
    for (const order of orders(Object.keys(steps))) {
      const name = `an upload in the order ${order.join(', ')} is never in the way of the next visit`;
      test(name, { timeout: 180_000 }, async () => {
        const site = await host({ files: { ...releases.old } });
        const [returning, early] = [await browser.newContext(), await browser.newContext()];
        assert.equal(await pass(returning, site.url), 'old');
        for (const [index, step] of order.entries()) {
          steps[step](site.files);
          const when = order.slice(0, index + 1);
          const came = await pass(returning, site.url);
          assert.ok(['old', 'new'].includes(came), `after ${when}: ${came}`);
          assertWholeOrTold(await pass(early, site.url), when);
        }
        // The visit after the upload may still have been on the old copy, and has fetched the new one.
        assert.equal(await pass(returning, site.url), 'new');
        assert.equal(await pass(early, site.url), 'new');
        // Both can do without the server.
        await site.close();
        assert.equal(numbers[(await visit(returning, site.url)).came], 'new');
        assert.equal(numbers[(await visit(early, site.url)).came], 'new');
        await Promise.all([returning.close(), early.close()]);
      });
    }
  });

  test('a newer copy is told, and used at the press of a button', { timeout: 60_000 }, async () => {
    const site = await host({ files: releases.old });
    const context = await browser.newContext();
    await pass(context, site.url);
    site.files = releases.new;
    const { page, came } = await visit(context, site.url);
    assert.equal(numbers[came], 'old');
    const told = page.getByTestId('newer');
    await told.filter({ hasText: 'A newer Darkroom is ready' }).waitFor();
    assert.equal(await told.getAttribute('data-critical'), 'false');
    await Promise.all([page.waitForEvent('load'), page.getByTestId('renew').click()]);
    assert.equal(numbers[await outcome(page)], 'new');
    assert.equal(await told.count(), 0);
    await context.close();
    await site.close();
  });

  test('a critical copy is told before files are taken', { timeout: 60_000 }, async () => {
    const site = await host({ files: releases.old });
    const files = folder({ 'a.dcm': ct(1) });
    const context = await browser.newContext();
    await pass(context, site.url);
    site.files = releases.critical;
    const { page } = await visit(context, site.url);
    await page.getByTestId('newer').filter({ hasText: 'Use it before you add files' }).waitFor();
    // A tab in which the old copy is open keeps it in use, and the next is told from its start.
    const { page: next, came } = await visit(context, site.url);
    assert.equal(numbers[came], 'old');
    const told = next.getByTestId('newer').and(next.locator('[data-critical=true]'));
    await told.waitFor();
    await next.getByTestId('intake-folder').setInputFiles(files.path);
    await told.filter({ hasText: 'were not taken' }).waitFor();
    assert.equal((await counts(next)).in, 0);
    await next.getByTestId('stay').click();
    await next.getByTestId('intake-folder').setInputFiles(files.path);
    await filesIn(next, 1);
    // In the other tab it is used.
    await page.bringToFront();
    await Promise.all([page.waitForEvent('load'), page.getByTestId('renew').click()]);
    assert.equal(numbers[await outcome(page)], 'critical');
    await page.getByTestId('intake-folder').setInputFiles(files.path);
    await filesIn(page, 1);
    await context.close();
    await site.close();
    files.remove();
  });

  test('a copy that the server no longer has says so, where there is a network', { timeout: 60_000 }, async () => {
    const site = await host({ files: releases.old });
    const context = await browser.newContext();
    await pass(context, site.url);
    site.files = {};
    const { page, came } = await visit(context, site.url);
    assert.equal(numbers[came], 'old');
    await page.getByTestId('withdrawn').waitFor();
    await page.close();

    await site.close();
    const without = await context.newPage();
    const failed = without.waitForEvent('requestfailed', (request) => request.url().endsWith('/sw.js'));
    await without.goto(site.url);
    await failed;
    assert.equal(numbers[await outcome(without)], 'old');
    assert.equal(await without.getByTestId('withdrawn').count(), 0);
    await context.close();
  });
});

describe('servers with manners of their own', () => {
  let browser;
  before(async () => { browser = await launch(); });
  after(() => browser.close());

  /** Visits with a browser that knows nothing yet; answers with what came, and what was asked of the server. */
  async function first(options) {
    const site = await host({ files: releases.old, ...options });
    const context = await browser.newContext();
    const { page, came } = await visit(context, options.url?.(site.url) ?? site.url);
    const strangers = numbers[came] && await checked(page, 'strangers');
    await context.close();
    await site.close();
    return { came: numbers[came] ?? came, strangers, asked: site.asked };
  }

  test('sw.js is not waited for', { timeout: 60_000 }, async () => {
    const answer = (request) => request.url.endsWith('/sw.js');
    assert.equal((await first({ answer })).came, 'old');
    // Nor by a page that has a copy.
    const site = await host({ files: releases.old });
    const context = await browser.newContext();
    await pass(context, site.url);
    site.answer = answer;
    assert.equal(numbers[(await visit(context, site.url)).came], 'old');
    await context.close();
    await site.close();
  });

  test('the page finds its parts without the slash at its end', { timeout: 60_000 }, async () => {
    const answer = (request, response) => {
      if (request.url !== '/tools/darkroom') return false;
      response.writeHead(200, { 'content-type': 'text/html' }).end(releases.old['index.html']);
      return true;
    };
    const { came } = await first({ answer, folder: '/tools/darkroom/', url: (url) => url.slice(0, -1) });
    assert.equal(came, 'old');
  });

  test('the bytes that arrived are hashed, or those of a second answer', { timeout: 60_000 }, async () => {
    const pages = ({ asked }) => asked.filter((line) => line === 'GET /').length;
    const cached = await first({});
    assert.deepEqual([cached.came, cached.strangers], ['old', '']);
    const unstored = await first({ headers: { 'cache-control': 'no-store' } });
    assert.equal(unstored.came, 'old');
    const answer = (request, response) => request.url === '/sw.js' && Boolean(response.writeHead(404).end());
    const without = { answer };
    assert.equal(pages(await first(without)), 1);
    assert.equal(pages(await first({ ...without, headers: { 'cache-control': 'no-store' } })), 2);
  });

  const CSP = /<meta http-equiv="Content-Security-Policy"[^>]*>/;
  const changes = {
    'a script before the policy': (html) => html.replace('<head>', '<head><script>fetch("/ran")</script>'),
    'a script at the end': (html) => html.replace('</body>', '<script src="/filter.js"></script></body>'),
    'a comment': (html) => html.replace('</title>', '</title><!-- looked at by the filter -->'),
    'a blank in the title': (html) => html.replace('Darkroom</title>', 'Darkroom </title>'),
    'lines that end otherwise': (html) => html.replaceAll('\n', '\r\n'),
    'no policy': (html) => html.replace(CSP, ''),
    'a policy that allows more': (html) => html.replace(/(<meta[^>]*connect-src) '\w+'/, '$1 *'),
    'a policy that comes too late': (html) =>
      html.replace(CSP, '').replace('<noscript>', `${CSP.exec(html)[0]}<noscript>`),
  };

  for (const [name, change] of Object.entries(changes)) {
    test(`a served page does not start with ${name}`, { timeout: 60_000 }, async () => {
      const altered = (file, bytes) => file === 'index.html' ? change(bytes.toString()) : bytes;
      assert.match((await first({ change: altered })).came, /does not start/);
    });
  }

  test('a page opened as a file needs its policy, and names what else was put in', { timeout: 60_000 }, async () => {
    const html = readFileSync(join(DIST, 'darkroom.html'), 'utf8');
    const scratch = mkdtempSync(join(tmpdir(), 'darkroom-altered-'));
    const named = {
      'a script before the policy': /^script$/, 'a comment': /^comment$/, 'a blank in the title': /^title$/,
      'no policy': 0, 'a policy that allows more': 0, 'a policy that comes too late': 0,
    };
    for (const [name, strangers] of Object.entries(named)) {
      const file = join(scratch, 'darkroom.html');
      writeFileSync(file, changes[name](html));
      const context = await browser.newContext();
      const { page, came } = await visit(context, pathToFileURL(file).href);
      if (strangers) assert.match(await checked(page, 'strangers'), strangers, name);
      else assert.match(came, /does not start/, name);
      await context.close();
    }
    rmSync(scratch, { recursive: true });
  });

  test('what is put into the page is named there and in the certificate', { timeout: 60_000 }, async () => {
    const site = await host({ files: releases.old });
    const files = folder({ 'a.dcm': ct(1) });
    const page = await browser.newPage();
    // As an extension does it: some before the page is read, some later.
    await page.addInitScript(() => {
      const early = document.createElement('style');
      // The page lets nobody make these once it has started.
      globalThis.later = ['iframe', 'x-helper', 'div'].map((name) => document.createElement(name));
      new MutationObserver((_, observer) => {
        if (!document.head || early.isConnected) return;
        document.head.append(early);
        observer.disconnect();
      }).observe(document, { childList: true, subtree: true });
    });
    await page.goto(site.url);
    await page.locator(STARTED).waitFor();
    await page.evaluate(() => {
      const [frame, ...others] = globalThis.later;
      document.querySelector('main').append(frame);
      document.documentElement.append(...others);
    });
    assert.equal(numbers[await outcome(page)], 'old');
    const strangers = ['div', 'iframe', 'style', 'x-helper'];
    assert.deepEqual((await checked(page, 'strangers', 'div')).split(', ').sort(), strangers);
    await page.getByTestId('intake-folder').setInputFiles(files.path);
    await filesIn(page, 1);
    await clearGlanced(page);
    const out = unzip(await deliverZip(page));
    const { made_with: made } = JSON.parse(paper(out, 'darkroom-certificate'));
    assert.deepEqual(made.not_of_the_page.sort(), strangers);
    assert.equal(made.page_sha256_of, 'bytes-that-arrived');
    assert.match(paper(out, 'README').toString(), /Put into the page by an extension of the browser, or on the way: /);
    await page.close();
    await site.close();
    files.remove();
  });
});

describe('an extension of the browser', () => {
  const own = {
    'manifest.json': JSON.stringify({
      manifest_version: 3, name: 'Helper', version: '1',
      content_scripts: [
        { matches: ['<all_urls>'], js: ['early.js'], run_at: 'document_start' },
        { matches: ['<all_urls>'], js: ['late.js'], run_at: 'document_end' },
        { matches: ['<all_urls>'], js: ['page.js'], run_at: 'document_start', world: 'MAIN' },
      ],
      web_accessible_resources: [{ resources: ['page.js', 'frame.html'], matches: ['<all_urls>'] }],
    }),
    'early.js': 'document.documentElement.append(document.createElement("style"));',
    'late.js': `const add = (name, file) => {
        const made = document.createElement(name);
        if (file) made.src = chrome.runtime.getURL(file);
        return document.body.appendChild(made);
      };
      add('div');
      add('iframe', 'frame.html');
      add('script', 'page.js').remove();`,
    'page.js': 'globalThis.helper = true;',
    'frame.html': '<p>Help',
  };

  test('may write into the page, and is named by what it writes', { timeout: 60_000 }, async () => {
    const scratch = mkdtempSync(join(tmpdir(), 'darkroom-extension-'));
    const folder = join(scratch, 'extension');
    mkdirSync(folder);
    for (const [name, text] of Object.entries(own)) writeFileSync(join(folder, name), text);
    const site = await host({ files: releases.old });
    const context = await launchProfile(join(scratch, 'profile'), { extension: folder });
    for (const url of [site.url, pathToFileURL(join(DIST, 'darkroom.html')).href]) {
      const { page } = await visit(context, url);
      assert.equal(await page.evaluate(() => globalThis.helper), true, 'the extension does not run');
      const named = (await checked(page, 'strangers', 'script')).split(', ');
      const kinds = named.map((name) => name.replace(/:\/\/\w+$/, '')).sort();
      assert.deepEqual(kinds, ['div', 'iframe from chrome-extension', 'script from chrome-extension', 'style']);
    }
    await context.close();
    await site.close();
    rmSync(scratch, { recursive: true, force: true });
  });
});

describe('the headers that the packer writes', () => {
  const read = (name) => readFileSync(join(DIST, name), 'utf8');
  const pairs = (text, form) => Object.fromEntries([...text.matchAll(form)].map(([, name, value]) => [name, value]));
  const told = pairs(read('site/_headers'), /^ {2}([\w-]+): (.*)$/gm);
  let browser;
  before(async () => { browser = await launch(); });
  after(() => browser.close());

  /** A whole job, with the copy for offline use in the end, and the question before unsaved work is left. */
  async function job(url) {
    const files = folder({ 'a.dcm': ct(1) });
    const context = await browser.newContext({ acceptDownloads: true });
    const { page, came } = await visit(context, url);
    assert.equal(came, sha256(read('site/index.html')));
    await page.getByTestId('intake-folder').setInputFiles(files.path);
    await filesIn(page, 1);
    await clearGlanced(page);
    const asked = page.waitForEvent('dialog');
    await page.evaluate(() => { setTimeout(() => location.reload(), 0); });
    const dialog = await asked;
    assert.equal(dialog.type(), 'beforeunload');
    await dialog.dismiss();
    assert.ok(paper(unzip(await deliverZip(page)), 'darkroom-certificate'));
    await settle(page);
    const copy = await page.evaluate(async () => (await globalThis.copies.getRegistration()).active.state);
    assert.equal(copy, 'activated');
    await context.close();
    files.remove();
  }

  test('are the same for every server, and hold the policy of the page', () => {
    const names = ['Cache-Control', 'Content-Security-Policy', 'Cross-Origin-Opener-Policy', 'X-Content-Type-Options'];
    assert.deepEqual(Object.keys(told).sort(), names);
    const [, own] = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(read('site/index.html'));
    const sandbox = 'sandbox allow-scripts allow-same-origin allow-downloads allow-modals';
    assert.equal(told['Content-Security-Policy'], `${own}; ${sandbox}`);
    assert.deepEqual(pairs(read('site/web.config'), /<add name="([^"]+)" value="([^"]+)" \/>/g), told);
    assert.deepEqual(pairs(read('server/apache.conf'), /^Header always set ([\w-]+) "(.*)"$/gm), told);
    assert.deepEqual(pairs(read('server/nginx.conf'), /add_header ([\w-]+) "(.*)" always;/g), told);
  });

  test('let the page do its job', { timeout: 60_000 }, async () => {
    const site = await host({ files: filesOf(join(DIST, 'site')), headers: told });
    await job(site.url);
    await site.close();
  });

  for (const [name, server] of Object.entries({ nginx, apache })) {
    const skip = !server.program && `${name} is not installed`;
    test(`serve the page with ${name}`, { timeout: 60_000, skip }, async () => {
      const scratch = mkdtempSync(join(tmpdir(), `darkroom-${name}-`));
      // As root the servers read with the rights of another user.
      chmodSync(scratch, 0o755);
      cpSync(join(DIST, 'site'), join(scratch, 'root/darkroom'), { recursive: true });
      const port = await freePort();
      const child = server.start(scratch, port, read(`server/${name}.conf`));
      try {
        const url = `http://127.0.0.1:${port}/darkroom/`;
        await answers(url, child);
        const response = await fetch(url);
        for (const [header, value] of Object.entries(told)) assert.equal(response.headers.get(header), value);
        assert.equal((await fetch(url.slice(0, -1))).url, url);
        const engine = await fetch(url + wasmOf(filesOf(join(DIST, 'site'))));
        assert.equal(engine.headers.get('content-type'), 'application/wasm');
        await job(url);
      } finally {
        const ended = new Promise((resolve) => { child.once('exit', resolve); });
        child.kill('SIGTERM');
        await ended;
        rmSync(scratch, { recursive: true });
      }
    });
  }
});
