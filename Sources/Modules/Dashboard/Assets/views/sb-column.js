import { lookupNumber } from "../slices/calls.js";
import { arrange, h, setText } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { count } from "../core/format.js";
import { say, sayCount } from "../core/words.js";
import "./sb-call.js";

/** At first as many cards as can be seen, and a few more. */
const cardPx = 56;
const more = 80;
/** So many cards arrive gently; more at once are simply there. */
const gently = 3;

/** The calls that stand at one stage. */
class Column extends HubElement {
    /** `ringing`, `talking` or `ended`. */
    stage;
    /** The call that the reader works on. */
    selected;
    #cards = new Map();
    #shown = 0;

    build() {
        this.number = h("span", { class: "column-count" });
        this.list = h("ol", { class: "cards" });
        this.blank = h("p", { class: "column-empty" }, say(`column.${this.stage}.empty`));
        this.more = h("button", { type: "button", class: "plain more", onclick: () => this.showMore() });
        this.dataset.stage = this.stage;
        this.append(h("section", { "aria-labelledby": `column-${this.stage}` },
            h("h2", { id: `column-${this.stage}` },
                h("span", { class: "lamp" }), say(`column.${this.stage}`), this.number),
            this.list, this.blank, this.more));
    }

    /** Draws its calls; the board says when, for a call that leaves one column enters another. */
    draw() {
        const { store, frames } = this.hub;
        const calls = store.slice("calls");
        const all = calls.inStage(this.stage);
        const shown = all.slice(0, Math.ceil(innerHeight / cardPx) + this.#shown);
        const ids = new Set(shown.map((call) => call.call));
        const fresh = shown.filter((call) => !this.#cards.has(call.call)).length;
        this.list.toggleAttribute("data-many", fresh > gently);
        const spare = this.#spare(ids, fresh);
        const items = shown.map((call) => {
            const item = this.#cards.get(call.call) ?? spare.pop() ?? h("li", {}, h("sb-call", { hub: this.hub }));
            this.#cards.set(call.call, item);
            const number = lookupNumber(call);
            if (number && call.contact && this.stage !== "ended") frames.want(number, call.line);
            const selected = this.selected === call.call;
            item.firstElementChild.show(call, number && frames.get(number)?.data, selected);
            return item;
        });
        arrange(this.list, items);
        setText(this.number, count(all.length));
        this.toggleAttribute("data-lit", all.length > 0);
        this.blank.hidden = all.length > 0 || !calls.ready;
        this.more.hidden = all.length <= shown.length;
        setText(this.more, sayCount("column.more", all.length - shown.length));
    }

    /** The cards of calls that are here no more: in a flood the next ones are written on them, but not under a hand. */
    #spare(ids, fresh) {
        const spare = [];
        for (const [id, item] of this.#cards) {
            if (ids.has(id)) continue;
            this.#cards.delete(id);
            if (fresh > gently && !item.matches(":hover, :focus-within")) spare.push(item);
        }
        return spare;
    }

    showMore() {
        this.#shown += more;
        this.draw();
    }
}

customElements.define("sb-column", Column);
