import { h, setAttribute, setText } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { icon } from "../core/icons.js";
import { say } from "../core/words.js";
import { load, navigation } from "../views/views.js";
import { menu } from "./menu.js";

const onPhone = 4;

/** The views: beside the page on a desk, below it on a phone, where what does not fit is behind "More". */
class Nav extends HubElement {
    build() {
        this.links = new Map(navigation.map((entry) => [entry.name, this.link(entry)]));
        const rest = navigation.slice(onPhone);
        for (const { name } of rest) this.links.get(name).classList.add("beyond");
        const more = h("button", { type: "button", class: "more" }, icon("more"), h("span", {}, say("nav.more")));
        this.append(h("nav", { "aria-label": say("nav.label") }, [...this.links.values()], menu(more, () =>
            rest.map(({ name, path, icon: drawn }) => ({
                label: say(`view.${name}`), icon: drawn, run: () => this.hub.router.go(path),
            })))));
    }

    connected() {
        this.watch(["route"], () => {
            const current = this.hub.store.get("route")?.entry?.name;
            for (const [name, link] of this.links) setAttribute(link, "aria-current", name === current && "page");
        });
        this.watch(["calls", "day"], () => this.count());
        for (const { name, path, key, icon: drawn } of navigation) {
            const run = () => this.hub.router.go(path);
            this.command({ id: path, label: say(`view.${name}`), icon: drawn, hint: key, run });
            this.key(key, say("nav.goTo", { view: say(`view.${name}`) }), run);
        }
    }

    link(entry) {
        const { name, path, icon: drawn } = entry;
        // Whoever points at it will most likely open it.
        const prepare = () => void load(entry).catch(() => {});
        return h("a", { href: path, onpointerenter: prepare }, icon(drawn), h("span", {}, say(`view.${name}`)), h("b", { class: "count" }));
    }

    count() {
        const { store } = this.hub;
        const numbers = { live: store.slice("calls").inStage("ringing").length || "", today: store.slice("day").count };
        for (const [name, number] of Object.entries(numbers)) setText(this.links.get(name).lastChild, String(number));
    }
}

customElements.define("sb-nav", Nav);
