// The socket: subscribe, snapshot, events, and carrying on where a dropped one ended.

const silenceMs = 13_000;
const answerMs = 5_000;
const longestWaitMs = 15_000;
const shortestWaitMs = 400;

/**
 * Keeps one subscription true over drops and restarts.
 *
 * `topics()` names what to listen to and `snapshots()` what to begin from; `open()` gives a new socket; `onSnapshot(state)` and `onEvent(event, replayed)` feed the store; `onState` hears `{ phase, since,
 * offset, retryAt, done, count, reason }` with phase `catching-up`, `live`,
 * `offline` or `refused`; `onSignInEnded` hears that a new token is needed.
 */
export class Live {
    #socket;
    #nextId = 1;
    #after;
    #offset = 0;
    #heardAt;
    #probedAt;
    #attempt = 0;
    #retryTimer;
    #watchTimer;
    #pending;
    #held;
    #running = false;
    #generation = 0;

    constructor(options) {
        Object.assign(this, options);
        this.state = { phase: "catching-up", offset: 0 };
        document.addEventListener("visibilitychange", () => !document.hidden && this.#check());
        window.addEventListener("online", () => this.retryNow());
    }

    start() {
        if (this.#running) return;
        this.#running = true;
        this.#heardAt = Date.now();
        this.#watchTimer = setInterval(() => this.#check(), 2_500);
        this.#connect();
    }

    /** Ends for good and forgets its place. */
    stop() {
        this.#running = false;
        this.#generation += 1;
        clearTimeout(this.#retryTimer);
        clearInterval(this.#watchTimer);
        this.#socket?.close(1000);
        this.#socket = this.#after = this.#pending = this.#held = undefined;
        this.#offset = this.#attempt = 0;
        this.state = { phase: "catching-up", offset: 0 };
    }

    /** Does not wait any longer. */
    retryNow() {
        if (!this.#running || this.#socket || this.state.phase !== "offline") return;
        clearTimeout(this.#retryTimer);
        this.#connect();
    }

    /** Tells the open socket the renewed token, so that it outlives the old one. */
    authorize(token) {
        if (this.#socket?.readyState === WebSocket.OPEN) this.#send({ authorize: token });
    }

    async #connect() {
        const generation = (this.#generation += 1);
        this.#tell({ retryAt: undefined });
        let socket;
        try {
            socket = await this.open();
        } catch (problem) {
            if (generation !== this.#generation) return;
            if (problem.status === 401) return this.onSignInEnded();
            if (problem.status === 403) return this.#refuse();
            return this.#drop((problem.retryAfterSec ?? 0) * 1_000);
        }
        if (generation !== this.#generation) return socket.close(1000);
        this.#socket = socket;
        const current = (listener) => (event) => socket === this.#socket && listener(event);
        if (socket.readyState === WebSocket.OPEN) this.#subscribe();
        else socket.addEventListener("open", current(() => this.#subscribe()));
        socket.addEventListener("message", current(({ data }) => this.#received(data)));
        socket.addEventListener("close", current(({ code, reason }) => this.#closed(code, reason)));
    }

    #subscribe() {
        this.#heard();
        const after = this.#after && { epoch: this.#after, offset: this.#offset };
        this.#pending = { phase: "subscribe", id: this.#send({ subscribe: this.topics(), after }) };
        if (!after) this.#askSnapshot();
        this.#tell({ phase: "catching-up", done: undefined, count: undefined });
    }

    #askSnapshot() {
        this.#held = [];
        this.#pending = { ...this.#pending, snapshot: this.#send({ snapshot: this.snapshots() }) };
    }

    #received(text) {
        this.#heard();
        let frame;
        try {
            frame = JSON.parse(text);
        } catch {
            return this.#abandon();
        }
        if (frame.type) this.#event(frame);
        else if (frame.subscribed) this.#subscribed(frame);
        else if (frame.snapshot) this.#snapshot(frame);
        else if (frame.problem) this.#refusedFrame(frame);
        else if (frame.upTo !== undefined) this.#upTo(frame.upTo);
    }

    #subscribed(frame) {
        this.#after = frame.epoch ?? this.#after;
        if (frame.refused?.length && !frame.subscribed.length) return this.#refuse();
        if (this.#held) return;
        this.#pending = undefined;
        switch (frame.outcome) {
            case "reset":
                this.#askSnapshot();
                this.#tell({ phase: "catching-up" });
                break;
            case "replayed":
                this.#pending = { replayTo: frame.offset };
                this.#tell({ phase: "catching-up", done: 0, count: frame.count });
                this.#upTo(this.#offset);
                break;
            default:
                this.#reach(frame.offset);
                this.#live();
        }
    }

    #snapshot(frame) {
        this.onSnapshot(frame.snapshot);
        this.#offset = frame.offset;
        const held = this.#held ?? [];
        this.#held = this.#pending = undefined;
        for (const event of held) this.#event(event);
        this.#live();
    }

    #event(event) {
        if (this.#held) return void this.#held.push(event);
        const replaying = this.#pending?.replayTo !== undefined;
        if (event.offset !== undefined) {
            // Each event once: what the snapshot or an earlier socket already told is passed over.
            if (event.offset <= this.#offset) return;
            this.#offset = event.offset;
        }
        this.onEvent(event, replaying);
        if (replaying && event.offset !== undefined) {
            this.#tell({ done: (this.state.done ?? 0) + 1 });
            this.#upTo(event.offset);
        } else {
            this.#tell({});
        }
    }

    #upTo(offset) {
        if (this.#held) return;
        this.#reach(offset);
        if (this.#pending?.replayTo !== undefined && this.#offset >= this.#pending.replayTo) {
            this.#pending = undefined;
            this.#live();
        } else {
            this.#tell({});
        }
    }

    #reach(offset) {
        if (offset > this.#offset) this.#offset = offset;
    }

    #refusedFrame(frame) {
        console.warn("The hub refused a frame:", frame.problem);
        if (frame.problem?.status === 403) return this.#refuse();
        if (this.#pending && (frame.id === this.#pending.id || frame.id === this.#pending.snapshot)) this.#abandon();
    }

    #closed(code, reason) {
        this.#socket = undefined;
        switch (code) {
            case 4401:
                this.#drop(0);
                return this.onSignInEnded();
            case 4403:
                return this.#refuse();
            default:
                return this.#drop(namedDelay(reason));
        }
    }

    #live() {
        this.#attempt = 0;
        this.#tell({ phase: "live", done: undefined, count: undefined, since: undefined, reason: undefined });
    }

    /** Leaves a socket whose answers cannot be trusted or do not come. */
    #abandon() {
        const socket = this.#socket;
        this.#socket = undefined;
        socket?.close(4000);
        this.#drop(0);
    }

    #drop(delayMs, reason) {
        this.#held = this.#pending = this.#probedAt = undefined;
        if (!this.#running) return;
        const ceiling = Math.min(shortestWaitMs * 2 ** this.#attempt, longestWaitMs);
        this.#attempt += 1;
        // A crowd that lost the same hub must not come back in the same instant.
        const wait = delayMs > 0 ? delayMs * (1 + Math.random() / 4) : ceiling / 2 + (Math.random() * ceiling) / 2;
        clearTimeout(this.#retryTimer);
        this.#retryTimer = setTimeout(() => this.#connect(), wait);
        this.#tell({ phase: "offline", since: this.#heardAt, retryAt: Date.now() + wait, reason });
    }

    #refuse() {
        this.#generation += 1;
        clearTimeout(this.#retryTimer);
        const socket = this.#socket;
        this.#socket = undefined;
        socket?.close(1000);
        this.#tell({ phase: "refused", since: this.#heardAt, retryAt: undefined, reason: "forbidden" });
    }

    /** A socket can be dead for minutes before the browser notices; the hub speaks at least every ten seconds. */
    #check() {
        if (!this.#socket) return document.hidden ? undefined : this.retryIfLate();
        const at = Date.now();
        if (this.#probedAt !== undefined) {
            if (at - this.#probedAt > answerMs) this.#abandon();
        } else if (at - this.#heardAt > silenceMs) {
            this.#probedAt = at;
            if (this.#socket.readyState === WebSocket.OPEN) this.#send({ sync: true });
        }
    }

    /** Timers of a hidden or sleeping page run late. */
    retryIfLate() {
        if (this.state.retryAt !== undefined && Date.now() > this.state.retryAt + 500) this.retryNow();
    }

    #heard() {
        this.#heardAt = Date.now();
        this.#probedAt = undefined;
    }

    #send(frame) {
        const id = this.#nextId++;
        this.#socket.send(JSON.stringify({ id, ...frame }));
        return id;
    }

    #tell(change) {
        this.state = { ...this.state, ...change, offset: this.#offset };
        this.onState(this.state);
    }
}

/** Milliseconds that a close reason names ("retry in 1200 ms", "2 s", "1200"); 0 when it names none. */
export function namedDelay(reason) {
    const found = /(\d+(?:\.\d+)?)\s*(ms|s)?\b/i.exec(reason ?? "");
    if (!found) return 0;
    return Math.min(Number(found[1]) * (found[2]?.toLowerCase() === "s" ? 1_000 : 1), 60_000);
}
