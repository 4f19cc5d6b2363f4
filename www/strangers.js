// What stands in the document and is not of the page: put there by a filter on the way or by an extension of the
// browser. It stops nothing, and is told. A script that an extension runs without an element of its own can't be seen
// from here.

/** The most that are told: who adds without end has been told enough of. */
const MOST_STRANGERS = 20;

/** Elements that the page does not make once its file has been read. */
const NEVER_MADE = "script, style, link, iframe, frame, object, embed";

/** What a stranger is called: its kind, and where it comes from, without anything else that it may hold. */
function nameOf(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return node.nodeType === Node.TEXT_NODE ? "text" : "comment";
  const address = node.getAttribute("src") ?? node.getAttribute("href");
  if (!address || !URL.canParse?.(address, location.href)) return node.localName;
  const { protocol, host } = new URL(address, location.href);
  return `${node.localName} from ${protocol}${host && `//${host}`}`;
}

/**
 * Tells every kind of stranger once, those that are there and those that come. Call while the page's script runs.
 * `isOwn` knows what the page itself adds to head and body.
 */
function watchForStrangers(tell, isOwn) {
  const { documentElement: root, head, body, currentScript } = document;
  const told = new Set();
  const meet = (node) => {
    const name = nameOf(node);
    if (told.has(name) || told.size === MOST_STRANGERS) return;
    told.add(name);
    tell("stranger", name);
  };
  const parts = new Set([head, body, currentScript]);
  for (const part of ["meta[http-equiv]", "meta[name=darkroom-policy]", "#style", "#engine", "#models"]) {
    parts.add(document.querySelector(part));
  }
  const isBlank = (node) => node.nodeType === Node.TEXT_NODE && !node.data.trim();
  for (const node of [...root.childNodes, ...head.childNodes, ...body.childNodes]) {
    if (!parts.has(node) && !isBlank(node) && !skeleton.includes(node.outerHTML ?? "<none>")) meet(node);
  }
  const look = (node, parent) => {
    const outermost = parent === root || parent === head || parent === body;
    if (outermost && !parts.has(node) && !isBlank(node) && !isOwn(node)) return meet(node);
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    // A name with a hyphen is a custom element's.
    if (node.matches(NEVER_MADE) || node.localName.includes("-")) meet(node);
    for (const within of node.querySelectorAll(NEVER_MADE)) meet(within);
  };
  const observer = new MutationObserver((records) => {
    for (const { addedNodes, target } of records) for (const node of addedNodes) look(node, target);
  });
  observer.observe(document, { childList: true, subtree: true });
}
