/* What the benchmark programs share: time, a loopback socket, percentiles, options. */
#pragma once
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static inline void stop(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(1);
}

static inline double seconds_now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Waiting times in classes of one microsecond; what took longer than a second counts as one. */
enum { LONGEST_US = 1000000 };
struct times {
    uint64_t count;
    uint32_t of[LONGEST_US + 1];
};

static inline void times_add(struct times *times, double seconds) {
    double us = seconds * 1e6;
    times->of[us < 0 ? 0 : us > LONGEST_US ? LONGEST_US : (int)us]++;
    times->count++;
}

/* The time, in microseconds, that the given share of all stayed within. */
static inline int times_within(const struct times *times, double share) {
    uint64_t wanted = (uint64_t)((double)times->count * share), seen = 0;
    for (int us = 0; us <= LONGEST_US; us++)
        if ((seen += times->of[us]) > wanted) return us;
    return LONGEST_US;
}

/* The text behind `--name` on the command line, or the standard. */
static inline const char *option(int count, char **words, const char *name, const char *standard) {
    for (int i = 1; i + 1 < count; i += 2)
        if (strncmp(words[i], "--", 2) == 0 && strcmp(words[i] + 2, name) == 0) return words[i + 1];
    if (!standard) stop("%s: --%s is missing", words[0], name);
    return standard;
}

static inline long whole(int count, char **words, const char *name, const char *standard) {
    return strtol(option(count, words, name, standard), NULL, 10);
}

static inline void send_at_once(int socket) {
    int on = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

/* A listener on 127.0.0.1, at a port of the system's choice, which it prints: whoever started the program reads it. */
static inline int listen_on_loopback(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, length) || listen(listener, 4096) ||
        getsockname(listener, (struct sockaddr *)&address, &length))
        stop("cannot listen: %s", strerror(errno));
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    return listener;
}

/* A blocking connection to a port of this machine; nothing else can be named. */
static inline int connect_to_loopback(long port) {
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct timeval patience = {.tv_sec = 10};
    int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connection < 0 || connect(connection, (struct sockaddr *)&address, sizeof address))
        stop("cannot connect to 127.0.0.1:%ld: %s", port, strerror(errno));
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    send_at_once(connection);
    return connection;
}

static inline void do_not_block(int descriptor) {
    fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK);
}

static inline void watch(int poll, int how, int descriptor, uint32_t events, uint32_t token) {
    struct epoll_event event = {.events = events, .data.u32 = token};
    if (epoll_ctl(poll, how, descriptor, &event)) stop("epoll_ctl: %s", strerror(errno));
}

static inline void write_all(int descriptor, const void *bytes, size_t count) {
    for (size_t done = 0; done < count;) {
        ssize_t written = send(descriptor, (const char *)bytes + done, count - done, MSG_NOSIGNAL);
        if (written > 0) done += (size_t)written;
        else if (errno == EAGAIN) continue; /* Requests are small: the socket has room at once. */
        else stop("cannot write: %s", strerror(errno));
    }
}

/* How long a process has computed so far, in seconds; in steps of 10 ms. */
static inline double seconds_computed(long process) {
    char path[64], text[1024];
    snprintf(path, sizeof path, "/proc/%ld/stat", process);
    FILE *file = fopen(path, "r");
    if (!file) stop("there is no process %ld", process);
    size_t count = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[count] = 0;
    unsigned long user = 0, system = 0;
    const char *rest = strrchr(text, ')'); /* The name, which may hold anything, ends here. */
    if (!rest || sscanf(rest + 1, " %*c %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %lu %lu", &user, &system) != 2)
        stop("%s reads strangely", path);
    return (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

static inline void allow_many_sockets(void) {
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

/* The whole length of the HTTP message that `text` begins with; 0 while its head is not complete. */
static inline size_t message_length(const char *text, size_t count) {
    const char *end = memmem(text, count, "\r\n\r\n", 4);
    if (!end) return 0;
    size_t head = (size_t)(end - text) + 4, body = 0;
    for (const char *line = text; line < end; line++)
        if (*line == '\n' && strncasecmp(line + 1, "content-length:", 15) == 0) body = strtoul(line + 16, NULL, 10);
    return head + body;
}
