import { h } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { icon, mark } from "../core/icons.js";
import { say } from "../core/words.js";
import { empty, failure, loading } from "./small.js";
import { linkButton } from "./button.js";
import "./sb-account.js";
import "./sb-announcer.js";
import "./sb-link.js";
import "./sb-nav.js";
import "./sb-notice.js";
import "./sb-palette.js";
import "./sb-pops.js";
import "./sb-presence.js";
import "./sb-sign-in.js";

/** The whole page: the sign-in form, or the shell with the view that the address names. */
class App extends HubElement {
    connected() {
        this.watch(["session"], () => this.draw());
        this.watch(["route"], () => this.follow());
        this.watch(["link"], () => this.toggleAttribute("data-stale", this.hub.store.get("link").since !== undefined));
    }

    draw() {
        const { phase, company } = this.hub.store.get("session");
        if (this.company) this.company.textContent = company?.name ?? "";
        if (this.dataset.phase === phase) return;
        this.dataset.phase = phase;
        this.view = this.load = this.company = undefined;
        this.replaceChildren(...(phase === "in" ? this.shell(company) : [h("sb-sign-in", { hub: this.hub })]));
        if (phase === "in") this.follow();
    }

    shell(company) {
        const { hub } = this;
        this.company = h("span", { class: "company" }, company?.name ?? "");
        this.main = h("main", { id: "view", tabindex: "-1" });
        this.palette = h("sb-palette", { hub });
        return [
            h("a", { class: "skip", href: "#view", onclick: (event) => this.skip(event) }, say("app.skip")),
            h("header", { class: "top" },
                h("a", { class: "brand", href: "/", "aria-label": say("app.name") }, mark(), this.company),
                h("button", {
                    type: "button", class: "finder", "aria-label": say("palette.open"),
                    onclick: () => this.palette.open(),
                },
                    icon("search"), h("span", {}, say("palette.open")), h("kbd", {}, "Ctrl K")),
                h("sb-link", { hub }), h("sb-presence", { hub }), h("sb-account", { hub })),
            h("sb-notice", { hub }),
            h("div", { class: "work" }, h("sb-nav", { hub }), this.main),
            h("sb-pops", { hub }),
            this.palette,
            h("sb-announcer", { hub }),
        ];
    }

    /** Shows the view of the address; one that is shown already only hears that the address has changed. */
    async follow() {
        const route = this.hub.store.get("route");
        if (!route || !this.main?.isConnected) return;
        const { entry } = route;
        if (entry && this.load === entry.load) return void this.view?.show?.(route);
        this.load = entry?.load;
        this.view = undefined;
        if (!entry) return void this.main.replaceChildren(this.nothingHere());
        // A view that is quick to come, as nearly all are, must not flash a word before it.
        const slow = setTimeout(() => this.main.replaceChildren(loading()), 150);
        try {
            const { default: View } = await entry.load();
            if (this.load !== entry.load) return;
            const view = new View();
            view.hub = this.hub;
            this.view = view;
            this.main.replaceChildren(view);
            this.main.scrollTop = 0;
            view.show?.(this.hub.store.get("route"));
        } catch (problem) {
            // The hub has been renewed, and the files this page was made of are gone.
            console.error(problem);
            this.load = undefined;
            this.main.replaceChildren(failure(new Error(say("app.renewed")), () => location.reload()));
        } finally {
            clearTimeout(slow);
        }
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
