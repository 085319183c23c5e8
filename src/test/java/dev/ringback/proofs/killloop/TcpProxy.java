package dev.ringback.proofs.killloop;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A TCP proxy on loopback whose connections can fall silent, as after a lost path or a hung host. A silent connection
 * stays open on both sides, passes no byte and is never reset. It stays silent for good.
 */
public final class TcpProxy implements AutoCloseable {
    /** Time after which the server's side of a silent connection closes, as by its keepalive. Longer than any measurement. */
    private static final Duration SERVER_NOTICES_AFTER = Duration.ofMinutes(3);

    private static final int BUFFER = 16 * 1024;
    private static final int CONNECT_MILLIS = 5000;

    private final ServerSocket listener;
    private final InetSocketAddress target;
    private final Set<Pair> pairs = ConcurrentHashMap.newKeySet();
    private volatile boolean isSilent;

    /**
     * Listens at once.
     *
     * @param port a free port of loopback; 0 takes any
     * @param target address that connections are passed on to; need not listen yet
     */
    public TcpProxy(int port, InetSocketAddress target) throws IOException {
        this.listener = new ServerSocket(port, 0, InetAddress.getLoopbackAddress());
        this.target = target;
        Thread.ofVirtual().name("proxy-" + port).start(this::acceptAll);
    }

    /** Returns the port that clients connect to. */
    public int port() {
        return listener.getLocalPort();
    }

    /** Silences the present connections. New connections pass. Returns the number of connections that fell silent. */
    public int silence() {
        return (int) pairs.stream().filter(Pair::silence).count();
    }

    /** Silences the present connections, and all connections opened before the returned action is run. */
    public Runnable silenceAll() {
        isSilent = true;
        silence();
        return () -> isSilent = false;
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> pass(client));
            } catch (IOException e) {
                // the listener was closed, or the client has left already
            }
        }
    }

    private void pass(Socket client) {
        Pair pair = new Pair(client, new Socket());
        pairs.add(pair); // before connecting, so that a silence from now on includes it
        if (isSilent) {
            pair.silence();
        }
        try {
            client.setTcpNoDelay(true);
            if (!pair.isSilent) {
                pair.server.setTcpNoDelay(true);
                pair.server.connect(new InetSocketAddress(target.getHostString(), target.getPort()), CONNECT_MILLIS);
                Thread.ofVirtual().start(() -> pair.pump(pair.server, client));
            }
            pair.pump(client, pair.server);
        } catch (IOException e) {
            pair.ended(client);
        }
    }

    /** Ends all connections, including silent connections, and stops listening. */
    @Override
    public void close() {
        closeQuietly(listener);
        pairs.forEach(Pair::close);
    }

    private static void closeQuietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            // the socket is unusable either way
        }
    }

    /** One proxied connection: the socket of the client and the socket to the server. */
    private final class Pair {
        private final Socket client;
        private final Socket server;
        private volatile boolean isSilent;

        Pair(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        /** Silences the pair. Returns false if it was silent before. */
        synchronized boolean silence() {
            if (isSilent) {
                return false;
            }
            isSilent = true;
            Thread.ofVirtual().start(this::closeServerLater);
            return true;
        }

        private void closeServerLater() {
            try {
                TimeUnit.MILLISECONDS.sleep(SERVER_NOTICES_AFTER.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            closeQuietly(server);
        }

        /** Copies bytes until one side closes. Reads and drops the bytes of a silent pair, to notice its end. */
        void pump(Socket from, Socket to) {
            try {
                InputStream in = from.getInputStream();
                OutputStream out = isSilent ? OutputStream.nullOutputStream() : to.getOutputStream();
                byte[] buffer = new byte[BUFFER];
                for (int size = in.read(buffer); size >= 0; size = in.read(buffer)) {
                    if (!isSilent) {
                        out.write(buffer, 0, size);
                    }
                }
            } catch (IOException e) {
                // a reset ends the connection too
            }
            ended(from);
        }

        /** Closes both sockets after one side has closed. In a silent pair, closes only the socket of that side. */
        void ended(Socket end) {
            if (isSilent) {
                closeQuietly(end);
                if (end == client) {
                    pairs.remove(this);
                }
            } else {
                close();
            }
        }

        void close() {
            pairs.remove(this);
            closeQuietly(client);
            closeQuietly(server);
        }
    }
}
