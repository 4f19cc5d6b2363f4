// Starts the page: closes the ways out, compiles the engine once, starts it in the page, and makes workers of it.
// Writes no value to the console, and holds no patient data.
//
// Packing makes one script of this folder's scripts, of which this is the last. Before them it puts five things:
// `function glue() { …; return wasm_bindgen; }`, what wasm-bindgen wrote, there once and used by page and workers;
// `const engine = {…}` and `const models = {…}`, where the wasm is and where the models are, if anywhere; `const policy =
// "…"`, the page's CSP with a place for this script's digest; and `const skeleton = "…"`, the page's file with places for
// its parts.

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
  const parts = partsAsRead();
  const memory = navigator.deviceMemory;
  const lock = locksAmongTabs();
  const quota = askForRoom();
  const { tell, listen } = news();
  const door = theDoor();
  watchForStrangers(tell, (node) => node === door || node.id === "boot" || node.classList?.contains("page"));
  say("Darkroom is starting. Over a slow network its engine takes a while.");
  const trusted = trust();
  const isServed = engine.name !== undefined;
  await probe(isServed);
  await Promise.all([tryThePolicy(), probeWorkers(trusted)]);
  const [module, learned, arrived] = await Promise.all(
    isServed ? [engineBeside(), modelsBeside(), bytesThatArrived()] : [engineInPage(), modelsInPage()],
  );
  const copy = isServed ? keepACopy(trusted, tell) : undefined;
  if (isServed) document.head.append(door);
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
  engineSha256 = bindgen.sha256;
  const said = { memory, lock, room: () => quota, slowness, listen, models: unpacking(learned) };
  const found = { ...(await identify(parts, arrived)), ...said, renew: async () => renew(await copy) };
  document.getElementById("boot")?.remove();
  addEventListener("error", stopped);
  addEventListener("unhandledrejection", stopped);
  bindgen.start_page(spawn, download, found);
  sweep();
  performance.mark("darkroom-ready");
  const registration = await copy;
  if (registration) watchCopies(registration, found.sha256, tell);
}

/** What asks for a lock among the tabs of this browser and doesn't wait; the door takes it away from everybody else. */
function locksAmongTabs() {
  const { locks } = navigator;
  const request = taken(globalThis.LockManager, "request");
  return (name, granted) => locks && request?.(locks, name, { ifAvailable: true }, granted);
}

/** What is told of the page itself, kept until somebody listens. */
function news() {
  const early = [];
  let hear = (...said) => early.push(said);
  const listen = (ear) => {
    hear = ear;
    for (const said of early.splice(0)) ear(...said);
  };
  return { tell: (kind, words = "") => hear(kind, words), listen };
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

start().catch((fault) => {
  if (fault instanceof Refused) return say(fault.message);
  // The engine is whole and WebAssembly is there, so one that does not compile is newer than the browser.
  say(fault instanceof globalThis.WebAssembly?.CompileError ? TOO_OLD("a part of WebAssembly") : DID_NOT_START);
});
