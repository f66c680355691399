// Where the page begins: makes the parts and joins them.

import { Calls } from "./calls.js";
import { freeze, onTick, thaw } from "./clock.js";
import { h } from "./dom.js";
import { Frames } from "./frames.js";
import { Live } from "./live.js";
import { Session } from "./session.js";
import { Store } from "./store.js";
import { language } from "./strings.js";
import "./sb-app.js";

document.documentElement.lang = language;

const calls = new Calls();
const frames = new Frames((number, line) => {
    const path = `/api/contact-lookup/phone/${encodeURIComponent(number)}`;
    return session.request("GET", line ? `${path}?line=${encodeURIComponent(line)}` : path);
});
const store = new Store(
    { calls, frames },
    { link: { phase: "catching-up", offset: 0 }, session: { phase: "starting" }, selected: undefined });
frames.onChange = () => store.touch("frames");

const session = new Session({
    onChange(state) {
        store.set("session", state);
        if (state.phase === "in") return live.start();
        live.stop();
        store.clear();
        store.set("link", { phase: "catching-up", offset: 0 });
        thaw();
    },
    onToken: (token) => live.authorize(token),
});

const live = new Live({
    topics: ["calls"],
    address: socketAddress,
    onSnapshot: (topic, data) => store.snapshot(topic, data),
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

async function socketAddress() {
    const url = new URL("/ws", location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    url.searchParams.set("token", await socketToken());
    return url.href;
}

/** A ticket is good once and for seconds, so it may stand in an address, which a log could keep; a token should not. */
async function socketToken() {
    try {
        const reply = await session.request("POST", "/api/ws-ticket");
        return reply.ticket ?? reply.token;
    } catch (problem) {
        if (problem.status === 404) return session.token();
        throw problem;
    }
}

function followAddress() {
    const found = /^#\/calls\/([\w-]+)$/.exec(location.hash);
    store.set("selected", found?.[1]);
}

window.addEventListener("hashchange", followAddress);
followAddress();
onTick(() => calls.expire() && store.touch("calls"));
document.body.append(h("sb-app", { hub: { store, session, live, frames } }));
session.start();
