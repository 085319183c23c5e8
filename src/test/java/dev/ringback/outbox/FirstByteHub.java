package dev.ringback.outbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Hub that places every call and notes when the first byte of each request came; one request a connection. */
final class FirstByteHub implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: *([0-9]+)");
    private static final Pattern TO = Pattern.compile("\"to_number\":\"([^\"]+)\"");

    private final ServerSocket server;
    private final Map<String, Instant> firstBytes = new ConcurrentHashMap<>();

    FirstByteHub(int port) throws IOException {
        server = new ServerSocket(port, 1024, InetAddress.getByName("localhost"));
        Thread.ofPlatform().daemon().name("first-byte-hub").start(this::accept);
    }

    /** By the number that was called. */
    Map<String, Instant> firstBytes() {
        return firstBytes;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket connection = server.accept();
                Thread.ofPlatform().daemon().start(() -> answer(connection));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void answer(Socket connection) {
        try (connection) {
            InputStream in = connection.getInputStream();
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            int first = in.read();
            Instant at = Instant.now();
            for (int next = first; next >= 0; next = isWhole(request) ? -1 : in.read()) {
                request.write(next);
            }
            Matcher to = TO.matcher(text(request));
            if (to.find()) {
                firstBytes.put(to.group(1), at);
            }
            String body = "{\"session_id\":\"sess_bench\"}";
            connection
                    .getOutputStream()
                    .write(("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                                    + "\r\nConnection: close\r\n\r\n" + body)
                            .getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isWhole(ByteArrayOutputStream request) {
        String text = text(request);
        int body = text.indexOf("\r\n\r\n");
        if (body < 0) {
            return false;
        }
        Matcher length = LENGTH.matcher(text);
        return !length.find() || text.length() >= body + 4 + Integer.parseInt(length.group(1));
    }

    private static String text(ByteArrayOutputStream request) {
        return request.toString(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
