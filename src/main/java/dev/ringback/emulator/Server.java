package dev.ringback.emulator;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Path;

/** The emulator's event loop, the only thread that owns the state, and its HTTP server. */
final class Server extends AbstractVerticle {
    /** The interval between checks for due actions, in real milliseconds. */
    private static final int PULSE = 5;

    private final Settings settings;
    private final Path directory;
    private final Routes routes = new Routes();
    private final Traffic traffic = new Traffic();
    private final RateLimiter limiter = new RateLimiter();
    private Context loop;
    private Faults faults;
    private Hub hub;
    private Exchange.Backstage backstage;
    private ControlApi control;
    private int port;

    Server(Settings settings, Path directory) {
        this.settings = settings;
        this.directory = directory;
    }

    @Override
    public void start(Promise<Void> started) {
        loop = context;
        faults = new Faults(this::onLoop);
        hub = new Hub(settings, directory.resolve("journal.jsonl"), this::onLoop);
        backstage = new Exchange.Backstage(
                vertx, hub, new Keys(hub, settings), limiter, faults, traffic, Operations.of(hub));
        control = new ControlApi(hub, faults, traffic, this::reset);
        vertx.setPeriodic(PULSE, pulse -> hub.runDue());
        vertx.createHttpServer(new HttpServerOptions()
                        .setHost(settings.host())
                        .setPort(settings.port())
                        .setHttp2ClearTextEnabled(false)
                        .setHandle100ContinueAutomatically(true))
                .connectionHandler(connection -> {
                    traffic.head(Route.CONNECTION);
                    if (faults.take(Route.CONNECTION).isPresent()) {
                        connection.close();
                    }
                })
                .requestHandler(this::handle)
                .listen()
                .onSuccess(http -> port = http.actualPort())
                .<Void>mapEmpty()
                .onComplete(started);
    }

    private void handle(HttpServerRequest http) {
        if (ControlApi.owns(http.path())) {
            control.handle(http);
            return;
        }
        switch (routes.match(http.method(), http.path())) {
            case Routes.Match.Found found -> new Exchange(backstage, http, found).begin();
            case Routes.Match.WrongMethod() -> refuse(http, Refusal.of(405, "method not allowed"));
            case Routes.Match.NoSuchPath() -> refuse(http, Refusal.of(404, "404 page not found"));
        }
    }

    private void refuse(HttpServerRequest http, Refusal refusal) {
        new Wire(vertx, http, null).send(Answer.of(refusal));
    }

    /** Resets everything except the clock. Frozen exchanges that were not executed yet end with closed connections. */
    void reset() {
        faults.clear();
        faults.releaseFrozen();
        traffic.clear();
        limiter.clear();
        hub.reset();
    }

    void onLoop(Runnable action) {
        loop.runOnContext(then -> action.run());
    }

    @Override
    public void stop() throws Exception {
        hub.close();
    }

    int port() {
        return port;
    }

    Hub hub() {
        return hub;
    }

    Faults faults() {
        return faults;
    }

    Traffic traffic() {
        return traffic;
    }
}
