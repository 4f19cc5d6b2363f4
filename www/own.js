// The browser's own functions as they were when the page began. A script that replaces one later changes nothing for
// whoever uses these. (Spread and `for … of` are not used with them: they call what a script can replace.)

const { apply, getOwnPropertyDescriptor, ownKeys } = Reflect;
const { defineProperty } = Object;

/** A method or getter of a class, called with the object that it is to work on first; `undefined` where there is none. */
function taken(kind, name, part = "value") {
  const found = kind && getOwnPropertyDescriptor(kind.prototype, name)?.[part];
  return found && ((object, ...given) => apply(found, object, given));
}

const own = {
  Worker,
  addEventListener: taken(EventTarget, "addEventListener"),
  click: taken(HTMLElement, "click"),
  cloneNode: taken(Node, "cloneNode"),
  closest: taken(Element, "closest"),
  dispatchEvent: taken(EventTarget, "dispatchEvent"),
  getRootNode: taken(Node, "getRootNode"),
  matches: taken(Element, "matches"),
  nodeType: taken(Node, "nodeType", "get"),
  preventDefault: taken(Event, "preventDefault"),
  querySelector: taken(Element, "querySelector"),
  stopImmediatePropagation: taken(Event, "stopImmediatePropagation"),
  target: taken(Event, "target", "get"),
  startsWith: taken(String, "startsWith"),
  toLowerCase: taken(String, "toLowerCase"),
  createElement: taken(Document, "createElement"),
  createElementNS: taken(Document, "createElementNS"),
  setDownload: taken(HTMLAnchorElement, "download", "set"),
  setHref: taken(HTMLAnchorElement, "href", "set"),
  // Navigation API, which older Firefox and Safari lack.
  destination: taken(globalThis.NavigateEvent, "destination", "get"),
  destinationUrl: taken(globalThis.NavigationDestination, "url", "get"),
  hashChange: taken(globalThis.NavigateEvent, "hashChange", "get"),
  navigationType: taken(globalThis.NavigateEvent, "navigationType", "get"),
};

/** Puts a value where nobody can put another. */
function fix(holder, name, value) {
  defineProperty(holder, name, { value, configurable: false, enumerable: true, writable: false });
}

/** What a script gets that calls a way out. */
function refuse(what) {
  throw new TypeError(`this page has no ${what}`);
}
