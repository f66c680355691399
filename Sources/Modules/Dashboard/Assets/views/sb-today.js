import { h } from "../core/dom.js";
import { HubElement } from "../core/element.js";

export default class Today extends HubElement {
    build() {
        this.append(h("h1", {}, "Today"));
    }
}

customElements.define("sb-today", Today);
