import { exampleOf, fields, languages, target, written } from "./example.js";
import { h, setText } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { instanceOf } from "./instance.js";
import { answer } from "./answer.js";
import { say } from "../core/words.js";
import "./sb-docs-code.js";

const chosenName = "switchboard.docs.language";

/** The request in three languages, made of what stands in the fields, and a button that sends it. */
class DocsRun extends HubElement {
    #values = {};

    build() {
        const { operation, hub } = this;
        const [body] = operation.bodies;
        this.isFile = body !== undefined && /^audio|octet-stream/.test(body.type);
        this.body = body && (this.isFile
            ? h("input", { type: "file", onchange: () => this.rewrite(), "aria-label": say("docs.body") })
            : h("textarea", { spellcheck: "false", rows: 8, oninput: () => this.rewrite(), "aria-label": say("docs.body") }));
        if (body && !this.isFile) {
            this.body.value = /json/.test(body.type) ? JSON.stringify(exampleOf(body.schema, hub.document), undefined, 2) : body.example ?? "";
        }
        this.code = h("sb-docs-code", { hub, label: say("docs.example") });
        this.language = localStorage.getItem(chosenName) ?? languages[0];
        this.status = h("p", { class: "docs-status", role: "status" });
        this.result = h("sb-docs-code", { hub, label: say("docs.answer"), hidden: true });
        this.result.hidden = true;
        this.send = h("button", { type: "submit", class: "primary" }, say("docs.run"));
        const isSocket = operation.path === "/ws";
        this.append(
            h("div", { class: "docs-languages", role: "group", "aria-label": say("docs.example") }, languages.map((language) => h("label", {},
                h("input", {
                    type: "radio", name: "language", checked: language === this.language, onchange: () => this.choose(language),
                }), h("span", {}, language)))),
            this.code,
            isSocket ? h("p", {}, h("a", { href: "#live" }, say("docs.socketElsewhere")))
                : h("form", { class: "docs-form", onsubmit: (event) => this.run(event) },
                    operation.parameters.map((one) => this.field(one)), this.accept(),
                    this.body && h("label", {}, h("span", {}, say("docs.body"), " ", h("code", {}, body.type)), this.body),
                    h("div", { class: "docs-send" }, this.send, operation.method !== "GET" && h("span", { class: "quiet" }, say("docs.changes")))),
            this.status, this.result);
        this.rewrite();
    }

    connected() {
        this.watch(["session"], () => this.fill());
    }

    /** Puts one of the company's own rows where the path wants an id, so that the example runs. */
    async fill() {
        const { session, api, document: described } = this.hub;
        if (session.state.phase !== "in") return;
        for (const { name } of this.operation.parameters.filter((one) => one.in === "path")) {
            const input = this.querySelector(`[name="${name}"]`);
            if (!input || input.value) continue;
            const value = await instanceOf(name, this.operation.path, described, api);
            if (!value || input.value) continue;
            input.value = this.#values[name] = value;
            this.rewrite();
        }
    }

    field({ name, required, schema, in: place }) {
        const shape = this.hub.document.resolve(schema);
        const set = (event) => {
            this.#values[name] = event.target.value;
            this.rewrite();
        };
        const input = shape.enum
            ? h("select", { name, oninput: set }, h("option", { value: "" }, "–"), shape.enum.map((one) => h("option", {}, String(one))))
            : h("input", { name, required: required && place === "path", oninput: set, autocomplete: "off", spellcheck: "false" });
        return h("label", {}, h("span", {}, h("code", {}, name), required && h("span", { class: "quiet" }, ` ${say("docs.required")}`)), input);
    }

    /** Where there are several forms of an answer, the reader says which. */
    accept() {
        const types = this.operation.responses.find(({ status }) => status === 200)?.contents.map(({ type }) => type) ?? [];
        if (types.length < 2) return undefined;
        // A stream of events never ends; its pages do.
        this.#values.accept = types.find((type) => /ndjson/.test(type)) ?? types[0];
        return h("label", {}, h("span", {}, h("code", {}, "Accept")), h("select", {
            oninput: (event) => {
                this.#values.accept = event.target.value;
                this.rewrite();
            },
        }, types.map((type) => h("option", { selected: type === this.#values.accept }, type))));
    }

    choose(language) {
        this.language = language;
        localStorage.setItem(chosenName, language);
        this.rewrite();
    }

    rewrite() {
        const { operation } = this;
        const body = this.written();
        this.code.text = written(this.language, {
            method: operation.method, url: location.origin + target(operation, this.#values),
            fields: fields(operation, this.#values, body), body, open: operation.open,
        });
    }

    written() {
        const [body] = this.operation.bodies;
        if (!body) return undefined;
        if (this.isFile) return { type: body.type, file: this.body.files[0]?.name ?? "call.wav" };
        return { type: body.type, text: this.body.value };
    }

    async run(event) {
        event.preventDefault();
        const { operation } = this;
        if (!operation.open && this.hub.session.state.phase !== "in") return setText(this.status, say("docs.signInFirst"));
        const body = this.written();
        this.send.disabled = true;
        setText(this.status, say("docs.running"));
        const { line, text } = await answer(target(operation, this.#values), {
            method: operation.method,
            headers: [...fields(operation, this.#values, body), ...await this.proof()],
            body: this.isFile ? this.body.files[0] : body?.text,
        });
        this.send.disabled = false;
        setText(this.status, line);
        this.result.hidden = text === "";
        this.result.text = text;
    }

    async proof() {
        return this.operation.open ? [] : [["Authorization", `Bearer ${await this.hub.session.token()}`]];
    }
}

customElements.define("sb-docs-run", DocsRun);
