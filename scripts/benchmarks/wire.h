/* A client's connection to a port of this machine, in clear or over TLS. No certificate is looked at: the peer is ours. */
#pragma once
#include "common.h"
#include <openssl/ssl.h>

struct wire {
    int socket;
    SSL *tls; /* none: in clear */
};

static inline struct wire wire_open(long port, long secure) {
    static SSL_CTX *context;
    struct wire wire = {.socket = connect_to_loopback(port)};
    if (!secure) return wire;
    if (!context) {
        context = SSL_CTX_new(TLS_client_method());
        /* As few calls of the system as in clear: many records are read at once. */
        SSL_CTX_set_read_ahead(context, 1);
        SSL_CTX_set_default_read_buffer_len(context, 1 << 17);
        SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
    }
    wire.tls = SSL_new(context);
    if (!wire.tls || !SSL_set_fd(wire.tls, wire.socket) || SSL_connect(wire.tls) != 1) stop("no TLS with port %ld", port);
    return wire;
}

static inline void wire_write(struct wire *wire, const void *bytes, size_t count) {
    if (!wire->tls) {
        write_all(wire->socket, bytes, count);
        return;
    }
    int written;
    /* Requests are small: the socket has room at once. */
    while ((written = SSL_write(wire->tls, bytes, (int)count)) <= 0)
        if (SSL_get_error(wire->tls, written) != SSL_ERROR_WANT_WRITE) stop("cannot write over TLS");
}

/* Takes what has come, as far as there is room: how many bytes, 0 at the connection's end, -1 when there is nothing now. */
static inline ssize_t wire_read(struct wire *wire, char *bytes, size_t room) {
    if (!wire->tls) {
        ssize_t got = recv(wire->socket, bytes, room, 0);
        return got < 0 && errno != EAGAIN ? 0 : got;
    }
    size_t taken = 0;
    while (taken < room) {
        int got = SSL_read(wire->tls, bytes + taken, (int)(room - taken));
        if (got <= 0) return taken ? (ssize_t)taken : SSL_get_error(wire->tls, got) == SSL_ERROR_WANT_READ ? -1 : 0;
        taken += (size_t)got;
        if (!SSL_has_pending(wire->tls)) break;
    }
    return (ssize_t)taken;
}

/* Whether more has come than was taken, of which epoll knows nothing. */
static inline int wire_holds_more(const struct wire *wire) { return wire->tls && SSL_has_pending(wire->tls); }
