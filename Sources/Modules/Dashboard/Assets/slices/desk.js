// Who can take calls, and what rings at the reader: two slices of the store, fed by the topics `presence` and
// `agents/<reader>`.

/** All agents of the company. */
export class Agents {
    constructor() {
        this.clear();
    }

    clear() {
        this.byId = new Map();
    }

    replace({ presence = [] }) {
        this.byId = new Map(presence.map((agent) => [agent.agent, agent]));
    }

    apply({ type, data }) {
        if (type !== "presence.changed") return false;
        this.byId.set(data.agent, data);
        return true;
    }

    /** The agents, those who can take calls first. */
    get list() {
        const order = ["available", "ringing", "on-call", "wrap-up", "away", "offline"];
        return [...this.byId.values()].sort((a, b) =>
            order.indexOf(a.state) - order.indexOf(b.state) || a.name.localeCompare(b.name));
    }
}

/** What rings at the reader, and whether they can take calls; `me` says who reads, as `usr_…` or `key_…`. */
export class Desk {
    constructor(me) {
        this.me = me;
        this.clear();
    }

    clear() {
        this.presence = undefined;
        /** Id of a call that rings here → `{ handOver }`. */
        this.offers = new Map();
    }

    replace(state) {
        const own = state[`agents/${this.me()}`];
        this.presence = own?.presence;
        const before = this.offers;
        this.offers = new Map((own?.calls ?? []).map(({ call }) => [call, before.get(call) ?? {}]));
    }

    apply({ type, data }) {
        switch (type) {
            case "presence.changed":
                if (data.agent !== this.me()) return false;
                this.presence = data;
                return true;
            case "call.offered":
                if (!data.targets?.includes(this.me())) return false;
                this.offers.set(data.call, { handOver: data.handOver });
                return true;
            case "call.ring-stopped":
            case "call.ended":
                return this.offers.delete(data.call);
            default:
                return false;
        }
    }
}
