import { h } from "../core/dom.js";
import { readable, say } from "../core/words.js";
import { field } from "../parts/sb-field.js";
import { form } from "../parts/sb-form.js";
import { failure, section, time } from "../parts/small.js";
import { toast } from "../parts/sb-toasts.js";
import { head, plainTable, SettingsPart } from "./part.js";

/** What has an age of its own; recordings have a policy with more to say. */
const ages = ["transcripts", "messages", "interactions", "events"];

/** How long each kind of data is kept, and whose data was erased. */
export default class Retention extends SettingsPart {
    async read() {
        const { api } = this.hub;
        const [recordings, kinds, erasures] = await Promise.allSettled([api.get("/api/crm/recording-policy"), api.get("/api/privacy/retention"), api.get("/api/privacy/erasures")]);
        return { recordings, kinds, erasures };
    }

    draw({ recordings, kinds, erasures }) {
        const { api } = this.hub;
        const rules = { min: 1, max: 36500, step: 1 };
        return [
            head(say("settings.retention"), say("settings.retention.text")),
            section(say("retention.recordings"), recordings.reason ? failure(recordings.reason) : form({
                fields: [
                    field("retentionDays", say("retention.days"), { type: "number", initial: recordings.value.retentionDays, hint: say("retention.forever"), rules }),
                    field("deleteAtProvider", say("retention.provider"), { type: "check", initial: recordings.value.deleteAtProvider }),
                ],
                send: async (values) => {
                    await api.put("/api/crm/recording-policy", values);
                    toast(say("saved"));
                },
            })),
            section(say("retention.kinds"), kinds.reason ? failure(kinds.reason) : form({
                fields: ages.map((kind) => field(kind, say(`retention.${kind}`), { type: "number", initial: kinds.value[kind], hint: say("retention.forever"), rules })),
                send: async (values) => {
                    await api.put("/api/privacy/retention", values);
                    toast(say("saved"));
                },
            })),
            erasures.value?.length > 0 && section(say("retention.erasures"), plainTable([say("audit.at"), say("retention.who"), say("audit.by")],
                erasures.value.map(({ at, contact, by }) => [time(at), h("code", {}, contact), readable(by?.name ?? by ?? "")]))),
        ];
    }
}

customElements.define("sb-retention", Retention);
