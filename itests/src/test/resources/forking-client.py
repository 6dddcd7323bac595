"""A WebSocket client that subscribes to a symbol, forks, and counts; arguments: host, port, path, symbol."""
import os
import socket
import sys
import time


def frame(text):
    payload = text.encode()
    length = bytes([0x80 | len(payload)])
    return bytes([0x81]) + length + bytes(4) + payload


connection = socket.create_connection((sys.argv[1], int(sys.argv[2])))
connection.sendall(
    (
        "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n" % sys.argv[3]
    ).encode()
)
connection.sendall(frame('{"action":"auth","key":"demo-key","secret":"demo-secret"}'))
connection.sendall(frame('{"action":"subscribe","trades":["%s"]}' % sys.argv[4]))
child = os.fork()
if child == 0:
    time.sleep(300)  # holds the socket, and reads nothing
    os._exit(0)
print(child, flush=True)
connection.settimeout(0.2)
while True:
    try:
        if not connection.recv(65536):
            break
    except socket.timeout:
        pass
    connection.sendall(bytes([0x8A, 0x80, 0, 0, 0, 0]))  # a pong: it lives
