import { exampleOf } from "./example.js";
import { h } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { say } from "../core/words.js";
import { paragraphs } from "./marked.js";
import "./sb-docs-code.js";
import "./sb-docs-schema.js";

/** Every kind of event with the schema of its data; an address may name one, which stands open. */
class DocsEvents extends HubElement {
    chosen;

    build() {
        const { document: api } = this.hub;
        this.append(h("article", { class: "docs-prose" },
            h("h1", {}, say("docs.subject.events")),
            paragraphs("docs.events.text"),
            api.events.map(({ name, schema }) => this.event(name, schema))));
    }

    connected() {
        this.querySelector("[data-chosen]")?.scrollIntoView({ block: "start" });
    }

    event(name, schema) {
        const chosen = name === this.chosen;
        const details = h("details", { class: "docs-event", open: chosen, "data-chosen": chosen },
            h("summary", {}, h("h2", {}, h("code", {}, name))));
        // The schema is drawn when somebody looks.
        const grow = () => {
            if (!details.open || details.children.length > 1) return;
            const example = JSON.stringify({ type: name, data: exampleOf(schema, this.hub.document) }, undefined, 2);
            details.append(h("sb-docs-schema", { hub: this.hub, schema }), h("sb-docs-code", { hub: this.hub, text: example }));
        };
        details.addEventListener("toggle", grow);
        grow();
        return details;
    }
}

customElements.define("sb-docs-events", DocsEvents);
