// What the parts of the settings share: each asks the hub, draws what came, and says plainly why it could not.

import { h } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { say } from "../core/words.js";
import { button, iconButton } from "../parts/button.js";
import { dialog } from "../parts/dialog.js";
import { form } from "../parts/sb-form.js";
import { failure, loading } from "../parts/small.js";

/** A part: `read()` asks, `draw(what came)` gives its elements; `params` are of the address. */
export class SettingsPart extends HubElement {
    params = {};

    connected() {
        this.className = "stack";
        if (this.childElementCount === 0) this.replaceChildren(loading());
        this.load();
    }

    async load() {
        try {
            const answer = await this.read();
            if (this.isConnected) this.replaceChildren(...[this.draw(answer)].flat().filter(Boolean));
        } catch (problem) {
            this.replaceChildren(failure(problem, () => this.load()));
        }
    }

    /** A button's work after which the part is read again. */
    then(work) {
        return async (event) => {
            await work(event);
            await this.load();
        };
    }

    /** Asks for something in a dialog, sends it, and reads the part again. */
    ask(title, fields, send, { submit, kind } = {}) {
        return dialog({
            title, kind,
            body: (close) => form({
                fields, ...(submit ? { submit } : {}), oncancel: () => close(),
                send: async (values) => {
                    await send(values);
                    close(true);
                    await this.load();
                },
            }),
        });
    }
}

/** A heading with its actions and a sentence. */
export const head = (title, text, ...actions) => h("header", { class: "settings-head" },
    h("div", {}, h("h2", {}, title), text && h("p", { class: "quiet" }, text)), h("div", { class: "row" }, actions));

/** A plain table. */
export const plainTable = (heads, rows) => h("div", { class: "scroll-x panel flush" }, h("table", { class: "plain-table" },
    h("thead", {}, h("tr", {}, heads.map((text) => h("th", { scope: "col" }, text)))),
    h("tbody", {}, rows.map((cells) => h("tr", {}, cells.map((cell, index) =>
        h(index === 0 ? "th" : "td", index === 0 ? { scope: "row" } : {}, cell ?? "")))))));

/** A text to be copied to somewhere else. */
export function copyable(text, label) {
    const copy = iconButton("copy", label ?? say("copy"), async () => {
        await navigator.clipboard.writeText(text);
        copy.replaceChildren("✓");
    });
    return h("span", { class: "copyable" }, h("code", {}, text), navigator.clipboard && copy);
}

/** Shows a secret the once that it can be shown. */
export const showSecret = (title, text) => dialog({
    title,
    body: (close) => h("div", { class: "stack" }, h("p", {}, say("settings.once")), copyable(text),
        h("div", { class: "form-actions" }, button(say("settings.noted"), { kind: "primary", onclick: () => close() }))),
});
