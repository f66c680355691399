import { h, setAttribute } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { addWords, say } from "../core/words.js";
import { failure, loading } from "../parts/small.js";

await addWords("settings");

/** The parts in their order; each is fetched when it is first shown. */
const parts = {
    company: () => import("./sb-company.js"), people: () => import("./sb-people.js"), keys: () => import("./sb-keys.js"),
    lines: () => import("./sb-lines.js"), providers: () => import("./sb-providers.js"),
    dispositions: () => import("./sb-dispositions.js"), stages: () => import("./sb-stages.js"), fields: () => import("./sb-fields.js"),
    score: () => import("./sb-score.js"), analysis: () => import("./sb-analysis.js"), retention: () => import("./sb-retention.js"),
    webhooks: () => import("./sb-webhooks.js"), audit: () => import("./sb-audit.js"),
};

/** How the company works: a list of parts, and the one that the address names. */
export default class Settings extends HubElement {
    build() {
        this.links = new Map(Object.keys(parts).map((part) => [part, h("a", { href: `/settings/${part}` }, say(`settings.${part}`))]));
        this.place = h("div", { class: "settings-part" });
        this.append(
            h("div", { class: "view-head" }, h("h1", {}, say("view.settings")), h("a", { href: "/docs", class: "plain", target: "_self" }, say("settings.docs"))),
            h("div", { class: "settings" }, h("nav", { class: "settings-nav", "aria-label": say("view.settings") }, [...this.links.values()]), this.place));
    }

    async show({ params }) {
        const part = parts[params.part] ? params.part : "company";
        const key = `${part}/${params.id ?? ""}`;
        if (this.shown === key) return;
        this.shown = key;
        for (const [name, link] of this.links) setAttribute(link, "aria-current", name === part && "page");
        this.links.get(part).scrollIntoView({ block: "nearest", inline: "nearest" });
        const slow = setTimeout(() => this.place.replaceChildren(loading()), 150);
        try {
            const { default: Part } = await parts[part]();
            if (this.shown === key) this.place.replaceChildren(Object.assign(new Part(), { hub: this.hub, params }));
        } catch (problem) {
            this.place.replaceChildren(failure(problem, () => location.reload()));
        } finally {
            clearTimeout(slow);
        }
    }
}

customElements.define("sb-settings", Settings);
