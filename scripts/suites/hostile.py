#!/usr/bin/env python3
"""Sends fixtures/http/hostile.tsv to a server as it stands there, and lints whatever comes back.

    hostile.py http://127.0.0.1:8080 [--token KEY] [--only WORD]

Each answer is read by h11 as well, when it is installed (pip install h11): a second opinion on framing and syntax.
"""

import argparse
import email.utils
import re
import socket
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

try:
    import h11
except ImportError:
    h11 = None

TABLE = Path(__file__).resolve().parents[2] / "fixtures/http/hostile.tsv"
PROBE = b"GET /healthz HTTP/1.1\r\nHost: probe.test\r\n\r\n"
ONCE = {b"date", b"content-length", b"content-type", b"etag", b"cache-control", b"location", b"vary", b"retry-after",
        b"content-security-policy", b"x-content-type-options", b"referrer-policy", b"x-request-id", b"allow",
        b"www-authenticate", b"transfer-encoding", b"connection", b"last-modified", b"strict-transport-security"}


def unescape(text):
    text = re.sub(r"\{([^{}]*)\*(\d+)\}", lambda m: m[1] * int(m[2]), text)
    out = re.sub(r"\\(r|n|t|\\|x[0-9a-f]{2})",
                 lambda m: {"r": "\r", "n": "\n", "t": "\t", "\\": "\\"}.get(m[1]) or chr(int(m[1][1:], 16)), text)
    return out.encode("latin-1")


def cases():
    for line in TABLE.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            statuses, end, name, raw = line.split("\t")
            yield [set(map(int, s.split("|"))) for s in statuses.split()], end, name, unescape(raw)


class Answers:
    """Splits what a server sent into answers, strictly; `problems` collects what is wrong with them."""

    def __init__(self, methods):
        self.methods, self.data, self.found, self.problems = methods, b"", [], []

    def take(self):
        """The next whole answer, or None: (status, fields, body)."""
        head, mark, rest = self.data.partition(b"\r\n\r\n")
        if not mark:
            return None
        lines = head.split(b"\r\n")
        match = re.fullmatch(rb"HTTP/1\.1 (\d{3}) ([ -~]*)", lines[0])
        if not match:
            raise ValueError(f"status line {lines[0][:80]!r}")
        fields = []
        for line in lines[1:]:
            field = re.fullmatch(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+): ?([\t -~\x80-\xff]*?)", line)
            if not field:
                raise ValueError(f"field line {line[:80]!r}")
            fields.append((field[1].lower(), field[2]))
        status, get = int(match[1]), dict(fields).get
        index = len([1 for s, _, _ in self.found if s >= 200])
        method = self.methods[index] if index < len(self.methods) else b"GET"
        length = int(get(b"content-length", b"0"))
        if status < 200 or status in (204, 304) or method == b"HEAD":
            length = 0
        if get(b"transfer-encoding"):
            raise ValueError("a chunked answer, where none is expected")
        if len(rest) < length:
            return None
        self.data = rest[length:]
        self.found.append((status, fields, rest[:length]))
        if status >= 200:
            self.lint(status, fields, rest[:length], method)
        return self.found[-1]

    def lint(self, status, fields, body, method):
        def fault(text):
            self.problems.append(f"{status}: {text}")

        names = [name for name, _ in fields]
        get = dict(fields).get
        for name in sorted(ONCE):
            if names.count(name) > 1:
                fault(f"{name.decode()} stands there {names.count(name)} times")
        date = get(b"date", b"").decode()
        if not re.fullmatch(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT", date):
            fault(f"Date is {date!r}")
        elif abs(email.utils.parsedate_to_datetime(date).timestamp() - time.time()) > 5:
            fault(f"Date is {date}, which is not now")
        if status in (204, 304) or status < 200:
            for name in (b"content-length", b"transfer-encoding"):
                if name in names and status != 304:
                    fault(f"{name.decode()} on an answer without a body")
        elif b"content-length" not in names and b"transfer-encoding" not in names:
            fault("neither Content-Length nor Transfer-Encoding")
        if status == 204 and b"content-type" in names:
            fault("Content-Type without content")
        if body and b"content-type" not in names:
            fault("content without Content-Type")
        if status >= 400 and method != b"HEAD":
            if get(b"content-type") != b"application/problem+json":
                fault(f"a failure as {get(b'content-type')!r}")
            elif not body.startswith(b'{"success":false,"type":"/problems/'):
                fault(f"a problem that begins {body[:40]!r}")
        if status == 405 and b"allow" not in names:
            fault("no Allow")
        if status == 426 and (b"upgrade" not in names or b"upgrade" not in get(b"connection", b"").lower()):
            fault("no Upgrade")
        if status == 401 and b"www-authenticate" not in names:
            fault("no WWW-Authenticate")
        if status in (429, 503) and not re.fullmatch(rb"\d+", get(b"retry-after", b"")):
            fault("no Retry-After")
        etag = get(b"etag")
        if etag is not None and not re.fullmatch(rb'(W/)?"[\x21\x23-\x7e\x80-\xff]*"', etag):
            fault(f"ETag is {etag!r}")
        if b"cache-control" not in names:
            fault("no Cache-Control")
        if get(b"x-content-type-options") != b"nosniff":
            fault("no X-Content-Type-Options")
        if b"content-security-policy" not in names:
            fault("no Content-Security-Policy")
        if b"server" in names or b"x-powered-by" in names:
            fault("it says what it runs on")


def second_opinion(data, methods, problems):
    """Reads the same bytes with h11."""
    if h11 is None or not data:
        return
    client = h11.Connection(h11.CLIENT, max_incomplete_event_size=1 << 20)
    index = 0
    try:
        client.send(h11.Request(method=methods[0] if methods else b"GET", target=b"/", headers=[("Host", "x")]))
        client.send(h11.EndOfMessage())
        client.receive_data(data)
        while True:
            event = client.next_event()
            if event in (h11.NEED_DATA, h11.PAUSED) or isinstance(event, h11.ConnectionClosed):
                break
            if isinstance(event, h11.EndOfMessage):
                index += 1
                if client.states != {h11.CLIENT: h11.DONE, h11.SERVER: h11.DONE}:
                    break
                client.start_next_cycle()
                method = methods[index] if index < len(methods) else b"GET"
                client.send(h11.Request(method=method, target=b"/", headers=[("Host", "x")]))
                client.send(h11.EndOfMessage())
    except h11.ProtocolError as error:
        if "unexpected" not in str(error).lower():
            problems.append(f"h11: {error}")


def methods_of(raw):
    return re.findall(rb"(?:^|\r\n\r\n)(?:\r\n)*([A-Z]+) \S+ HTTP/1", raw)


def run(address, raw, count):
    """Sends and reads until `count` answers have come or the connection has ended; (answers, all bytes, ended)."""
    answers = Answers(methods_of(raw))
    seen = b""
    with socket.create_connection(address, timeout=5) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            connection.sendall(raw + PROBE)
        except OSError:
            pass
        while True:
            while answers.take():
                pass
            if len([1 for status, _, _ in answers.found if status >= 200]) >= count:
                return answers, seen, False
            try:
                some = connection.recv(65536)
            except ConnectionResetError:
                answers.problems.append("the connection was reset")
                return answers, seen, True
            except TimeoutError:
                answers.problems.append("no answer within 5 s")
                return answers, seen, False
            if not some:
                return answers, seen, True
            seen += some
            answers.data += some


def check(address, statuses, end, raw):
    problems = []
    try:
        answers, seen, ended = run(address, raw, len(statuses) + 1)
    except ValueError as error:
        return [str(error)], []
    got = [status for status, _, _ in answers.found if status >= 200]
    problems += answers.problems
    if answers.data:
        problems.append(f"bytes behind the last answer: {answers.data[:60]!r}")
    mine, probe = got[:len(statuses)], got[len(statuses):]
    if len(mine) != len(statuses) or any(one not in right for one, right in zip(mine, statuses)):
        problems.append(f"statuses {got}")
    if end == "closed" and (probe or not ended):
        problems.append("the connection was left open" if not ended else f"an answer too many: {probe}")
    if end == "open" and probe != [200]:
        problems.append(f"what came behind was answered {probe}")
    last = [fields for status, fields, _ in answers.found if status >= 200][-1:]
    if ended and last and (b"connection", b"close") not in last[0]:
        problems.append("closed without Connection: close")
    second_opinion(seen, methods_of(raw), problems)
    return problems, got


def lint_pages(address, token):
    """Answers of every kind that the program serves itself."""
    key = f"Authorization: Bearer {token}\r\n" if token else ""
    paths = ["/", "/healthz", "/readyz", "/openapi.json", "/nothing", "/api/users", "/ws"]
    if token:
        paths += ["/api/auth/me", "/api/crm/contacts?limit=1", "/api/crm/contacts?limit=x", "/api/calls/live",
                  "/api/contact-lookup/phone/0", "/api/companies/current"]
    problems = []
    for path in paths:
        for method in ("GET", "HEAD", "OPTIONS"):
            fields = "" if path == "/api/users" else key
            raw = f"{method} {path} HTTP/1.1\r\nHost: hub.test\r\n{fields}\r\n".encode()
            try:
                answers, seen, _ = run(address, raw, 2)
            except ValueError as error:
                problems.append(f"{method} {path}: {error}")
                continue
            second_opinion(seen, [method.encode()], answers.problems)
            problems += [f"{method} {path}: {problem}" for problem in answers.problems]
            if len(answers.found) != 2 or answers.found[-1][0] != 200:
                problems.append(f"{method} {path}: answers {[status for status, _, _ in answers.found]}")
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("url")
    parser.add_argument("--token", help="an API key, for pages behind a sign-in")
    parser.add_argument("--only", default="", help="cases whose name has this")
    options = parser.parse_args()
    url = urlsplit(options.url)
    address = (url.hostname, url.port or 80)
    failed = total = 0
    for statuses, end, name, raw in cases():
        if options.only not in name:
            continue
        total += 1
        problems, got = check(address, statuses, end, raw)
        if problems:
            failed += 1
            print(f"{name}: {'; '.join(problems)}")
    pages = [] if options.only else lint_pages(address, options.token)
    for problem in pages:
        print(problem)
    opinion = "with" if h11 else "without"
    print(f"http: {total} requests, {failed} failed; {len(pages)} faults of pages ({opinion} h11)")
    return 1 if failed or pages or not total else 0


if __name__ == "__main__":
    sys.exit(main())
