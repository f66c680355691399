import { h } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { icon } from "../core/icons.js";
import { say } from "../core/words.js";

/** Code with a button that copies it; set `text` to show another. */
class DocsCode extends HubElement {
    label;
    #text = "";

    build() {
        this.code = h("code", {});
        this.button = h("button", { type: "button", class: "docs-copy", onclick: () => this.copy() }, icon("copy"),
            this.word = h("span", {}, say("docs.copy")));
        this.append(h("pre", { tabindex: "0", "aria-label": this.label ?? say("docs.code") }, this.code), this.button);
        this.draw();
    }

    set text(text) {
        this.#text = text;
        if (this.code) this.draw();
    }

    draw() {
        this.code.replaceChildren(...coloured(this.#text));
    }

    async copy() {
        await navigator.clipboard.writeText(this.#text);
        this.word.textContent = say("docs.copied");
        setTimeout(() => (this.word.textContent = say("docs.copy")), 1_500);
    }
}

/** Text with its strings set apart: enough to find one's way in JSON, a shell line, JavaScript and Python. */
function coloured(text) {
    const parts = text.slice(0, 60_000).split(/("(?:[^"\\\n]|\\.)*"(?:\s*:)?|'(?:[^'\\]|\\.)*')/);
    return parts.map((part, index) =>
        index % 2 ? h("span", { class: part.endsWith(":") ? "code-key" : "code-text" }, part) : part);
}

customElements.define("sb-docs-code", DocsCode);
