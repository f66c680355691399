// Buttons, as functions: the browser's own element is the component.

import { h, setText } from "../core/dom.js";
import { icon } from "../core/icons.js";
import { toastProblem } from "./sb-toasts.js";

/**
 * A button: `kind` is `primary`, `plain` (usual), `quiet` or `danger`; `key` is shown as its shortcut.
 *
 * While `onclick`'s promise runs the button is busy, so that nothing is sent twice; a problem is shown as a toast.
 */
export function button(label, { icon: name, kind = "plain", onclick, key, title, type = "button", ...rest } = {}) {
    const words = h("span", {}, label);
    const element = h("button", {
        type, title, class: kind, ...rest,
        "aria-keyshortcuts": key,
        onclick: onclick && ((event) => working(element, () => onclick(event))),
    }, name && icon(name), words, key && h("kbd", {}, key));
    element.say = (text) => setText(words, text);
    return element;
}

/** A button that shows an icon alone; `label` is what a screen reader says. */
export function iconButton(name, label, onclick, rest = {}) {
    const element = h("button", {
        type: "button", class: "icon-only", title: label, "aria-label": label, ...rest,
        onclick: onclick && ((event) => working(element, () => onclick(event))),
    }, icon(name));
    return element;
}

/** A link that looks like a button. */
export function linkButton(label, href, { icon: name, kind = "plain" } = {}) {
    return h("a", { class: kind, href, role: "button" }, name && icon(name), h("span", {}, label));
}

/** Runs `work` with the element busy, and shows what went wrong. */
export async function working(element, work) {
    if (element.ariaBusy === "true") return;
    const promise = work();
    if (!(promise instanceof Promise)) return;
    element.ariaBusy = "true";
    try {
        await promise;
    } catch (problem) {
        toastProblem(problem);
    } finally {
        element.ariaBusy = null;
    }
}
