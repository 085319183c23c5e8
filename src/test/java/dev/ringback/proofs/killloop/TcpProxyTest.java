package dev.ringback.proofs.killloop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests the proxy between real sockets. */
class TcpProxyTest {
    private static final int A_WHILE_MILLIS = 300;

    private final BlockingQueue<Socket> accepted = new LinkedBlockingQueue<>();
    private ServerSocket server;
    private TcpProxy proxy;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    accepted.add(server.accept());
                }
            } catch (IOException e) {
                // the test is over
            }
        });
        proxy = new TcpProxy(0, InetSocketAddress.createUnresolved("localhost", server.getLocalPort()));
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        server.close();
    }

    /** Both sockets of a connection through the proxy. */
    private record Ends(Socket client, Socket server) {}

    private Ends connect() throws IOException, InterruptedException {
        Socket client = connectAlone();
        Socket other = accepted.poll(10, TimeUnit.SECONDS);
        assertThat(other).as("the server's end").isNotNull();
        other.setSoTimeout(A_WHILE_MILLIS);
        return new Ends(client, other);
    }

    private Socket connectAlone() throws IOException {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        client.setSoTimeout(A_WHILE_MILLIS);
        return client;
    }

    private static void assertPasses(Ends ends) throws IOException {
        ends.client.getOutputStream().write(1);
        ends.server.setSoTimeout(10_000);
        assertThat(ends.server.getInputStream().read()).isEqualTo(1);
        ends.server.getOutputStream().write(2);
        ends.client.setSoTimeout(10_000);
        assertThat(ends.client.getInputStream().read()).isEqualTo(2);
        ends.server.setSoTimeout(A_WHILE_MILLIS);
        ends.client.setSoTimeout(A_WHILE_MILLIS);
    }

    /** Asserts that a socket receives neither a byte nor the end of its connection. */
    private static void assertSilent(Socket socket) {
        assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void silentConnectionsStayOpenAndPassNothing() throws IOException, InterruptedException {
        Ends silent = connect();
        assertPasses(silent);
        assertThat(proxy.silence()).isOne();
        silent.client.getOutputStream().write(1);
        silent.server.getOutputStream().write(2);
        assertSilent(silent.client);
        assertSilent(silent.server);
        assertThat(proxy.silence()).as("those that fall silent a second time").isZero();
    }

    @Test
    void newConnectionsPassBesideSilentOnes() throws IOException, InterruptedException {
        Ends silent = connect();
        assertPasses(silent);
        proxy.silence();
        assertPasses(connect());
        assertSilent(silent.client);
    }

    @Test
    void noEndOfASilentConnectionIsToldOfTheOthersEnd() throws IOException, InterruptedException {
        Ends givenUp = connect();
        Ends killed = connect();
        assertPasses(givenUp);
        assertPasses(killed);
        assertThat(proxy.silence()).isEqualTo(2);
        givenUp.client.close();
        assertSilent(givenUp.server);
        killed.server.close();
        assertSilent(killed.client);
    }

    @Test
    void connectionsOfASilentTimeStaySilentAndLaterOnesPass() throws IOException, InterruptedException {
        Runnable end = proxy.silenceAll();
        Socket during = connectAlone();
        during.getOutputStream().write(1);
        assertSilent(during);
        end.run();
        assertPasses(connect());
        assertSilent(during);
    }

    @Test
    void theEndOfOneSideIsTheEndOfTheOther() throws IOException, InterruptedException {
        Ends byServer = connect();
        Ends byClient = connect();
        assertPasses(byServer);
        byServer.server.close();
        byServer.client.setSoTimeout(10_000);
        assertThat(byServer.client.getInputStream().read()).isEqualTo(-1);
        assertPasses(byClient);
        byClient.client.close();
        byClient.server.setSoTimeout(10_000);
        assertThat(byClient.server.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void aConnectionEndsWhereTheServerIsAway() throws IOException {
        int nobody; // a port where nobody accepted: an accept that is under way may outlive the close of its listener
        try (ServerSocket away = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            nobody = away.getLocalPort();
        }
        try (TcpProxy toNobody = new TcpProxy(0, InetSocketAddress.createUnresolved("localhost", nobody));
                Socket client = new Socket(InetAddress.getLoopbackAddress(), toNobody.port())) {
            client.setSoTimeout(10_000);
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }
}
