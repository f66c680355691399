/* Measures fan-out: holds SUBSCRIBERS WebSockets and posts events, a few at a time, as fast as all subscribers get them.
 *
 *   fanout-client --port P --socket /ws --publish /path --subscribers N [--token T] [--greeting 1] [--process PID]
 *                 [--seconds 5] [--bytes 400] [--posting 4] [--under-way 16] [--tls 1]
 *
 * Every event carries its number. A subscriber that never sees one has lost it, one that sees it again has it doubled, and
 * one that sees two in another order than the first subscriber to see them has them out of order. With --greeting each
 * subscriber waits for one frame before anything is posted. Prints one line of `name=value`. */
#include "wire.h"

enum { KEEP = 512, POSTING = 64, FIRST_POSTING = 1 << 20 };

struct subscriber {
    struct wire wire;
    uint32_t kept, last_place;
    uint8_t *seen; /* a bit for each event */
    char part[KEEP]; /* of a frame that has not come whole */
};
struct event {
    double posted;
    uint32_t missing, place; /* how many subscribers lack it; its place in the order in which events were first seen */
};
struct poster {
    struct wire wire;
    long event; /* whose answer is awaited; -1: none */
};

static struct subscriber *subscribers;
static struct event *events;
static struct poster posters[POSTING];
static struct times waiting;
static long subscriber_count, poster_count, event_bytes, event_bound;
static long posted, complete, answered, measured_from, delivered, doubled, disordered, closed, refused;
static uint32_t places;
static char *request;
static size_t request_head;
static int measuring, ending;

static void answer_ping(struct wire *wire, const char *payload, size_t count) {
    char frame[6 + 125] = {(char)0x8a, (char)(0x80 | count), 0, 0, 0, 0}; /* masked with zeros */
    memcpy(frame + 6, payload, count);
    wire_write(wire, frame, 6 + count);
}

static void saw(struct subscriber *subscriber, long number, double now) {
    struct event *event = &events[number];
    uint8_t bit = (uint8_t)(1 << (number & 7));
    if (subscriber->seen[number >> 3] & bit) {
        doubled++;
        return;
    }
    subscriber->seen[number >> 3] |= bit;
    if (!event->place) event->place = ++places;
    if (event->place < subscriber->last_place) disordered++;
    else subscriber->last_place = event->place;
    delivered++;
    if (measuring && number >= measured_from) times_add(&waiting, now - event->posted);
    if (--event->missing == 0) complete++;
}

/* Takes whole frames off the front; returns how many bytes they were. */
static size_t take_frames(struct subscriber *subscriber, char *bytes, size_t count, double now) {
    static const char mark[] = "{\"event\":\"";
    size_t taken = 0;
    while (count - taken >= 2) {
        unsigned char *frame = (unsigned char *)bytes + taken;
        size_t head = 2, length = frame[1] & 127;
        if (length == 127) stop("a frame is longer than 64 KiB");
        if (length == 126) {
            if (count - taken < 4) break;
            head = 4;
            length = (size_t)frame[2] << 8 | frame[3];
        }
        if (count - taken < head + length) break;
        const char *payload = (const char *)frame + head;
        if (frame[0] == 0x81 && length == (size_t)event_bytes && memcmp(payload, mark, sizeof mark - 1) == 0) {
            long number = strtol(payload + sizeof mark - 1, NULL, 10);
            if (number >= posted) stop("an event came that was never posted");
            saw(subscriber, number, now);
        } else if ((frame[0] & 15) == 9) answer_ping(&subscriber->wire, payload, length);
        taken += head + length;
    }
    return taken;
}

static void hear(struct subscriber *subscriber) {
    static char bytes[1 << 18];
    memcpy(bytes, subscriber->part, subscriber->kept);
    ssize_t got = wire_read(&subscriber->wire, bytes + subscriber->kept, sizeof bytes - subscriber->kept);
    if (got < 0) return;
    if (got == 0) {
        closed++;
        close(subscriber->wire.socket);
        return;
    }
    size_t count = subscriber->kept + (size_t)got, taken = take_frames(subscriber, bytes, count, seconds_now());
    if (count - taken > KEEP) stop("a frame is longer than expected");
    subscriber->kept = (uint32_t)(count - taken);
    memcpy(subscriber->part, bytes + taken, count - taken);
    if (wire_holds_more(&subscriber->wire)) hear(subscriber);
}

static void post_next(struct poster *poster) {
    char number[16];
    snprintf(number, sizeof number, "%010ld", posted);
    memcpy(request + request_head + 10, number, 10);
    events[posted] = (struct event){.posted = seconds_now(), .missing = (uint32_t)subscriber_count};
    poster->event = posted++;
    wire_write(&poster->wire, request, request_head + (size_t)event_bytes);
}

static void hear_answer(struct poster *poster) {
    char bytes[8192];
    ssize_t got = wire_read(&poster->wire, bytes, sizeof bytes);
    if (got < 0) return;
    if (got == 0) stop("the server closed a connection that posts");
    size_t length = message_length(bytes, (size_t)got);
    if (length == 0 || length > (size_t)got) stop("an answer came in parts");
    if (bytes[9] != '2') {
        if (!refused++) fprintf(stderr, "refused: %.*s\n", (int)got, bytes);
        events[poster->event].missing = 0;
        complete++;
    }
    answered++;
    poster->event = -1;
}

static void connect_subscriber(struct subscriber *subscriber, long port, long secure, const char *handshake, long greeting) {
    char bytes[4096];
    size_t have = 0, head = 0;
    subscriber->wire = wire_open(port, secure);
    subscriber->seen = calloc((size_t)event_bound / 8 + 1, 1);
    wire_write(&subscriber->wire, handshake, strlen(handshake));
    while (head == 0 || (greeting && take_frames(subscriber, bytes + head, have - head, 0) == 0)) {
        ssize_t got = wire_read(&subscriber->wire, bytes + have, sizeof bytes - have);
        if (got <= 0) stop("a handshake was not answered");
        have += (size_t)got;
        head = message_length(bytes, have);
        if (head && strncmp(bytes, "HTTP/1.1 101", 12)) stop("a handshake was refused: %.*s", (int)have, bytes);
    }
    do_not_block(subscriber->wire.socket);
}

static void turn(int queue, long under_way) {
    struct epoll_event ready[512];
    int count = epoll_wait(queue, ready, 512, 10);
    for (int i = 0; i < count; i++) {
        uint32_t token = ready[i].data.u32;
        if (token >= FIRST_POSTING) hear_answer(&posters[token - FIRST_POSTING]);
        else hear(&subscribers[token]);
    }
    for (long i = 0; !ending && i < poster_count && posted - complete < under_way && posted < event_bound; i++)
        if (posters[i].event < 0) post_next(&posters[i]);
}

int main(int count, char **words) {
    long secure = whole(count, words, "tls", "0");
    long port = whole(count, words, "port", NULL), process = whole(count, words, "process", "0");
    long greeting = whole(count, words, "greeting", "0"), under_way = whole(count, words, "under-way", "16");
    double lasts = strtod(option(count, words, "seconds", "5"), NULL);
    const char *token = option(count, words, "token", ""), *publish = option(count, words, "publish", NULL);
    char handshake[4096], sign_in[1024] = "";
    subscriber_count = whole(count, words, "subscribers", NULL);
    poster_count = whole(count, words, "posting", "4");
    event_bytes = whole(count, words, "bytes", "400");
    if (poster_count > POSTING || event_bytes < 40 || event_bytes + 4 > KEEP) stop("that many were not planned for");

    allow_many_sockets();
    event_bound = 40000000 / subscriber_count < 20000 ? 20000 : 40000000 / subscriber_count;
    events = calloc((size_t)event_bound, sizeof *events);
    subscribers = calloc((size_t)subscriber_count, sizeof *subscribers);
    if (*token) snprintf(sign_in, sizeof sign_in, "Authorization: Bearer %s\r\n", token);
    snprintf(
        handshake, sizeof handshake,
        "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%ld\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n%s\r\n",
        option(count, words, "socket", NULL), port, sign_in);
    request = malloc(4096 + (size_t)event_bytes);
    request_head = (size_t)snprintf(
        request, 4096,
        "POST %s HTTP/1.1\r\nHost: 127.0.0.1:%ld\r\nContent-Type: application/json\r\nContent-Length: %ld\r\n%s\r\n", publish,
        port, event_bytes, sign_in);
    int opening = sprintf(request + request_head, "{\"event\":\"0000000000\",\"pad\":\"");
    memset(request + request_head + opening, '.', (size_t)(event_bytes - opening - 2));
    memcpy(request + request_head + event_bytes - 2, "\"}", 2);

    int queue = epoll_create1(EPOLL_CLOEXEC);
    for (long i = 0; i < subscriber_count; i++) {
        connect_subscriber(&subscribers[i], port, secure, handshake, greeting);
        watch(queue, EPOLL_CTL_ADD, subscribers[i].wire.socket, EPOLLIN, (uint32_t)i);
    }
    for (long i = 0; i < poster_count; i++) {
        posters[i] = (struct poster){.wire = wire_open(port, secure), .event = -1};
        do_not_block(posters[i].wire.socket);
        watch(queue, EPOLL_CTL_ADD, posters[i].wire.socket, EPOLLIN, (uint32_t)(FIRST_POSTING + i));
    }

    double warm = seconds_now() + 1;
    while (seconds_now() < warm) turn(queue, under_way);
    double begun = seconds_now(), computed = process ? seconds_computed(process) : 0;
    long delivered_before = delivered, complete_before = complete;
    measured_from = posted;
    measuring = 1;
    while (seconds_now() < begun + lasts && posted < event_bound) turn(queue, under_way);
    double took = seconds_now() - begun;
    double worked = process ? seconds_computed(process) - computed : 0;
    long deliveries = delivered - delivered_before, whole_events = complete - complete_before;

    ending = 1;
    for (double patience = seconds_now() + 5; (complete < posted || answered < posted) && seconds_now() < patience;)
        turn(queue, under_way);
    long lost = 0;
    for (long i = 0; i < posted; i++) lost += events[i].missing;
    printf(
        "deliveries_per_s=%.0f deliveries_per_cpu_s=%.0f events_per_s=%.0f p50_us=%d p99_us=%d lost=%ld doubled=%ld "
        "disordered=%ld closed=%ld refused=%ld\n",
        (double)deliveries / took, worked > 0 ? (double)deliveries / worked : 0, (double)whole_events / took,
        times_within(&waiting, 0.5), times_within(&waiting, 0.99), lost, doubled, disordered, closed, refused);
    return 0;
}
