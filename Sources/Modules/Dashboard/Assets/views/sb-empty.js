import { h, setText } from "../core/dom.js";
import { icon } from "../core/icons.js";
import { say } from "../core/words.js";

const copiedMs = 2_000;

/** Before the first call: how to connect a provider, and how to see the board move without one. */
class Empty extends HTMLElement {
    connectedCallback() {
        if (this.firstChild) return;
        this.append(
            h("h2", {}, say("empty.title")),
            h("p", { class: "lead" }, say("empty.lead")),
            h("section", {},
                h("h3", {}, say("empty.connect")),
                h("p", {}, say("empty.connect.text")),
                snippet(`${location.origin}/webhooks/twilio/<account>/voice`),
                h("p", {}, say("empty.pbx")),
                snippet(`${location.origin}/webhooks/generic/<account>/event`)),
            h("section", {},
                h("h3", {}, say("empty.simulate")),
                h("p", {}, say("empty.simulate.text")),
                snippet("switchboard simulate")));
    }
}

function snippet(text) {
    const word = h("span", { role: "status" }, say("empty.copy"));
    const copy = h("button", {
        type: "button", class: "plain",
        async onclick() {
            await navigator.clipboard.writeText(text);
            setText(word, say("empty.copied"));
            setTimeout(() => setText(word, say("empty.copy")), copiedMs);
        },
    }, icon("copy"), word);
    // The clipboard is open to secure pages only; elsewhere the text can still be selected.
    return h("p", { class: "snippet" }, h("code", {}, text), navigator.clipboard && copy);
}

customElements.define("sb-empty", Empty);
