import { fill, fillParts, h, setText } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { count, instant, money } from "../core/format.js";
import { now } from "../core/clock.js";
import { say, sayCount } from "../core/words.js";
import { button, iconButton, working } from "../parts/button.js";
import { avatar, failure } from "../parts/small.js";

const dayMs = 86_400_000;
const pageSize = 50;
const atMost = 200;

/** One stage of the board: its sum, its age, and a card for each contact, the first fifty until more are asked for. */
class Stage extends HubElement {
    stage;
    board;
    #rows = [];

    build() {
        this.heading = h("h2", { id: `stage-${this.stage.key}` });
        this.sum = h("p", { class: "quiet number" });
        this.cards = h("ol", {
            class: "stage-cards", "aria-labelledby": `stage-${this.stage.key}`,
            onkeydown: (event) => working(this.cards, async () => this.board.key(event)),
            ondragover: (event) => this.#over(event), ondrop: (event) => this.#drop(event), ondragleave: () => this.mark(),
        });
        this.foot = h("div", {});
        this.append(h("header", {}, this.heading, this.sum,
            iconButton("plus", say("pipeline.add", { stage: this.stage.label }), () => this.board.add(this.stage))), this.cards, this.foot);
        this.draw();
    }

    connected() {
        if (!this.loaded) this.load();
    }

    /** Takes the stage's figures as they are now. */
    update(stage) {
        this.stage = stage;
        this.dataset.kind = stage.kind;
        if (this.heading) this.draw();
    }

    draw() {
        const { label, count: many, value, oldestAt } = this.stage;
        fillParts(this.heading, [["label", label, () => h("span", {}, label)], ["count", many, () => h("span", { class: "count" }, count(many))]]);
        const days = oldestAt && Math.floor((now() - instant(oldestAt)) / dayMs);
        setText(this.sum, [value?.amount > 0 && money(value), days > 0 && sayCount("pipeline.oldest", days)].filter(Boolean).join(" · "));
    }

    /** Reads again what is shown, or what comes after it; a card that says what it said stays the same node. */
    async load(after) {
        this.loaded = true;
        const limit = after ? pageSize : Math.min(Math.max(pageSize, this.#rows.length), atMost);
        try {
            const page = await this.hub.api.page(`/api/pipeline/stages/${this.stage.key}/contacts`, { after, limit });
            this.#rows = after ? [...this.#rows, ...page.data] : page.data;
            // A card that came from another stage is made anew here, and keeps the focus.
            const held = this.cards.contains(document.activeElement) && document.activeElement.closest("[data-card]");
            fill(this.cards, this.#rows, (row) => this.card(row), ({ contact }) => contact);
            if (held && !held.isConnected) this.cards.querySelector(`[data-id="${CSS.escape(held.dataset.id)}"] a`)?.focus({ preventScroll: true });
            fillParts(this.foot, [page.next && ["more", page.next, (next) =>
                button(say("more"), { kind: "quiet", onclick: () => this.load(next) })]]);
        } catch (problem) {
            this.foot.replaceChildren(failure(problem, () => this.load(after)));
        }
    }

    card(row) {
        const { contact: id, value } = row;
        const name = row.name || say("pipeline.unnamed");
        const days = row.since && Math.floor((now() - instant(row.since)) / dayMs);
        return h("li", {
            class: "stage-card", draggable: "true", "data-card": true, "data-id": id, "data-name": name,
            ondragstart: (event) => {
                event.dataTransfer.setData("text/plain", id);
                event.dataTransfer.effectAllowed = "move";
                event.currentTarget.classList.add("dragged");
            },
            ondragend: (event) => event.currentTarget.classList.remove("dragged"),
        },
        avatar(name),
        h("div", {}, h("a", { href: `/contacts/${id}`, draggable: "false" }, name),
            days > 0 && h("span", { class: "quiet" }, sayCount("pipeline.days", days))),
        value && h("span", { class: "number" }, money(value)));
    }

    /** Puts a card here, before another one or at the end. */
    take(card, before) {
        const other = before && this.cards.querySelector(`[data-id="${CSS.escape(before)}"]`);
        this.cards.insertBefore(card, other || null);
    }

    #over(event) {
        event.preventDefault();
        event.dataTransfer.dropEffect = "move";
        this.mark(event.clientY);
    }

    /** The card that the pointer is above the middle of; undefined below the last. */
    #below(y) {
        return [...this.cards.children].find((card) => {
            const { top, height } = card.getBoundingClientRect();
            return !card.classList.contains("dragged") && y < top + height / 2;
        });
    }

    /** Shows where a card that is let go at the height `y` of the window would come; without one nothing is shown. */
    mark(y) {
        const before = y === undefined ? undefined : this.#below(y);
        for (const one of this.cards.children) one.toggleAttribute("data-before", one === before);
        this.toggleAttribute("data-over", y !== undefined);
    }

    /** Takes a card that was let go at the height `y` of the window. */
    drop(card, y) {
        const before = this.#below(y)?.dataset.id;
        this.mark();
        working(this.cards, async () => this.board.move(card, this.stage.key, before));
    }

    #drop(event) {
        event.preventDefault();
        const card = this.board.querySelector(`[data-id="${CSS.escape(event.dataTransfer.getData("text/plain"))}"]`);
        if (card) this.drop(card, event.clientY);
    }
}

customElements.define("sb-stage", Stage);
