// What stands round every view and can come a moment after it.

import { h } from "../core/dom.js";
import "./sb-account.js";
import "./sb-announcer.js";
import "./sb-notice.js";
import "./sb-palette.js";
import "./sb-pops.js";
import "./sb-presence.js";

/** Its elements by their names. */
export const shell = (hub) => Object.fromEntries(
    ["notice", "presence", "account", "pops", "palette", "announcer"].map((name) => [name, h(`sb-${name}`, { hub })]));
