// What a module's elements cannot be drawn without, besides its imports.

import { addWords } from "./words.js";

const asked = new Map();

/**
 * Waits for sheets, `style/<name>`, and for further words, `words/<part>`: `await need("style/table")`.
 *
 * It stands on one line at a module's top: the program reads it there, and names what the first view needs in the page
 * itself, where it is fetched together with all else.
 */
export function need(...names) {
    return Promise.all(names.map((name) => {
        if (!asked.has(name)) asked.set(name, fetched(name));
        return asked.get(name);
    }));
}

/** Runs `work` once there is nothing better to do. */
export const whenIdle = (work) => (window.requestIdleCallback ?? setTimeout)(() => work());

function fetched(name) {
    const [folder, part] = name.split("/");
    return folder === "words" ? addWords(part) : sheet(name);
}

/** Switches a sheet on; all are listed in the page, in the order in which their rules count. */
function sheet(name) {
    const link = document.querySelector(`link[href$="/${name}.css"]`);
    if (!link?.disabled) return undefined;
    return new Promise((resolve, reject) => {
        link.addEventListener("load", resolve, { once: true });
        link.addEventListener("error", () => reject(new Error(`${name} is not to be had`)), { once: true });
        link.disabled = false;
    });
}
