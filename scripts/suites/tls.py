#!/usr/bin/env python3
"""Looks at a program's TLS from outside, with testssl and openssl (Debian: testssl.sh, openssl).

    tls.py make FOLDER                              an authority, and two certificates of it for 127.0.0.1: old and new
    tls.py check URL --folder FOLDER --process PID  what must hold of a program that serves FOLDER/certificate.pem and key.pem

  testssl      no finding above LOW, of protocols, ciphers, certificate, and every vulnerability that it knows
  versions     TLS 1.2 and 1.3 are spoken; 1.0 and 1.1 are not
  resumption   a session is resumed in both versions
  protocols    http/1.1 is chosen of h2 and http/1.1; who offers h2 alone gets no connection
  reload       SIGHUP: new connections have the new certificate, those that are open go on, a faulty file changes nothing
"""

import argparse
import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

# What testssl says and we leave, with the reason.
LEFT = {
    "cert_revocation": "an authority made for this check has no list of revoked certificates",
    "BREACH": "only the page's own files are compressed: the same for everybody, without a secret or a word of a request in them",
}
ABOVE_LOW = ("MEDIUM", "HIGH", "CRITICAL", "FATAL")

faults = []


def fault(text):
    faults.append(text)
    print(text, flush=True)


def openssl(*arguments, text=b"", bad=False):
    result = subprocess.run(["openssl", *arguments], input=text, capture_output=True, timeout=30)
    if result.returncode and not bad:
        sys.exit(f"tls.py: openssl {' '.join(arguments)}: {result.stderr.decode()}")
    return (result.stdout + result.stderr).decode("utf-8", "replace")


# MARK: Certificates


def make(folder):
    folder.mkdir(parents=True, exist_ok=True)
    at = lambda name: str(folder / name)  # noqa: E731
    openssl("req", "-x509", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-keyout", at("authority.key"),
            "-out", at("authority.pem"), "-days", "365", "-subj", "/O=Switchboard/CN=Conformance",
            "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign,cRLSign")
    (folder / "extensions").write_text(
        "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth\n"
        "subjectAltName=DNS:localhost,IP:127.0.0.1\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n")
    for name in ("old", "new"):
        openssl("req", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-keyout", at(f"{name}.key"), "-out",
                at(f"{name}.csr"), "-subj", "/CN=localhost")
        openssl("x509", "-req", "-in", at(f"{name}.csr"), "-CA", at("authority.pem"), "-CAkey", at("authority.key"), "-set_serial",
                f"0x{os.urandom(16).hex()}", "-out", at(f"{name}.pem"), "-days", "300", "-sha256", "-extfile", at("extensions"))
    serve(folder, "old")


def serve(folder, name):
    """Puts a certificate where the program looks for it."""
    for kind, target in ((".pem", "certificate.pem"), (".key", "key.pem")):
        shutil.copyfile(folder / (name + kind), folder / target)


# MARK: What must hold


class Server:
    def __init__(self, url, folder, process):
        parts = urlsplit(url)
        self.host, self.port, self.folder, self.process = parts.hostname, parts.port, folder, process
        self.name = f"{self.host}:{self.port}"

    def context(self):
        return ssl.create_default_context(cafile=str(self.folder / "authority.pem"))

    def connect(self, context=None):
        plain = socket.create_connection((self.host, self.port), timeout=10)
        return (context or self.context()).wrap_socket(plain, server_hostname=self.host)

    def ask(self, connection):
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: hub.test\r\n\r\n")
        answer = connection.recv(65536)
        return answer.startswith(b"HTTP/1.1 200 ")

    def serial(self):
        with self.connect() as connection:
            return connection.getpeercert()["serialNumber"]

    def s_client(self, *arguments, bad=False):
        return openssl("s_client", "-connect", self.name, "-CAfile", str(self.folder / "authority.pem"), *arguments,
                       text=b"GET /healthz HTTP/1.1\r\nHost: hub.test\r\nConnection: close\r\n\r\n", bad=bad)


def check_versions(server):
    for version in ("1.2", "1.3"):
        said = server.s_client("-tls" + version.replace(".", "_"), "-ign_eof")
        if f"TLSv{version}" not in said or "HTTP/1.1 200" not in said or "Verify return code: 0" not in said:
            fault(f"TLS {version}: {said[-300:]}")
    for version in ("1", "1_1"):
        said = server.s_client(f"-tls{version}", "-cipher", "DEFAULT@SECLEVEL=0", bad=True)
        if "HTTP/1.1" in said or not re.search(r"alert|no protocols|unsupported|wrong version", said):
            fault(f"TLS {version.replace('_', '.')} is not refused: {said[-300:]}")


def check_resumption(server):
    file = str(server.folder / "session")
    for version in ("1_2", "1_3"):
        first = server.s_client(f"-tls{version}", "-sess_out", file, "-ign_eof")
        again = server.s_client(f"-tls{version}", "-sess_in", file, "-ign_eof")
        if "\nNew, TLSv" not in first or "\nReused, TLSv" not in again or "HTTP/1.1 200" not in again:
            fault(f"TLS {version.replace('_', '.')}: the session was not resumed")


def check_protocols(server):
    if "ALPN protocol: http/1.1" not in server.s_client("-alpn", "h2,http/1.1", "-ign_eof"):
        fault("http/1.1 is not chosen of h2 and http/1.1")
    if "No ALPN negotiated" not in server.s_client("-ign_eof"):
        fault("a protocol is chosen where none was offered")
    said = server.s_client("-alpn", "h2", "-ign_eof", bad=True)
    if "HTTP/1.1 200" in said or "no application protocol" not in said:
        fault(f"who offers h2 alone is not told so: {said[-300:]}")


def check_reload(server):
    before = server.serial()
    with server.connect() as kept:
        serve(server.folder, "new")
        reload(server, lambda: server.serial() != before, "the new certificate")
        if not server.ask(kept):
            fault("reload: a connection of before is lost")
        (server.folder / "certificate.pem").write_text("-----BEGIN CERTIFICATE-----\nnothing\n-----END CERTIFICATE-----\n")
        now = server.serial()
        os.kill(server.process, signal.SIGHUP)
        time.sleep(0.5)
        if server.serial() != now or not server.ask(kept):
            fault("reload: a faulty file has changed something")
        # A certificate of another key is as faulty.
        shutil.copyfile(server.folder / "old.pem", server.folder / "certificate.pem")
        os.kill(server.process, signal.SIGHUP)
        time.sleep(0.5)
        if server.serial() != now or not server.ask(kept):
            fault("reload: a certificate without its key has changed something")
    serve(server.folder, "old")
    reload(server, lambda: server.serial() == before, "the old certificate again")


def reload(server, holds, what):
    os.kill(server.process, signal.SIGHUP)
    for _ in range(100):
        if holds():
            return
        time.sleep(0.05)
    fault(f"reload: {what} is not served after 5 s")


def check_testssl(server):
    program = shutil.which("testssl") or shutil.which("testssl.sh")
    report = server.folder / "testssl.json"
    report.unlink(missing_ok=True)
    subprocess.run(
        [program, "--quiet", "--color", "0", "--warnings", "off", "--nodns", "none", "--ip", server.host, "--add-ca",
         str(server.folder / "authority.pem"), "--jsonfile", str(report), f"https://{server.name}/"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, timeout=1800)
    findings = json.loads(report.read_text()) if report.exists() else []
    if len(findings) < 80:
        fault(f"testssl has only {len(findings)} findings: it has not run to its end")
    tally = {}
    for finding in findings:
        tally[finding["severity"]] = tally.get(finding["severity"], 0) + 1
        if finding["severity"] in ABOVE_LOW and finding["id"].split(" ")[0] not in LEFT:
            fault(f"testssl {finding['severity']}: {finding['id']}: {finding['finding']}")
    print("testssl: " + ", ".join(f"{count} {name}" for name, count in sorted(tally.items())))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["make", "check"])
    parser.add_argument("where")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--process", type=int)
    parser.add_argument("--without-testssl", action="store_true", help="what takes seconds, without what takes minutes")
    options = parser.parse_args()
    if options.what == "make":
        make(Path(options.where))
        return 0
    server = Server(options.where, options.folder, options.process)
    checks = [check_versions, check_resumption, check_protocols, check_reload]
    for check in checks if options.without_testssl else [*checks, check_testssl]:
        check(server)
    print(f"tls: {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
