import { arrange, h, setText } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { instant, startOfDay } from "../core/format.js";
import { now } from "../core/clock.js";
import { say, sayCount } from "../core/words.js";
import { button, linkButton } from "../parts/button.js";
import { empty, failure, loading } from "../parts/small.js";
import { newTask } from "./task-form.js";
import { taskOf } from "./today-item.js";
import "./sb-today-row.js";

/** What is to be done today: whoever waits, and tasks, by when they are due; a key each for what is done with them. */
export default class TodayView extends HubElement {
    #rows = new Map();
    #groups = new Map();
    #at = 0;

    build() {
        this.className = "reading";
        this.summary = h("p", { class: "quiet" });
        this.groups = h("div", { class: "today-groups" }, loading());
        this.append(
            h("header", { class: "view-head" }, h("h1", {}, say("view.today")),
                button(say("task.new"), { icon: "plus", key: "T", onclick: () => newTask(this.hub) })),
            this.summary, this.groups);
    }

    connected() {
        this.listen(this, "keydown", (event) => this.walk(event));
        this.key("t", say("task.new"), () => newTask(this.hub));
        this.key("j", say("today.key.next"), () => this.step(1));
        this.key("k", say("today.key.before"), () => this.step(-1));
        const keys = { c: "callBack", m: "textBack", e: "done", s: "snooze" };
        for (const [key, action] of Object.entries(keys)) {
            this.key(key, say(`today.key.${action}`), () => this.row?.act(action),
                () => this.row?.item.can(action) ?? false);
        }
        const day = this.hub.store.slice("day");
        if (!day.items) day.ask();
        this.watch(["day", "waiting"], () => this.draw());
    }

    /** Late, today, later: each a list. What has the focus keeps it. */
    draw() {
        const { items, problem } = this.hub.store.slice("day");
        if (problem && !items) {
            return this.groups.replaceChildren(failure(problem, () => this.hub.store.slice("day").ask()));
        }
        if (!items) return;
        const { byId } = this.hub.store.slice("waiting");
        this.items = items.map((item) => taskOf(item, byId.get(item.id)));
        const tomorrow = startOfDay(now()) + 86_400_000;
        const held = this.row?.item.id;
        const parts = { late: [], today: [], later: [], open: [] };
        for (const item of this.items) {
            const due = instant(item.dueAt);
            if (due === undefined) parts.open.push(item);
            else if (item.overdue || due < now()) parts.late.push(item);
            else (due < tomorrow ? parts.today : parts.later).push(item);
        }
        const ids = new Set(this.items.map(({ id }) => id));
        for (const id of this.#rows.keys()) if (!ids.has(id)) this.#rows.delete(id);
        this.empty ??= this.nothing();
        setText(this.summary, this.items.length > 0 ? sayCount("today.count", this.items.length) : "");
        // What is there already stays where it is: a button may be pressed just now.
        arrange(this.groups, this.items.length > 0
            ? Object.entries(parts).filter(([, list]) => list.length > 0).map(([name, list]) => this.group(name, list))
            : [this.empty]);
        const rows = this.rows;
        const index = rows.findIndex(({ item }) => item.id === held);
        this.#at = index >= 0 ? index : Math.min(this.#at, Math.max(0, rows.length - 1));
        this.mark();
    }

    group(name, items) {
        if (!this.#groups.has(name)) {
            const count = h("span", { class: "count" });
            const list = h("ol");
            const section = h("section", { class: "today-group", "data-group": name },
                h("h2", {}, say(`today.${name}`), count), list);
            this.#groups.set(name, { section, count, list });
        }
        const { section, count, list } = this.#groups.get(name);
        setText(count, String(items.length));
        arrange(list, items.map((item) => this.rowOf(item)));
        return section;
    }

    rowOf(item) {
        if (!this.#rows.has(item.id)) {
            const row = h("sb-today-row", { hub: this.hub, ongone: (id) => this.hub.store.slice("day").gone(id) });
            this.#rows.set(item.id, h("li", { onfocusin: () => this.point(row), onpointerdown: () => this.point(row) }, row));
        }
        const place = this.#rows.get(item.id);
        place.firstChild.item = item;
        return place;
    }

    nothing() {
        return empty({
            icon: "check", title: say("today.nothing"), text: say("today.nothing.text"),
            actions: [linkButton(say("view.live"), "/")],
        });
    }

    get rows() {
        return [...this.querySelectorAll("sb-today-row")];
    }

    /** The row that the keys mean. */
    get row() {
        return this.rows[this.#at];
    }

    point(row) {
        this.#at = this.rows.indexOf(row);
        this.mark();
    }

    step(by) {
        this.#at = Math.max(0, Math.min(this.rows.length - 1, this.#at + by));
        this.mark();
        this.row?.focusRow();
    }

    mark() {
        for (const [index, row] of this.rows.entries()) row.toggleAttribute("data-current", index === this.#at);
    }

    walk(event) {
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (!step || event.target.closest("input, textarea, select, [popover]")) return;
        event.preventDefault();
        this.step(step);
    }
}

customElements.define("sb-today", TodayView);
