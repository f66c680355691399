import { h, setText } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { say } from "../core/words.js";

const keptFrames = 300;
const ready = ['{"id":1,"subscribe":["calls"]}', '{"id":2,"snapshot":["calls"]}', '{"id":3,"sync":true}', '{"ping":1}'];

/** A socket to the hub as who is signed in: what is sent and what comes, frame by frame. */
class DocsConsole extends HubElement {
    #socket;

    build() {
        this.state = h("p", { class: "docs-status", role: "status" }, say("docs.console.closed"));
        this.open = h("button", { type: "button", class: "primary", onclick: () => this.toggle() }, say("docs.console.open"));
        this.frame = h("textarea", {
            rows: 2, spellcheck: "false", "aria-label": say("docs.console.frame"), onkeydown: (event) => this.key(event),
        });
        this.frame.value = ready[0];
        this.send = h("button", { type: "button", class: "plain", disabled: true, onclick: () => this.say() }, say("docs.console.send"));
        this.log = h("ol", { class: "docs-frames", tabindex: "0", "aria-label": say("docs.console.log") });
        this.append(
            h("div", { class: "docs-send" }, this.open, this.state),
            h("p", { class: "docs-chips" }, ready.map((text) => h("button", {
                type: "button", class: "plain", onclick: () => (this.frame.value = text),
            }, h("code", {}, text)))),
            h("div", { class: "docs-send" }, this.frame, this.send),
            this.log);
    }

    disconnectedCallback() {
        super.disconnectedCallback();
        this.#socket?.close(1000);
    }

    async toggle() {
        if (this.#socket) return this.#socket.close(1000);
        const { session, api } = this.hub;
        if (session.state.phase !== "in") return setText(this.state, say("docs.signInFirst"));
        let socket;
        try {
            // A ticket is good once and for seconds, so it may stand in an address.
            const { ticket } = await api.post("/api/ws-ticket");
            socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/ws?token=${encodeURIComponent(ticket)}`);
        } catch (problem) {
            return setText(this.state, problem.message);
        }
        this.#socket = socket;
        setText(this.open, say("docs.console.close"));
        socket.onopen = () => {
            setText(this.state, say("docs.console.isOpen"));
            this.send.disabled = false;
        };
        socket.onmessage = ({ data }) => this.note("in", data);
        socket.onclose = ({ code, reason }) => {
            this.#socket = undefined;
            this.send.disabled = true;
            setText(this.open, say("docs.console.open"));
            setText(this.state, say("docs.console.closedWith", { code, reason }));
        };
    }

    say() {
        const text = this.frame.value.trim();
        if (!text || this.#socket?.readyState !== WebSocket.OPEN) return;
        this.#socket.send(text);
        this.note("out", text);
    }

    /** Enter sends; with Shift it is a new line. */
    key(event) {
        if (event.key !== "Enter" || event.shiftKey) return;
        event.preventDefault();
        this.say();
    }

    note(way, text) {
        const follows = this.log.scrollTop + this.log.clientHeight >= this.log.scrollHeight - 8;
        this.log.append(h("li", { "data-way": way },
            h("span", { "aria-label": say(`docs.console.${way}`), role: "img" }, way === "in" ? "←" : "→"), h("code", {}, text)));
        while (this.log.children.length > keptFrames) this.log.firstElementChild.remove();
        if (follows) this.log.scrollTop = this.log.scrollHeight;
    }
}

customElements.define("sb-docs-console", DocsConsole);
