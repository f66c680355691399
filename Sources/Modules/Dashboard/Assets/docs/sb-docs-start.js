import { h } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { say } from "../core/words.js";
import { paragraphs } from "./marked.js";
import "./sb-docs-code.js";

const sections = ["token", "replies", "pages", "problems", "safe", "forms"];

/** What holds for every request, with an example each. */
class DocsStart extends HubElement {
    build() {
        const { hub } = this;
        const origin = location.origin;
        const examples = {
            token: `curl '${origin}/api/auth/me' \\\n  -H "Authorization: Bearer $TOKEN"`,
            replies: '{"success":true,"data":{"id":"con_…","name":"Ada Obi"}}',
            pages: `curl '${origin}/api/crm/contacts?limit=50&after=<next>' \\\n  -H "Authorization: Bearer $TOKEN"\n\n{"success":true,"data":[…],"next":"…"}`,
            problems: '{"success":false,"type":"/problems/invalid-field","title":"Invalid field","status":422,\n'
                + ' "detail":"`phone` has 4 digits; a number of NG has 10.","field":"phone","instance":"req_…"}',
            safe: `curl -X PATCH '${origin}/api/crm/contacts/con_…' \\\n  -H 'If-Match: "7"' \\\n  -H 'Idempotency-Key: form-17' \\\n  …`,
            forms: '{"at":"2026-11-21T09:41:07.123Z","value":{"amount":12550,"currency":"NGN"},"number":"+2348021234567"}',
        };
        const count = hub.document.operations.length;
        this.append(h("article", { class: "docs-prose" },
            h("h1", {}, say("docs.start.title")),
            h("p", { class: "lead" }, say("docs.start.lead", { count, events: hub.document.events.length })),
            h("p", {}, h("a", { href: "/openapi.json", download: "switchboard-openapi.json" }, say("docs.start.download"))),
            sections.map((name) => h("section", {},
                h("h2", {}, say(`docs.start.${name}`)),
                paragraphs(`docs.start.${name}.text`),
                h("sb-docs-code", { hub, text: examples[name] })))));
    }
}

customElements.define("sb-docs-start", DocsStart);
