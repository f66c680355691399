// A menu under a button, by the browser's popover: it closes by itself, and lies above everything.

import { h } from "../core/dom.js";
import { icon } from "../core/icons.js";

let number = 0;

/**
 * Gives `opener` a menu. `items()` is asked each time: `{ label, icon, run, checked, kind }`, an element, or undefined;
 * `isOneOfMany` where more than one can be checked.
 *
 * Returns the opener and the menu in one element.
 */
export function menu(opener, items) {
    const sheet = h("div", { class: "menu-sheet", popover: "auto", id: `menu-${(number += 1)}`, role: "menu" });
    opener.setAttribute("popovertarget", sheet.id);
    opener.setAttribute("aria-haspopup", "menu");
    sheet.addEventListener("beforetoggle", (event) => {
        if (event.newState !== "open") return;
        sheet.replaceChildren(...items().filter(Boolean).map((item) => row(item, sheet)));
    });
    sheet.addEventListener("toggle", (event) => {
        if (event.newState !== "open") return;
        place(sheet, opener);
        sheet.querySelector("button, input, a")?.focus();
    });
    sheet.addEventListener("keydown", (event) => walk(event, sheet));
    return h("span", { class: "menu" }, opener, sheet);
}

function row(item, sheet) {
    if (item instanceof Node) return item;
    const { label, icon: name, run, checked, isOneOfMany, kind, hint } = item;
    const role = isOneOfMany ? "menuitemcheckbox" : checked === undefined ? "menuitem" : "menuitemradio";
    return h("button", {
        type: "button", class: kind, role,
        "aria-checked": checked === undefined ? undefined : String(checked),
        onclick: () => {
            sheet.hidePopover();
            run();
        },
    }, name ? icon(name) : h("span", { class: "icon" }, checked ? "✓" : ""), h("span", {}, label),
    hint && h("span", { class: "quiet" }, hint));
}

/** Below the opener, and within the window. */
function place(sheet, opener) {
    const at = opener.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = sheet;
    const left = Math.max(8, Math.min(at.right - width, innerWidth - width - 8));
    const below = at.bottom + 6;
    const top = below + height > innerHeight - 8 ? Math.max(8, at.top - height - 6) : below;
    sheet.style.setProperty("left", `${left}px`);
    sheet.style.setProperty("top", `${top}px`);
}

function walk(event, sheet) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const all = [...sheet.querySelectorAll("button")];
    all[(all.indexOf(document.activeElement) + step + all.length) % all.length]?.focus();
    event.preventDefault();
}
