import { h } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { icon, mark } from "../core/icons.js";
import { say } from "../core/words.js";
import { load } from "../views/views.js";
import { linkButton } from "./button.js";
import { empty, failure, loading } from "./small.js";
import "./sb-link.js";
import "./sb-nav.js";

/** The whole page: the sign-in form, or the shell with the view that the address names. */
class App extends HubElement {
    connected() {
        this.watch(["session"], () => this.draw());
        this.watch(["route"], () => this.follow());
        this.watch(["link"], () => {
            const { phase, since } = this.hub.store.get("link");
            this.toggleAttribute("data-stale", since !== undefined);
            // Calls come first; what is round them waits until it is known how things stand.
            if (phase !== "catching-up") this.complete();
        });
    }

    draw() {
        const { phase, company, waiting } = this.hub.store.get("session");
        if (this.company) this.company.textContent = company?.name ?? "";
        const shown = phase === "starting" && waiting ? "out" : phase;
        this.dataset.phase = phase;
        if (this.shown === shown) return;
        this.shown = shown;
        this.view = this.module = this.company = this.main = this.rest = undefined;
        this.replaceChildren(...(phase === "in" ? this.shell(company) : []));
        if (phase === "in") this.follow();
        else if (shown === "out") this.askWho();
    }

    async askWho() {
        await import("./sb-sign-in.js");
        if (this.shown === "out") this.replaceChildren(h("sb-sign-in", { hub: this.hub }));
    }

    shell(company) {
        const { hub } = this;
        this.company = h("span", { class: "company" }, company?.name ?? "");
        this.main = h("main", { id: "view", tabindex: "-1" });
        this.top = h("header", { class: "top" },
            h("a", { class: "brand", href: "/", "aria-label": say("app.name") }, mark(), this.company),
            h("button", {
                type: "button", class: "finder", "aria-label": say("palette.open"),
                onclick: async () => (await this.complete())?.palette.open(),
            },
                icon("search"), h("span", {}, say("palette.open")), h("kbd", {}, "Ctrl K")),
            h("sb-link", { hub }));
        return [
            h("a", { class: "skip", href: "#view", onclick: (event) => this.skip(event) }, say("app.skip")),
            this.top,
            h("div", { class: "work" }, h("sb-nav", { hub }), this.main),
        ];
    }

    /** Adds what the shell can do without for a moment. */
    complete() {
        if (this.shown !== "in") return undefined;
        this.rest ??= import("./shell.js").then(({ shell }) => {
            const parts = shell(this.hub);
            this.top.append(parts.presence, parts.account);
            this.top.after(parts.notice);
            this.append(parts.pops, parts.palette, parts.announcer);
            return parts;
        }, (problem) => this.renewed(problem));
        return this.rest;
    }

    /** Shows the view of the address; one that is shown already only hears that the address has changed. */
    async follow() {
        const route = this.hub.store.get("route");
        if (!route) return;
        const { entry } = route;
        // Who is signed in is asked meanwhile; most are.
        const coming = entry && load(entry);
        if (!this.main?.isConnected) return void coming?.catch(() => {});
        if (entry && this.module === entry.module) return void this.view?.show?.(route);
        this.module = entry?.module;
        this.view = undefined;
        if (!entry) return void this.main.replaceChildren(this.nothingHere());
        // A view that is quick to come, as nearly all are, must not flash a word before it.
        const slow = setTimeout(() => this.main.replaceChildren(loading()), 150);
        try {
            const View = await coming;
            if (this.module !== entry.module) return;
            const view = new View();
            view.hub = this.hub;
            this.view = view;
            this.main.replaceChildren(view);
            this.main.scrollTop = 0;
            view.show?.(this.hub.store.get("route"));
        } catch (problem) {
            this.module = undefined;
            this.renewed(problem);
        } finally {
            clearTimeout(slow);
        }
    }

    /** The hub has been renewed, and the files this page was made of are gone. */
    renewed(problem) {
        console.error(problem);
        this.main.replaceChildren(failure(new Error(say("app.renewed")), () => location.reload()));
    }

    nothingHere() {
        return empty({
            icon: "search", title: say("app.nothingHere"), text: say("app.nothingHere.text"),
            actions: [linkButton(say("view.live"), "/")],
        });
    }

    skip(event) {
        event.preventDefault();
        this.main.focus();
    }
}

customElements.define("sb-app", App);
