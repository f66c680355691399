import { h, setText } from "./dom.js";
import { HubElement } from "./element.js";
import { icon, mark } from "./icons.js";
import { say } from "./strings.js";
import "./sb-link.js";

const themes = ["auto", "light", "dark"];

/** Mark, company, state of the link, and a small menu. */
class Header extends HubElement {
    build() {
        this.company = h("span", { class: "company" });
        this.who = h("p", { class: "who" });
        this.menu = h("details", { class: "menu" },
            h("summary", { "aria-label": say("menu.open"), title: say("menu.open") }, icon("person")),
            h("div", { class: "menu-sheet" },
                this.who,
                h("fieldset", { class: "segments" },
                    h("legend", {}, say("menu.theme")),
                    themes.map((theme) => h("label", {},
                        h("input", {
                            type: "radio", name: "theme", value: theme, checked: theme === chosenTheme(),
                            onchange: () => chooseTheme(theme),
                        }),
                        h("span", {}, say(`menu.theme.${theme}`))))),
                h("button", {
                    type: "button", class: "plain", onclick: () => this.hub.session.signOut(),
                }, say("menu.signOut"))));
        this.append(h("header", { class: "top" },
            h("span", { class: "brand" }, mark(), h("h1", {}, say("app.name"))),
            this.company,
            h("sb-link", { hub: this.hub }),
            this.menu));
    }

    connected() {
        this.watch(["session"], () => this.draw());
        this.listen(document, "pointerdown", (event) => {
            if (!this.menu.contains(event.target)) this.menu.open = false;
        });
        this.listen(this.menu, "keydown", (event) => {
            if (event.key !== "Escape" || !this.menu.open) return;
            event.stopPropagation();
            this.menu.open = false;
            this.menu.querySelector("summary").focus();
        });
    }

    draw() {
        const { user, company, key } = this.hub.store.get("session");
        setText(this.company, company?.name ?? "");
        setText(this.who, user?.name || user?.email || (key ? say("menu.key") : ""));
    }
}

function chosenTheme() {
    return document.documentElement.dataset.theme ?? "auto";
}

function chooseTheme(theme) {
    const root = document.documentElement;
    if (theme === "auto") delete root.dataset.theme;
    else root.dataset.theme = theme;
    localStorage.setItem("switchboard.theme", theme);
}

customElements.define("sb-header", Header);
