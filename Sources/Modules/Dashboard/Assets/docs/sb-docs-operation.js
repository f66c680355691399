import { h } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { say } from "../core/words.js";
import { marked } from "./marked.js";
import "./sb-docs-run.js";
import "./sb-docs-schema.js";

/** One operation: what it does and takes and answers, and beside it the examples that run. */
class DocsOperation extends HubElement {
    build() {
        const { operation, hub } = this;
        this.append(
            h("article", { class: "docs-operation" },
                h("div", { class: "docs-text" },
                    h("p", { class: "docs-path" },
                        h("span", { class: "method", "data-method": operation.method }, operation.method),
                        h("code", {}, pathParts(operation.path))),
                    h("h1", {}, marked(operation.summary)),
                    operation.description && h("p", { class: "lead" }, marked(operation.description)),
                    this.parameters(),
                    operation.bodies.map(({ type, schema }) => section(say("docs.body"),
                        h("p", { class: "quiet" }, h("code", {}, type)), h("sb-docs-schema", { hub, schema }))),
                    operation.responses.filter(({ status }) => status && status < 400).map((one) => this.response(one)),
                    this.problems()),
                h("aside", { class: "docs-side", "aria-label": say("docs.tryIt") }, h("sb-docs-run", { hub, operation }))));
    }

    parameters() {
        const list = this.operation.parameters;
        if (list.length === 0) return undefined;
        const properties = Object.fromEntries(list.map(({ name, schema, description }) =>
            [name, { ...this.hub.document.resolve(schema), description }]));
        const required = list.filter((one) => one.required).map((one) => one.name);
        return section(say("docs.parameters"),
            h("sb-docs-schema", { hub: this.hub, schema: { type: "object", properties, required } }));
    }

    response({ status, title, contents }) {
        return section(`${status} ${title}`, contents.length === 0 && h("p", { class: "quiet" }, say("docs.noBody")),
            contents.map(({ type, schema }) => [
                h("p", { class: "quiet" }, h("code", {}, type)),
                schema && h("sb-docs-schema", { hub: this.hub, schema: unwrapped(schema, this.hub.document) }),
            ]));
    }

    problems() {
        const list = this.operation.responses.filter(({ status }) => status >= 400);
        if (list.length === 0) return undefined;
        return section(say("docs.refusals"), h("p", { class: "docs-chips" }, list.map(({ status, title }) =>
            h("a", { class: "match", href: "#problems" }, `${status} ${title}`))));
    }
}

/** Replies all have the same envelope, which the introduction tells; what is in it is what one looks for. */
function unwrapped(schema, api) {
    const { success, ...rest } = api.resolve(schema).properties ?? {};
    return success && rest.data ? { type: "object", properties: rest } : schema;
}

function pathParts(path) {
    return path.split(/(\{\w+\})/).map((part) => part.startsWith("{") ? h("em", {}, part) : part);
}

const section = (title, ...content) => h("section", {}, h("h2", {}, title), ...content.flat());

customElements.define("sb-docs-operation", DocsOperation);
