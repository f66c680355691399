#!/usr/bin/env python3
"""Receives webhooks of the program and judges them by the PyPI package standardwebhooks.

    webhooks.py URL --token TOKEN

It listens on 127.0.0.1, so that the program must be served with --outbound-allow 127.0.0.1.
"""
import argparse
import http.server
import json
import queue
import threading
import urllib.request

from standardwebhooks.webhooks import Webhook, WebhookVerificationError


class Receiver(http.server.BaseHTTPRequestHandler):
    arrived = queue.Queue()

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.arrived.put((dict(self.headers), body))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


class Program:
    def __init__(self, url, token):
        self.url, self.token = url, token

    def ask(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, method=method)
        request.add_header("Authorization", f"Bearer {self.token}")
        if data is not None:
            request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request, timeout=30) as answer:
            text = answer.read()
        return json.loads(text)["data"] if text else None


def lowered(headers):
    return {name.lower(): value for name, value in headers.items()}


def refused(secret, body, headers):
    try:
        Webhook(secret).verify(body, headers)
    except WebhookVerificationError:
        return True
    return False


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--token", required=True)
    arguments = parser.parse_args()
    program = Program(arguments.url, arguments.token)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    endpoint = program.ask("POST", "/api/webhook-endpoints", {
        "url": f"http://127.0.0.1:{server.server_port}/hook", "events": ["contact.created"]})
    path = f"/api/webhook-endpoints/{endpoint['id']}"
    first = endpoint["secret"]

    assert program.ask("POST", f"{path}/test")["state"] == "delivered"
    headers, body = Receiver.arrived.get(timeout=10)
    assert Webhook(first).verify(body, lowered(headers))["type"] == "webhook.test"

    second = program.ask("POST", f"{path}/rotate")["secret"]
    contact = program.ask("POST", "/api/crm/contacts", {"name": "Ümit Çelik 🦊"})
    headers, body = Receiver.arrived.get(timeout=10)
    headers = lowered(headers)
    for secret in (first, second):
        event = Webhook(secret).verify(body, headers)
        assert event["type"] == "contact.created" and event["data"]["contact"] == contact["id"], event
    assert refused(first, body + b" ", headers)
    assert refused(first, body, {**headers, "webhook-id": headers["webhook-id"] + "1"})
    assert refused("whsec_" + "A" * 40, body, headers)

    # What the package itself signs is what the program signs.
    import datetime
    when = datetime.datetime.fromtimestamp(int(headers["webhook-timestamp"]), tz=datetime.timezone.utc)
    signed = Webhook(second).sign(headers["webhook-id"], when, body.decode())
    assert signed in headers["webhook-signature"].split(), signed
    program.ask("DELETE", path)
    server.shutdown()
    print("webhooks: two deliveries, two secrets: standardwebhooks believes what it should, and nothing else.")


main()
