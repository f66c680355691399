#include <sqlite3.h>

// Swift cannot call variadic functions. The counters of allocated memory sit behind one lock for the whole program and
// nobody reads them; every connection here belongs to one thread at a time.
static inline int hub_sqlite_configure(void) {
    sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    return sqlite3_initialize();
}

// Small allocations of a connection come from its own lists, without a lock.
static inline int hub_sqlite_lookaside(sqlite3 *db, int size, int count) {
    return sqlite3_db_config(db, SQLITE_DBCONFIG_LOOKASIDE, (void *)0, size, count);
}

// SQLITE_STATIC and SQLITE_TRANSIENT are casts, which Swift does not see.
static inline int hub_bind_text_lent(sqlite3_stmt *s, int i, const char *text, int count) {
    return sqlite3_bind_text(s, i, text, count, SQLITE_STATIC);
}
static inline int hub_bind_text_copied(sqlite3_stmt *s, int i, const char *text, sqlite3_uint64 count) {
    return sqlite3_bind_text64(s, i, text, count, SQLITE_TRANSIENT, SQLITE_UTF8);
}
static inline int hub_bind_blob_lent(sqlite3_stmt *s, int i, const void *bytes, int count) {
    return sqlite3_bind_blob(s, i, bytes, count, SQLITE_STATIC);
}
static inline int hub_bind_blob_copied(sqlite3_stmt *s, int i, const void *bytes, sqlite3_uint64 count) {
    return sqlite3_bind_blob64(s, i, bytes, count, SQLITE_TRANSIENT);
}

static inline void hub_result_text_copied(sqlite3_context *c, const void *text, sqlite3_uint64 count) {
    sqlite3_result_text64(c, count ? (const char *)text : "", count, SQLITE_TRANSIENT, SQLITE_UTF8);
}
static inline void hub_result_blob_copied(sqlite3_context *c, const void *bytes, sqlite3_uint64 count) {
    sqlite3_result_blob64(c, count ? bytes : "", count, SQLITE_TRANSIENT);
}
