import { h } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { icon } from "../core/icons.js";
import { shortcuts } from "../core/keys.js";
import { palette } from "../core/palette.js";
import { say } from "../core/words.js";
import { dialog } from "./dialog.js";
import { contacts, places } from "./palette-places.js";

const shownAtMost = 12;
const pauseMs = 120;

/** The command palette: Ctrl-K, a few letters, Enter. */
class Palette extends HubElement {
    build() {
        this.input = h("input", {
            type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", "aria-expanded": "true",
            "aria-controls": "palette-list", "aria-label": say("palette.label"),
            placeholder: say("palette.placeholder"),
            oninput: () => this.search(),
        });
        this.list = h("ul", { id: "palette-list", role: "listbox", "aria-label": say("palette.label") });
        this.dialog = h("dialog", {
            class: "palette", "aria-label": say("palette.label"),
            onkeydown: (event) => this.walk(event),
            onclick: (event) => event.target === this.dialog && this.dialog.close(),
        }, this.input, this.list);
        this.append(this.dialog);
    }

    connected() {
        this.key("Ctrl+k", say("palette.label"), () => (this.dialog.open ? this.dialog.close() : this.open()));
        this.key("?", say("keys.title"), () => this.showKeys());
        for (const place of places(this.hub)) this.command(place);
        this.command({ id: "keys", label: say("keys.title"), icon: "keyboard", run: () => this.showKeys() });
    }

    open() {
        this.input.value = "";
        this.dialog.showModal();
        this.input.focus();
        this.search();
    }

    search() {
        const text = this.input.value.trim();
        this.abort?.abort();
        clearTimeout(this.timer);
        this.show(palette.matching(text));
        if (text.length < 2) return;
        const abort = (this.abort = new AbortController());
        this.timer = setTimeout(async () => {
            // One that fails finds nobody: the palette is not the place to mend it.
            const found = await contacts(this.hub, text, abort.signal).catch(() => []);
            if (!abort.signal.aborted) this.show([...palette.matching(text).slice(0, 5), ...found]);
        }, pauseMs);
    }

    show(items) {
        this.items = items.slice(0, shownAtMost);
        this.at = 0;
        this.list.replaceChildren(...this.items.map((item, index) => h("li", {
            role: "option", id: `palette-${index}`,
            onpointermove: () => this.point(index),
            onclick: () => this.run(item),
        }, icon(item.icon ?? "arrow"), h("span", {}, item.label), item.hint && h("kbd", {}, item.hint))));
        if (this.items.length === 0) this.list.append(h("li", { class: "quiet" }, say("palette.nothing")));
        this.point(0);
    }

    point(index) {
        this.at = index;
        for (const [at, row] of [...this.list.children].entries()) {
            row.setAttribute("aria-selected", String(at === index));
        }
        this.input.setAttribute("aria-activedescendant", `palette-${index}`);
        this.list.children[index]?.scrollIntoView({ block: "nearest" });
    }

    walk(event) {
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (step && this.items.length > 0) this.point((this.at + step + this.items.length) % this.items.length);
        else if (event.key === "Enter" && this.items[this.at]) this.run(this.items[this.at]);
        else return;
        event.preventDefault();
    }

    run(item) {
        this.dialog.close();
        item.run();
    }

    showKeys() {
        dialog({
            title: say("keys.title"),
            body: () => h("dl", { class: "keys" }, shortcuts().map(({ keys, label }) =>
                h("div", {}, h("dt", {}, keys.split(" ").map((key) => h("kbd", {}, key))), h("dd", {}, label)))),
        });
    }
}

customElements.define("sb-palette", Palette);
