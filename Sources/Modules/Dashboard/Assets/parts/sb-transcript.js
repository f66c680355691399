import { transcript } from "../slices/calls.js";
import { h } from "../core/dom.js";
import { say } from "../core/words.js";

/** What is being said, newest at the bottom and in view unless the reader has scrolled up. */
class Transcript extends HTMLElement {
    #lines;

    connectedCallback() {
        this.tabIndex = 0;
        this.setAttribute("role", "log");
        this.setAttribute("aria-live", "off");
        this.setAttribute("aria-label", say("frame.transcript"));
    }

    show(call) {
        const lines = transcript(call);
        const text = JSON.stringify(lines);
        if (text === this.#lines) return;
        this.#lines = text;
        const atEnd = this.scrollTop + this.clientHeight >= this.scrollHeight - 24;
        this.replaceChildren(...lines.map((line, index) => h("p",
            { "data-speaker": line.speaker, "data-partial": line.partial === true },
            lines[index - 1]?.speaker !== line.speaker &&
                h("span", { class: "speaker" }, say(`speaker.${line.speaker}`)),
            h("span", {}, line.text))));
        if (atEnd) this.scrollTop = this.scrollHeight;
    }
}

customElements.define("sb-transcript", Transcript);
