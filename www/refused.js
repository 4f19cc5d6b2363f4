// Why the page does not start, where it knows.

/** Ends the start; its message is a sentence for the person, and holds no value. */
class Refused extends Error {}

const NOT_THE_PAGE =
  "What arrived is not the page as it was made, so Darkroom does not start. Reload the page. If that does not help, " +
  "something on the way changes it (a filter, a proxy or the web server): tell whoever looks after them.";
const NO_RULE =
  "The rule by which the browser lets nothing leave this page is missing or has no force, so Darkroom does not " +
  "start. Get the page again from where it was published.";
const NOT_CHECKED =
  "Darkroom could not read again what arrived, to compare it with the page as it was made, and so does not start. " +
  "Reload the page when there is a network.";
const PART_MISSING =
  "A part of Darkroom could not be fetched: there is no network, or the web server is just being given a new " +
  "version. Reload the page in a minute; if that does not help, tell whoever looks after the server.";
