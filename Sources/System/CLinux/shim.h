// What `import Glibc` leaves out of Linux.
//
// _GNU_SOURCE stays undefined: it changes structures that Swift's own Glibc module has seen already. The few GNU
// functions we call are declared here instead.
#include <fcntl.h>
#include <pthread.h>
#include <stddef.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

extern int accept4(int socket, struct sockaddr *address, socklen_t *length, int flags);
extern int pthread_setname_np(pthread_t thread, const char *name);
extern long syscall(long number, ...);

// The number of cores this process may run on; 0 when the system does not say.
static inline int clinux_usable_cores(void) {
    unsigned char set[1024] = {0};
    long length = syscall(SYS_sched_getaffinity, 0, sizeof set, set);
    int cores = 0;
    for (long i = 0; i < length; i++) cores += __builtin_popcount(set[i]);
    return cores;
}
