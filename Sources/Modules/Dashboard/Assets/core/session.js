// Who is signed in, and the token that proves it.

import { Problem, request } from "./api.js";

const keyName = "switchboard.key";
const lockName = "switchboard.refresh";
/** Until when the cookie opens sockets, for core/first.js, which cannot read it. */
const untilName = "switchboard.until";
const early = 60_000;

/**
 * A sign-in: by e-mail and password (a short access token, kept in memory, renewed by the refresh cookie), or by an API
 * key from the address's `#token=…` (kept for this tab only).
 *
 * `onChange` hears `{ phase, user, company, key, reason }` with phase `starting`, `in` or `out`; `onToken` hears each
 * new token.
 */
export class Session {
    #access;
    #expiresAt = 0;
    #key;
    #timer;
    #renewal;
    #channel = "BroadcastChannel" in window ? new BroadcastChannel("switchboard.session") : undefined;

    constructor({ onChange, onToken }) {
        this.onChange = onChange;
        this.onToken = onToken;
        this.state = { phase: "starting" };
        this.#channel?.addEventListener("message", () => {
            if (!this.#key) this.end();
        });
        window.addEventListener("hashchange", () => {
            if (this.#takeKeyFromAddress()) this.start();
        });
    }

    /** Finds out who is signed in; keeps trying while nobody answers. */
    async start() {
        this.#takeKeyFromAddress();
        this.#key ??= sessionStorage.getItem(keyName) ?? undefined;
        for (let attempt = 0; ; attempt += 1) {
            try {
                if (this.#key) await this.#useKey();
                else await this.renew();
                return;
            } catch (problem) {
                if (problem.status >= 400 && problem.status < 500 && problem.status !== 429) {
                    const reason = this.#key ? "keyRefused" : undefined;
                    return this.end(reason);
                }
                this.#tell({ phase: "starting", waiting: true });
                await new Promise((resolve) => setTimeout(resolve, Math.min(1_000 * 2 ** attempt, 10_000)));
            }
        }
    }

    async signIn(email, password) {
        this.#enter((await request("POST", "/api/auth/login", { body: { email, password } })).data);
    }

    /** Takes an invitation: sets the password, and signs in. */
    async accept(token, password) {
        this.#enter((await request("POST", "/api/auth/accept", { body: { token, password } })).data);
    }

    /** Signs out here and, by the hub, everywhere this cookie is used; does not wait for an answer. */
    async signOut() {
        const token = this.#key ? undefined : this.#access;
        if (!this.#key) this.#channel?.postMessage("out");
        this.end();
        if (token) await request("POST", "/api/auth/logout", { token }).catch(() => {});
    }

    /** Forgets the sign-in; `reason` is a word of `signIn.…` that the form shows. */
    end(reason) {
        clearTimeout(this.#timer);
        this.#access = this.#key = undefined;
        this.#expiresAt = 0;
        sessionStorage.removeItem(keyName);
        keepUntil(0);
        this.#tell({ phase: "out", reason });
    }

    /** A token that is good for some time yet. */
    async token() {
        if (this.#key) return this.#key;
        if (Date.now() > this.#expiresAt - early / 2) await this.renew();
        return this.#access;
    }

    /** A request as who is signed in; an expired token is renewed once, and a refused one ends the session. */
    async request(method, path, options = {}) {
        try {
            return await request(method, path, { ...options, token: await this.token() });
        } catch (problem) {
            if (problem.status !== 401 || this.state.phase !== "in") throw problem;
        }
        try {
            await this.recover();
            return await request(method, path, { ...options, token: await this.token() });
        } catch (problem) {
            if (problem.status === 401) this.end(this.#key ? "keyRefused" : "ended");
            throw problem;
        }
    }

    /** After a refusal: gets a new token, or throws 401 where there is none to get. */
    async recover() {
        if (this.#key) throw new Problem(401);
        await this.renew();
    }

    /** Trades the refresh cookie for a new access token; one trade at a time in all tabs: each cookie is good once. */
    renew() {
        // What was begun before this module was here counts once; it holds the lock by itself.
        const begun = window.begun?.session;
        delete window.begun?.session;
        const trade = () => request("POST", "/api/auth/refresh", { begun });
        this.#renewal ??= (begun ? trade() : alone(trade))
            .then((reply) => this.#enter(reply.data))
            .finally(() => (this.#renewal = undefined));
        return this.#renewal;
    }

    #enter({ accessToken, expiresIn, user, company }) {
        this.#access = accessToken;
        this.#expiresAt = Date.now() + expiresIn * 1_000;
        keepUntil(this.#expiresAt - early);
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.#renewInTime(), Math.max(expiresIn * 1_000 - early, 10_000));
        this.onToken?.(accessToken);
        this.#tell({ phase: "in", user: user ?? this.state.user, company: company ?? this.state.company });
    }

    async #renewInTime() {
        try {
            await this.renew();
        } catch (problem) {
            if (problem.status === 401) this.end("ended");
            else this.#timer = setTimeout(() => this.#renewInTime(), 10_000);
        }
    }

    async #useKey() {
        const { data: me } = await request("GET", "/api/auth/me", { token: this.#key });
        sessionStorage.setItem(keyName, this.#key);
        this.#tell({ phase: "in", key: true, user: me.user ?? me.key, company: me.company });
    }

    #takeKeyFromAddress() {
        const key = new URLSearchParams(location.hash.slice(1)).get("token");
        if (!key) return false;
        this.#key = key;
        history.replaceState(null, "", location.pathname + location.search);
        return true;
    }

    #tell(state) {
        this.state = state;
        this.onChange(state);
    }
}

function keepUntil(time) {
    try {
        localStorage.setItem(untilName, time);
    } catch {
        // Where storage is full or closed, the next page opens its socket a little later.
    }
}

/** Runs `work` while no other tab does; without locks (plain HTTP on a network) tabs take turns by chance. */
function alone(work) {
    return navigator.locks ? navigator.locks.request(lockName, work) : work();
}
