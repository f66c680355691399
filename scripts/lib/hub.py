"""What scripts/crash and scripts/soak need of a hub: to start it, to speak as its provider, and to listen. Standard library only."""

import base64
import hashlib
import hmac
import http.client
import json
import os
import signal
import socket
import struct
import subprocess
import threading
import urllib.parse
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def built_release():
    """Builds the program as it is shipped, and says where it lies."""
    command = "source scripts/lib/machine.sh; need_swift; need_libraries; build_release; release_program"
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    ).stdout.strip()


class Hub:
    """The demo, served from a folder by a program of ours, and started again on it."""

    def __init__(self, program, folder):
        self.program, self.folder, self.process = program, folder, None

    def spawn(self):
        self.process = subprocess.Popen(
            [self.program, "demo", "--json", "--port", "0", "--data", str(self.folder), "--log-level", "quiet"],
            stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)

    def start(self):
        """Returns when the program is ready; how it ended, if it ended instead, is an error."""
        self.spawn()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the program did not start: it ended with {self.process.wait()}")
        ready = json.loads(line)
        url = urllib.parse.urlsplit(ready["url"])
        self.address, self.token = (url.hostname, url.port), ready["token"]
        self.account_sid, self.auth_token = ready["twilio"]["accountSid"], ready["twilio"]["authToken"]
        self.hooks = {"voice": ready["twilio"]["voiceURL"], "status": ready["twilio"]["statusURL"]}
        self.number = ready["twilio"]["number"]

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=600)
        self.process.stdout.close()
        return code

    def signed(self, hook, form):
        """Path, body and headers of a Twilio webhook."""
        url = self.hooks[hook]
        text = url + "".join(name + value for name, value in sorted(form.items()))
        signature = base64.b64encode(hmac.new(self.auth_token.encode(), text.encode(), hashlib.sha1).digest()).decode()
        headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": signature}
        return urllib.parse.urlsplit(url).path, urllib.parse.urlencode(form).encode(), headers


class Provider:
    """One connection on which webhooks are posted."""

    def __init__(self, hub):
        self.hub, self.connection = hub, None

    def post(self, hook, form):
        """The status of the answer; None when there was none, and so nobody knows."""
        path, body, headers = self.hub.signed(hook, form)
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection(*self.hub.address, timeout=300)
                self.connection.connect()
                self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connection.request("POST", path, body, headers)
            answer = self.connection.getresponse()
            answer.read()
            return answer.status
        except (OSError, http.client.HTTPException):
            self.close()
            return None

    def close(self):
        if self.connection is not None:
            self.connection.close()
            self.connection = None


class Subscriber(threading.Thread):
    """Listens on a WebSocket, and after every cut goes on after the last offset it has seen."""

    def __init__(self, hub, topics):
        super().__init__(daemon=True)
        self.hub, self.topics = hub, topics
        self.epoch = self.offset = self.begin = None
        self.events, self.outcomes, self.faults = [], [], []
        self.up_to = 0
        self.allowed = threading.Event()
        self.ended = False
        self.socket = None

    def run(self):
        while not self.ended:
            if not self.allowed.wait(0.2):
                continue
            try:
                self.listen()
            except (OSError, EOFError):
                pass
            finally:
                if self.socket is not None:
                    self.socket.close()
                    self.socket = None

    def listen(self):
        self.socket = sock = socket.create_connection(self.hub.address, timeout=300)
        key = base64.b64encode(os.urandom(16)).decode()
        sock.sendall((
            f"GET /ws HTTP/1.1\r\nHost: {self.hub.address[0]}:{self.hub.address[1]}\r\nConnection: Upgrade\r\n"
            f"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n"
            f"Authorization: Bearer {self.hub.token}\r\n\r\n").encode())
        stream = sock.makefile("rb")
        status = stream.readline()
        if b" 101 " not in status:
            # 503 is an answer as well: a program that is ending takes no subscriber any more.
            if status and b" 503 " not in status:
                self.faults.append(f"the handshake was answered with {status!r}")
            raise EOFError
        while stream.readline() not in (b"\r\n", b""):
            pass
        ask = {"id": 1, "subscribe": self.topics}
        if self.offset is not None:
            ask["after"] = {"epoch": self.epoch, "offset": self.offset}
        self.send(1, json.dumps(ask).encode())
        while True:
            code, payload = self.frame(stream)
            if code == 1:
                self.heard(json.loads(payload))
            elif code == 9:
                self.send(10, payload)
            elif code == 8:
                raise EOFError

    def heard(self, frame):
        if "subscribed" in frame:
            if self.offset is None:
                self.epoch, self.offset, self.begin = frame["epoch"], frame["offset"], frame["offset"]
            else:
                self.outcomes.append(frame["outcome"])
                if frame["outcome"] == "reset":
                    self.faults.append(f"was told to start afresh: {frame}")
        elif "upTo" in frame:
            self.up_to = max(self.up_to, frame["upTo"])
        elif "offset" in frame and "type" in frame:
            self.offset = frame["offset"]
            self.events.append(frame)
        elif "problem" in frame or "refused" in frame:
            self.faults.append(f"was refused: {frame}")

    def sync(self):
        self.send(1, b'{"id":2,"sync":true}')

    def send(self, code, payload):
        mask = os.urandom(4)
        length = len(payload)
        head = struct.pack("!BB", 0x80 | code, 0x80 | length) if length < 126 else struct.pack("!BBH", 0x80 | code, 0xFE, length)
        self.socket.sendall(head + mask + bytes(byte ^ mask[index & 3] for index, byte in enumerate(payload)))

    @staticmethod
    def frame(stream):
        def exactly(count):
            data = stream.read(count)
            if len(data) < count:
                raise EOFError
            return data

        first, second = exactly(2)
        length = second & 0x7F
        if length == 126:
            (length,) = struct.unpack("!H", exactly(2))
        elif length == 127:
            (length,) = struct.unpack("!Q", exactly(8))
        return first & 0x0F, exactly(length)
