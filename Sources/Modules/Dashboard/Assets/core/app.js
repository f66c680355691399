// Where the page begins: makes the parts and joins them. README.md beside these folders says what is where.

import { Api } from "./api.js";
import { freeze, onTick, thaw } from "./clock.js";
import { h } from "./dom.js";
import { draftsOf } from "./drafts.js";
import { Live } from "./live.js";
import { Router } from "./router.js";
import { Session } from "./session.js";
import { Store } from "./store.js";
import { Calls } from "../slices/calls.js";
import { Agents, Desk } from "../slices/desk.js";
import { Frames } from "../slices/frames.js";
import { Day, Waiting } from "../slices/waiting.js";
import { views } from "../views/views.js";
import "../parts/sb-app.js";

const me = () => session.state.user?.id;
const calls = new Calls();
const frames = new Frames((number, line) =>
    api.get(`/api/contact-lookup/phone/${encodeURIComponent(number)}`, { line }));
const day = new Day((query) => api.page("/api/my-day", query));
const slices = { calls, frames, desk: new Desk(me), agents: new Agents(), waiting: new Waiting(), day };
const store = new Store(slices, {
    link: { phase: "catching-up", offset: 0 }, session: { phase: "starting" }, route: undefined,
});
frames.onChange = () => store.touch("frames");
day.onChange = () => store.touch("day");

const session = new Session({
    onChange(state) {
        store.set("session", state);
        if (state.phase === "in") {
            draftsOf(state.user?.id);
            return live.start();
        }
        live.stop();
        store.clear();
        store.set("link", { phase: "catching-up", offset: 0 });
        thaw();
    },
    onToken: (token) => live.authorize(token),
});
const api = new Api(session);

const live = new Live({
    // The whole company's, for any view may be opened; what the reader may not hear is left out by the hub.
    topics: () => ["calls", "contacts", "tasks", "conversations", "figures", "presence", "admin", `agents/${me()}`],
    snapshots: () => ["calls", "tasks", "presence", `agents/${me()}`],
    open: openSocket,
    onSnapshot: (state) => store.snapshot(state),
    onEvent: (event, replayed) => store.event(event, replayed),
    onState(state) {
        // A call's seconds run on only while we know that it goes on.
        if (state.phase === "live") thaw();
        else if (state.since !== undefined) freeze(state.since);
        store.set("link", state);
    },
    async onSignInEnded() {
        try {
            await session.recover();
        } catch (problem) {
            if (problem.status === 401) session.end(session.state.key ? "keyRefused" : "ended");
        }
    },
});

const router = new Router(views, (route) => store.set("route", route));

/** A ticket is good once and for seconds, so it may stand in an address, which a log could keep; a token should not. */
async function openSocket() {
    // The first one may be open since before this module was here.
    const begun = await window.begun?.socket?.catch(() => undefined);
    delete window.begun;
    if (begun && begun.readyState <= WebSocket.OPEN) return begun;
    const { ticket } = await api.post("/api/ws-ticket");
    const url = new URL("/ws", location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    url.searchParams.set("token", ticket);
    return new WebSocket(url.href);
}

onTick(() => calls.expire() && store.touch("calls"));
document.body.append(h("sb-app", { hub: { store, api, session, live, router, frames } }));
session.start();
router.start();
