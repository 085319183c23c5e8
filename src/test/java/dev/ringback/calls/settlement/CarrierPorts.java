package dev.ringback.calls.settlement;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.Map;

/** Two carrier accounts for the service under test, at free ports where a test starts its fakes. */
public class CarrierPorts implements QuarkusTestResourceLifecycleManager {
    @Override
    public Map<String, String> start() {
        try (ServerSocket twilio = new ServerSocket(0);
                ServerSocket plivo = new ServerSocket(0)) {
            return Map.ofEntries(
                    Map.entry("test.twilio.port", Integer.toString(twilio.getLocalPort())),
                    Map.entry("test.plivo.port", Integer.toString(plivo.getLocalPort())),
                    Map.entry("ringback.carriers.main.kind", "twilio"),
                    Map.entry("ringback.carriers.main.account", FakeCarrier.ACCOUNT),
                    Map.entry("ringback.carriers.main.secret", FakeCarrier.SECRET),
                    Map.entry("ringback.carriers.main.url", "http://localhost:" + twilio.getLocalPort()),
                    Map.entry("ringback.carriers.main.numbers", "+12025550123"),
                    Map.entry("ringback.carriers.side.kind", "plivo"),
                    Map.entry("ringback.carriers.side.account", FakeCarrier.ACCOUNT),
                    Map.entry("ringback.carriers.side.secret", FakeCarrier.SECRET),
                    Map.entry("ringback.carriers.side.url", "http://localhost:" + plivo.getLocalPort()),
                    Map.entry("ringback.carriers.side.numbers", "+12025550124"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        // the fakes are the tests' own
    }
}
