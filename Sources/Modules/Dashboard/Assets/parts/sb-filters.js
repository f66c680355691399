import { arrange, h } from "../core/dom.js";
import { HubElement } from "../core/element.js";

const typingMs = 250;

/**
 * A row of filters whose values are in the address's query, so that a filtered list can be sent and kept.
 *
 * `fields` are `{ name, label, options: [[value, label]] }` for a choice, or with a `type` such as `search` or `date`.
 */
class Filters extends HubElement {
    #fields = [];
    #values = {};
    #drawn = new Map();

    set fields(fields) {
        this.#fields = fields;
        if (this.form) this.#draw();
    }

    /** The query as it is. */
    set values(values) {
        this.#values = values;
        for (const control of this.querySelectorAll("[name]")) {
            if (control !== document.activeElement) control.value = values[control.name] ?? "";
            control.toggleAttribute("data-set", Boolean(values[control.name]));
        }
    }

    build() {
        this.form = h("form", { class: "filters", role: "search", onsubmit: (event) => event.preventDefault() });
        this.append(this.form);
        this.#draw();
    }

    focus() {
        this.querySelector("input[type=search]")?.focus();
    }

    /** A control that is as it was stays where it is: somebody may be typing in it. */
    #draw() {
        const before = this.#drawn;
        this.#drawn = new Map(this.#fields.map((field) => {
            const text = JSON.stringify(field);
            return [text, before.get(text) ?? this.#control(field)];
        }));
        arrange(this.form, [...this.#drawn.values()]);
        this.values = this.#values;
    }

    #control({ name, label, type, options }) {
        const change = (value) => this.hub.router.setQuery({ [name]: value });
        if (options) {
            return h("select", { name, "aria-label": label, onchange: (event) => change(event.target.value) },
                h("option", { value: "" }, label), options.map(([value, text]) => h("option", { value }, text)));
        }
        let timer;
        const later = (event) => {
            clearTimeout(timer);
            timer = setTimeout(() => change(event.target.value.trim()), type === "date" ? 0 : typingMs);
        };
        const input = h("input", { type, name, "aria-label": label, placeholder: label, title: label, oninput: later });
        return type === "date" ? h("label", { class: "filter-date" }, h("span", {}, label), input) : input;
    }
}

customElements.define("sb-filters", Filters);
