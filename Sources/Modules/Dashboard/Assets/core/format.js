// Numbers, times and money as people read them. Pure.

import { locale, say } from "./words.js";

const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const dayAndMonth = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" });
const dayMonthYear = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric" });
const whole = new Intl.NumberFormat(locale);

/** Calling codes of two digits; +1 and +7 have one, all others three. */
const twoDigitCodes = new Set(
    ("20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 " +
        "81 82 84 86 90 91 92 93 94 95 98").split(" "));

/** Sizes of the groups after the calling code, where the usual 3-3-rest is not what people write. */
const groupings = { 33: [1, 2, 2, 2, 2], 44: [2, 4, 4], 45: [2, 2, 2, 2], 47: [2, 2, 2, 2], 61: [1, 4, 4], 91: [5, 5] };

/** "+2348021234567" → "+234 802 123 4567"; what is not E.164 comes back as it is. */
export function phone(number) {
    if (!/^\+[1-9]\d{4,14}$/.test(number ?? "")) return number ?? "";
    const digits = number.slice(1);
    const length = /^[17]/.test(digits) ? 1 : twoDigitCodes.has(digits.slice(0, 2)) ? 2 : 3;
    const code = digits.slice(0, length);
    return `+${code} ${grouped(digits.slice(length), groupings[code]).join(" ")}`;
}

function grouped(digits, sizes) {
    if (sizes && sizes.reduce((sum, size) => sum + size, 0) !== digits.length) sizes = undefined;
    const groups = [];
    let rest = digits;
    for (const size of sizes ?? []) {
        groups.push(rest.slice(0, size));
        rest = rest.slice(size);
    }
    while (rest.length > 4) {
        const size = rest.length === 5 ? 2 : 3;
        groups.push(rest.slice(0, size));
        rest = rest.slice(size);
    }
    if (rest) groups.push(rest);
    return groups;
}

/** Milliseconds since 1970 of an RFC 3339 text; undefined when there is none. */
export function instant(text) {
    const at = text ? Date.parse(text) : NaN;
    return Number.isNaN(at) ? undefined : at;
}

/** "09:41" in the reader's time zone. */
export const timeOfDay = (at) => clock.format(at);

/** 72 → "1:12", 3,700 → "1:01:40". */
export function duration(seconds) {
    const all = Math.max(0, Math.floor(seconds));
    const pair = (n) => String(n).padStart(2, "0");
    const hours = Math.floor(all / 3600);
    const minutes = Math.floor(all / 60) % 60;
    return hours > 0 ? `${hours}:${pair(minutes)}:${pair(all % 60)}` : `${minutes}:${pair(all % 60)}`;
}

/** "09:41", "yesterday 09:41", "3 Nov 09:41" or "3 Nov 2025": as much of a date as tells it from today's. */
export function moment(at, now) {
    const days = Math.round((startOfDay(now) - startOfDay(at)) / 86_400_000);
    if (days === 0) return timeOfDay(at);
    if (days === 1) return `${say("time.yesterday")} ${timeOfDay(at)}`;
    if (new Date(at).getFullYear() === new Date(now).getFullYear()) return `${dayAndMonth.format(at)} ${timeOfDay(at)}`;
    return dayMonthYear.format(at);
}

/** Midnight before `at` in the reader's time zone. */
export function startOfDay(at) {
    return new Date(at).setHours(0, 0, 0, 0);
}

/** {"amount":12550,"currency":"NGN"} → "NGN 125.50" as the reader's language writes it. */
export function money({ amount, currency }) {
    try {
        const format = new Intl.NumberFormat(locale, { style: "currency", currency });
        return format.format(amount / 10 ** format.resolvedOptions().maximumFractionDigits);
    } catch {
        return `${amount} ${currency}`;
    }
}

/** How many minor units a unit of a currency has: 100 for most, 1 for JPY; 100 for what is no currency yet. */
export function minorUnits(currency) {
    try {
        return 10 ** new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits;
    } catch {
        return 100;
    }
}

/** 12345 → "12,345". */
export const count = (n) => whole.format(n);
