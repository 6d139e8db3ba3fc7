#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/signalfd.h>
#include <netinet/tcp.h>
#include <malloc.h>

/* accept4 is declared only under _GNU_SOURCE, which the system's own module does not set. */
extern int accept4(int, struct sockaddr *, socklen_t *, int);

static inline int shim_accept4(int listener, struct sockaddr *address, socklen_t *length) {
    return accept4(listener, address, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}
