// What the page needs of the browser, of its settings and of the server that sent it: each tried before it is used, and
// each with the sentence that says what to do. A browser is called too old only for what no setting takes away.

const ALONE = "Or open the file darkroom.html from a drive: it needs no server.";
const TOO_OLD = (lacks) =>
  `This browser is too old for Darkroom: it lacks ${lacks}. Use Chrome or Edge 109 or newer, or a current Firefox.`;
const NO_WEBASSEMBLY =
  "WebAssembly, in which Darkroom cleans images, is switched off in this browser for this address, mostly with the JavaScript " +
  "compiler. Ask your IT department to allow it: in Edge and Chrome by the policy JavaScriptJitAllowedForSites, in Edge also " +
  `under “Enhance your security on the web”. ${ALONE}`;
const WEBASSEMBLY_REFUSED =
  "The web server forbids WebAssembly, in which Darkroom cleans images. Whoever runs it must allow 'wasm-unsafe-eval' in the " +
  `script-src of its Content-Security-Policy. ${ALONE}`;
const TRUSTED_TYPES_REFUSED =
  "The web server forbids the page's Trusted Types policy. Whoever runs it must allow darkroom in the trusted-types of its " +
  `Content-Security-Policy. ${ALONE}`;
const WORKERS_REFUSED =
  "Workers, in which Darkroom reads and cleans images, are refused here: by the web server's Content-Security-Policy, whose " +
  `worker-src must allow blob:, or by a setting of this browser. ${ALONE}`;
const NO_ORIGIN =
  "Darkroom stands in a frame of another page that keeps it from reading its own parts (a sandbox without allow-same-origin). " +
  "Open its address in a tab of its own.";

const WORKER_SILENT =
  "A worker, in which Darkroom reads and cleans images, did not answer for half a minute. The computer may be very busy or have " +
  "been asleep: reload the page.";

/** The version of a Chromium by what it says of itself; 0 of any other browser. */
function versionOfChromium() {
  return Number(/ Chrom(?:e|ium)\/(\d+)/.exec(navigator.userAgent)?.[1] ?? 0);
}

// A module with nothing in it; and one with a function of one vector instruction.
const EMPTY_MODULE = [0, 97, 115, 109, 1, 0, 0, 0];
const VECTOR_MODULE = [...EMPTY_MODULE, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11];

/** Tries what can be tried at once. */
async function probe(isServed) {
  if (!globalThis.WebAssembly) throw new Refused(NO_WEBASSEMBLY);
  if (!globalThis.DecompressionStream) throw new Refused(TOO_OLD("DecompressionStream"));
  if (!WebAssembly.validate(new Uint8Array(VECTOR_MODULE))) throw new Refused(TOO_OLD("WebAssembly's vector instructions"));
  // Older ones don't know the word by which the page's own policy allows it.
  const chromium = versionOfChromium();
  if (chromium > 0 && chromium < 97) throw new Refused(TOO_OLD("'wasm-unsafe-eval'"));
  if (isServed && globalThis.origin === "null") throw new Refused(NO_ORIGIN);
  await WebAssembly.compile(new Uint8Array(EMPTY_MODULE)).catch(() => {
    throw new Refused(WEBASSEMBLY_REFUSED);
  });
}

/** Bytes that the browser lets this page use, if it says so; asked before the page puts storage out of its own reach. */
async function askForRoom() {
  try {
    return (await navigator.storage.estimate()).quota;
  } catch {
    return undefined;
  }
}

/**
 * How many times longer a loop takes than the browser's own search through the same numbers: half as long where scripts
 * are compiled, some twenty times where they are not. The shortest of several short tries: other programs slow most of
 * them.
 */
function slowness() {
  const numbers = new Uint32Array(1 << 20);
  const best = (search) => {
    const times = [];
    for (let time = 0; time < 8; time += 1) {
      const start = performance.now();
      search();
      times.push(performance.now() - start);
    }
    return Math.min(...times);
  };
  const loop = (of, length) => {
    let found = 0;
    for (let at = 0; at < length; at += 1) if (of[at] === 1) found += 1;
    return found;
  };
  return best(() => loop(numbers, numbers.length)) / Math.max(best(() => numbers.indexOf(1)), 0.5);
}

/** Seconds for which a worker is waited for: of those that the computer sleeps through, one counts at most. */
const PATIENCE = 30;

/** Makes a worker that does nothing but say that it is there. `trusted` makes addresses of scripts. */
function probeWorkers(trusted) {
  const address = URL.createObjectURL(new Blob(["postMessage(0)"], { type: "text/javascript" }));
  return new Promise((resolve, reject) => {
    const refused = () => reject(new Refused(WORKERS_REFUSED));
    let left = PATIENCE;
    const wait = () => {
      if (left === 0) return reject(new Refused(WORKER_SILENT));
      left -= 1;
      setTimeout(wait, 1000);
    };
    wait();
    try {
      const worker = new Worker(trusted.createScriptURL(address));
      worker.onmessage = () => {
        worker.terminate();
        resolve();
      };
      worker.onerror = (event) => {
        event.preventDefault();
        refused();
      };
    } catch {
      refused();
    }
  }).finally(() => URL.revokeObjectURL(address));
}
