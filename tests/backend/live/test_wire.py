"""The demo's connection to the server."""

import socket
import threading

import pytest

from backend.live.demo.wire import Connection, Request

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def serve(answers: list[bytes]) -> str:
    """Answer one request for each connection, then close it as an idle server does."""
    listener = socket.create_server(("127.0.0.1", 0))

    def run() -> None:
        for answer in answers:
            connection, _ = listener.accept()
            connection.recv(4096)
            connection.sendall(answer)
            connection.close()
        listener.close()

    threading.Thread(target=run, daemon=True).start()
    return f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_an_idle_connection_that_the_server_closed_is_opened_again():
    connection = Connection(serve([ANSWER, ANSWER]))
    connection.send(Request("GET", "/", {}))

    answer = connection.send(Request("GET", "/", {}))

    assert answer.status == 200


def test_a_server_that_closes_a_new_connection_is_not_reached():
    connection = Connection(serve([b""]))

    with pytest.raises(ConnectionError):
        connection.send(Request("GET", "/", {}))
