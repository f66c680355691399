import { h } from "../core/dom.js";
import { readable, say } from "../core/words.js";
import { time } from "../parts/small.js";
import "../parts/sb-table.js";
import { people } from "../contacts/people.js";
import { head, SettingsPart } from "./part.js";

/** Who changed what, when and from where; rows are chained by hash, and `switchboard check` walks the chain. */
export default class Audit extends SettingsPart {
    async read() {
        return new Map((await people(this.hub).catch(() => [])).map(({ id, name, email }) => [id, name || email]));
    }

    draw(names) {
        const who = ({ actor }) => {
            return names.get(actor) ?? actor;
        };
        return [head(say("settings.audit"), say("settings.audit.text")), h("sb-table", {
            hub: this.hub, label: say("settings.audit"), id: (row) => row.seq,
            load: ({ after, limit }) => this.hub.api.page("/api/audit", { after, limit }),
            columns: [
                { key: "at", label: say("audit.at"), width: "9rem", cell: (row) => time(row.at) },
                { key: "who", label: say("audit.by"), width: "minmax(7rem, 1fr)", cell: who },
                { key: "action", label: say("audit.action"), width: "minmax(9rem, 1.2fr)", cell: (row) => readable(row.action) },
                { key: "subject", label: say("audit.subject"), width: "minmax(9rem, 1fr)", narrow: false, cell: (row) => row.subject && h("code", {}, row.subject) },
                { key: "from", label: say("audit.from"), width: "8rem", narrow: false, cell: (row) => row.remoteAddress ?? row.from ?? row.address },
            ],
        })];
    }
}

customElements.define("sb-audit", Audit);
