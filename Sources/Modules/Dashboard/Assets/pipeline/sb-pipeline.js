import { h, setText } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { count, money } from "../core/format.js";
import { addWords, say } from "../core/words.js";
import { chooseContact } from "../contacts/choose-contact.js";
import { linkButton } from "../parts/button.js";
import { empty, failure, loading } from "../parts/small.js";
import { toast } from "../parts/sb-toasts.js";
import "./sb-stage.js";
import { touchDrag } from "./touch-drag.js";

await addWords("pipeline");

/** The board: a column for each stage, with what it is worth; cards are moved by dragging or by Shift and the arrows. */
export default class Pipeline extends HubElement {
    #columns = new Map();

    build() {
        this.className = "full";
        this.total = h("span", { class: "quiet" });
        this.board = h("div", { class: "stages", "data-testid": "pipeline" }, loading());
        this.said = h("p", { class: "unseen", role: "status" });
        const under = (x, y) => document.elementFromPoint(x, y)?.closest("sb-stage");
        touchDrag(this.board, {
            over: (_, x, y) => {
                for (const column of this.#columns.values()) column.mark(column === under(x, y) ? y : undefined);
            },
            drop: (card, x, y) => under(x, y)?.drop(card, y),
            end: () => this.#columns.forEach((column) => column.mark()),
        });
        this.append(
            h("div", { class: "view-head" }, h("h1", {}, say("view.pipeline")), this.total,
                linkButton(say("pipeline.stages"), "/settings/stages")),
            h("p", { class: "quiet keys-hint" }, say("pipeline.keys")),
            this.board, this.said);
    }

    connected() {
        this.hear(["pipeline.", "contact.merged", "contact.deleted"], (event) => this.#heard(event));
        this.load();
    }

    async load() {
        try {
            const { stages, currency } = await this.hub.api.get("/api/pipeline");
            if (stages.length === 0) {
                return this.board.replaceChildren(empty({
                    icon: "columns", title: say("pipeline.none"), text: say("pipeline.none.text"),
                    actions: [linkButton(say("pipeline.stages"), "/settings/stages", { kind: "primary" })],
                }));
            }
            this.draw(stages.toSorted((a, b) => a.position - b.position), currency);
        } catch (problem) {
            this.board.replaceChildren(failure(problem, () => this.load()));
        }
    }

    draw(stages, currency) {
        const columns = stages.map((stage) => {
            const column = this.#columns.get(stage.key) ?? h("sb-stage", { hub: this.hub, board: this, stage });
            this.#columns.set(stage.key, column);
            column.update(stage);
            return column;
        });
        if (columns.some((column, index) => this.board.children[index] !== column)) this.board.replaceChildren(...columns);
        const open = stages.filter(({ kind }) => kind === "open");
        const sum = open.reduce((all, { value }) => all + (value?.amount ?? 0), 0);
        setText(this.total, say("pipeline.open", {
            count: count(open.reduce((all, stage) => all + stage.count, 0)), value: money({ amount: sum, currency }),
        }));
        this.stages = stages;
    }

    /** Moves a card; what the screen shows first is taken back when the hub refuses it. */
    async move(card, to, before) {
        const from = card.closest("sb-stage");
        const column = this.#columns.get(to);
        const next = card.nextElementSibling;
        if (!column || (from === column && next?.dataset.id === before)) return;
        column.take(card, before);
        card.querySelector("a")?.focus({ preventScroll: false });
        setText(this.said, say("pipeline.moved", { name: card.dataset.name, stage: column.stage.label }));
        try {
            await this.hub.api.put(`/api/pipeline/contacts/${card.dataset.id}`, { stage: to, before });
            if (from !== column) {
                toast(say("pipeline.moved", { name: card.dataset.name, stage: column.stage.label }), {
                    undo: () => this.hub.api.put(`/api/pipeline/contacts/${card.dataset.id}`, { stage: from.stage.key, before: next?.dataset.id }),
                });
            }
        } catch (problem) {
            from.take(card, next?.dataset.id);
            throw problem;
        }
    }

    /** Shift with an arrow moves the card that has the focus; an arrow alone the focus. */
    key(event) {
        const card = event.target.closest("[data-card]");
        const column = card?.closest("sb-stage");
        if (!card) return undefined;
        const index = this.stages.findIndex(({ key }) => key === column.stage.key);
        const aside = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        const along = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (!aside && !along) return undefined;
        event.preventDefault();
        const beside = this.stages[index + (aside ?? 0)];
        if (event.shiftKey && aside) return beside && this.move(card, beside.key, undefined);
        if (event.shiftKey) {
            const other = along < 0 ? card.previousElementSibling : card.nextElementSibling?.nextElementSibling;
            if (along < 0 && !other) return undefined;
            return this.move(card, column.stage.key, other?.dataset.id);
        }
        const target = aside ? this.#columns.get(beside?.key)?.querySelector("[data-card] a")
            : (along < 0 ? card.previousElementSibling : card.nextElementSibling)?.querySelector("a");
        return target?.focus();
    }

    /** Asks for a contact and puts it into a stage. */
    add(stage) {
        return chooseContact(this.hub, say("pipeline.add", { stage: stage.label }), async ({ id, name }) => {
            await this.hub.api.put(`/api/pipeline/contacts/${id}`, { stage: stage.key });
            toast(say("pipeline.moved", { name: name ?? say("pipeline.unnamed"), stage: stage.label }));
            this.#columns.get(stage.key)?.load();
            await this.load();
        });
    }

    #heard(event) {
        clearTimeout(this.waiting);
        this.waiting = setTimeout(() => {
            if (!this.isConnected) return;
            // A card that is in the hand must not be drawn anew under it.
            if (this.querySelector("[data-held], .dragged")) return this.#heard(event);
            this.load();
            const { from, to, stage } = event?.data ?? {};
            for (const [key, column] of this.#columns) if (!event || [from, to, stage].includes(key) || !to) column.load();
        }, 300);
    }
}

customElements.define("sb-pipeline", Pipeline);
