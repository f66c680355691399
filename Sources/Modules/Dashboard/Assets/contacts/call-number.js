// Calls a contact: by the company's line, or the one that is chosen of several.

import { h } from "../core/dom.js";
import { phone } from "../core/format.js";
import { say } from "../core/words.js";
import { button } from "../parts/button.js";
import { dialog } from "../parts/dialog.js";
import { callNumber } from "../views/call-number.js";

/** Asks for a line where there are several, and calls. */
export async function callContact(hub, number) {
    const lines = await hub.api.get("/api/lines", { limit: 100 });
    const line = lines.length > 1 ? await chooseLine(lines, number) : lines[0]?.id;
    if (line) await callNumber(hub, { number, line });
}

const chooseLine = (lines, number) => dialog({
    title: say("dial.title", { number: phone(number) }),
    body: (close) => h("div", { class: "found" }, lines.map(({ id, name, number: own }) =>
        button(name ?? phone(own), { icon: "phone", kind: "quiet", onclick: () => close(id) }))),
});
