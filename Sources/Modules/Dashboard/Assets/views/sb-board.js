import { h } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { say } from "../core/words.js";
import { linkButton } from "../parts/button.js";
import { empty } from "../parts/small.js";
import "./sb-column.js";

const stages = ["ringing", "talking", "ended"];

/** The live calls in three columns, or, before the first call ever, how to get one. */
class Board extends HubElement {
    build() {
        this.columns = h("div", { class: "columns" }, stages.map((stage) => h("sb-column", { hub: this.hub, stage })));
        this.append(this.columns);
    }

    connected() {
        this.watch(["calls", "frames"], () => this.draw());
        this.listen(this, "keydown", (event) => this.walk(event));
    }

    draw() {
        const calls = this.hub.store.slice("calls");
        const idle = calls.ready && calls.byId.size === 0 && calls.total.calls === 0;
        if (idle && this.beginner === undefined) this.ask();
        const showEmpty = idle && this.beginner === true;
        if (showEmpty) this.empty ??= beginning();
        const shown = showEmpty ? this.empty : this.columns;
        if (!shown.isConnected) this.replaceChildren(shown);
        if (!showEmpty) this.drawColumns();
    }

    /** Marks the call that the reader works on. */
    select(id) {
        this.selected = id;
        for (const column of this.columns.children) column.selected = id;
        this.drawColumns();
        cards(this).find((card) => card.call.call === id)?.scrollIntoView({ block: "nearest" });
    }

    focusCall(id) {
        cards(this).find((card) => card.call.call === id)?.focusCard();
    }

    /** Draws all columns; the focus follows its call from one to the next. */
    drawColumns() {
        const held = document.activeElement?.closest?.("sb-call")?.call.call;
        for (const column of this.columns.children) column.draw();
        if (held === undefined || document.activeElement?.closest("sb-call")) return;
        cards(this).find((card) => card.call.call === held)?.focusCard();
    }

    /** A quiet moment is not a new company: whoever has had callers needs no instructions. */
    async ask() {
        this.beginner = null;
        try {
            const callers = await this.hub.api.get("/api/contact-lookup/recent-callers", { limit: 1 });
            this.beginner = callers.length === 0;
        } catch (problem) {
            this.beginner = problem.status === 404 ? true : undefined;
        }
        this.draw();
    }

    /** The arrow keys walk over the board. */
    walk(event) {
        const card = event.target.closest?.("sb-call");
        if (!card || event.altKey || event.ctrlKey || event.metaKey) return;
        const column = card.closest("sb-column");
        const next = {
            ArrowDown: () => neighbour(column, card, 1),
            ArrowUp: () => neighbour(column, card, -1),
            ArrowRight: () => this.beside(column, card, 1),
            ArrowLeft: () => this.beside(column, card, -1),
        }[event.key]?.();
        if (!next) return;
        event.preventDefault();
        next.focusCard();
    }

    beside(column, card, step) {
        const columns = [...this.querySelectorAll("sb-column")];
        const row = cards(column).indexOf(card);
        for (let at = columns.indexOf(column) + step; columns[at]; at += step) {
            const found = cards(columns[at]);
            if (found.length > 0) return found[Math.min(row, found.length - 1)];
        }
        return undefined;
    }
}

/** What a company that has never had a call sees. */
const beginning = () => empty({
    icon: "phone", title: say("live.none"), text: say("live.none.text"),
    actions: [linkButton(say("live.begin"), "/start", { kind: "primary" })],
});

const cards = (part) => [...part.querySelectorAll("sb-call")];

function neighbour(column, card, step) {
    const all = cards(column);
    return all[all.indexOf(card) + step];
}

customElements.define("sb-board", Board);
