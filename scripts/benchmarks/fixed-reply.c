/* The limit of HTTP on this machine: one epoll loop that sends the same 200 to whatever it is asked.
 * It reads no further than the blank line. Prints its port and runs until it is ended. */
#include "common.h"

static const char body[] =
    "{\"success\":true,\"data\":{\"number\":{\"e164\":\"+2348000000001\",\"region\":\"NG\"},\"match\":\"one\","
    "\"contact\":{\"id\":\"con_0123456789abc\",\"name\":\"Ada Obi\",\"status\":\"customer\",\"tags\":[\"vip\"]}}}";

int main(void) {
    enum { REPLIES = 64 }; /* to requests that came together */
    static char reply[1024], replies[REPLIES * 1024], request[65536];
    int length = snprintf(
        reply, sizeof reply, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
        sizeof body - 1, body);
    for (int i = 0; i < REPLIES; i++) memcpy(replies + i * length, reply, (size_t)length);

    allow_many_sockets();
    int listener = listen_on_loopback(), poll = epoll_create1(EPOLL_CLOEXEC);
    watch(poll, EPOLL_CTL_ADD, listener, EPOLLIN, (uint32_t)listener);
    for (;;) {
        struct epoll_event ready[256];
        int count = epoll_wait(poll, ready, 256, -1);
        for (int i = 0; i < count; i++) {
            int socket = (int)ready[i].data.u32;
            if (socket == listener) {
                for (int client; (client = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0;) {
                    send_at_once(client);
                    watch(poll, EPOLL_CTL_ADD, client, EPOLLIN, (uint32_t)client);
                }
                continue;
            }
            ssize_t got = read(socket, request, sizeof request);
            if (got <= 0) {
                if (got == 0 || errno != EAGAIN) close(socket);
                continue;
            }
            size_t asked = 0;
            for (char *at = request, *end = request + got;
                 asked < REPLIES && (at = memmem(at, (size_t)(end - at), "\r\n\r\n", 4)); at += 4)
                asked++;
            if (asked) write_all(socket, replies, asked * (size_t)length);
        }
    }
}
