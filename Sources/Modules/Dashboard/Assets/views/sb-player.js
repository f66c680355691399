import { h, setText } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { duration, instant } from "../core/format.js";
import { icon } from "../core/icons.js";
import { say } from "../core/words.js";
import { iconButton } from "../parts/button.js";
import { toastProblem } from "../parts/sb-toasts.js";
import { stage } from "../slices/calls.js";
import { drawWave } from "./wave.js";
import "./sb-spoken.js";

const rates = [1, 1.25, 1.5, 2];
const linkSec = 6 * 3_600;
/** How far a key goes, in milliseconds. */
const steps = {
    ArrowRight: 5_000, ArrowUp: 5_000, PageUp: 30_000, ArrowLeft: -5_000, ArrowDown: -5_000, PageDown: -30_000,
};

/** A call to hear and to read: waveform, mood, and words, all of which lead to their moment. */
class Player extends HubElement {
    build() {
        this.audio = new Audio();
        this.audio.preload = "none";
        this.play = iconButton("play", say("player.play"), () => this.toggle(), { class: "player-play" });
        this.wave = h("canvas", { "aria-hidden": "true" });
        this.slider = h("div", {
            class: "player-wave", role: "slider", tabindex: "0", "aria-label": say("player.place"),
            "aria-valuemin": "0",
            onpointerdown: (event) => this.drag(event), onkeydown: (event) => this.nudge(event),
        }, this.wave, h("span", { class: "player-head" }));
        this.moods = h("div", { class: "player-moods", "aria-hidden": "true" });
        this.clock = h("span", { class: "number quiet" });
        this.rate = h("button", { type: "button", class: "quiet number", title: say("player.rate"),
            onclick: () => this.faster() }, "1×");
        this.which = h("select", { "aria-label": say("player.which"), onchange: () => this.choose(this.which.value) });
        this.status = h("p", { class: "quiet", role: "status" });
        this.spoken = h("sb-spoken", { onseek: (ms) => this.seek(ms, true) });
        this.bar = h("div", { class: "player-bar" }, this.play,
            h("div", { class: "player-track" }, this.slider, this.moods));
        this.append(h("section", { class: "panel player" }, this.bar,
            h("div", { class: "row" }, this.status, h("span", { class: "push" }), this.which, this.clock, this.rate)),
        h("section", { class: "panel" }, h("h2", {}, say("player.transcript")), this.spoken));
    }

    connected() {
        const { audio } = this;
        this.listen(audio, "timeupdate", () => this.tick());
        this.listen(audio, "play", () => this.frames());
        for (const name of ["play", "pause", "ended"]) this.listen(audio, name, () => this.drawPlay());
        this.listen(audio, "error", () => setText(this.status, say("player.failed")));
        const sizes = new ResizeObserver(() => this.drawWave());
        sizes.observe(this.slider);
        this.key("p", say("player.play"), () => this.toggle(), () => this.lengthMs > 0);
    }

    disconnectedCallback() {
        super.disconnectedCallback();
        this.audio.pause();
    }

    /** Shows a call's record; its sound is asked for once. */
    show({ call, record, analysis }) {
        this.call = call;
        const recordings = record.recordings ?? [];
        const ids = recordings.map(({ id }) => id).join();
        this.recordings = recordings;
        if (ids !== this.ids || (this.pending && recordings.some(({ status }) => status === "completed"))) {
            this.ids = ids;
            this.which.replaceChildren(...recordings.map(({ id, durationSec, source }, index) =>
                h("option", { value: id },
                    `${index + 1} · ${source ?? ""} ${durationSec ? duration(durationSec) : ""}`)));
            this.which.hidden = recordings.length < 2;
            this.untried = recordings.slice(1).map(({ id }) => id);
            this.choose(recordings[0]?.id);
        }
        if (ids === "") setText(this.status, say(stage(call) === "ended" ? "player.none" : "player.goesOn"));
        this.transcript = record.transcript;
        this.verdicts = new Map((analysis?.segments ?? []).map((one) => [one.segment, one]));
        this.drawWords();
    }

    async choose(recording) {
        this.audio.pause();
        this.audio.removeAttribute("src");
        this.recording = recording;
        this.lengthMs = 0;
        this.peaks = undefined;
        this.pending = false;
        this.bar.hidden = this.rate.hidden = recording === undefined;
        if (!recording) return;
        setText(this.status, "");
        try {
            const peaks = await this.hub.api.get(`/api/crm/call-audio/${this.call.call}/peaks`, { recording });
            if (recording !== this.recording) return;
            this.peaks = peaks.peaks;
            this.lengthMs = peaks.durationMs;
        } catch (problem) {
            if (recording !== this.recording) return;
            // Another of its recordings may be here already.
            if (problem.status === 409 && this.untried.length > 0) {
                this.which.value = this.untried.shift();
                return this.choose(this.which.value);
            }
            this.pending = problem.body?.state === "pending";
            const goesOn = stage(this.call) !== "ended";
            setText(this.status, goesOn ? say("player.goesOn") : problem.message);
            // Sound in a format that has no waveform here can be heard all the same.
            const known = this.recordings.find(({ id }) => id === recording);
            this.lengthMs = problem.status === 409 ? 0 : (known?.durationSec ?? 0) * 1_000;
        }
        this.bar.hidden = this.rate.hidden = this.lengthMs === 0;
        this.slider.setAttribute("aria-valuemax", Math.round(this.lengthMs / 1_000));
        this.drawWords();
        this.drawWave();
        this.tick();
    }

    /** The sound is linked to when it is first played: a link lasts for hours, not for ever. */
    async toggle() {
        if (!this.audio.paused) return this.audio.pause();
        if (!this.audio.src) {
            const { url } = await this.hub.api.post(`/api/crm/call-audio/${this.call.call}/link`,
                { recording: this.recording, expiresInSec: linkSec });
            const link = new URL(url, location.href);
            // The page may load from its own address alone, however the hub names itself.
            this.audio.src = link.pathname + link.search;
            this.audio.currentTime = (this.place ?? 0) / 1_000;
        }
        await this.audio.play();
    }

    /** Goes to a moment, in milliseconds from the beginning of the sound. */
    seek(ms, play = false) {
        if (!(this.lengthMs > 0)) return;
        this.place = Math.max(0, Math.min(ms, this.lengthMs));
        if (this.audio.src) this.audio.currentTime = this.place / 1_000;
        this.tick();
        if (play && this.audio.paused) this.toggle().catch(toastProblem);
    }

    tick() {
        if (this.audio.src && !this.audio.seeking) this.place = this.audio.currentTime * 1_000;
        const at = this.place ?? 0;
        this.style.setProperty("--played", this.lengthMs > 0 ? at / this.lengthMs : 0);
        this.slider.setAttribute("aria-valuenow", Math.round(at / 1_000));
        this.slider.setAttribute("aria-valuetext", duration(at / 1_000));
        setText(this.clock, this.lengthMs > 0 ? `${duration(at / 1_000)} / ${duration(this.lengthMs / 1_000)}` : "");
        this.spoken.mark(this.audio.paused ? undefined : at);
    }

    /** `timeupdate` comes four times a second; a word is shorter. */
    frames() {
        if (this.audio.paused || !this.isConnected) return;
        this.tick();
        requestAnimationFrame(() => this.frames());
    }

    drawPlay() {
        const { paused } = this.audio;
        this.play.replaceChildren(icon(paused ? "play" : "pause"));
        this.play.ariaLabel = say(paused ? "player.play" : "player.pause");
    }

    drawWave() {
        if (this.peaks && this.isConnected) drawWave(this.wave, this.peaks);
    }

    /** When each utterance is in the sound: as it says, else by the clock of the recording. */
    drawWords() {
        const recording = this.recordings?.find(({ id }) => id === this.recording);
        const begin = instant(recording?.startedAt ?? this.call.startedAt);
        const spoken = (this.transcript?.segments ?? []).map((segment) => {
            const startMs = segment.startMs ?? (segment.source === "live" ? instant(segment.at) - begin : undefined);
            return { ...segment, startMs, verdict: this.verdicts.get(segment.id) };
        });
        this.spoken.show(spoken, this.lengthMs);
        this.moods.replaceChildren(...(this.lengthMs > 0
            ? spoken.filter(({ verdict, startMs }) => verdict?.sentiment && startMs !== undefined)
            .map(({ verdict, startMs, endMs }) => {
                const mark = h("span", { "data-mood": verdict.sentiment.label, title: verdict.sentiment.label });
                mark.style.setProperty("left", `${(startMs / this.lengthMs) * 100}%`);
                mark.style.setProperty("width",
                    `${(Math.max((endMs ?? startMs + 2_000) - startMs, 800) / this.lengthMs) * 100}%`);
                return mark;
            }) : []));
    }

    drag(event) {
        const { left, width } = this.slider.getBoundingClientRect();
        const go = ({ clientX }) => this.seek(((clientX - left) / width) * this.lengthMs);
        go(event);
        this.slider.setPointerCapture(event.pointerId);
        this.slider.onpointermove = go;
        this.slider.onpointerup = () => (this.slider.onpointermove = null);
    }

    nudge(event) {
        const step = steps[event.key];
        if (step) this.seek((this.place ?? 0) + step);
        else if (event.key === "Home") this.seek(0);
        else if (event.key === " " || event.key === "Enter") this.toggle().catch(toastProblem);
        else return;
        event.preventDefault();
    }

    faster() {
        const next = rates[(rates.indexOf(this.audio.playbackRate) + 1) % rates.length];
        this.audio.playbackRate = next;
        setText(this.rate, `${next}×`);
    }
}

customElements.define("sb-player", Player);
