/* Measures ingest: a provider with many first calls at once, each signed as Twilio signs.
 *
 *   signed-posts --port P --path /webhooks/… --url PUBLIC --secret TOKEN --account AC… --to +1… --contacts N
 *                --run K [--posts 150000] [--seconds 5] [--connections 64] [--tls 1]
 *
 * All posts are made and signed before the first is sent. Every CallSid is new; one caller in ten is a number that no run
 * has used before (K is another number for each run), the others are among the N known from +2348000000001 on. Prints one
 * line of `name=value`; `ran_out=1` says that there were too few posts for the time. */
#include "wire.h"
#include <openssl/evp.h>
#include <openssl/hmac.h>

enum { LONGEST = 2048, CONNECTIONS = 1024 };

struct field {
    const char *name, *value;
};
struct posts {
    char *bytes;
    size_t *ends; /* where each post ends */
    long count, next;
};
struct connection {
    struct wire wire;
    int waits;
    double asked;
};

static uint64_t random_state;

static uint64_t random_below(uint64_t bound) { /* xorshift64* */
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    return (random_state * 0x2545f4914f6cdd1du >> 11) % bound;
}

/* Base64 of the HMAC-SHA1 of the address and the fields, sorted by name: `fields` is in that order. */
static void sign(const char *url, const char *secret, const struct field *fields, int count, char signature[32]) {
    char text[LONGEST];
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int length = 0;
    int at = snprintf(text, sizeof text, "%s", url);
    for (int i = 0; i < count; i++)
        at += snprintf(text + at, sizeof text - (size_t)at, "%s%s", fields[i].name, fields[i].value);
    HMAC(EVP_sha1(), secret, (int)strlen(secret), (unsigned char *)text, (size_t)at, digest, &length);
    EVP_EncodeBlock((unsigned char *)signature, digest, (int)length);
}

/* What Twilio posts when a call comes in; only `+` needs an escape in these values. */
static size_t write_post(char *post, int count, char **words, const char *sid, const char *from) {
    const char *to = option(count, words, "to", NULL);
    const struct field fields[] = {
        {"AccountSid", option(count, words, "account", NULL)}, {"ApiVersion", "2010-04-01"}, {"CallSid", sid},
        {"CallStatus", "ringing"}, {"Called", to}, {"CalledCity", "OAKLAND"}, {"CalledCountry", "US"},
        {"CalledState", "CA"}, {"CalledZip", "94601"}, {"Caller", from}, {"CallerCity", ""}, {"CallerCountry", "NG"},
        {"CallerState", ""}, {"CallerZip", ""}, {"Direction", "inbound"}, {"From", from}, {"FromCity", ""},
        {"FromCountry", "NG"}, {"FromState", ""}, {"FromZip", ""}, {"To", to}, {"ToCity", "OAKLAND"}, {"ToCountry", "US"},
        {"ToState", "CA"}, {"ToZip", "94601"}};
    enum { FIELDS = sizeof fields / sizeof *fields };
    char form[LONGEST / 2], signature[32];
    int length = 0;
    for (int i = 0; i < FIELDS; i++) {
        int plus = fields[i].value[0] == '+';
        length += snprintf(
            form + length, sizeof form - (size_t)length, "%s%s=%s%s", i ? "&" : "", fields[i].name, plus ? "%2B" : "",
            fields[i].value + plus);
    }
    sign(option(count, words, "url", NULL), option(count, words, "secret", NULL), fields, FIELDS, signature);
    return (size_t)snprintf(
        post, LONGEST,
        "POST %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nUser-Agent: TwilioProxy/1.1\r\nX-Twilio-Signature: %s\r\n"
        "Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\nContent-Length: %d\r\n\r\n%s",
        option(count, words, "path", NULL), option(count, words, "port", NULL), signature, length, form);
}

static struct posts prepare(int count, char **words) {
    long run = whole(count, words, "run", NULL), contacts = whole(count, words, "contacts", NULL);
    struct posts posts = {.count = whole(count, words, "posts", "150000")};
    size_t room = 1 << 20, used = 0;
    posts.bytes = malloc(room);
    posts.ends = malloc(sizeof *posts.ends * (size_t)posts.count);
    random_state = 0x9e3779b97f4a7c15u * (uint64_t)(run + 1);
    for (long i = 0; i < posts.count; i++) {
        char sid[64], from[24];
        uint64_t number = 1 + random_below((uint64_t)contacts);
        /* Unknown callers: numbers above all contacts, spread by a multiplier without a factor in common with 6,999,997. */
        if (i % 10 == 9) number = 3000000 + ((uint64_t)(run * posts.count + i) * 7919) % 6999997;
        snprintf(from, sizeof from, "+%llu", 2348000000000ull + number);
        snprintf(sid, sizeof sid, "CA%08lx%08lx%016llx", run, i, (unsigned long long)random_below(1ull << 53));
        if (room - used < LONGEST && !(posts.bytes = realloc(posts.bytes, room *= 2))) stop("out of memory");
        used += write_post(posts.bytes + used, count, words, sid, from);
        posts.ends[i] = used;
    }
    return posts;
}

static int send_next(struct posts *posts, struct connection *connection, double now) {
    if (posts->next == posts->count) return 0;
    size_t from = posts->next ? posts->ends[posts->next - 1] : 0;
    connection->asked = now;
    connection->waits = 1;
    wire_write(&connection->wire, posts->bytes + from, posts->ends[posts->next++] - from);
    return 1;
}

int main(int count, char **words) {
    static struct connection connections[CONNECTIONS];
    static struct times waiting;
    long parallel = whole(count, words, "connections", "64"), port = whole(count, words, "port", NULL);
    long secure = whole(count, words, "tls", "0");
    double lasts = strtod(option(count, words, "seconds", "5"), NULL);
    struct posts posts = prepare(count, words);
    int queue = epoll_create1(EPOLL_CLOEXEC);
    if (parallel > CONNECTIONS) stop("that many connections were not planned for");
    for (long i = 0; i < parallel; i++) {
        connections[i].wire = wire_open(port, secure);
        do_not_block(connections[i].wire.socket);
        watch(queue, EPOLL_CTL_ADD, connections[i].wire.socket, EPOLLIN, (uint32_t)i);
    }

    long answered = 0, failed = 0, under_way = 0;
    double begun = seconds_now(), warm = begun + 1, end = warm + lasts, now = begun;
    for (long i = 0; i < parallel; i++) under_way += send_next(&posts, &connections[i], now);
    while (under_way > 0) {
        struct epoll_event ready[CONNECTIONS];
        int got_ready = epoll_wait(queue, ready, CONNECTIONS, 5000);
        if (got_ready <= 0) stop("no answer came for 5 seconds");
        now = seconds_now();
        for (int i = 0; i < got_ready; i++) {
            struct connection *connection = &connections[ready[i].data.u32];
            char answer[16384];
            ssize_t got = wire_read(&connection->wire, answer, sizeof answer);
            if (got < 0) continue;
            if (got == 0) stop("the server closed a connection");
            size_t length = message_length(answer, (size_t)got);
            if (!connection->waits || length == 0 || length > (size_t)got) stop("an answer came in parts");
            if (strncmp(answer + 9, "200", 3) && !failed++) fprintf(stderr, "refused: %.*s\n", (int)got, answer);
            if (now >= warm && now < end) {
                answered++;
                times_add(&waiting, now - connection->asked);
            }
            connection->waits = 0;
            under_way--;
            if (now < end) under_way += send_next(&posts, connection, now);
        }
    }
    int ran_out = posts.next == posts.count && now < end;
    double took = (ran_out ? now : end) - warm;
    printf(
        "per_s=%.0f p50_us=%d p99_us=%d failed=%ld ran_out=%d\n", (double)answered / took, times_within(&waiting, 0.5),
        times_within(&waiting, 0.99), failed, ran_out);
    return 0;
}
