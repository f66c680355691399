// Draws a waveform: one band for each channel, in the colours of the page.

/** `peaks` is a list for each channel: of each part the lowest and the highest sample, in eight bits. */
export function drawWave(canvas, peaks) {
    const { clientWidth: width, clientHeight: height } = canvas;
    if (width === 0) return;
    const scale = window.devicePixelRatio || 1;
    canvas.width = width * scale;
    canvas.height = height * scale;
    const context = canvas.getContext("2d");
    context.scale(scale, scale);
    context.fillStyle = getComputedStyle(canvas).color;
    const band = height / peaks.length;
    for (const [channel, samples] of peaks.entries()) {
        const parts = samples.length / 2;
        const middle = band * (channel + 0.5);
        // Bars of two pixels with one between them; each shows the loudest of the parts that it stands for.
        const bars = Math.floor(width / 3);
        for (let bar = 0; bar < bars; bar += 1) {
            let loudest = 0;
            for (let part = Math.floor((bar * parts) / bars); part < ((bar + 1) * parts) / bars; part += 1) {
                loudest = Math.max(loudest, Math.abs(samples[part * 2]), Math.abs(samples[part * 2 + 1]));
            }
            const size = Math.max(1, (loudest / 128) * (band - 4));
            context.fillRect(bar * 3, middle - size / 2, 2, size);
        }
    }
}
