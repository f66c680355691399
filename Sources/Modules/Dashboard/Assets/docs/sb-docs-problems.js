import { h } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { say } from "../core/words.js";
import { paragraphs } from "./marked.js";
import "./sb-docs-schema.js";

/** How requests fail: the shape, and each status with what to do about it. */
class DocsProblems extends HubElement {
    build() {
        const { document: api } = this.hub;
        this.append(h("article", { class: "docs-prose" },
            h("h1", {}, say("docs.subject.problems")),
            paragraphs("docs.problems.text"),
            h("sb-docs-schema", { hub: this.hub, schema: api.problem }),
            h("table", {},
                h("thead", {}, h("tr", {}, ["status", "meaning", "todo"].map((name) => h("th", { scope: "col" }, say(`docs.problems.${name}`))))),
                h("tbody", {}, api.problemStatuses.map(({ status, title }) => h("tr", {},
                    h("th", { scope: "row" }, h("code", {}, String(status))), h("td", {}, title),
                    h("td", {}, say(`docs.problem.${status}`))))))));
    }
}

customElements.define("sb-docs-problems", DocsProblems);
