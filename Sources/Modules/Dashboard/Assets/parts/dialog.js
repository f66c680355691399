// Questions in front of the page: the browser's own dialog, so that focus, Escape and the background are right.

import { h } from "../core/dom.js";
import { say } from "../core/words.js";
import { button, iconButton } from "./button.js";

/**
 * Opens a dialog; `body(close)` makes what is in it, and `close(answer)` ends it. Resolves to the answer, or to
 * undefined when it was left.
 */
export function dialog({ title, body, kind = "" }) {
    return new Promise((resolve) => {
        let answer;
        const close = (value) => {
            answer = value;
            element.close();
        };
        const element = h("dialog", {
            class: `sheet ${kind}`, "aria-label": title,
            onclose: () => {
                element.remove();
                resolve(answer);
            },
            // A click beside it leaves it; the padding is inside the inner element.
            onclick: (event) => event.target === element && close(),
        });
        element.append(h("div", { class: "sheet-inner" },
            title && h("header", {}, h("h2", {}, title), iconButton("close", say("close"), () => close())),
            body(close)));
        document.body.append(element);
        element.showModal();
    });
}

/** Asks before something that is hard to take back; resolves to whether to go on. */
export async function confirm({ title, text, action, kind = "danger" }) {
    return (await dialog({
        title,
        body: (close) => h("div", { class: "stack" },
            h("p", {}, text),
            h("div", { class: "form-actions" },
                button(action, { kind, onclick: () => close(true), autofocus: true }),
                button(say("cancel"), { kind: "quiet", onclick: () => close() }))),
    })) === true;
}
