package dev.ringback.platform;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A proxy tells the clients of a PostgreSQL another process id than their session's, as poolers do. It knows no TLS. */
final class OtherPid implements AutoCloseable {
    private static final int BACKEND_KEY_DATA = 'K'; // PostgreSQL's manual, "Message Formats"

    private final ServerSocket server;
    private final int target;

    /** @param target a loopback port */
    OtherPid(int target) {
        this.target = target;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::acceptOnAndOn);
    }

    int port() {
        return server.getLocalPort();
    }

    private void acceptOnAndOn() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Socket postgres = new Socket(InetAddress.getLoopbackAddress(), target);
                Thread.ofVirtual().start(() -> pump(client, postgres));
                Thread.ofVirtual().start(() -> answer(postgres, client));
            } catch (IOException e) {
                // the proxy was closed
            }
        }
    }

    private static void pump(Socket from, Socket to) {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException e) {
            // the other side is gone, and so are both now
        }
    }

    private static void answer(Socket from, Socket to) {
        try (from;
                to;
                DataInputStream in = new DataInputStream(from.getInputStream());
                DataOutputStream out = new DataOutputStream(to.getOutputStream())) {
            int kind;
            do {
                kind = in.readUnsignedByte();
                byte[] rest = new byte[in.readInt() - Integer.BYTES];
                in.readFully(rest);
                if (kind == BACKEND_KEY_DATA) {
                    rest[3] ^= 1;
                }
                out.writeByte(kind);
                out.writeInt(rest.length + Integer.BYTES);
                out.write(rest);
                out.flush();
            } while (kind != BACKEND_KEY_DATA);
            in.transferTo(out);
        } catch (IOException e) {
            // the other side is gone, and so are both now
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
