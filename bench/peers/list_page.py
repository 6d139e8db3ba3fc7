"""Answers pages of a list from SQLite, by an index of name and id, with prepared statements, in one open
read transaction.

Usage: list_page.py DATABASE ROWS. ROWS holds, for every row in the order of name and id, each as a length
of four little-endian bytes and as many bytes: name, id, row. Loads them into DATABASE, prints "ready VERSION";
then answers a line for each line of input, every page of 50 rows:

    digest PAGE           SHA-256 of the rows of a page
    first COUNT           the first page, COUNT times
    pages COUNT STRIDE    page 0, STRIDE, 2 * STRIDE, ... of all pages that are full, going round
    get COUNT STRIDE      row 0, STRIDE, 2 * STRIDE, ... by its id, going round

The last three print "SECONDS ROWS"; seconds are of CPU, of the loop alone.
"""

import hashlib
import sqlite3
import sys
import time

PAGE = 50

database, rows_path = sys.argv[1:3]


def records(path):
    with open(path, "rb") as file:
        content = file.read()
    position = 0
    while position < len(content):
        record = []
        for _ in range(3):
            start = position + 4
            position = start + int.from_bytes(content[position:start], "little")
            record.append(content[start:position])
        yield record


connection = sqlite3.connect(database, isolation_level=None)
connection.execute("pragma journal_mode = wal")
connection.execute("pragma cache_size = -1000000")
connection.execute("begin")
connection.execute("create table groups(number integer primary key, name blob, id blob, row blob)")
connection.executemany("insert into groups(name, id, row) values (?, ?, ?)", records(rows_path))
connection.execute("create index groups_by_name on groups(name, id)")
connection.execute("create unique index groups_by_id on groups(id)")
connection.execute("commit")
connection.execute("analyze")

connection.execute("begin")
keys = connection.execute("select name, id from groups order by name, id").fetchall()
page_count = len(keys) // PAGE
FIRST = f"select row from groups order by name, id limit {PAGE}"
AFTER = f"select row from groups where (name, id) > (?, ?) order by name, id limit {PAGE}"
GET = "select row from groups where id = ?"
# Pages begin after the row before them; nothing comes before an empty name.
starts = [(b"", b"")] + [keys[page * PAGE - 1] for page in range(1, page_count)]


def timed(statement, parameters):
    execute = connection.execute
    count = 0
    start = time.process_time()
    for parameter in parameters:
        count += len(execute(statement, parameter).fetchall())
    return f"{time.process_time() - start} {count}"


print("ready", sqlite3.sqlite_version, flush=True)
for line in sys.stdin:
    command, *numbers = line.split()
    numbers = [int(number) for number in numbers]
    if command == "digest":
        rows = connection.execute(AFTER, starts[numbers[0]]).fetchall()
        print(hashlib.sha256(b"".join(row for (row,) in rows)).hexdigest(), flush=True)
    elif command == "first":
        print(timed(FIRST, [()] * numbers[0]), flush=True)
    elif command == "pages":
        count, stride = numbers
        print(timed(AFTER, [starts[i * stride % page_count] for i in range(count)]), flush=True)
    elif command == "get":
        count, stride = numbers
        print(timed(GET, [keys[i * stride % len(keys)][1:] for i in range(count)]), flush=True)
    else:
        sys.exit(f"no command {command}")
