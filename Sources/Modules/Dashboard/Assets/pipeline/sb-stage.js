import { h, setText } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { count, instant, money } from "../core/format.js";
import { now } from "../core/clock.js";
import { say, sayCount } from "../core/words.js";
import { button, iconButton, working } from "../parts/button.js";
import { avatar, failure } from "../parts/small.js";

const dayMs = 86_400_000;

/** One stage of the board: its sum, its age, and a card for each contact, the first fifty until more are asked for. */
class Stage extends HubElement {
    stage;
    board;

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
        this.heading.replaceChildren(label, h("span", { class: "count" }, count(many)));
        const days = oldestAt && Math.floor((now() - instant(oldestAt)) / dayMs);
        setText(this.sum, [value && money(value), days > 0 && sayCount("pipeline.oldest", days)].filter(Boolean).join(" · "));
    }

    async load(after) {
        this.loaded = true;
        try {
            const page = await this.hub.api.page(`/api/pipeline/stages/${this.stage.key}/contacts`, { after, limit: 50 });
            const cards = page.data.map((row) => this.card(row));
            if (after) this.cards.append(...cards);
            else this.#replace(cards);
            this.foot.replaceChildren(page.next ? button(say("more"), { kind: "quiet", onclick: () => this.load(page.next) }) : "");
        } catch (problem) {
            this.foot.replaceChildren(failure(problem, () => this.load(after)));
        }
    }

    /** The card with the focus keeps it. */
    #replace(cards) {
        const focused = this.cards.contains(document.activeElement) && document.activeElement.closest("[data-card]")?.dataset.id;
        this.cards.replaceChildren(...cards);
        if (focused) this.cards.querySelector(`[data-id="${CSS.escape(focused)}"] a`)?.focus({ preventScroll: true });
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
