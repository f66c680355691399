// What rings at the reader, and whether they can take calls: a slice of the store, fed by the topic `agents/<reader>`.

/** `me` says who reads, as `usr_…` or `key_…`. */
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
