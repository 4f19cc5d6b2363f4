// What the page can say of itself: the SHA-256 of its own file.

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
