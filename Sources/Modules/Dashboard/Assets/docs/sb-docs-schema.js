import { choicesOf, limitsOf, typeOf } from "./types.js";
import { h } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { marked } from "./marked.js";
import { say } from "../core/words.js";

const openDepth = 1;

/** A schema as a tree: each member with type, limits and words; deeper ones open on demand. */
class DocsSchema extends HubElement {
    build() {
        const tree = this.tree(this.schema, 0);
        this.append(tree ?? h("p", { class: "quiet" }, this.line(this.schema)));
    }

    /** The members of an object, of the items of a list, or of the choices; undefined where there are none. */
    tree(schema, depth) {
        const { document: api } = this.hub;
        const shape = api.resolve(schema);
        const choices = choicesOf(shape);
        if (choices) {
            const trees = choices.map((choice) => this.tree(choice, depth)).filter(Boolean);
            return trees.length ? h("div", { class: "schema-choices" }, trees) : undefined;
        }
        if (shape.type === "array") return this.tree(shape.items, depth);
        const members = Object.entries(shape.properties ?? {});
        if (members.length === 0) return undefined;
        const required = new Set(shape.required);
        return h("ul", { class: "schema" }, members.map(([name, member]) =>
            this.member(name, member, required.has(name), depth)));
    }

    member(name, schema, required, depth) {
        const shape = this.hub.document.resolve(schema);
        const head = [
            h("code", {}, name),
            h("span", { class: "quiet" }, this.line(schema)),
            required && h("span", { class: "match" }, say("docs.required")),
        ];
        const values = shape.enum ?? this.hub.document.resolve(shape.items).enum;
        const body = [
            shape.description && h("p", {}, marked(shape.description)),
            values && h("p", { class: "schema-values" }, values.map((value) => h("code", {}, String(value)))),
        ];
        // Members below are made when somebody looks: a reply of many levels is thousands of elements.
        const deeper = this.#hasTree(schema);
        if (!deeper) return h("li", {}, h("div", { class: "schema-head" }, head), body);
        const details = h("details", { open: depth < openDepth }, h("summary", { class: "schema-head" }, head), body);
        const grow = () => {
            if (!details.open || details.grown) return;
            details.grown = true;
            details.append(this.tree(schema, depth + 1));
        };
        details.addEventListener("toggle", grow);
        grow();
        return h("li", {}, details);
    }

    line(schema) {
        return [typeOf(schema, this.hub.document, say), limitsOf(schema, this.hub.document, say)].filter(Boolean).join(", ");
    }

    #hasTree(schema) {
        const shape = this.hub.document.resolve(schema);
        if (choicesOf(shape)) return choicesOf(shape).some((choice) => this.#hasTree(choice));
        if (shape.type === "array") return this.#hasTree(shape.items);
        return Object.keys(shape.properties ?? {}).length > 0;
    }
}

customElements.define("sb-docs-schema", DocsSchema);
