import { h } from "../core/dom.js";
import { duration } from "../core/format.js";
import { readable, say } from "../core/words.js";
import { badge } from "../parts/small.js";

/** A transcript to read along: each word leads to its moment, and the one that is heard is marked. */
class Spoken extends HTMLElement {
    onseek;
    #words = [];
    #marked;
    #text;

    connectedCallback() {
        this.addEventListener("click", (event) => {
            const at = event.target.closest?.("[data-at]")?.dataset.at;
            if (at !== undefined) this.onseek(Number(at));
        });
    }

    /** `segments` in order, with `startMs` where it is known; `lengthMs` is 0 while there is no sound. */
    show(segments, lengthMs) {
        const text = JSON.stringify([segments, lengthMs]);
        if (text === this.#text) return;
        this.#text = text;
        this.#words = [];
        this.replaceChildren(...(segments.length > 0
            ? segments.map((segment, index) => this.#line(segment, segments[index - 1], lengthMs > 0))
            : [h("p", { class: "quiet" }, say("player.silent"))]));
    }

    /** Marks the word that is heard at a moment; undefined marks none. */
    mark(ms) {
        let low = 0;
        let high = this.#words.length;
        while (low < high) {
            const middle = (low + high) >> 1;
            if (this.#words[middle].at <= (ms ?? -1)) low = middle + 1;
            else high = middle;
        }
        const found = this.#words[low - 1];
        if (found === this.#marked) return;
        this.#marked?.element.removeAttribute("data-heard");
        this.#marked = found;
        found?.element.setAttribute("data-heard", "");
        found?.element.scrollIntoView({ block: "nearest" });
    }

    #line(segment, before, audible) {
        const { speaker, text, startMs, verdict } = segment;
        const seekable = audible && startMs !== undefined;
        const mood = verdict?.sentiment?.label;
        return h("p", { class: "spoken", "data-speaker": speaker, "data-mood": mood },
            h("span", { class: "spoken-who" },
                before?.speaker !== speaker && h("b", {}, say(`speaker.${speaker}`)),
                startMs !== undefined && h("button", {
                    type: "button", class: "number", "data-at": startMs, disabled: !seekable,
                }, duration(startMs / 1_000))),
            h("span", { class: "spoken-text" }, seekable ? this.#split(segment) : text,
                (verdict?.triggers ?? []).map((one) => badge(readable(one.kind ?? one.rule ?? one), "bad"))));
    }

    /** Words have no times of their own: they share the utterance's time by their length. */
    #split({ text, startMs, endMs }) {
        const parts = text.split(/(\s+)/);
        const span = (endMs ?? startMs + text.length * 65) - startMs;
        let before = 0;
        return parts.map((part) => {
            const at = Math.round(startMs + (span * before) / text.length);
            before += part.length;
            if (part.trim() === "") return part;
            const element = h("span", { "data-at": at }, part);
            this.#words.push({ at, element });
            return element;
        });
    }
}

customElements.define("sb-spoken", Spoken);
