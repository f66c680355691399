import { h } from "../core/dom.js";
import { HubElement } from "../core/element.js";

export default class Start extends HubElement {
    build() {
        this.append(h("h1", {}, "Start"));
    }
}

customElements.define("sb-start", Start);
