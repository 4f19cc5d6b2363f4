// Nothing leaves. A whole job, and a page whose own script tries every way out (ways-out.mjs), beside a control page
// with neither policy nor door, before a recorder of names, connections and datagrams: where the machine gives them a
// network of their own, of all that is sent; elsewhere of what goes to a proxy, which no question about a name does.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';
import { canBeAlone, run } from './alone.mjs';
import { ORIGINS } from './page.mjs';
import { HOME_WAYS, WAYS } from './ways-out.mjs';

const FIREFOX = process.env.FIREFOX ?? 'firefox-esr';
const BROWSERS = ['chromium', ...(spawnSync(FIREFOX, ['--version']).status === 0 ? ['firefox'] : [])];

/** What a browser says to its own maker. */
const MAKERS =
  /^\w+ ([\w-]+\.)*(mozilla\.(com|net|org)|firefox\.com|google\.com|googleapis\.com|gstatic\.com|gvt1\.com)$/;

/** What the control page must be seen to send in both browsers, so that silence means something. */
const SENT = [
  'fetch',
  'xhr',
  'websocket',
  'eventsource',
  'import',
  'font',
  'image',
  'video',
  'stylesheet',
  'css-background',
  'css-font',
  'svg-image',
  'beacon',
  'script',
  'object',
  'frame',
  'open',
  'link-tab',
  'link-detached',
  'link-detached-event',
  'link-not-cancelable',
  'link-shadow',
  'link-svg',
  'link-svg-detached',
  'link-set-html',
  'link-custom',
  'link-document',
  'link-command',
  'link-xslt',
  'form-tab',
  'form-button',
  'location-href',
  'meta-refresh',
  'link-here',
  'undo-lower',
  'undo-prevent',
]
  .map((way) => `p-${way}`)
  .concat(['w-fetch', 'w-xhr', 'w-websocket', 'w-import-scripts', 'w-worker-blob']);
/** And only where questions about names are heard, and an interface looks like one to the outside. */
const SENT_ALONE = {
  chromium: ['p-dns-prefetch', 'p-preconnect', 'p-rtc', 'p-rtc-frame', 'p-rtc-window'],
  firefox: ['p-rtc', 'p-rtc-frame', 'p-rtc-window'],
};

for (const origin of ORIGINS) {
  test(`a whole job from ${origin} sends nothing`, async (t) => {
    if (!canBeAlone)
      t.diagnostic(
        'no network of its own to be had here: what a proxy hears is recorded, and no question about a name',
      );
    const { alone, heard, asked, counted } = await run('whole-job.mjs', origin);
    assert.deepEqual(
      heard.filter(({ by, name }) => alone || !MAKERS.test(`${by} ${name}`)),
      [],
    );
    assert.equal(asked, 0, 'the page asked its own server for something');
    if (alone) assert.equal(counted.datagrams, 0);
    // A page from a server has sent what it was fetched with.
    if (alone && origin === 'file') assert.deepEqual(counted, { packets: 0, datagrams: 0, connections: 0 });
  });
}

for (const browser of BROWSERS) {
  for (const origin of ORIGINS) {
    describe(`every way out of the page from ${origin} in ${browser}`, { concurrency: false }, () => {
      let control, page;

      test('the recorder sees what a page without policy or door sends', async (t) => {
        control = await run('attempt.mjs', browser, origin, 'control');
        assert.deepEqual(control.finished.sort(), ['p-done', 'w-done']);
        const wanted = [...SENT, ...(control.alone ? SENT_ALONE[browser] : [])];
        assert.deepEqual(
          wanted.filter((way) => !control.out.includes(way)),
          [],
          'the control page did not send these',
        );
        const led = WAYS.filter((way) => control.out.includes(way)).length;
        t.diagnostic(`${led} of ${WAYS.length} ways lead out of the control page`);
      });

      test('none leads out of the page', async () => {
        page = await run('attempt.mjs', browser, origin, 'page');
        assert.deepEqual(page.finished.sort(), ['p-done', 'w-done']);
        assert.deepEqual(page.out, []);
        assert.deepEqual(page.told, [], 'the page told its own server');
        assert.deepEqual(
          page.others.filter((other) => !MAKERS.test(other)),
          [],
        );
        // Firefox has something to say to its maker at every start.
        if (page.alone && browser === 'chromium') assert.equal(page.counted.datagrams, 0);
        if (page.alone && browser === 'chromium' && origin === 'file') assert.equal(page.counted.packets, 0);
      });

      test('every way was tried', () => {
        const ways = [...WAYS, ...(origin === 'http' ? HOME_WAYS : [])];
        assert.deepEqual(
          ways.filter((way) => !page.outcomes[way]),
          [],
        );
        assert.deepEqual(
          ways.filter((way) => !control.outcomes[way]),
          [],
        );
      });
    });
  }
}
