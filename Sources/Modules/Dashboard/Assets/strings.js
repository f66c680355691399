// Every word the page says, in one place. A translation is another object with the same keys.

const english = {
    "app.name": "Switchboard",
    "app.skip": "Skip to the calls",

    "link.live": "live",
    "link.catchingUp": "catching up",
    "link.catchingUpWith": "catching up, {done} of {count}",
    "link.offline": "offline since {time}",
    "link.offset": "complete up to event {offset}",
    "link.offsetShort": "#{offset}",
    "link.stale": "This is how things stood at {time}.",
    "link.retryIn": "Trying again in {seconds} s.",
    "link.retrying": "Trying again…",
    "link.retryNow": "Try now",
    "link.tooMany": "The hub has too many open pages for this account.",
    "link.forbidden": "You may not see calls any more. Ask an administrator of your company.",

    "menu.open": "Account and appearance",
    "menu.theme": "Appearance",
    "menu.theme.auto": "As the system",
    "menu.theme.light": "Light",
    "menu.theme.dark": "Dark",
    "menu.signOut": "Sign out",
    "menu.key": "Signed in with an API key",

    "signIn.title": "Sign in",
    "signIn.lead": "to see your company’s calls as they happen",
    "signIn.email": "E-mail",
    "signIn.password": "Password",
    "signIn.submit": "Sign in",
    "signIn.working": "Signing in…",
    "signIn.wrong": "That e-mail and password do not match.",
    "signIn.slow": "Too many attempts. Try again in {seconds} seconds.",
    "signIn.down": "The hub does not answer. Is it running?",
    "signIn.keyRefused": "That link’s key is not valid, or no longer. Sign in instead.",
    "signIn.ended": "Your sign-in has ended.",
    "signIn.hint": "Trying it out? switchboard demo prints a link that signs you in.",

    "start.working": "Signing in…",
    "start.waiting": "The hub does not answer yet. Trying again…",

    "count.ringing": "Waiting",
    "count.talking": "Talking",
    "count.wait": "Longest wait",
    "count.calls": "Calls",
    "count.answered": "Answered",
    "count.missed": "Missed",
    "count.today": "today",
    "count.since": "since {time}",
    "count.now": "now",
    "count.none": "–",
    "count.label": "Counters",

    "board.label": "Calls",
    "column.ringing": "Waiting",
    "column.talking": "Talking",
    "column.ended": "Just ended",
    "column.ringing.empty": "Nobody is waiting.",
    "column.talking.empty": "Nobody is talking.",
    "column.ended.empty": "Calls stay here for ten minutes after they end.",
    "column.more.one": "Show {count} more",
    "column.more.other": "Show {count} more",

    "status.queued": "Queued",
    "status.ringing": "Ringing",
    "status.in-progress": "Talking",
    "status.greeted": "Waiting, greeted",
    "status.completed": "Ended",
    "status.busy": "Busy",
    "status.no-answer": "No answer",
    "status.failed": "Failed",
    "status.canceled": "Canceled",
    "status.missed": "Missed",

    "reason.busy": "line was busy",
    "reason.declined": "declined",
    "reason.timeout": "nobody picked up",
    "reason.caller-cancel": "caller hung up",
    "reason.unallocated": "number is not in use",
    "reason.unreachable": "could not be reached",
    "reason.blocked": "blocked",
    "reason.provider-error": "provider error",
    "reason.app-error": "error in the call plan",
    "reason.limit": "call limit reached",

    "direction.inbound": "Incoming",
    "direction.outbound": "Outgoing",
    "call.onLine": "on {line}",
    "call.open": "{name}, {status}, {direction}. Show who it is",
    "call.agent": "with {agent}",
    "call.new": "new contact",
    "call.many": "several matches",
    "call.unknown": "not in contacts",
    "call.talked": "talked {time}",

    "party.anonymous": "Withheld number",
    "party.unknown": "Unknown caller",

    "speaker.caller": "Caller",
    "speaker.agent": "Agent",
    "speaker.ai": "Assistant",
    "speaker.system": "System",
    "speaker.unknown": "Speaker",

    "frame.label": "Who is calling",
    "frame.close": "Close",
    "frame.loading": "Looking up…",
    "frame.gone": "This call is no longer on the board.",
    "frame.noNumber": "There is no number to look up.",
    "frame.failed": "The lookup failed: {reason}",
    "frame.retry": "Try again",
    "frame.none": "Nobody in your contacts has this number.",
    "frame.many.one": "{count} contact shares this number",
    "frame.many.other": "{count} contacts share this number",
    "frame.best": "best match",
    "frame.call": "This call",
    "frame.transcript": "Live transcript",
    "frame.transcript.empty": "Nothing said yet.",
    "frame.recent": "Last interactions",
    "frame.recent.empty": "No earlier interaction.",
    "frame.notes": "Notes",
    "frame.value": "Value",
    "frame.open.one": "Another open call",
    "frame.open.other": "Other open calls",
    "frame.lastContact": "Last contact",
    "frame.line": "Line",
    "frame.started": "Started",
    "frame.agent": "Agent",
    "frame.lasted": "Talked",
    "frame.disposition": "Outcome",
    "frame.note": "Note",
    "frame.number": "Number",
    "frame.business": "Business",
    "frame.contactStatus": "Status",
    "frame.callBack": "Call {number}",

    "kind.call": "Call",
    "kind.sms": "Text message",
    "kind.message": "Message",
    "kind.email": "E-mail",
    "kind.note": "Note",
    "kind.meeting": "Meeting",
    "kind.task": "Task",

    "empty.title": "No calls yet",
    "empty.lead": "The board is connected. The next call appears here the moment it rings.",
    "empty.connect": "Connect a provider",
    "empty.connect.text":
        "At Twilio, Telnyx, Vonage, Plivo or another provider, set your number’s voice webhook to this address, with the " +
        "id of the account you added to the hub.",
    "empty.pbx": "Your own exchange, or any program, posts its events, signed, to:",
    "empty.simulate": "Or watch it work first",
    "empty.simulate.text": "This plays realistic calls, signed like a provider’s, into the running hub:",
    "empty.copy": "Copy",
    "empty.copied": "Copied",

    "announce.ringing": "Incoming call: {name} {line}",
    "announce.missed": "Missed call: {name}",
    "announce.ringingMany": "{count} new calls are ringing",

    "title.waiting": "({count}) Switchboard",

    "problem.network": "the hub does not answer",
    "time.yesterday": "yesterday",
};

const table = english;

/** The page's language. */
export const language = "en";

/** How dates and numbers are written: as the reader's own English, else as most of the world does. */
export const locale = navigator.languages.find((name) => name.startsWith(`${language}-`)) ?? "en-GB";

const plurals = new Intl.PluralRules(language);

/** Says `key` with `{names}` filled in; a key nobody wrote is shown as it is, so that it is noticed. */
export function say(key, values = {}) {
    const text = table[key] ?? key;
    return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** Says `key` in the plural form that `count` takes. */
export function sayCount(key, count) {
    const form = `${key}.${plurals.select(count)}`;
    return say(form in table ? form : `${key}.other`, { count });
}

/** Says `key` if it is in the table, else makes a readable word of `fallback`, which came over the wire. */
export function sayOr(key, fallback) {
    return key in table ? table[key] : readable(fallback);
}

/** "lastYearTotal" or "follow-up" as words. */
export function readable(name) {
    const words = String(name).replace(/[-_.]+/g, " ").replace(/([a-z])([A-Z])/g, "$1 $2").trim().toLowerCase();
    return words.charAt(0).toUpperCase() + words.slice(1);
}
