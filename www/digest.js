// Which page this is: its SHA-256, and whether it is whole. A page that was tampered with could leave all this out;
// what was put in by somebody who did not mean to deceive is found.

/** The engine's SHA-256, for addresses on which the browser gives none: those that are not protected. */
let engineSha256;

/** SHA-256 of bytes, in hexadecimal. */
async function sha256(bytes) {
  const digest = crypto.subtle ? await crypto.subtle.digest("SHA-256", bytes) : engineSha256(bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** SHA-256 of a text as a policy names it. */
async function sourceOf(text) {
  const digest = await sha256(new TextEncoder().encode(text));
  return `'sha256-${btoa(String.fromCharCode(...digest.match(/../g).map((byte) => parseInt(byte, 16))))}'`;
}

/** What the browser has read of the page's file. Call while the page's script runs, before anything is changed. */
function partsAsRead() {
  const policies = document.querySelectorAll("head > meta[http-equiv=Content-Security-Policy]");
  return {
    script: document.currentScript.textContent,
    policies: Array.from(policies, (meta) => meta.content),
    style: document.getElementById("style")?.textContent,
    rules: document.querySelector("meta[name=darkroom-policy]")?.content,
    engine: document.getElementById("engine")?.textContent,
    models: document.getElementById("models")?.textContent,
  };
}

/** The page's file, put together again from its parts; its policy must be the one that it was packed with. */
async function fileOf(parts) {
  const escapes = { "&": "&amp;", '"': "&quot;", "<": "&lt;", ">": "&gt;" };
  // Written so that they do not end this script.
  const end = "<" + "/script>";
  const place = (name) => `<${"!"}-- ${name} -->`;
  const csp = policy.replace("'script'", await sourceOf(parts.script));
  if (!parts.policies.includes(csp)) throw new Refused(NO_RULE);
  const meta = (name, content) => `<meta ${name} content="${content}">`;
  const rules = parts.rules?.replace(/[&"<>]/g, (letter) => escapes[letter]);
  const holder = (id) => (parts[id] ? `<script type="text/plain" id="${id}">${parts[id]}${end}\n` : "");
  return skeleton
    .replace(place("csp"), () => meta('http-equiv="Content-Security-Policy"', csp))
    .replace(`${place("rules")}\n`, () => (rules === undefined ? "" : `${meta('name="darkroom-policy"', rules)}\n`))
    .replace(place("style"), () => `<style id="style">${parts.style}</style>`)
    .replace(`${place("engine")}\n`, () => holder("engine") + holder("models"))
    .replace(place("script"), () => `<script>${parts.script}${end}`);
}

/**
 * The bytes of a served page as they arrived, out of the browser's cache. Where the server forbids to keep them they
 * are those of a second answer. Nothing goes out but the address that the browser has asked for already.
 */
async function bytesThatArrived() {
  const [address] = location.href.split("#");
  const options = { cache: "force-cache", credentials: "same-origin" };
  const response = await fetch(address, options).catch(() => undefined);
  if (!response?.ok) throw new Refused(NOT_CHECKED);
  return new Uint8Array(await response.arrayBuffer());
}

/**
 * The page's SHA-256, and what it was worked out of: the bytes that arrived, or else, where a page can fetch nothing,
 * what it should be by the parts that the browser has read.
 */
async function identify(parts, arrived) {
  const whole = await sha256(new TextEncoder().encode(await fileOf(parts)));
  if (arrived && (await sha256(arrived)) !== whole) throw new Refused(NOT_THE_PAGE);
  return { sha256: whole, arrived: arrived !== undefined };
}

/**
 * Tries what the page's policy forbids: if it can be done, there is no policy in force. The address leads nowhere, and
 * is what the browser's console then shows.
 */
function tryThePolicy() {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.onload = () => reject(new Refused(NO_RULE));
    request.onerror = () => resolve();
    request.open("GET", "data:,Darkroom-checks-that-this-is-refused");
    request.send();
  });
}
