import { h, setAttribute, setText } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { count, timeOfDay } from "../core/format.js";
import { say } from "../core/words.js";

/** Says whether what the page shows is true now, and up to which event it is complete. */
class Link extends HubElement {
    build() {
        this.word = h("span", { role: "status" });
        this.place = h("span", { class: "offset" });
        this.append(h("span", { class: "lamp" }), this.word, this.place);
    }

    connected() {
        this.watch(["link"], () => this.draw());
    }

    draw() {
        const link = this.hub.store.get("link");
        this.dataset.phase = link.phase;
        setText(this.word, words(link));
        setText(this.place, link.offset > 0 ? say("link.offsetShort", { offset: count(link.offset) }) : "");
        setAttribute(this, "title", link.offset > 0 && say("link.offset", { offset: count(link.offset) }));
    }
}

function words(link) {
    switch (link.phase) {
        case "live":
            return say("link.live");
        case "catching-up":
            if (!(link.count > 20)) return say("link.catchingUp");
            return say("link.catchingUpWith", { done: count(link.done), count: count(link.count) });
        default:
            return say("link.offline", { time: timeOfDay(link.since) });
    }
}

customElements.define("sb-link", Link);
