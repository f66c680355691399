// A text to paste somewhere else, with the button that copies it.

import { h } from "../core/dom.js";
import { say } from "../core/words.js";
import { button } from "./button.js";

const copiedMs = 2_000;

/** The text, what it is for, and a button; where the clipboard is closed to the page it can still be selected. */
export function copyable(text, label) {
    const copy = button(say("copy"), {
        icon: "copy",
        async onclick() {
            await navigator.clipboard.writeText(text);
            copy.say(say("copied"));
            setTimeout(() => copy.say(say("copy")), copiedMs);
        },
    });
    return h("p", { class: "copyable" }, label && h("span", { class: "quiet" }, label), h("code", {}, text),
        navigator.clipboard && copy);
}
