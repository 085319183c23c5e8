package dev.ringback.hub;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server below HTTP: it keeps every byte of every connection, and hangs up at the stage it is told. */
final class RawServer implements AutoCloseable {
    /** When it hangs up. */
    enum Stage {
        ACCEPTED,
        HEAD_READ,
        BODY_READ,
        HALF_OF_THE_HEADER_SENT,
        HALF_OF_THE_BODY_SENT,
        ANSWERED,
        NEVER
    }

    private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
            + "Content-Length: 18\r\n\r\n{\"session_id\":\"s\"}";
    private static final String END_OF_HEAD = "\r\n\r\n";

    private final ServerSocket listener;
    private final Stage stage;
    private final List<Connection> connections = new CopyOnWriteArrayList<>();

    private RawServer(ServerSocket listener, Stage stage) {
        this.listener = listener;
        this.stage = stage;
    }

    static RawServer hangingUp(Stage stage) throws IOException {
        var server = new RawServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), stage);
        Thread.ofVirtual().start(server::accept);
        return server;
    }

    /** What came over one connection. */
    static final class Connection {
        private final StringBuilder received = new StringBuilder();
        private boolean ended;

        /** The bytes so far, each as one character. */
        synchronized String received() {
            return received.toString();
        }

        synchronized boolean ended() {
            return ended;
        }

        private synchronized void add(int read) {
            received.append((char) read);
        }

        private synchronized void end() {
            ended = true;
        }
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/v1");
    }

    /** One for each connection ever made. */
    List<Connection> connections() {
        return connections;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                Connection connection = new Connection();
                connections.add(connection);
                Thread.ofVirtual().start(() -> serve(socket, connection));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket, Connection connection) {
        try (socket) {
            if (stage == Stage.ACCEPTED) {
                return;
            }
            InputStream in = socket.getInputStream();
            readHead(in, connection);
            if (stage == Stage.HEAD_READ) {
                return;
            }
            readBody(in, connection);
            if (stage == Stage.BODY_READ) {
                return;
            }
            socket.getOutputStream().write(answer());
            socket.getOutputStream().flush();
            if (stage == Stage.NEVER) {
                readOn(in, connection);
            }
        } catch (IOException e) {
            // The client hung up first: what it sent until then has been noted.
        } finally {
            connection.end();
        }
    }

    private byte[] answer() {
        int header = ANSWER.indexOf(END_OF_HEAD);
        String sent = switch (stage) {
            case HALF_OF_THE_HEADER_SENT -> ANSWER.substring(0, header / 2);
            case HALF_OF_THE_BODY_SENT -> ANSWER.substring(0, ANSWER.length() - 5);
            default -> ANSWER;
        };
        return sent.getBytes(StandardCharsets.US_ASCII);
    }

    private static void readHead(InputStream in, Connection connection) throws IOException {
        while (!connection.received().endsWith(END_OF_HEAD)) {
            readOne(in, connection);
        }
    }

    private static void readBody(InputStream in, Connection connection) throws IOException {
        String head = connection.received().toLowerCase();
        int length = Integer.parseInt(
                head.replaceAll("(?s).*\\r\\ncontent-length: *(\\d+).*", "$1").trim());
        for (int i = 0; i < length; i++) {
            readOne(in, connection);
        }
    }

    private static void readOn(InputStream in, Connection connection) throws IOException {
        for (int read = in.read(); read >= 0; read = in.read()) {
            connection.add(read);
        }
    }

    private static void readOne(InputStream in, Connection connection) throws IOException {
        int read = in.read();
        if (read < 0) {
            throw new IOException("the client hung up");
        }
        connection.add(read);
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
