import { h } from "../core/dom.js";
import { HubElement } from "../core/element.js";

export default class CallPage extends HubElement {
    build() {
        this.append(h("h1", {}, "CallPage"));
    }
}

customElements.define("sb-call-page", CallPage);
