import { arrange, h, matches, setAttribute, setText } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { count } from "../core/format.js";
import { say, sayCount } from "../core/words.js";
import { failure, loading } from "./small.js";

const pageSize = 100;
const overscan = 8;

/**
 * A list of any length: only the rows in view are drawn, and further pages are asked as the reader comes near their end.
 *
 * Set before it is put on the page:
 * - `columns`: `{ key, label, cell(row), width, align, sort, narrow }`. `width` is a grid track such as "2fr"; `sort` is
 *   the word for `load`; on a phone `narrow` is its width, and false leaves it out.
 * - `load({ after, limit, sort })`: a page, `{ data, next, count }`.
 * - `id(row)`; `href(row)`: where a row leads; `empty()`: what stands for no rows.
 * - `selectable`, with `onselect(ids)`; `sort`: how it is sorted at first, "-" in front for backwards.
 */
class Table extends HubElement {
    columns = [];
    load;
    href;
    empty;
    selectable = false;
    onselect;
    sort;
    label = "";
    id = (row) => row.id;

    rows = [];
    selected = new Set();
    /** Whether rows that come later are marked as well. */
    everything = false;
    #next;
    #asked;
    #at = -1;
    /** What stands below the rows while the last question failed. */
    #fault;
    /** Of the rows in view, by id: `{ id, text, element }`. */
    #drawn = new Map();
    #tracks;

    build() {
        this.head = h("div", { class: "table-head", role: "row" });
        this.all = h("input", {
            type: "checkbox", "aria-label": say("table.selectAll"), onchange: () => this.select("*", this.all.checked),
        });
        this.body = h("div", { class: "table-body", role: "rowgroup" });
        this.foot = h("div", { class: "table-foot", role: "status" });
        this.scroller = h("div", {
            class: "table-scroll", tabindex: "0", "aria-label": this.label, role: "group",
            onkeydown: (event) => this.#key(event),
        }, h("div", { role: "table", "aria-label": this.label }, this.head, this.body), this.foot);
        this.append(this.scroller);
        this.#drawHead();
        this.reload();
    }

    connected() {
        this.listen(this.scroller, "scroll", () => this.#drawRows(), { passive: true });
        const sizes = new ResizeObserver(() => (this.#tracks === this.#tracksOf(this.#shown) ? this.#drawRows() : this.#drawHead()));
        sizes.observe(this);
        this.listen(window, "pagehide", () => sizes.disconnect());
    }

    /** Asks from the beginning, with another filter or order; what is shown stays until the answer is here. */
    async reload({ keepPlace = false } = {}) {
        const limit = keepPlace ? Math.min(Math.max(this.rows.length, pageSize), 500) : pageSize;
        const asked = (this.#asked = {});
        this.#fault = undefined;
        if (this.rows.length === 0) this.foot.replaceChildren(loading());
        try {
            const page = await this.load({ limit, sort: this.sort });
            if (asked !== this.#asked) return;
            this.rows = page.data;
            this.#next = page.next;
            this.count = page.count;
            this.#asked = undefined;
            if (!keepPlace) this.scroller.scrollTop = 0;
            this.#redraw();
        } catch (problem) {
            if (asked !== this.#asked || problem.name === "AbortError") return;
            this.#asked = undefined;
            this.#fail(problem, () => this.reload());
        }
    }

    /** Shows other columns. */
    show(columns) {
        this.columns = columns;
        if (this.head) this.#drawHead();
    }

    /** Puts a row in the place of the one with its id; one that is not in the list changes nothing. */
    change(row) {
        const index = this.rows.findIndex((one) => this.id(one) === this.id(row));
        if (index < 0) return false;
        this.rows[index] = row;
        this.#redraw();
        return true;
    }

    /** Puts a new row in front. */
    prepend(row) {
        this.rows.unshift(row);
        this.#redraw();
    }

    remove(id) {
        this.rows = this.rows.filter((row) => this.id(row) !== id);
        this.select(id, false);
        this.#redraw();
    }

    /** Marks one row, or with "*" all that are here. */
    select(id, on = true) {
        const ids = id === "*" ? this.rows.map((row) => this.id(row)) : [id];
        if (id === "*") this.everything = false;
        if (id === "*" && !on) this.selected.clear();
        for (const one of ids) on ? this.selected.add(one) : this.selected.delete(one);
        this.onselect?.(this.selected);
        this.#redraw();
    }

    /** Marks all there are, also those that are not here yet. */
    selectEverything() {
        this.select("*");
        this.everything = true;
        this.onselect?.(this.selected);
    }

    async #more() {
        if (this.#asked || this.#next === undefined) return;
        const asked = (this.#asked = {});
        this.#fault = undefined;
        this.foot.replaceChildren(loading());
        try {
            const page = await this.load({ after: this.#next, limit: pageSize, sort: this.sort });
            if (asked !== this.#asked) return;
            this.rows = this.rows.concat(page.data);
            if (this.everything) for (const row of page.data) this.selected.add(this.id(row));
            this.#next = page.next;
            this.#asked = undefined;
            this.#redraw();
        } catch (problem) {
            if (asked !== this.#asked) return;
            this.#asked = undefined;
            this.#fail(problem, () => this.#more());
        }
    }

    get #shown() {
        if (!matches("(max-width: 47.99em)")) return this.columns;
        return this.columns.filter(({ narrow }) => narrow !== false)
            .map((column) => ({ ...column, width: column.narrow ?? column.width }));
    }

    #drawHead() {
        const shown = this.#shown;
        this.#drawn.clear();
        this.#tracks = this.#tracksOf(shown);
        this.style.setProperty("--tracks", this.#tracks);
        this.head.replaceChildren(...[
            this.selectable && h("span", { role: "columnheader" }, this.all),
            ...shown.map((column) => this.#heading(column)),
        ].filter(Boolean));
        this.#redraw();
    }

    #tracksOf(shown) {
        return [this.selectable && "2.25rem", ...shown.map(({ width }) => width ?? "minmax(6rem, 1fr)")].filter(Boolean).join(" ");
    }

    #heading({ label, sort, align }) {
        const mine = sort && (this.sort === sort || this.sort === `-${sort}`);
        const direction = this.sort?.startsWith("-") ? "descending" : "ascending";
        return h("span", { role: "columnheader", "data-align": align, "aria-sort": mine ? direction : undefined },
            sort ? h("button", { type: "button", onclick: () => this.#sortBy(sort) }, label) : label);
    }

    #sortBy(sort) {
        this.sort = this.sort === sort ? `-${sort}` : sort;
        this.#drawHead();
        this.reload();
    }

    #redraw() {
        const marked = this.rows.filter((row) => this.selected.has(this.id(row))).length;
        this.all.checked = marked > 0 && marked === this.rows.length;
        this.all.indeterminate = marked > 0 && !this.all.checked;
        this.#drawRows();
        this.#drawFoot();
    }

    /** A row that says what it said stays the same node: its box, or its link, may be pressed just now. */
    #drawRows() {
        const { rows, scroller, body } = this;
        const height = this.#rowHeight;
        body.style.setProperty("height", `${rows.length * height}px`);
        const first = Math.max(0, Math.floor(scroller.scrollTop / height) - overscan);
        const last = Math.min(rows.length, Math.ceil((scroller.scrollTop + scroller.clientHeight) / height) + overscan);
        const shown = rows.slice(first, last).map((row, offset) => this.#row(row, first + offset, height));
        this.#drawn = new Map(shown.map((one) => [one.id, one]));
        arrange(body, shown.map(({ element }) => element));
        if (last > rows.length - pageSize / 2) this.#more();
    }

    get #rowHeight() {
        return parseFloat(getComputedStyle(this).getPropertyValue("--row")) * 16 || 44;
    }

    #row(row, index, height) {
        const id = this.id(row);
        // A moment is written otherwise on the next day.
        const text = `${new Date().toDateString()} ${JSON.stringify(row)}`;
        const known = this.#drawn.get(id);
        const element = known?.text === text ? known.element : this.#make(row, id);
        element.style.setProperty("transform", `translateY(${index * height}px)`);
        setAttribute(element, "aria-rowindex", index + 2);
        element.toggleAttribute("data-current", index === this.#at);
        if (this.selectable) {
            setAttribute(element, "aria-selected", String(this.selected.has(id)));
            element.querySelector(".table-check input").checked = this.selected.has(id);
        }
        return { id, text, element };
    }

    #make(row, id) {
        const href = this.href?.(row);
        const cells = this.#shown.map(({ cell, align }, at) => {
            const content = cell(row) ?? "";
            // The first cell is the row's link, and covers the row.
            return h("span", { role: "cell", "data-align": align },
                at === 0 && href ? h("a", { href, class: "row-link" }, content) : content);
        });
        return h("div", { class: "table-row", role: "row" },
        this.selectable && h("span", { role: "cell", class: "table-check" }, h("input", {
            type: "checkbox", "aria-label": say("table.select"),
            onchange: (event) => this.select(id, event.target.checked),
        })), cells);
    }

    #drawFoot() {
        if (this.#asked) return;
        if (this.#fault) return void this.foot.replaceChildren(this.#fault);
        if (this.rows.length === 0) {
            this.foot.replaceChildren(this.empty?.() ?? h("p", { class: "quiet" }, say("table.empty")));
            return;
        }
        const atLeast = this.count?.atLeast;
        const total = atLeast === undefined ? this.count : atLeast;
        const text = total === undefined || this.#next === undefined
            ? sayCount("table.rows", this.rows.length, { number: count(this.rows.length) })
            : say(atLeast === undefined ? "table.of" : "table.ofMore", { shown: count(this.rows.length), count: count(total) });
        this.foot.replaceChildren(h("p", { class: "quiet" }, text));
    }

    #fail(problem, retry) {
        this.#fault = failure(problem, retry);
        this.foot.replaceChildren(this.#fault);
    }

    #key(event) {
        if (event.target !== this.scroller && event.key !== "Escape") return;
        const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: 10, PageUp: -10 }[event.key];
        const row = this.rows[this.#at];
        if (step) this.#move(Math.max(0, Math.min(this.rows.length - 1, this.#at + step)));
        else if (event.key === "Home") this.#move(0);
        else if (event.key === "Enter" && row && this.href) this.hub.router.go(this.href(row));
        else if (event.key === "x" && row && this.selectable) this.select(this.id(row), !this.selected.has(this.id(row)));
        else return;
        event.preventDefault();
    }

    #move(index) {
        this.#at = index;
        const height = this.#rowHeight;
        const top = index * height;
        const { scroller } = this;
        if (top < scroller.scrollTop) scroller.scrollTop = top;
        const room = scroller.clientHeight - this.head.offsetHeight - height;
        if (top > scroller.scrollTop + room) scroller.scrollTop = top - room;
        this.#redraw();
        setText(this.foot.querySelector(".unseen") ?? this.foot.appendChild(h("span", { class: "unseen" })),
            this.#drawn.get(this.id(this.rows[index]))?.element.textContent ?? "");
    }
}

customElements.define("sb-table", Table);
