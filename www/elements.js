// The elements that can be made in this page: those that it uses, and no others. Nothing among them asks for anything
// from elsewhere, is a link, or has a window of its own. tests/e2e/elements.test.mjs compares the lists with www/src/.

const HTML_ELEMENTS =
  "article aside b bdi button canvas caption code dd details div dl dt footer h1 h2 h3 header input kbd label li " +
  "main nav ol option p section select small span strong summary table tbody td th thead tr ul";
const SVG_ELEMENTS = "g path rect svg";

/** Lets only elements of the lists be made from here on. */
function keepToTheList() {
  const named = (names) => {
    const set = Object.create(null);
    for (const name of names.split(" ")) set[name] = true;
    return set;
  };
  const html = named(HTML_ELEMENTS);
  const lists = Object.create(null);
  lists["http://www.w3.org/1999/xhtml"] = html;
  lists["http://www.w3.org/2000/svg"] = named(SVG_ELEMENTS);

  // Each name is made a text once: an object could say something else the second time.
  fix(Document.prototype, "createElement", function createElement(name) {
    const asked = own.toLowerCase(`${name}`);
    if (html[asked] !== true) refuse(`element ${asked}`);
    return own.createElement(this, asked);
  });
  fix(Document.prototype, "createElementNS", function createElementNS(namespace, name) {
    const space = `${namespace}`;
    const asked = `${name}`;
    if (lists[space]?.[asked] !== true) refuse(`element ${asked}`);
    return own.createElementNS(this, space, asked);
  });
  // An add-on may have put others into the document: nobody gets more of them.
  const strange = `:not(${`${HTML_ELEMENTS} ${SVG_ELEMENTS}`.split(" ").join(", ")})`;
  fix(Node.prototype, "cloneNode", function cloneNode(deep) {
    const element = own.nodeType(this) === 1;
    if (element && (own.matches(this, strange) || (deep && own.querySelector(this, strange)))) refuse("copy of that");
    return own.cloneNode(this, element && deep);
  });
  takeTheOtherMakers();
}

/**
 * What else makes elements: markup, other documents, classes of elements, the editing commands, copies of ranges, and
 * constructors that are elements by another name; and shadow roots, which hide them.
 */
function takeTheOtherMakers() {
  const makers = [
    [Document.prototype, "importNode", "execCommand", "open", "write", "writeln", "designMode"],
    [DOMImplementation.prototype, "createDocument"],
    [Element.prototype, "attachShadow"],
    [Range.prototype, "createContextualFragment", "cloneContents", "extractContents"],
    [globalThis.CustomElementRegistry?.prototype, "define"],
    [globalThis, "CustomElementRegistry", "DOMParser", "XSLTProcessor", "Image", "Audio", "Option"],
  ];
  for (const [holder, ...names] of makers) {
    for (const name of names) if (holder) takeAway(holder, name);
  }
  // innerHTML, setHTML, parseHTMLUnsafe, createHTMLDocument, and those that browsers have yet to think of.
  for (const kind of [Document, Element, DOMImplementation, globalThis.ShadowRoot]) {
    for (const holder of kind ? [kind, kind.prototype] : []) {
      for (const name of ownKeys(holder)) if (typeof name === "string" && /html/i.test(name)) takeAway(holder, name);
    }
  }
}

/**
 * Takes away the elements that have done their work, since a script could make something else of them: of a meta
 * element one that goes elsewhere. What the browser has read in them stays in force. Call when all of it has been read.
 */
function sweep() {
  for (const done of document.querySelectorAll("meta, script, noscript")) done.remove();
}
