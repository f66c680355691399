#!/usr/bin/env python3
"""Reads every export of a company with the tools of others, and says what does not fit.

    exports.py URL --token TOKEN

CSV is read by pandas and Python's csv, vCards by vobject, NDJSON by pandas and json, tar files by tarfile, and the set for
Salesforce by rules that Salesforce documents for its Bulk API 2.0 (limits, line ends, relation columns, external ids). What
one says of a record, the others have to say too. Needed from PyPI: pandas, vobject.
"""

import argparse
import csv
import hashlib
import io
import json
import re
import sys
import tarfile
import urllib.request

import pandas
import vobject

FAULTS = []
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def fault(text):
    FAULTS.append(text)
    print(f"  fault: {text}")


def expect(holds, text):
    if not holds:
        fault(text)


class Hub:
    def __init__(self, url, token):
        self.url, self.token = url, token

    def get(self, path):
        request = urllib.request.Request(self.url + path, headers={"Authorization": f"Bearer {self.token}"})
        with OPENER.open(request, timeout=600) as answer:
            return answer.read()


def tables(hub):
    """Each table, exact, as pandas reads it; its rows are what Python's own reader finds."""
    read = {}
    for what in ("contacts", "interactions", "calls", "transcripts"):
        body = hub.get(f"/api/crm/export/csv?what={what}&mode=exact")
        frame = pandas.read_csv(io.BytesIO(body), dtype=str, keep_default_na=False)
        rows = list(csv.reader(io.StringIO(body.decode("utf-8"), newline=""), strict=True))
        expect(len(rows) - 1 == len(frame), f"{what}: csv reads {len(rows) - 1} rows, pandas {len(frame)}")
        expect(all(len(row) == len(rows[0]) for row in rows), f"{what}: rows of different lengths")
        expect(body.endswith(b"\r\n"), f"{what}: the last line has no end")
        for column in (name for name in frame.columns if name.endswith("At") or name == "at"):
            times = frame[column][frame[column] != ""]
            try:
                pandas.to_datetime(times, format="ISO8601", utc=True)
            except ValueError as error:
                fault(f"{what}: {column} is no time: {error}")
        people = hub.get(f"/api/crm/export/csv?what={what}&mode=spreadsheet").decode("utf-8-sig")
        for row in csv.reader(io.StringIO(people, newline=""), strict=True):
            for cell in row:
                runs = cell.lstrip(" ")[:1] in set("=+-@\t\r") and not re.fullmatch(r"-[0-9.]+", cell)
                expect(not (cell and runs), f"{what}: a spreadsheet would run {cell[:40]!r}")
        print(f"  {what}: {len(frame)} rows, {len(frame.columns)} columns")
        read[what] = frame
    return read


def cards(hub, contacts):
    body = hub.get("/api/crm/export/vcard")
    expect(all(len(line) <= 75 for line in body.split(b"\r\n")), "a line of a card has more than 75 octets")
    expect(b"\n" not in body.replace(b"\r\n", b""), "a card has a bare line feed")
    people = {row.id: row for row in contacts.itertuples()}
    count = 0
    for card in vobject.readComponents(body.decode("utf-8")):
        count += 1
        person = people.get(card.uid.value)
        if person is None:
            fault(f"card {card.uid.value} is no contact")
            continue
        expect(card.version.value == "4.0", "a card is not of version 4.0")
        expect(card.fn.value == (person.name or person.phone or person.email or person.id), f"{person.id}: FN is {card.fn.value!r}")
        numbers = [tel.value.removeprefix("tel:") for tel in card.contents.get("tel", [])]
        expect(numbers == [n for n in [person.phone, *person.otherPhones.split("; ")] if n], f"{person.id}: TEL is {numbers}")
        expect([mail.value for mail in card.contents.get("email", [])] == ([person.email] if person.email else []), f"{person.id}: EMAIL")
        notes = [note.value for note in card.contents.get("note", [])]
        expect(notes == ([person.notes.replace("\r\n", "\n")] if person.notes else []), f"{person.id}: NOTE is {notes}")
    expect(count == len(contacts), f"{count} cards of {len(contacts)} contacts")
    print(f"  vcard: {count} cards")


def lines(hub, frames):
    body = hub.get("/api/crm/export/ndjson")
    records = [json.loads(line) for line in body.split(b"\n") if line]
    frame = pandas.read_json(io.BytesIO(body), lines=True, dtype=False)
    expect(len(frame) == len(records), f"ndjson: pandas reads {len(frame)} lines of {len(records)}")
    for kind, what in (("contact", "contacts"), ("interaction", "interactions"), ("call", "calls"), ("utterance", "transcripts")):
        own = [record for record in records if record["type"] == kind]
        expect([record["id"] for record in own] == list(frames[what].id), f"ndjson: {what} are not those of CSV")
    print(f"  ndjson: {len(records)} lines")


def hubspot(hub, contacts):
    frame = pandas.read_csv(io.BytesIO(hub.get("/api/crm/export/hubspot")), dtype=str, keep_default_na=False)
    expect(list(frame["Switchboard ID"]) == list(contacts.id), "hubspot: other contacts")
    expect(list(frame["Email"]) == list(contacts.email), "hubspot: other addresses")
    stages = set(frame["Lifecycle Stage"]) - {"Subscriber", "Lead", "Marketing Qualified Lead", "Sales Qualified Lead",
                                              "Opportunity", "Customer", "Evangelist", "Other"}
    expect(not stages, f"hubspot: it has no lifecycle stage {stages}")
    expect(set(frame["Lead Status"]) <= {"", "New", "Open", "In Progress", "Open Deal", "Unqualified", "Attempted to Contact",
                                         "Connected", "Bad Timing"}, "hubspot: a lead status that it has not")
    print(f"  hubspot: {len(frame)} rows")


# Fields of Salesforce's standard objects that the set may fill, with the characters they take; 0: no text.
SALESFORCE = {
    "Account": {"Name": 255, "Website": 255, "Phone": 40, "BillingStreet": 255, "Description": 32000},
    "Contact": {"FirstName": 40, "LastName": 80, "Email": 80, "Phone": 40, "MobilePhone": 40, "LeadSource": 255,
                "Description": 32000, "Account.Hub_Id__c": 32},
    "Lead": {"FirstName": 40, "LastName": 80, "Email": 80, "Phone": 40, "MobilePhone": 40, "LeadSource": 255,
             "Description": 32000, "Company": 255, "Status": 255},
    "Task": {"Subject": 255, "Status": 255, "Priority": 255, "ActivityDate": 10, "TaskSubtype": 255, "CallType": 255,
             "CallDurationInSeconds": 0, "CallDisposition": 255, "CallObject": 255, "Description": 32000,
             "Contact:Who.Hub_Id__c": 32, "Lead:Who.Hub_Id__c": 32},
}
REQUIRED = {"Account": ["Name"], "Contact": ["LastName"], "Lead": ["LastName", "Company", "Status"],
            "Task": ["Status", "Priority"]}
PICKLISTS = {"TaskSubtype": {"Task", "Email", "Call", "List Email", "Cadence", "LinkedIn"}, "Priority": {"High", "Normal", "Low"},
             "CallType": {"", "Inbound", "Outbound", "Internal"}}


def salesforce(hub):
    with tarfile.open(fileobj=io.BytesIO(hub.get("/api/crm/export/salesforce-bulk"))) as tar:
        files = {member.name: tar.extractfile(member).read() for member in tar.getmembers()}
    manifest = json.loads(files.pop("manifest.json"))
    expect([entry["file"] for entry in manifest["files"]] == list(files), "the manifest's order is not that of the files")
    known, total = {}, 0
    for entry in manifest["files"]:
        name, body, target = entry["file"], files[entry["file"]], entry["object"]
        expect(hashlib.sha256(body).hexdigest() == entry["sha256"], f"{name}: another SHA-256 than the manifest says")
        # 150 MB as base64, which makes three bytes four; 10,000 records are one batch of Salesforce's.
        expect(len(body) * 4 / 3 <= 150_000_000, f"{name} is too large")
        expect(b"\n" not in body.replace(b"\r\n", b"") or b'"' in body, f"{name}: line ends are not CRLF")
        rows = list(csv.DictReader(io.StringIO(body.decode("utf-8"), newline=""), strict=True))
        expect(len(rows) == entry["records"] <= 10_000, f"{name} has {len(rows)} records")
        ids = known.setdefault(target, set())
        for row in rows:
            total += 1
            own = row.pop("Hub_Id__c")
            expect(own and own not in ids, f"{name}: the external id {own} is there twice or not at all")
            ids.add(own)
            expect(sum(map(len, row.values())) <= 400_000, f"{name}: {own} is too long for a record")
            for field in REQUIRED[target]:
                expect(row.get(field), f"{name}: {own} has no {field}")
            for field, value in row.items():
                limit = SALESFORCE[target].get(field)
                if limit is None:
                    fault(f"{name}: {target} has no field {field}")
                elif limit == 0:
                    expect(value == "" or value.isdigit(), f"{name}: {own}: {field} is {value!r}")
                else:
                    expect(len(value.encode("utf-16-le")) // 2 <= limit, f"{name}: {own}: {field} is too long")
                if field in PICKLISTS:
                    expect(value in PICKLISTS[field], f"{name}: {own}: {field} is {value!r}")
                if value and field.endswith(".Hub_Id__c"):
                    parent = {"Account.Hub_Id__c": "Account"}.get(field, field.split(":")[0])
                    expect(value in known.get(parent, set()), f"{name}: {own} belongs to {value}, which comes later or never")
            if target == "Task":
                expect(re.fullmatch(r"\d{4}-\d{2}-\d{2}", row["ActivityDate"]), f"{name}: {own}: ActivityDate")
            if row.get("Email"):
                expect(re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", row["Email"]), f"{name}: {own}: Email is {row['Email']!r}")
    document = json.loads(hub.get("/api/crm/export/salesforce"))["records"]
    expect(len(document) == total, f"salesforce: JSON has {len(document)} records, the set {total}")
    print(f"  salesforce: {total} records in {len(files)} files")


def archive(hub, frames):
    count, rows = 0, {}
    with tarfile.open(fileobj=io.BytesIO(hub.get("/api/crm/export/archive"))) as tar:
        members = tar.getmembers()
        manifest = json.loads(tar.extractfile(members[-1]).read())
        said = {entry["name"]: entry for entry in manifest["files"]}
        for member in members[:-1]:
            body = tar.extractfile(member).read()
            entry = said.pop(member.name, None)
            expect(entry and hashlib.sha256(body).hexdigest() == entry["sha256"] and len(body) == entry["bytes"],
                   f"archive: {member.name} is not as the manifest says")
            if member.name.startswith("recordings/"):
                expect(hashlib.sha256(body).hexdigest() == member.name.split("/")[1], f"archive: {member.name} has another hash")
            else:
                table = member.name.removeprefix("tables/").rpartition("-")[0]
                rows[table] = rows.get(table, 0) + len([json.loads(line) for line in body.split(b"\n") if line])
            count += 1
        expect(not said, f"archive: {list(said)[:3]} are named and not there")
    for table in manifest["tables"]:
        expect(rows.get(table["name"], 0) == table["rows"], f"archive: {table['name']} has other rows than it says")
    expect(rows.get("contacts") == len(frames["contacts"]), "archive: other contacts than CSV")
    expect(rows.get("calls") == len(frames["calls"]), "archive: other calls than CSV")
    print(f"  archive: {sum(rows.values())} rows of {len(rows)} tables in {count} files")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--token", required=True)
    arguments = parser.parse_args()
    hub = Hub(arguments.url, arguments.token)
    frames = tables(hub)
    cards(hub, frames["contacts"])
    lines(hub, frames)
    hubspot(hub, frames["contacts"])
    salesforce(hub)
    archive(hub, frames)
    print(f"{len(FAULTS)} faults")
    sys.exit(1 if FAULTS else 0)


if __name__ == "__main__":
    main()
