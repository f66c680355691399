import { lookupNumber, sinceMs, stage } from "../slices/calls.js";
import { arrange, h, setText } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { now } from "../core/clock.js";
import { money } from "../core/format.js";
import { say, sayCount } from "../core/words.js";
import { lineName, partyAddress, partyName } from "../slices/wording.js";
import { button, iconButton } from "./button.js";
import { badge } from "./small.js";
import { toast, toastProblem } from "./sb-toasts.js";
import "./sb-timer.js";

const shownAtOnce = 3;
const dismissedKey = "switchboard.dismissed";
const dismissedKept = 100;
const candidatesShown = 3;

/**
 * The screen pops: who is calling, over whatever view is open, until somebody has the call.
 *
 * What pops is what the hub says rings at the reader, and calls of lines that ring at nobody in particular. It all
 * follows from the store, so a reload brings it back, and all tabs show the same.
 */
class Pops extends HubElement {
    #cards = new Map();
    #routed = new Map();

    build() {
        this.dismissed = readDismissed();
        this.list = h("ol", { class: "pops" });
        this.more = h("a", { class: "pops-more", href: "/" });
        this.setAttribute("role", "region");
        this.setAttribute("aria-label", say("pop.label"));
        this.append(this.more, this.list);
    }

    connected() {
        this.watch(["calls", "desk", "frames", "route"], () => this.draw());
        // Another tab has put one away.
        this.listen(window, "storage", ({ key }) => {
            if (key !== dismissedKey) return;
            this.dismissed = readDismissed();
            this.draw();
        });
        this.hear(["call.ring-stopped"], (event) => {
            const call = event && this.hub.store.slice("calls").byId.get(event.data.call);
            if (call && event.data.name) toast(say("pop.taken", { agent: event.data.name, name: partyName(call) }));
        });
        this.key("a", say("desk.key.claim"), () => this.claim(this.first()), () => this.first() !== undefined);
    }

    /** The calls that pop for the reader, who waits longest first. */
    ringing() {
        const { store } = this.hub;
        const { offers, presence, me } = store.slice("desk");
        // Whoever has a call open is busy; what rings at all is on the board beside it.
        const busy = ["away", "on-call", "wrap-up"].includes(presence?.state) || this.openCall() !== undefined;
        return store.slice("calls").inStage("ringing").filter((call) => {
            if (call.direction === "outbound" || this.dismissed.includes(call.call)) return false;
            if (call.claim && call.claim.agent !== me()) return false;
            if (offers.has(call.call)) return true;
            return !busy && !call.claim && this.ringsAtAll(call.line);
        });
    }

    /** The call on the reader's desk. */
    openCall() {
        const { entry, params } = this.hub.store.get("route") ?? {};
        return entry?.name === "live" ? this.hub.store.slice("calls").byId.get(params.id) : undefined;
    }

    /** The call that "a" takes: the one on the desk, else the first that pops. */
    first() {
        const call = this.openCall();
        if (call && stage(call) === "ringing" && !call.claim) return call;
        return this.ringing()[0];
    }

    /** Whether a line's calls ring at nobody in particular; asked once for each line. */
    ringsAtAll(line) {
        if (!line) return true;
        const known = this.#routed.get(line);
        if (known !== undefined) return known === false;
        this.#routed.set(line, null);
        this.hub.api.get(`/api/lines/${line}/routing`)
            .then(({ targets }) => this.#routed.set(line, targets.length > 0), () => this.#routed.set(line, false))
            .then(() => this.draw());
        return false;
    }

    draw() {
        const open = this.openCall();
        const all = this.ringing().filter((call) => call.call !== open?.call);
        // What rings at nobody in particular is on the board too, so one of them is enough here.
        const { offers } = this.hub.store.slice("desk");
        const offered = all.filter(({ call }) => offers.has(call));
        const shown = offered.length > 0 ? offered.slice(0, shownAtOnce) : all.slice(0, 1);
        const ids = new Set(shown.map((call) => call.call));
        for (const id of this.#cards.keys()) if (!ids.has(id)) this.#cards.delete(id);
        arrange(this.list, shown.map((call) => this.card(call)));
        const rest = all.length - shown.length;
        this.more.hidden = rest === 0;
        setText(this.more, rest > 0 ? sayCount("pop.more", rest) : "");
        this.hidden = shown.length === 0;
    }

    card(call) {
        let card = this.#cards.get(call.call);
        if (!card) {
            card = this.newCard(call);
            this.#cards.set(call.call, card);
        }
        const { data: frame } = this.hub.frames.get(lookupNumber(call)) ?? {};
        if (lookupNumber(call)) this.hub.frames.want(lookupNumber(call), call.line);
        const offer = this.hub.store.slice("desk").offers.get(call.call);
        const name = frame?.contact?.name && !call.contact?.name ? frame.contact.name : partyName(call);
        setText(card.name, name);
        const address = partyAddress(call);
        setText(card.detail, [address !== name && address, lineName(call)].filter(Boolean).join(" · "));
        const worth = frame?.contact?.value?.actual ?? frame?.contact?.value?.estimated;
        const tags = [
            call.contact?.match === "many" && [say("call.many"), "warn"],
            frame && !frame.contact && [say("call.unknown")],
            worth?.amount > 0 && [money(worth)],
            ...(frame?.contact?.tags ?? []).slice(0, 3).map((tag) => [tag]),
        ].filter(Boolean);
        const text = JSON.stringify(tags);
        if (card.tags.dataset.text !== text) {
            card.tags.dataset.text = text;
            card.tags.replaceChildren(...tags.map(([word, tone]) => badge(word, tone)));
        }
        this.drawChoice(card, call, frame);
        const last = frame?.recent?.[0];
        setText(card.last, offer?.handOver?.note ?? last?.summary ?? "");
        return card;
    }

    /** Who shares the number, to say which of them it is. */
    drawChoice({ choice }, call, frame) {
        const others = call.contact?.match === "many" ? frame?.candidates ?? [] : [];
        const state = JSON.stringify([call.contact?.id, others.map(({ contact }) => contact.id)]);
        if (choice.dataset.state === state) return;
        choice.dataset.state = state;
        choice.replaceChildren(...others.slice(0, candidatesShown).map(({ contact }) =>
            button(contact.name ?? say("party.unknown"), {
                icon: "person", "aria-pressed": String(contact.id === call.contact.id),
                onclick: async () => {
                    const { giveCall } = await import("../views/call-contact.js");
                    await giveCall(this.hub, call.call, contact);
                },
            })));
        choice.hidden = others.length === 0;
    }

    newCard(call) {
        const name = h("bdi", {});
        const detail = h("p", { class: "quiet number" });
        const tags = h("p", { class: "row" });
        const choice = h("div", { class: "pop-choice row", role: "group", "aria-label": say("pop.whose") });
        const last = h("p", { class: "pop-last" });
        const speed = h("span", { class: "pop-speed" });
        const timer = h("sb-timer");
        const card = h("li", { class: "pop", "data-call": call.call },
            h("p", { class: "call-top" }, h("span", { class: "lamp" }),
                h("span", { class: "call-status" }, say("status.ringing")),
                speed, timer, iconButton("close", say("pop.dismiss"), () => this.dismiss(call))),
            h("h2", {}, h("a", { href: `/live/${call.call}` }, name)), detail, tags, choice, last,
            h("div", { class: "row" },
                button(say("desk.claim"), {
                    kind: "primary", icon: "phone", key: "A", onclick: () => this.claim(call),
                })));
        timer.runFrom(sinceMs(call));
        this.measure(card, speed, call);
        return Object.assign(card, { name, detail, tags, choice, last });
    }

    /** How long it took from the webhook to the screen: known where the call came while the page was open. */
    measure(card, speed, { arrivedAt }) {
        // One that pops only now, because others were in front of it, has been on the board for long.
        if (arrivedAt?.hub === undefined || now() - arrivedAt.here > 1_000) return;
        // The second frame begins after the first was drawn.
        requestAnimationFrame(() => requestAnimationFrame(() => {
            const took = Math.round(now() - arrivedAt.hub);
            if (took < 0) return;
            card.dataset.webhookMs = took;
            setText(speed, say("pop.speed", { ms: took }));
        }));
    }

    async claim(call) {
        try {
            // What a claim needs is fetched only now, with the view that it leads to.
            const { claim } = await import("../views/call-actions.js");
            await claim(this.hub, call);
        } catch (problem) {
            toastProblem(problem);
        }
    }

    dismiss(call) {
        this.dismissed = [...readDismissed(), call.call].slice(-dismissedKept);
        localStorage.setItem(dismissedKey, JSON.stringify(this.dismissed));
        this.draw();
    }
}

function readDismissed() {
    try {
        return JSON.parse(localStorage.getItem(dismissedKey)) ?? [];
    } catch {
        return [];
    }
}

customElements.define("sb-pops", Pops);
