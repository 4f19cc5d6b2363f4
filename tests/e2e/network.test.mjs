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
const SENT = (
  'p-fetch p-xhr p-websocket p-eventsource p-import p-font p-image p-video p-stylesheet p-css-background p-css-font ' +
  'p-svg-image p-beacon p-script p-object p-frame p-open p-link-tab p-link-detached p-link-detached-event ' +
  'p-link-not-cancelable p-link-shadow p-link-svg p-link-svg-detached p-link-custom p-link-document p-form-tab ' +
  'p-form-button p-location-href p-meta-refresh p-link-here p-undo-lower p-undo-prevent w-fetch w-xhr w-websocket ' +
  'w-import-scripts w-worker-blob'
).split(' ');
/** And only where questions about names are heard, and an interface looks like one to the outside. */
const SENT_ALONE = {
  chromium: ['p-dns-prefetch', 'p-preconnect', 'p-rtc', 'p-rtc-frame', 'p-rtc-window'],
  firefox: ['p-rtc', 'p-rtc-frame', 'p-rtc-window'],
};

for (const origin of ORIGINS) {
  test(`a whole job from ${origin} sends nothing`, async (t) => {
    if (!canBeAlone) t.diagnostic('no network of its own to be had here: what a proxy hears is recorded');
    const { alone, heard, asked, counted } = await run('whole-job.mjs', origin);
    const strange = heard.filter(({ by, name }) => alone || !MAKERS.test(`${by} ${name}`));
    assert.deepEqual(strange, []);
    assert.equal(asked, 0, 'the page asked its own server for something');
    if (alone) assert.equal(counted.datagrams, 0);
    // A page from a server has sent what it was fetched with.
    if (alone && origin === 'file') assert.deepEqual(counted, { packets: 0, datagrams: 0, connections: 0 });
  });
}

/** What a control page sends, tried up to three times: on a busy machine one way out can overtake another. */
async function sentByControl(browser, origin) {
  const sent = new Set();
  for (let left = 3; left > 0; left -= 1) {
    const { alone, finished, out, outcomes } = await run('attempt.mjs', browser, origin, 'control');
    for (const way of out) sent.add(way);
    const missing = [...SENT, ...(alone ? SENT_ALONE[browser] : [])].filter((way) => !sent.has(way));
    if (left === 1 || (missing.length === 0 && finished.length === 2)) return { sent, missing, finished, outcomes };
  }
}

// Two at a time: they mostly wait for what may still get out.
describe('every way out', { concurrency: 2 }, () => {
  for (const browser of BROWSERS) {
    for (const origin of ORIGINS) {
      describe(`every way out of the page from ${origin} in ${browser}`, () => {
        const ways = [...WAYS, ...(origin === 'http' ? HOME_WAYS : [])];

        test('the recorder sees what a page without policy or door sends', async (t) => {
          const { sent, missing, finished, outcomes } = await sentByControl(browser, origin);
          assert.deepEqual(finished.sort(), ['p-done', 'w-done']);
          assert.deepEqual(missing, [], 'the control page did not send these');
          assert.deepEqual(ways.filter((way) => !outcomes[way]), [], 'these were not tried');
          const led = WAYS.filter((way) => sent.has(way)).length;
          t.diagnostic(`${led} of ${WAYS.length} ways lead out of the control page`);
        });

        test('none leads out of the page', async () => {
          const tried = await run('attempt.mjs', browser, origin, 'page');
          const { alone, finished, out, told, others, counted, outcomes } = tried;
          assert.deepEqual(finished.sort(), ['p-done', 'w-done']);
          assert.deepEqual(ways.filter((way) => !outcomes[way]), [], 'these were not tried');
          assert.deepEqual(out, []);
          assert.deepEqual(told, [], 'the page told its own server');
          assert.deepEqual(others.filter((other) => !MAKERS.test(other)), []);
          // Firefox has something to say to its maker at every start.
          if (alone && browser === 'chromium') assert.equal(counted.datagrams, 0);
          if (alone && browser === 'chromium' && origin === 'file') assert.equal(counted.packets, 0);
        });
      });
    }
  }
});
