// The page's only script, packed inline: closes the ways out that a CSP in a page cannot close, compiles the engine
// once, starts it in the page, and makes workers of it. Writes no value to the console, and holds no patient data.
//
// Packing puts three things before this text: `function glue() { …; return wasm_bindgen; }`, what wasm-bindgen wrote,
// there once and used by page and workers; `const engine = {…}`, where the wasm is; and `const skeleton = "…"`, the
// page's file with places for its parts (see pack.mjs).

const NEEDS_A_NEWER_BROWSER = "This browser is too old for Darkroom. Use a current Chrome, Edge or Firefox.";
const DID_NOT_START = "Darkroom did not start. Reload the page; if that does not help, download it again.";
const HAS_STOPPED =
  "Darkroom has stopped. Your own files are untouched, and nothing half-made was saved. Reload the page to start again.";

/** Says something without the engine. */
function say(text) {
  let note = document.getElementById("boot");
  if (!note) {
    note = document.createElement("p");
    note.id = "boot";
    note.setAttribute("role", "alert");
    document.body.prepend(note);
  }
  note.textContent = text;
}

/** Trusted Types: the only script addresses are those made here; there is no policy for markup. */
function trust() {
  const check = (address) => {
    if (!address.startsWith("blob:") && address !== "./sw.js") throw new TypeError("not an address of this page");
    return address;
  };
  return globalThis.trustedTypes?.createPolicy("darkroom", { createScriptURL: check }) ?? { createScriptURL: check };
}

/** A CSP in a page stops neither peer connections, nor pop-ups, nor navigation. */
function closeTheWaysOut() {
  const peers = ["RTCPeerConnection", "webkitRTCPeerConnection", "RTCDataChannel", "RTCIceTransport", "WebTransport"];
  for (const name of peers) {
    if (name in globalThis) Object.defineProperty(globalThis, name, { value: undefined, configurable: false, writable: false });
  }
  Object.defineProperty(globalThis, "open", { value: () => null, configurable: false, writable: false });
  globalThis.navigation?.addEventListener("navigate", (event) => {
    const download = event.downloadRequest !== null && event.destination.url.startsWith("blob:");
    const inside = event.hashChange || event.destination.sameDocument || event.navigationType === "reload";
    if (!download && !inside) event.preventDefault();
  });
  // A link that Navigation API does not see: another target, or a browser without it.
  addEventListener(
    "click",
    (event) => {
      const link = event.target instanceof Element ? event.target.closest("a[href], area[href]") : null;
      const address = link?.href?.baseVal ?? link?.href ?? "";
      const here = address.startsWith("blob:") || address.split("#")[0] === location.href.split("#")[0];
      if (link && !here) event.preventDefault();
    },
    true,
  );
}

/** Bytes of a text as pack.mjs writes them: 5 letters for 4 bytes, from # to x without <. */
function bytesOfBase85(text) {
  const bytes = new Uint8Array(Math.floor((text.length * 4) / 5));
  for (let from = 0, to = 0; to < bytes.length; from += 5, to += 4) {
    let number = 0;
    for (let place = from; place < from + 5; place += 1) {
      const code = place < text.length ? text.charCodeAt(place) : 120;
      number = number * 85 + code - (code < 60 ? 35 : 36);
    }
    // Bytes past the end are left out by the array.
    bytes[to] = number >>> 24;
    bytes[to + 1] = number >>> 16;
    bytes[to + 2] = number >>> 8;
    bytes[to + 3] = number;
  }
  return bytes;
}

/**
 * SHA-256 of this page's file, which it cannot read: it is put together again from the parts that the browser has read.
 * Whoever has the file can work out the same number with the tools of any system. Call before anything is changed.
 */
async function sha256OfThisFile() {
  const escapes = { "&": "&amp;", '"': "&quot;", "<": "&lt;", ">": "&gt;" };
  // Written so that they do not end this script.
  const end = "<" + "/script>";
  const place = (name) => `<${"!"}-- ${name} -->`;
  const text = (selector) => document.querySelector(selector)?.textContent ?? "";
  const csp = document.querySelector("meta[http-equiv=Content-Security-Policy]").content;
  const rules = document.querySelector("meta[name=darkroom-policy]")?.content.replace(/[&"<>]/g, (letter) => escapes[letter]);
  const holder = text("#engine");
  const file = skeleton
    .replace(place("csp"), () => `<meta http-equiv="Content-Security-Policy" content="${csp}">`)
    .replace(`${place("rules")}\n`, () => (rules === undefined ? "" : `<meta name="darkroom-policy" content="${rules}">\n`))
    .replace(place("style"), () => `<style>${text("style")}</style>`)
    .replace(`${place("engine")}\n`, () => (holder ? `<script type="text/plain" id="engine">${holder}${end}\n` : ""))
    .replace(place("script"), () => `<script>${document.currentScript.textContent}${end}`);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(file)));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The engine from this very file; its bytes must be those that it was packed with. */
async function engineInPage() {
  const holder = document.getElementById("engine");
  const packed = bytesOfBase85(holder.textContent.trim());
  holder.remove();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", packed));
  const found = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (found !== engine.sha256) throw new TypeError("the engine is not the one that was packed");
  const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const response = new Response(unpacked, { headers: { "Content-Type": "application/wasm" } });
  return WebAssembly.compileStreaming(response);
}

/** The engine from beside the page; then the door to the network is shut. */
async function engineBeside() {
  const response = await fetch(engine.address, { integrity: engine.integrity, credentials: "same-origin" });
  if (!response.ok) throw new TypeError("the engine is not there");
  const streams = response.headers.get("Content-Type")?.startsWith("application/wasm");
  return streams ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

/** Registers the offline copy, then allows no connection any more: a second CSP can only take away. */
async function shutTheDoor(trusted) {
  if (navigator.serviceWorker && isSecureContext) {
    await navigator.serviceWorker.register(trusted.createScriptURL("./sw.js")).catch(() => undefined);
  }
  const shut = document.createElement("meta");
  shut.httpEquiv = "Content-Security-Policy";
  shut.content = "connect-src 'none'; worker-src blob:";
  document.head.append(shut);
}

/** What runs in a worker before its engine does. */
function worker(glue) {
  const stopped = (event) => {
    event.preventDefault();
    postMessage("stopped");
  };
  addEventListener("error", stopped);
  addEventListener("unhandledrejection", stopped);
  onmessage = async ({ data }) => {
    onmessage = null;
    const bindgen = glue();
    await bindgen({ module_or_path: data });
    bindgen.start_worker();
    postMessage("ready");
  };
}

async function start() {
  if (!globalThis.WebAssembly || !globalThis.DecompressionStream || !globalThis.Worker || !globalThis.crypto?.subtle) {
    return say(NEEDS_A_NEWER_BROWSER);
  }
  const sha256 = sha256OfThisFile().catch(() => undefined);
  const trusted = trust();
  closeTheWaysOut();
  const module = await (engine.address ? engineBeside() : engineInPage());
  if (engine.address) await shutTheDoor(trusted);
  const source = new Blob([`"use strict";(${worker})(${glue});`], { type: "text/javascript" });
  const address = trusted.createScriptURL(URL.createObjectURL(source));
  const spawn = () => {
    const made = new Worker(address);
    made.postMessage(module);
    return made;
  };
  const bindgen = glue();
  await bindgen({ module_or_path: module });
  document.getElementById("boot")?.remove();
  addEventListener("error", stopped);
  addEventListener("unhandledrejection", stopped);
  bindgen.start_page(spawn, await sha256);
  performance.mark("darkroom-ready");
}

/** After a trap the page's engine must not be used again. */
function stopped(event) {
  const fault = event.error ?? event.reason;
  if (fault instanceof WebAssembly.RuntimeError) {
    event.preventDefault();
    document.body.replaceChildren();
    say(HAS_STOPPED);
  }
}

// The engine was compared with its checksum, so one that does not compile is newer than the browser.
start().catch((fault) => say(fault instanceof WebAssembly.CompileError ? NEEDS_A_NEWER_BROWSER : DID_NOT_START));
