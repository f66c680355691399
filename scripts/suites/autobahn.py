#!/usr/bin/env python3
"""Runs the cases of Autobahn|Testsuite (sections 1-7, 9, 10) against an echo server.

    autobahn.py ws://127.0.0.1:8080/ws/echo [--cases 6,7.9] [--report FILE]

The suite on PyPI is written for Python 2 and an engine of its time. Its cases are plain data and rules, though: this
loads them as they are, with text as bytes were then (Latin-1), and drives them with an engine of its own. Sections 12
and 13 test compression, which is optional and not offered.
"""

import argparse
import binascii as real_binascii
import codecs
import heapq
import importlib.abc
import importlib.util
import json
import os
import re
import select
import socket
import struct
import sys
import time
import types
from pathlib import Path
from urllib.parse import urlsplit


# MARK: The cases, as Python 3 reads them


class Validator:
    """Says of bytes whether they are UTF-8 so far, and whether they end between characters."""

    def __init__(self):
        self.reset()

    def reset(self):
        self.decoder = codecs.getincrementaldecoder("utf-8")("strict")

    def validate(self, text):
        try:
            self.decoder.decode(text.encode("latin-1"))
        except UnicodeDecodeError as error:
            return False, False, error.start, error.start
        return True, not self.decoder.getstate()[0], len(text), len(text)


class Engine:
    """What the cases know of the engine by name."""

    MESSAGE_TYPE_TEXT, MESSAGE_TYPE_BINARY = 1, 2
    STATE_CLOSED, STATE_CONNECTING, STATE_CLOSING, STATE_OPEN = range(4)
    CLOSE_STATUS_CODE_NORMAL = 1000
    CLOSE_STATUS_CODE_GOING_AWAY = 1001
    CLOSE_STATUS_CODE_PROTOCOL_ERROR = 1002
    CLOSE_STATUS_CODE_INVALID_PAYLOAD = 1007


class Cases(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the modules of the suite's cases and reads them as the Python of their time."""

    def __init__(self):
        spec = importlib.util.find_spec("autobahntestsuite")
        if spec is None:
            sys.exit("autobahn.py: the package autobahntestsuite is needed: pip install autobahntestsuite")
        self.folder = Path(spec.submodule_search_locations[0]) / "case"

    def find_spec(self, name, path=None, target=None):
        if re.fullmatch(r"case(\d\w*)?|cases", name):
            return importlib.util.spec_from_loader(name, self)
        return None

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        name = "__init__" if module.__name__ == "cases" else module.__name__
        text = (self.folder / (name + ".py")).read_bytes().decode("latin-1").replace("\r\n", "\n")
        text = re.sub(r"^#.*coding.*$", "", text, count=1, flags=re.M)
        text = re.sub(r"^(\s*)print\b(.*)$", r"\1print(\2)", text, flags=re.M)
        text = text.replace("(object, Case, )", "(Case, )")
        text = text.replace("len(self.payload) / self", "len(self.payload) // self")
        module.__dict__.update(xrange=range, unichr=chr)
        exec(compile(text, str(self.folder / name), "exec"), module.__dict__)

    @staticmethod
    def module(name, **members):
        module = types.ModuleType(name)
        module.__dict__.update(members)
        sys.modules[name] = module

    def load(self):
        binary = sys.modules["binascii"]
        for name in ("autobahn", "autobahn.websocket"):
            self.module(name, __path__=[])
        self.module("autobahn.websocket.protocol", WebSocketProtocol=Engine)
        self.module("autobahn.websocket.utf8validator", Utf8Validator=Validator)
        self.module("case9_9_1")
        self.module("case12_x_x", Case12_X_X=[], Case12_X_X_CaseSubCategories={}, Case13_X_X=[],
                    Case13_X_X_CaseSubCategories={})
        self.module("binascii", b2a_hex=lambda text: real_binascii.b2a_hex(text.encode("latin-1")).decode())
        sys.meta_path.insert(0, self)
        cases = importlib.import_module("cases").Cases
        sys.modules["case"].Case.compare = lambda case, one, other: one == other
        sys.modules["binascii"] = binary
        return cases


# MARK: The engine


class Breach(Exception):
    """The server broke the protocol."""


class Peer(Engine):
    """One connection, driven by one case."""

    patience = 1.0  # seconds for the answer to a close frame, and for the server to end the connection after it

    def __init__(self, url):
        self.url = urlsplit(url)
        self.factory = types.SimpleNamespace(isServer=False)
        self.state = self.STATE_CONNECTING
        self.connectionWasOpen = self.closedByMe = self.droppedByMe = self.wasClean = self.failedByMe = False
        self.remoteCloseCode = self.localCloseCode = self.localCloseReason = None
        self.autoFragmentSize = 0
        self.createWirelog = False
        self.txFrameStats, self.rxFrameStats = {}, {}
        self.trafficStats = None
        self.perMessageCompressionOffers = []
        self.outgoing, self.input, self.message = [], bytearray(), None
        self.timers, self.count = [], 0

    # What the cases call.

    def enableWirelog(self, enabled):
        pass

    def later(self, delay, body):
        self.count += 1
        heapq.heappush(self.timers, (time.monotonic() + delay, self.count, body))

    def continueLater(self, delay, body, tag=None):
        self.later(delay, body)

    def killAfter(self, delay):
        self.later(delay, self.fail)

    def closeAfter(self, delay):
        self.later(delay, self.sendClose)

    @staticmethod
    def header(first, count):
        if count < 126:
            return bytes([first, 0x80 | count])
        if count < 65536:
            return bytes([first, 0xfe]) + struct.pack("!H", count)
        return bytes([first, 0xff]) + struct.pack("!Q", count)

    def sendFrame(self, opcode, payload="", fin=True, rsv=0, mask=None, payload_len=None, chopsize=None, sync=False):
        data = payload if isinstance(payload, bytes) else payload.encode("latin-1")
        if payload_len is not None:
            data = (data * (payload_len // max(1, len(data)) + 1))[:payload_len]
        self.txFrameStats[opcode] = self.txFrameStats.get(opcode, 0) + 1
        count = len(data)
        key = mask.encode("latin-1") if isinstance(mask, str) else mask or os.urandom(4)
        pad = (key * (count // 4 + 1))[:count]
        data = (int.from_bytes(data, "big") ^ int.from_bytes(pad, "big")).to_bytes(count, "big")
        frame = self.header((0x80 if fin else 0) | rsv << 4 | opcode, count) + key + data
        if chopsize:
            self.outgoing += [frame[i:i + chopsize] for i in range(0, len(frame), chopsize)]
        else:
            self.outgoing.append(frame)

    def sendMessage(self, payload, isBinary=False, fragmentSize=None, sync=False):
        size = fragmentSize or self.autoFragmentSize or max(1, len(payload))
        parts = [payload[i:i + size] for i in range(0, len(payload), size)] or [payload]
        for index, part in enumerate(parts):
            self.sendFrame(0 if index else 2 if isBinary else 1, part, fin=index == len(parts) - 1)

    def beginMessage(self, opcode=1, isBinary=False):
        self.opcode = 2 if isBinary else opcode

    def beginMessageFrame(self, length):
        self.key, self.masked = os.urandom(4), 0
        self.outgoing.append(self.header(self.opcode, length) + self.key)
        self.opcode = 0

    def sendMessageFrameData(self, payload, sync=False):
        data = payload.encode("latin-1")
        self.outgoing.append(bytes(byte ^ self.key[(self.masked + i) % 4] for i, byte in enumerate(data)))
        self.masked += len(data)

    def endMessage(self):
        self.sendFrame(0, "")

    def sendCloseFrame(self, code=None, reasonUtf8=None, isReply=False):
        if self.state != self.STATE_OPEN:
            return
        payload = b"" if code is None else struct.pack("!H", code) + (reasonUtf8 or "").encode("latin-1")
        self.sendFrame(8, payload)
        self.state, self.closedByMe = self.STATE_CLOSING, not isReply
        self.localCloseCode, self.localCloseReason = code, reasonUtf8
        self.later(self.patience, self.drop)

    def sendClose(self, code=None, reason=None):
        self.sendCloseFrame(code, reason)

    # What drives them.

    def fail(self):
        """The case has waited long enough."""
        if self.state == self.STATE_OPEN:
            self.failedByMe = True
            self.sendCloseFrame(1001)

    def drop(self):
        if self.state != self.STATE_CLOSED:
            self.droppedByMe, self.state = True, self.STATE_CLOSED

    def run(self, case):
        self.socket = socket.create_connection((self.url.hostname, self.url.port or 80), timeout=5)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            self.shake_hands()
            self.socket.setblocking(False)
            self.state, self.connectionWasOpen = self.STATE_OPEN, True
            case.onOpen()
            while self.state != self.STATE_CLOSED:
                self.turn(case)
        finally:
            self.socket.close()
        case.onConnectionLost(self.failedByMe)

    def shake_hands(self):
        key = real_binascii.b2a_base64(os.urandom(16)).decode().strip()
        self.socket.sendall((
            f"GET {self.url.path} HTTP/1.1\r\nHost: {self.url.netloc}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n").encode())
        while b"\r\n\r\n" not in self.input:
            some = self.socket.recv(4096)
            if not some:
                raise Breach("no handshake")
            self.input += some
        head, _, rest = bytes(self.input).partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 101 "):
            raise Breach(head.splitlines()[0].decode("latin-1"))
        self.input = bytearray(rest)

    def turn(self, case):
        wait = max(0, self.timers[0][0] - time.monotonic()) if self.timers else 60
        readable, writable, _ = select.select([self.socket], [self.socket] if self.outgoing else [], [], wait)
        if writable:
            self.write()
        if readable:
            self.read(case)
        while self.timers and self.timers[0][0] <= time.monotonic() and self.state != self.STATE_CLOSED:
            heapq.heappop(self.timers)[2]()

    def write(self):
        done = 0
        try:
            # A piece at a time, so that each is a segment of its own where the network lets it.
            for piece in self.outgoing[:256]:
                sent = self.socket.send(piece)
                if sent < len(piece):
                    self.outgoing[done] = piece[sent:]
                    break
                done += 1
        except BlockingIOError:
            pass
        except OSError:
            # The server has closed; what it said before that may still be read.
            done = len(self.outgoing)
        del self.outgoing[:done]

    def read(self, case):
        try:
            some = self.socket.recv(1 << 20)
        except BlockingIOError:
            return
        except OSError:
            some = b""
        if not some:
            self.state = self.STATE_CLOSED
            return
        self.input += some
        while self.state != self.STATE_CLOSED:
            frame = self.next_frame()
            if frame is None:
                return
            self.take(case, *frame)

    def next_frame(self):
        data = self.input
        if len(data) < 2:
            return None
        if data[0] & 0x70:
            raise Breach("the server set a reserved bit")
        if data[1] & 0x80:
            raise Breach("the server masked a frame")
        length, start = data[1], 2
        if length > 125:
            start = 4 if length == 126 else 10
            if len(data) < start:
                return None
            length = int.from_bytes(data[2:start], "big")
            if length < (126 if start == 4 else 65536):
                raise Breach("the server wrote a length that is not the shortest")
        if len(data) < start + length:
            return None
        payload = bytes(data[start:start + length])
        first = data[0]
        del data[:start + length]
        return first & 15, bool(first & 0x80), payload

    def take(self, case, opcode, final, payload):
        self.rxFrameStats[opcode] = self.rxFrameStats.get(opcode, 0) + 1
        if opcode >= 8 and (not final or len(payload) > 125):
            raise Breach("the server sent a wrong control frame")
        if opcode == 8:
            self.closed(payload)
        elif opcode == 9:
            self.sendFrame(10, payload)
        elif opcode == 10:
            case.onPong(payload.decode("latin-1"))
        elif opcode in (0, 1, 2):
            if (opcode == 0) != (self.message is not None):
                raise Breach("the server mixed messages")
            kind, parts = self.message or (opcode, [])
            parts.append(payload)
            self.message = (kind, parts)
            if final:
                self.message, whole = None, b"".join(parts)
                if kind == 1:
                    whole.decode("utf-8")
                case.onMessage(whole.decode("latin-1"), kind == 2)
        else:
            raise Breach(f"the server sent the opcode {opcode}")

    def closed(self, payload):
        if len(payload) == 1:
            raise Breach("the server sent half a close code")
        if payload:
            self.remoteCloseCode = struct.unpack("!H", payload[:2])[0]
            payload[2:].decode("utf-8")
        if self.state == self.STATE_OPEN:
            self.sendCloseFrame(self.remoteCloseCode or 1000, isReply=True)
            self.write()
        self.wasClean = True
        self.later(self.patience, self.drop)


# MARK: The run


def identity(case):
    return case.__name__.removeprefix("Case").replace("_", ".")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("url")
    parser.add_argument("--cases", default="", help="sections or cases, such as 6,7.9")
    parser.add_argument("--report", help="a JSON file for all outcomes")
    options = parser.parse_args()
    wanted = [name.split(".") for name in options.cases.split(",") if name]
    outcomes, tally, started = [], {}, time.monotonic()
    for kind in Cases().load():
        name = identity(kind)
        if wanted and not any(name.split(".")[:len(w)] == w for w in wanted):
            continue
        peer, began = Peer(options.url), time.monotonic()
        case = kind(peer)
        try:
            peer.run(case)
        except (Breach, UnicodeDecodeError, OSError) as error:
            case.behavior, case.result = "FAILED", f"{type(error).__name__}: {error}"
        seconds = time.monotonic() - began
        good = {"OK", "NON-STRICT", "INFORMATIONAL"}
        failed = case.behavior not in good or case.behaviorClose not in good
        word = "FAILED" if failed else case.behavior
        tally[word] = tally.get(word, 0) + 1
        outcomes.append({"case": name, "behavior": case.behavior, "behaviorClose": case.behaviorClose,
                         "result": case.result, "resultClose": case.resultClose, "code": peer.remoteCloseCode,
                         "seconds": round(seconds, 3)})
        if word != "OK":
            print(f"{name:8} {word:13} {case.behavior} / {case.behaviorClose}: {case.result} {case.resultClose}",
                  flush=True)
    if options.report:
        Path(options.report).write_text(json.dumps(outcomes, indent=1) + "\n")
    counts = ", ".join(f"{count} {word}" for word, count in sorted(tally.items()))
    print(f"autobahn: {len(outcomes)} cases in {time.monotonic() - started:.0f} s: {counts}")
    return 1 if tally.get("FAILED") or not outcomes else 0


if __name__ == "__main__":
    sys.exit(main())
