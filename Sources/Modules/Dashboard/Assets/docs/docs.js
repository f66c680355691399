// Where the reference begins: who reads, and the page.

import { Api } from "../core/api.js";
import { h } from "../core/dom.js";
import { Session } from "../core/session.js";
import { Store } from "../core/store.js";
import { addWords } from "../core/words.js";

await addWords("docs");
await import("./sb-docs.js");

const store = new Store({}, { session: { phase: "starting" } });
const session = new Session({ onChange: (state) => store.set("session", state) });
document.body.append(h("sb-docs", { hub: { store, session, api: new Api(session) } }));
session.start();
