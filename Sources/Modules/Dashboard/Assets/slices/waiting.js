// Who waits to be called back or answered: a slice of the store, fed by the topic `tasks`.

export class Waiting {
    constructor() {
        this.clear();
    }

    clear() {
        this.byId = new Map();
    }

    replace({ tasks: { obligations = [] } = {} }) {
        this.byId = new Map(obligations.map((obligation) => [obligation.id, obligation]));
    }

    apply({ type, data }) {
        if (!type.startsWith("obligation.")) return false;
        const obligation = { ...data, id: data.obligation ?? data.id };
        if (data.state === "done" || data.state === "dismissed") return this.byId.delete(obligation.id);
        this.byId.set(obligation.id, { ...this.byId.get(obligation.id), ...obligation });
        return true;
    }

    /** How many there are to do now. */
    get count() {
        let all = 0;
        for (const { state } of this.byId.values()) if (state !== "snoozed") all += 1;
        return all;
    }
}
