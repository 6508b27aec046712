"""victim.py ADDRESS PORT: accepts every RPC interface in the first transfer syntax that is proposed, and answers every call with "access denied".

What attackers' tools send can be captured this way without a machine that it would harm.
"""
import socket
import struct
import sys
import threading

REQUEST, FAULT, BIND, BIND_ACK, ALTER_CONTEXT, ALTER_CONTEXT_RESPONSE = 0, 3, 11, 12, 14, 15
LAST_FRAGMENT = 2
ACCESS_DENIED = 5
FRAGMENT = 5840


def read(connection, count):
    data = b''
    while len(data) < count:
        piece = connection.recv(count - len(data))
        if not piece:
            raise EOFError
        data += piece
    return data


def answer(connection, header, kind, body):
    # [C706] 12.6.3.1: version 5.0, first and last fragment, little-endian, and the call's own number.
    connection.sendall(struct.pack('<BBBBIHHI', 5, 0, kind, 3, 0x10, 16 + len(body), 0, struct.unpack_from('<I', header, 12)[0]) + body)


def accepted(bind):
    """The results of a bind: each context is taken, with the transfer syntax that it names first ([C706] 12.6.4.4)."""
    contexts = bind[8]
    body = struct.pack('<HHIHHB3x', FRAGMENT, FRAGMENT, 1, 1, 0, contexts)
    at = 12
    for _ in range(contexts):
        body += struct.pack('<HH', 0, 0) + bind[at + 24:at + 44]
        at += 24 + 20 * bind[at + 2]
    return body


def serve(connection):
    with connection:
        try:
            while True:
                header = read(connection, 16)
                body = read(connection, struct.unpack_from('<H', header, 8)[0] - 16)
                if header[2] in (BIND, ALTER_CONTEXT):
                    answer(connection, header, BIND_ACK if header[2] == BIND else ALTER_CONTEXT_RESPONSE, accepted(body))
                elif header[2] == REQUEST and header[3] & LAST_FRAGMENT:
                    answer(connection, header, FAULT, struct.pack('<I2sBBII', 0, body[4:6], 0, 0, ACCESS_DENIED, 0))
        except (EOFError, ConnectionError):
            pass


def main():
    with socket.create_server((sys.argv[1], int(sys.argv[2]))) as listener:
        print('ready', flush=True)
        while True:
            threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()


if __name__ == '__main__':
    main()
