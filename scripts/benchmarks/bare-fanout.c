/* The limit of fan-out on this machine: one epoll loop without accounts, topics or history. What was posted in one turn of
 * the loop becomes frames in a ring, and at the end of the turn each subscriber gets all it lacks with one system call.
 * A GET becomes a subscriber, a POST an event. Prints its port and runs until it is ended. */
#include "common.h"

enum { RING = 1 << 26, PEERS = 1 << 16 };

static char *ring;
static uint64_t written; /* bytes that ever went into the ring */
static struct peer {
    uint64_t sent; /* of a subscriber: how much of `written` has gone out to it */
    int subscribes, waits_for_room;
} peers[PEERS]; /* by descriptor */
static int subscribers[PEERS], subscriber_count, queue;

static void ring_add(const void *bytes, size_t count) {
    size_t at = written % RING, first = count < RING - at ? count : RING - at;
    memcpy(ring + at, bytes, first);
    memcpy(ring, (const char *)bytes + first, count - first);
    written += count;
}

static void catch_up(int socket) {
    struct peer *peer = &peers[socket];
    while (peer->sent < written) {
        size_t at = peer->sent % RING, count = written - peer->sent;
        ssize_t sent = send(socket, ring + at, count < RING - at ? count : RING - at, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0) {
            if (errno == EAGAIN && !peer->waits_for_room) watch(queue, EPOLL_CTL_MOD, socket, EPOLLIN | EPOLLOUT, (uint32_t)socket);
            peer->waits_for_room = errno == EAGAIN;
            return;
        }
        peer->sent += (uint64_t)sent;
    }
    if (peer->waits_for_room) watch(queue, EPOLL_CTL_MOD, socket, EPOLLIN, (uint32_t)socket);
    peer->waits_for_room = 0;
}

static void subscribe(int socket) {
    /* The answer to the key of RFC 6455 §1.3, which the client of this benchmark sends. */
    static const char accepted[] =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
    write_all(socket, accepted, sizeof accepted - 1);
    peers[socket] = (struct peer){.sent = written, .subscribes = 1};
    subscribers[subscriber_count++] = socket;
}

static void publish(int socket, const char *event, size_t count) {
    static const char done[] = "HTTP/1.1 204 No Content\r\n\r\n";
    unsigned char head[4] = {0x81, 126, (unsigned char)(count >> 8), (unsigned char)count};
    ring_add(head, sizeof head);
    ring_add(event, count);
    write_all(socket, done, sizeof done - 1);
}

static void leave(int socket) {
    for (int i = 0; peers[socket].subscribes && i < subscriber_count; i++)
        if (subscribers[i] == socket) {
            subscribers[i] = subscribers[--subscriber_count];
            break;
        }
    peers[socket] = (struct peer){0};
    close(socket);
}

static void hear(int socket) {
    static char said[65536];
    ssize_t got = recv(socket, said, sizeof said, MSG_DONTWAIT);
    if (got <= 0) {
        if (got == 0 || errno != EAGAIN) leave(socket);
        return;
    }
    if (peers[socket].subscribes) return;
    /* The client writes a request at once, so it is read at once. */
    size_t length = message_length(said, (size_t)got);
    if (length == 0 || length > (size_t)got) stop("a request came in parts");
    if (said[0] == 'G') return subscribe(socket);
    const char *event = (const char *)memmem(said, length, "\r\n\r\n", 4) + 4;
    publish(socket, event, (size_t)(said + length - event));
}

int main(void) {
    allow_many_sockets();
    ring = malloc(RING);
    queue = epoll_create1(EPOLL_CLOEXEC);
    int listener = listen_on_loopback();
    watch(queue, EPOLL_CTL_ADD, listener, EPOLLIN, (uint32_t)listener);
    for (;;) {
        struct epoll_event ready[256];
        uint64_t before = written;
        int count = epoll_wait(queue, ready, 256, -1);
        for (int i = 0; i < count; i++) {
            int socket = (int)ready[i].data.u32;
            if (socket == listener) {
                for (int client; (client = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0;) {
                    if (client >= PEERS) stop("too many sockets");
                    send_at_once(client);
                    watch(queue, EPOLL_CTL_ADD, client, EPOLLIN, (uint32_t)client);
                }
                continue;
            }
            if (ready[i].events & EPOLLOUT) catch_up(socket);
            if (ready[i].events & ~(uint32_t)EPOLLOUT) hear(socket);
        }
        for (int i = 0; written > before && i < subscriber_count; i++)
            if (!peers[subscribers[i]].waits_for_room) catch_up(subscribers[i]);
    }
}
