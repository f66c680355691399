/* The limit of ingest on this machine: SQLite alone runs the statements of a first webhook, 64 of them a commit, each
 * commit on disk before the next begins.
 *
 *   grouped-commits --file COPY.db --contacts N --to +1… --run K [--seconds 5] [--batch 64]
 *
 * The file is a copy of the hub's own, so the tables and indexes are those of the program; the statements are those of
 * CallIngest and what it calls, in their order, and change with them. Callers are as in signed-posts.c. */
#include "common.h"
#include <sqlite3.h>

static sqlite3 *database;
static int64_t company, account, next_id;
static uint64_t random_state;

static sqlite3_stmt *prepare(const char *sql) {
    sqlite3_stmt *statement;
    if (sqlite3_prepare_v3(database, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL))
        stop("%s: %s", sqlite3_errmsg(database), sql);
    return statement;
}

/* Binds by a pattern: i integer (int64_t), t text, b blob (bytes, then their int count), n null. */
static void bind_to(sqlite3_stmt *statement, const char *pattern, ...) {
    va_list values;
    va_start(values, pattern);
    for (int i = 1; *pattern; pattern++, i++) {
        if (*pattern == 'i') sqlite3_bind_int64(statement, i, va_arg(values, int64_t));
        else if (*pattern == 't') sqlite3_bind_text(statement, i, va_arg(values, const char *), -1, SQLITE_STATIC);
        else if (*pattern == 'b') {
            const void *bytes = va_arg(values, const void *);
            sqlite3_bind_blob(statement, i, bytes, va_arg(values, int), SQLITE_STATIC);
        } else sqlite3_bind_null(statement, i);
    }
    va_end(values);
}

static void run(sqlite3_stmt *statement) {
    if (sqlite3_step(statement) != SQLITE_DONE) stop("%s", sqlite3_errmsg(database));
    sqlite3_reset(statement);
}

/* Steps to the first row and reads all its columns, as the program does; the value of one of them, or 0 without a row. */
static int64_t first(sqlite3_stmt *statement, int wanted) {
    int64_t value = 0;
    if (sqlite3_step(statement) == SQLITE_ROW) {
        for (int i = 0; i < sqlite3_column_count(statement); i++)
            if (sqlite3_column_type(statement, i) == SQLITE_TEXT) sqlite3_column_text(statement, i);
        value = sqlite3_column_int64(statement, wanted);
        sqlite3_step(statement); /* The program reads to the end, or to the limit. */
    }
    sqlite3_reset(statement);
    return value;
}

static uint64_t random_below(uint64_t bound) { /* xorshift64* */
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    return (random_state * 0x2545f4914f6cdd1du >> 11) % bound;
}

int main(int count, char **words) {
    const char *to = option(count, words, "to", NULL);
    long contacts = whole(count, words, "contacts", NULL), turn = whole(count, words, "run", NULL);
    long batch = whole(count, words, "batch", "64");
    double lasts = strtod(option(count, words, "seconds", "5"), NULL);
    if (sqlite3_open_v2(option(count, words, "file", NULL), &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL))
        stop("%s", sqlite3_errmsg(database));
    sqlite3_exec(
        database,
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;"
        "PRAGMA cache_size = -65536; PRAGMA mmap_size = 8589934592",
        NULL, NULL, NULL);
    sqlite3_stmt *whose = prepare("SELECT company_id, account_id FROM lines WHERE number = ?");
    bind_to(whose, "t", to);
    company = first(whose, 0);
    account = first(whose, 1);
    if (!company) stop("there is no line %s", to);

    sqlite3_stmt *begin = prepare("BEGIN IMMEDIATE"), *commit = prepare("COMMIT");
    sqlite3_stmt *find_leg = prepare(
        "SELECT id, call_id, account_id, provider_call_id, direction, party, status, reason, provider_status, sequence,"
        " started_at, answered_at, ended_at, duration_sec, answered_by, heard_at FROM legs"
        " WHERE company_id = ? AND account_id = ? AND provider_call_id = ?");
    sqlite3_stmt *find_line = prepare(
        "SELECT id, account_id, number, name, region, auto_create, recording, transcription, max_call_hours,"
        " plan_version, configured, created_at, version FROM lines"
        " WHERE company_id = ? AND number = ? AND deleted_at IS NULL");
    sqlite3_stmt *find_plan = prepare("SELECT plan FROM line_plans WHERE company_id = ? AND line_id = ? AND version = ?");
    sqlite3_stmt *find_contacts = prepare(
        "SELECT c.id, c.name, c.email, c.business_id, b.name, c.status, c.source, c.tags, c.notes, c.estimated_value,"
        " c.actual_value, c.currency, c.created_at, c.updated_at, c.deleted_at, c.version FROM contact_numbers n"
        " JOIN contacts c ON c.company_id = n.company_id AND c.id = n.contact_id"
        " LEFT JOIN businesses b ON b.company_id = c.company_id AND b.id = c.business_id"
        " WHERE n.company_id = ? AND n.number = ? AND c.deleted_at IS NULL ORDER BY n.contact_id LIMIT ?");
    sqlite3_stmt *add_contact = prepare(
        "INSERT INTO contacts (company_id, id, name, email, business_id, status, source, tags, notes, estimated_value,"
        " actual_value, currency, created_at, updated_at) VALUES (?, ?, NULL, NULL, NULL, 'new', 'call', '[]', NULL, NULL,"
        " NULL, NULL, ?, ?)");
    sqlite3_stmt *add_number = prepare(
        "INSERT INTO contact_numbers (company_id, number, contact_id, label, position) VALUES (?, ?, ?, NULL, 0)"
        " ON CONFLICT (company_id, number, contact_id) DO NOTHING");
    sqlite3_stmt *add_interaction = prepare(
        "INSERT INTO interactions (company_id, id, contact_id, call_id, kind, at, summary, outcome, sentiment, keywords,"
        " author, external_key) VALUES (?, ?, ?, ?, 'call', ?, NULL, NULL, NULL, NULL, NULL, NULL)"
        " ON CONFLICT (company_id, external_key) WHERE external_key IS NOT NULL DO NOTHING");
    sqlite3_stmt *add_call = prepare(
        "INSERT INTO calls (company_id, id, account_id, line_id, provider_call_id, direction, status, reason, from_raw,"
        " from_kind, to_raw, to_kind, local_number, remote_number, contact_id, contact_match, interaction_id, caller_name,"
        " geo, plan_version, recording, transcription, started_at, answered_at, ended_at, duration_sec, answered_by, agent,"
        " heard_at) VALUES (?, ?, ?, ?, ?, 'inbound', 'ringing', NULL, ?, 'number', ?, 'number', ?, ?, ?, 'one', ?, NULL,"
        " '{\"country\":\"NG\"}', ?, 0, 0, ?, NULL, NULL, NULL, NULL, NULL, ?)");
    sqlite3_stmt *add_leg = prepare(
        "INSERT INTO legs (company_id, account_id, provider_call_id, id, call_id, direction, party, status, reason,"
        " provider_status, sequence, started_at, answered_at, ended_at, duration_sec, answered_by, heard_at)"
        " VALUES (?, ?, ?, ?, ?, 'inbound', ?, 'ringing', NULL, 'ringing', NULL, ?, NULL, NULL, NULL, NULL, ?)");
    sqlite3_stmt *find_head = prepare("SELECT max(log_offset) FROM events WHERE company_id = ?");
    sqlite3_stmt *add_event =
        prepare("INSERT INTO events (company_id, log_offset, at, topics, body) VALUES (?, ?, ?, ?, ?)");

    random_state = 0x9e3779b97f4a7c15u * (uint64_t)(turn + 1);
    next_id = (int64_t)(time(NULL) + 60) * 1000 << 21;
    long done = 0, unknown = 0;
    double begun = seconds_now(), now = begun;
    for (; now < begun + lasts; now = seconds_now()) {
        run(begin);
        bind_to(find_head, "i", company);
        int64_t offset = first(find_head, 0), at = (int64_t)time(NULL) * 1000;
        for (long i = 0; i < batch; i++, done++) {
            char sid[64], from[24], body[1024], topics[36];
            uint64_t number = 1 + random_below((uint64_t)contacts);
            /* Other numbers than the client's: this file had none of its posts, but its runs follow each other too. */
            if (done % 10 == 9) number = 3000000 + (uint64_t)(turn * 400000 + unknown++) * 7919 % 6999997;
            snprintf(from, sizeof from, "+%llu", 2348000000000ull + number);
            snprintf(sid, sizeof sid, "CA%08lx%08lx%016llx", turn, done, (unsigned long long)random_below(1ull << 53));
            bind_to(find_leg, "iit", company, account, sid);
            if (first(find_leg, 0)) stop("a call is there already");
            bind_to(find_line, "it", company, to);
            int64_t version = first(find_line, 9), line = first(find_line, 0);
            int64_t leg = next_id++, call = next_id++;
            bind_to(find_contacts, "iti", company, from, (int64_t)2);
            int64_t contact = first(find_contacts, 0);
            int is_new = contact == 0;
            if (is_new) {
                contact = next_id++;
                bind_to(add_contact, "iiii", company, contact, at, at);
                run(add_contact);
                bind_to(add_number, "iti", company, from, contact);
                run(add_number);
            }
            int64_t interaction = next_id++;
            bind_to(add_interaction, "iiiii", company, interaction, contact, call, at);
            run(add_interaction);
            memset(topics, 7, sizeof topics);
            memcpy(topics + 10, &call, 8);
            if (is_new) {
                int length = snprintf(
                    body, sizeof body,
                    "{\"offset\":%lld,\"at\":\"2026-01-01T00:00:00.000Z\",\"type\":\"contact.created\",\"topics\":[\"contacts\","
                    "\"contacts/con_%013llx\"],\"data\":{\"contact\":\"con_%013llx\",\"number\":\"%s\"}}",
                    (long long)offset + 1, (unsigned long long)contact, (unsigned long long)contact, from);
                bind_to(add_event, "iiibb", company, ++offset, at, topics, 18, body, length);
                run(add_event);
            }
            bind_to(add_call, "iiiitttttiiiii", company, call, account, line, sid, from, to, to, from, contact, interaction,
                 version, at, at);
            run(add_call);
            bind_to(add_leg, "iitiitii", company, account, sid, leg, call, from, at, at);
            run(add_leg);
            int length = snprintf(
                body, sizeof body,
                "{\"offset\":%lld,\"at\":\"2026-01-01T00:00:00.000Z\",\"type\":\"call.ringing\",\"topics\":[\"calls\","
                "\"calls/cal_%013llx\",\"contacts/con_%013llx\",\"lines/lin_%013llx\"],\"data\":{\"call\":\"cal_%013llx\","
                "\"providerCallId\":\"%s\",\"direction\":\"inbound\",\"status\":\"ringing\",\"from\":\"%s\",\"to\":\"%s\","
                "\"line\":\"lin_%013llx\",\"contact\":{\"id\":\"con_%013llx\",\"name\":\"Ada Obi\",\"match\":\"one\"},"
                "\"startedAt\":\"2026-01-01T00:00:00.000Z\"}}",
                (long long)offset + 1, (unsigned long long)call, (unsigned long long)contact, (unsigned long long)line,
                (unsigned long long)call, sid, from, to, (unsigned long long)line, (unsigned long long)contact);
            bind_to(add_event, "iiibb", company, ++offset, at, topics, 36, body, length);
            run(add_event);
            if (version > 0) {
                bind_to(find_plan, "iii", company, line, version);
                first(find_plan, 0);
            }
        }
        run(commit);
    }
    printf("per_s=%.0f\n", (double)done / (now - begun));
    return 0;
}
