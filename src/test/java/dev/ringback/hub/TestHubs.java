package dev.ringback.hub;

import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.InstantSource;

/** Makes Hubs that talk to a server of a test's own. */
@ApplicationScoped
class TestHubs {
    private final Vertx vertx;

    TestHubs(Vertx vertx) {
        this.vertx = vertx;
    }

    /** @param settings keys of {@code ringback.hub} and values in turn */
    Hub at(URI url, String... settings) {
        return at(url, new TestBudget(), settings);
    }

    Hub at(URI url, RequestBudget budget, String... settings) {
        return new Hub(TestConfig.of(url, settings), vertx, budget, InstantSource.system());
    }
}
