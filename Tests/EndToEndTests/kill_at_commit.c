/* Kills the process that it is preloaded into at its n-th transaction that writes.
 *
 * It stands before SQLite's own sqlite3_step; the program under test is the one that ships and knows nothing of it.
 * KILL_AT_COMMIT is n, from 1 on. KILL_WHEN is "before" or "after" the COMMIT: what the transaction wrote lies in the
 * log without its end, or is durable and nobody has heard of it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct sqlite3 sqlite3;
typedef struct sqlite3_stmt sqlite3_stmt;
extern const char *sqlite3_sql(sqlite3_stmt *statement);
extern sqlite3 *sqlite3_db_handle(sqlite3_stmt *statement);
extern int sqlite3_txn_state(sqlite3 *database, const char *schema);

enum { transaction_writes = 2 /* SQLITE_TXN_WRITE */ };

static int ends_a_write(sqlite3_stmt *statement) {
    const char *text = sqlite3_sql(statement);
    if (text == NULL || strncmp(text, "COMMIT", 6) != 0) return 0;
    return sqlite3_txn_state(sqlite3_db_handle(statement), NULL) == transaction_writes;
}

static int (*step)(sqlite3_stmt *statement);
static long fatal_commit;
static int kills_before;

__attribute__((constructor)) static void prepare(void) {
    const char *number = getenv("KILL_AT_COMMIT");
    const char *when = getenv("KILL_WHEN");
    step = (int (*)(sqlite3_stmt *))dlsym(RTLD_NEXT, "sqlite3_step");
    fatal_commit = number == NULL ? 0 : atol(number);
    kills_before = when != NULL && strcmp(when, "before") == 0;
}

int sqlite3_step(sqlite3_stmt *statement) {
    static atomic_long commits;
    if (!ends_a_write(statement)) return step(statement);
    int is_fatal = atomic_fetch_add(&commits, 1) + 1 == fatal_commit;
    if (is_fatal && kills_before) kill(getpid(), SIGKILL);
    int result = step(statement);
    if (is_fatal) kill(getpid(), SIGKILL);
    return result;
}
