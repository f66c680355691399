/* Measures media streams: a provider that brings the sound of N calls at once in real time, signed as Twilio signs.
 *
 *   media-streams --port P --path /media/twilio/acc_… --secret TOKEN --process PID [--streams 200] [--seconds 10] [--run 1]
 *
 * Each stream sends a frame of 160 bytes mu-law every 20 ms. Frames that could not be sent in the 20 ms that were theirs are
 * late. Prints one line of `name=value`: `cpu_ppm` is the processor time of the process for one stream, in millionths of a
 * core. */
#include "common.h"
#include <openssl/evp.h>
#include <openssl/hmac.h>

enum { FRAME = 512, PAYLOAD = 216 };

static size_t frame_of(char *frame, const char *text, size_t length) { /* masked with zeros: RFC 6455 §5.3 */
    size_t head = length < 126 ? 2 : 4;
    frame[0] = (char)0x81;
    frame[1] = (char)(0x80 | (length < 126 ? length : 126));
    if (head == 4) {
        frame[2] = (char)(length >> 8);
        frame[3] = (char)length;
    }
    memset(frame + head, 0, 4);
    memcpy(frame + head + 4, text, length);
    return head + 4 + length;
}

static void say(int socket, const char *text) {
    char frame[FRAME * 2];
    write_all(socket, frame, frame_of(frame, text, strlen(text)));
}

static int open_stream(long port, const char *path, const char *secret, long run, long number) {
    char text[1024], signature[64] = "", bytes[2048];
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int length = 0;
    size_t have = 0;
    int stream = connect_to_loopback(port);
    int count = snprintf(text, sizeof text, "ws://127.0.0.1:%ld%s/stream", port, path);
    HMAC(EVP_sha1(), secret, (int)strlen(secret), (unsigned char *)text, (size_t)count, digest, &length);
    EVP_EncodeBlock((unsigned char *)signature, digest, (int)length);
    count = snprintf(
        text, sizeof text,
        "GET %s/stream HTTP/1.1\r\nHost: 127.0.0.1:%ld\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nX-Twilio-Signature: %s\r\n\r\n",
        path, port, signature);
    write_all(stream, text, (size_t)count);
    while (!message_length(bytes, have)) {
        ssize_t got = recv(stream, bytes + have, sizeof bytes - have, 0);
        if (got <= 0) stop("a handshake was not answered");
        have += (size_t)got;
    }
    if (strncmp(bytes, "HTTP/1.1 101", 12)) stop("a handshake was refused: %.*s", (int)have, bytes);
    snprintf(
        text, sizeof text,
        "{\"event\":\"start\",\"sequenceNumber\":\"1\",\"start\":{\"accountSid\":\"AC0\",\"streamSid\":\"MZ%ld-%ld\","
        "\"callSid\":\"CAbench%ld-%ld\",\"tracks\":[\"inbound\"],\"mediaFormat\":{\"encoding\":\"audio/x-mulaw\","
        "\"sampleRate\":8000,\"channels\":1}},\"streamSid\":\"MZ%ld-%ld\"}",
        run, number, run, number, run, number);
    say(stream, text);
    return stream;
}

int main(int count, char **words) {
    long port = whole(count, words, "port", NULL), process = whole(count, words, "process", NULL);
    long streams = whole(count, words, "streams", "200"), run = whole(count, words, "run", "1");
    double lasts = strtod(option(count, words, "seconds", "10"), NULL);
    const char *path = option(count, words, "path", NULL), *secret = option(count, words, "secret", NULL);
    unsigned char samples[160];
    char payload[PAYLOAD + 1], text[FRAME], frame[FRAME + 16];
    int *sockets = calloc((size_t)streams, sizeof *sockets);

    allow_many_sockets();
    for (int i = 0; i < 160; i++) samples[i] = (unsigned char)(i * 37 + 11);
    EVP_EncodeBlock((unsigned char *)payload, samples, sizeof samples);
    for (long i = 0; i < streams; i++) sockets[i] = open_stream(port, path, secret, run, i);

    long warm = 50, ticks = warm + (long)(lasts * 50), late = 0, sent = 0;
    double begun = seconds_now(), computed = 0, measured_from = 0;
    for (long tick = 0; tick < ticks; tick++) {
        double due = begun + (double)tick * 0.02;
        for (double now = seconds_now(); now < due; now = seconds_now())
            nanosleep(&(struct timespec){.tv_nsec = (long)((due - now) * 1e9)}, NULL);
        if (tick == warm) {
            computed = seconds_computed(process);
            measured_from = seconds_now();
        }
        int length = snprintf(
            text, sizeof text,
            "{\"event\":\"media\",\"sequenceNumber\":\"%ld\",\"media\":{\"track\":\"inbound\",\"chunk\":\"%ld\","
            "\"timestamp\":\"%ld\",\"payload\":\"%s\"},\"streamSid\":\"MZ0123456789abcdef0123456789abcdef\"}",
            tick + 2, tick + 1, tick * 20, payload);
        size_t bytes = frame_of(frame, text, (size_t)length);
        for (long i = 0; i < streams; i++) {
            write_all(sockets[i], frame, bytes);
            if (tick >= warm) sent++;
        }
        if (seconds_now() > due + 0.02) late += streams;
    }
    double took = seconds_now() - measured_from, worked = seconds_computed(process) - computed;
    for (long i = 0; i < streams; i++) say(sockets[i], "{\"event\":\"stop\",\"stop\":{}}");
    char rest[64];
    long cut = 0;
    for (long i = 0; i < streams; i++) { /* The server says goodbye when it has taken all. */
        ssize_t got = recv(sockets[i], rest, sizeof rest, 0);
        cut += got < 2 || (unsigned char)rest[0] != 0x88;
        close(sockets[i]);
    }
    printf(
        "frames_per_s=%.0f cpu_ppm=%.0f late=%ld cut=%ld\n", (double)sent / took,
        worked / took / (double)streams * 1e6, late, cut);
    return 0;
}
