import { ApiDocument } from "./document.js";
import { h, setText } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { mark } from "../core/icons.js";
import { say } from "../core/words.js";
import "./sb-docs-events.js";
import "./sb-docs-live.js";
import "./sb-docs-nav.js";
import "./sb-docs-operation.js";
import "./sb-docs-problems.js";
import "./sb-docs-start.js";

/** The whole reference: search and contents on the left, one subject at a time beside it. */
class Docs extends HubElement {
    build() {
        this.who = h("span", { class: "docs-who" });
        this.main = h("main", { id: "subject", tabindex: "-1" }, h("p", { class: "docs-wait", role: "status" }, say("docs.loading")));
        this.append(
            h("a", { class: "skip", href: "#subject", onclick: (event) => this.skip(event) }, say("docs.skip")),
            h("header", { class: "top" },
                h("a", { class: "brand", href: "/" }, mark(), h("span", {}, say("docs.title"))),
                this.version = h("span", { class: "docs-version" }),
                this.who),
            h("div", { class: "docs-work" }, this.nav = h("sb-docs-nav", { hub: this.hub }), this.main));
    }

    connected() {
        this.watch(["session"], () => this.drawWho());
        this.listen(window, "hashchange", () => this.draw());
        this.load();
    }

    async load() {
        try {
            const response = await fetch("/openapi.json", { headers: { Accept: "application/json" } });
            if (!response.ok) throw new Error(String(response.status));
            this.hub.document = new ApiDocument(await response.json());
        } catch (error) {
            return this.main.replaceChildren(h("p", { class: "problem", role: "alert" }, say("docs.failed", { reason: error.message })));
        }
        setText(this.version, this.hub.document.version);
        this.nav.show(this.hub.document);
        this.draw();
    }

    draw() {
        if (!this.hub.document) return;
        const [id, part] = decodeURIComponent(location.hash.slice(1)).split(":");
        const subject = this.subject(id || "start", part);
        this.main.replaceChildren(subject);
        this.nav.mark(id || "start");
        document.title = say("docs.pageTitle", { subject: subject.querySelector("h1")?.textContent ?? "" });
        // A subject begins at its beginning; the first drawing leaves the focus where the reader is.
        if (this.drawn) this.main.focus({ preventScroll: true });
        if (!part) window.scrollTo(0, 0);
        this.drawn = true;
    }

    subject(id, part) {
        const { hub } = this;
        const operation = hub.document.operation(id);
        if (operation) return h("sb-docs-operation", { hub, operation });
        switch (id) {
            case "live": return h("sb-docs-live", { hub });
            case "events": return h("sb-docs-events", { hub, chosen: part });
            case "problems": return h("sb-docs-problems", { hub });
            default: return h("sb-docs-start", { hub });
        }
    }

    drawWho() {
        const { phase, company, user } = this.hub.store.get("session");
        const name = company?.name ?? user?.name;
        this.who.replaceChildren(...(phase === "in"
            ? [h("span", { class: "lamp" }), h("span", {}, say("docs.signedIn", { name: name ?? say("docs.key") }))]
            : phase === "out" ? [h("a", { href: "/" }, say("docs.signIn"))] : []));
    }

    skip(event) {
        event.preventDefault();
        this.main.focus();
    }
}

customElements.define("sb-docs", Docs);
