// Starts the page: closes the ways out, compiles the engine once, starts it in the page, and makes workers of it.
// Writes no value to the console, and holds no patient data.
//
// Packing makes one script of this folder's own.js, senders.js, elements.js, door.js, digest.js, engine.js and this
// file, in that order. Before them it puts three things: `function glue() { …; return wasm_bindgen; }`, what
// wasm-bindgen wrote, there once and used by page and workers; `const engine = {…}`, where the wasm is; and `const
// skeleton = "…"`, the page's file with places for its parts.

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
  const module = await (engine.address ? engineBeside() : engineInPage());
  if (engine.address) await shutTheDoor(trusted);
  const senders = `(${takeAwayTheSenders})(${takeAway});`;
  const source = new Blob([`"use strict";${senders}(${worker})(${glue});`], { type: "text/javascript" });
  const address = trusted.createScriptURL(URL.createObjectURL(source));
  const spawn = () => {
    const made = new own.Worker(address);
    made.postMessage(module);
    return made;
  };
  const download = closeTheWaysOut();
  const bindgen = glue();
  await bindgen({ module_or_path: module });
  document.getElementById("boot")?.remove();
  addEventListener("error", stopped);
  addEventListener("unhandledrejection", stopped);
  bindgen.start_page(spawn, download, await sha256);
  sweep();
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
