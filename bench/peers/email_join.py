"""Joins users and contacts by e-mail address in an engine that others use, on one thread.

Usage: email_join.py ENGINE USERS CONTACTS. Both files are CSV of an id and an address, with a header.
Loads them, prints "ready VERSION"; then for every line of input joins once, each address trimmed and
lower-cased within the timed part, keeps the pairs, and prints "SECONDS PAIRS"; seconds are of CPU.
"""

import csv
import os
import sys
import time

engine, users_path, contacts_path = sys.argv[1:4]

if engine == "duckdb":
    import duckdb

    version = duckdb.__version__
    connection = duckdb.connect(config={"threads": 1})
    for table, path in (("users", users_path), ("contacts", contacts_path)):
        connection.execute(
            f"create table {table} as select * from read_csv(?, header = true, "
            "columns = {'id': 'INTEGER', 'email': 'VARCHAR'})",
            [path],
        )

    def join():
        connection.execute(
            "create or replace temp table pairs as select u.id as user, c.id as contact "
            "from users u join contacts c on lower(trim(u.email)) = lower(trim(c.email))"
        )
        return lambda: connection.execute("select count(*) from pairs").fetchone()[0]

elif engine == "polars":
    os.environ["POLARS_MAX_THREADS"] = "1"
    import polars

    version = polars.__version__
    users = polars.read_csv(users_path)
    contacts = polars.read_csv(contacts_path)
    key = polars.col("email").str.strip_chars().str.to_lowercase()

    def join():
        pairs = users.select(polars.col("id").alias("user"), key.alias("key")).join(
            contacts.select(polars.col("id").alias("contact"), key.alias("key")), on="key"
        )
        return lambda: pairs.height

elif engine == "sqlite":
    import sqlite3

    version = sqlite3.sqlite_version
    connection = sqlite3.connect(":memory:")
    for table, path in (("users", users_path), ("contacts", contacts_path)):
        connection.execute(f"create table {table}(id integer primary key, email text)")
        with open(path, encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            next(rows)
            connection.executemany(
                f"insert into {table} values (?, ?)",
                ((None, email) for _, email in rows),
            )
    connection.commit()

    def join():
        connection.executescript(
            "drop table if exists keys; drop table if exists pairs;"
            "create temp table keys(key text, id integer);"
            "insert into keys select lower(trim(email)), id from contacts;"
            "create index temp.by_key on keys(key, id);"
            "create temp table pairs as select u.id as user, k.id as contact "
            "from users u join keys k on k.key = lower(trim(u.email));"
        )
        return lambda: connection.execute("select count(*) from pairs").fetchone()[0]

else:
    sys.exit(f"no engine {engine}")

print("ready", version, flush=True)
for _ in sys.stdin:
    start = time.process_time()
    count = join()
    seconds = time.process_time() - start
    print(seconds, count(), flush=True)
