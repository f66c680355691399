// Who can take calls: a slice of the store, fed by the topic `presence`.

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
