package dev.ringback.platform;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * A TCP proxy lets its connections fall silent: they stay open and no byte passes any more, as after a failover without a reset
 * or on a host that hangs. New connections work.
 */
public final class SilentProxy implements AutoCloseable {
    private final ServerSocket server;
    private final int target;
    private final Set<Pair> pairs = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean hangs;

    private static final class Pair {
        private final Socket client;
        private final Socket server;
        private volatile boolean isSilent;

        private Pair(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }
    }

    /** @param target a loopback port */
    public SilentProxy(int target) {
        this.target = target;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::acceptOnAndOn);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Makes all present connections silent for good. Returns how many there were. */
    public int silence() {
        List<Pair> present = List.copyOf(pairs);
        present.forEach(pair -> pair.isSilent = true);
        pairs.removeAll(Set.copyOf(present));
        return present.size();
    }

    /** Makes all present connections silent for good, and each new one until {@link #recover}. Returns as {@link #silence}. */
    public int hang() {
        hangs = true;
        return silence();
    }

    /** Lets connections work that are opened from now on. */
    public void recover() {
        hangs = false;
    }

    private void acceptOnAndOn() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Pair pair = new Pair(client, new Socket(InetAddress.getLoopbackAddress(), target));
                pairs.add(pair);
                if (hangs) { // read after the pair was added, so that hang() or this line makes it silent
                    pair.isSilent = true;
                    pairs.remove(pair);
                }
                Thread.ofVirtual().start(() -> pump(pair, pair.client, pair.server));
                Thread.ofVirtual().start(() -> pump(pair, pair.server, pair.client));
            } catch (IOException e) {
                // the target is away just now, or the proxy was closed
            }
        }
    }

    private void pump(Pair pair, Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] bytes = new byte[1 << 13];
            for (int n = in.read(bytes); n > 0 && !pair.isSilent; n = in.read(bytes)) {
                out.write(bytes, 0, n);
            }
            if (pair.isSilent) {
                closed.await(); // nothing more is read, and neither end is told
            }
        } catch (IOException e) {
            // the other side is gone, and so are both now
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            pairs.remove(pair);
        }
    }

    @Override
    public void close() {
        try {
            closed.countDown();
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
