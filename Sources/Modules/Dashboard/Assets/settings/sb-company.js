import { h } from "../core/dom.js";
import { say } from "../core/words.js";
import { field } from "../parts/sb-field.js";
import { form } from "../parts/sb-form.js";
import { toast } from "../parts/sb-toasts.js";
import { head, SettingsPart } from "./part.js";

const days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/** The company's own name and region, and when it is open. */
export default class Company extends SettingsPart {
    async read() {
        const [company, hours] = await Promise.all([this.hub.api.get("/api/companies/current"), this.hub.api.get("/api/hours").catch(() => undefined)]);
        return { company, hours: hours?.hours };
    }

    draw({ company, hours }) {
        return [
            head(say("settings.company"), say("settings.company.text")),
            h("div", { class: "panel" }, form({
                fields: [
                    field("name", say("company.name"), { initial: company.name, rules: { required: true, maxlength: 100 } }),
                    field("region", say("company.region"), { initial: company.region, hint: say("company.region.hint"), rules: { pattern: "[A-Z]{2}", maxlength: 2 } }),
                ],
                send: async (values) => {
                    await this.hub.api.patch("/api/companies/current", values);
                    toast(say("saved"));
                },
            })),
            hours && [head(say("company.hours"), say("company.hours.text")), h("div", { class: "panel" }, this.hours(hours))],
        ].flat();
    }

    /** A day has its spans as "09:00-12:00, 13:00-17:00": quicker to write than a dozen clocks. */
    hours({ timeZone, serviceLevelMinutes, weekly = [], holidays = [] }) {
        const spans = (day) => weekly.filter((one) => one.day === day).map(({ from, to }) => `${from}-${to}`).join(", ");
        return form({
            fields: [
                field("timeZone", say("company.timeZone"), { initial: timeZone, rules: { required: true } }),
                field("serviceLevelMinutes", say("company.serviceLevel"), { type: "number", initial: serviceLevelMinutes, rules: { min: 1 } }),
                ...days.map((day) => field(day, say(`day.${day}`), {
                    initial: spans(day), hint: say("company.spans"), rules: { pattern: "(\\s*\\d\\d:\\d\\d\\s*-\\s*\\d\\d:\\d\\d\\s*,?)*" },
                })),
                field("holidays", say("company.holidays"), {
                    type: "textarea", hint: say("company.holidays.hint"), initial: holidays.map(({ date, name }) => `${date} ${name ?? ""}`.trim()).join("\n"),
                }),
            ],
            send: async (values) => {
                await this.hub.api.put("/api/hours", {
                    timeZone: values.timeZone, serviceLevelMinutes: values.serviceLevelMinutes,
                    weekly: days.flatMap((day) => (values[day] ?? "").split(",").map((span) => span.trim()).filter(Boolean)
                        .map((span) => ({ day, from: span.slice(0, 5), to: span.slice(-5) }))),
                    holidays: (values.holidays ?? "").split("\n").filter(Boolean).map((line) => ({ date: line.slice(0, 10), name: line.slice(11) || undefined })),
                });
                toast(say("saved"));
            },
        });
    }
}

customElements.define("sb-company", Company);
