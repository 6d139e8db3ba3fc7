/* Fills the disk below the process that it is preloaded into.
 *
 * The file that FULL_DISK names says how many bytes its data directory, FULL_DISK_FOLDER, still takes; without the file
 * the disk has room. Writes to files of that folder use the bytes up, and fail with ENOSPC once they are gone; the
 * last one before that may be short, as on a real disk. The program under test is the one that ships and knows nothing
 * of it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off64_t);
static const char *switch_path;
static const char *folder;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
/* Which state of the file `left` was read from. */
static ino_t known;
static long long left;

__attribute__((constructor)) static void prepare(void) {
    real_write = (ssize_t (*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write");
    real_pwrite = (ssize_t (*)(int, const void *, size_t, off64_t))dlsym(RTLD_NEXT, "pwrite64");
    switch_path = getenv("FULL_DISK");
    folder = getenv("FULL_DISK_FOLDER");
}

static int is_in_folder(int file) {
    char link[64], path[PATH_MAX];
    struct stat status;
    if (folder == NULL || fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return strncmp(path, folder, strlen(folder)) == 0;
}

/* How many of `count` bytes the disk takes. */
static size_t taken(int file, size_t count) {
    struct stat status;
    if (switch_path == NULL || !is_in_folder(file)) return count;
    pthread_mutex_lock(&mutex);
    size_t room = count;
    if (stat(switch_path, &status) == 0) {
        if (status.st_ino != known) {
            FILE *file = fopen(switch_path, "r");
            if (file == NULL || fscanf(file, "%lld", &left) != 1) left = 0;
            if (file != NULL) fclose(file);
            known = status.st_ino;
        }
        if (left < (long long)room) room = (size_t)left;
        left -= (long long)room;
    } else {
        known = 0;
    }
    pthread_mutex_unlock(&mutex);
    return room;
}

ssize_t write(int file, const void *bytes, size_t count) {
    size_t room = taken(file, count);
    if (room == 0 && count > 0) {
        errno = ENOSPC;
        return -1;
    }
    return real_write(file, bytes, room);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at) {
    size_t room = taken(file, count);
    if (room == 0 && count > 0) {
        errno = ENOSPC;
        return -1;
    }
    return real_pwrite(file, bytes, room, at);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t at) {
    return pwrite64(file, bytes, count, at);
}
