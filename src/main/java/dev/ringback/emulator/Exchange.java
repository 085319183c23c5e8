package dev.ringback.emulator;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Map;

/**
 * Processes one request: reads, executes, syncs and answers it, and applies its fault at the fault's point. Effects are
 * always on disk before the first byte of their answer leaves.
 */
final class Exchange {
    /**
     * The largest body in bytes: a campaign's file may have 10 MB (Hub contract, section 6), and the form needs little
     * more.
     */
    private static final int LARGEST_BODY = 11 * 1024 * 1024;

    private static final System.Logger LOG = System.getLogger(Exchange.class.getName());

    private final Backstage backstage;
    private final HttpServerRequest http;
    private final Route route;
    private final Map<String, String> path;
    private final Fault fault;
    private final Wire wire;
    private final int generation;
    private final Buffer body = Buffer.buffer();
    private boolean tooLarge;

    /** The collaborators shared by all exchanges. */
    record Backstage(
            Vertx vertx,
            Hub hub,
            Keys keys,
            RateLimiter limiter,
            Faults faults,
            Traffic traffic,
            Map<Route, Operation> operations) {}

    Exchange(Backstage backstage, HttpServerRequest http, Routes.Match.Found match) {
        this.backstage = backstage;
        this.http = http;
        this.route = match.route();
        this.path = match.path();
        this.fault = backstage.faults().take(route).orElse(null);
        this.generation = backstage.hub().generation();
        this.wire = new Wire(backstage.vertx(), http, fault);
    }

    void begin() {
        backstage.traffic().head(route);
        http.pause();
        pass(Fault.Point.BEFORE_READING, this::read);
    }

    private void read() {
        http.exceptionHandler(lost -> wire.abandon());
        http.handler(chunk -> {
            if (body.length() + chunk.length() <= LARGEST_BODY) {
                body.appendBuffer(chunk);
            } else {
                tooLarge = true; // the rest is read to its end and dropped
            }
        });
        http.endHandler(end -> {
            backstage.traffic().body(route);
            pass(Fault.Point.BEFORE_EFFECT, this::act);
        });
        http.resume();
    }

    private void act() {
        if (generation != backstage.hub().generation()) {
            wire.close(false); // held or delayed across a reset: the request belongs to a state that is gone
            return;
        }
        backstage.hub().runDue();
        var answer = tooLarge ? Answer.of(Refusal.of(413, "request body too large")) : answer();
        backstage
                .hub()
                .whenSynced(safe -> pass(
                        Fault.Point.AFTER_EFFECT,
                        () -> wire.send(safe ? answer : Answer.of(Refusal.of(500, "database error")))));
    }

    private Answer answer() {
        try {
            var caller = route.isPublic() ? null : admitted();
            var request = new HubRequest(route, path, http.params(), http.headers(), body, caller);
            return backstage.operations().get(route).answer(request);
        } catch (Refusal refusal) {
            return Answer.of(refusal);
        } catch (RuntimeException bug) {
            LOG.log(System.Logger.Level.ERROR, "the emulator failed at " + route.label(), bug);
            return Answer.of(Refusal.of(500, "internal error"));
        }
    }

    private Caller admitted() {
        var caller = backstage.keys().identify(http.getHeader("Authorization"), http.getHeader("X-Account-ID"));
        var hub = backstage.hub();
        wire.whenDone(
                backstage.limiter().admit(caller.account(), hub.behaviour().requests(), hub.clock.instant()));
        return caller;
    }

    /** Passes a point: continues, or applies the fault planned there. */
    private void pass(Fault.Point point, Runnable next) {
        switch (fault) {
            case Fault.Close it when it.at() == point -> wire.close(it.reset());
            case Fault.Delay it when it.at() == point -> later(it.time(), next);
            case Fault.Freeze it when it.at() == point -> backstage.faults().hold(next);
            case Fault.Respond it
            when it.at() == point -> {
                http.resume(); // an unread body would block the connection's next request
                wire.send(Answer.text(it.status(), it.text(), it.headers()));
            }
            case null, default -> next.run();
        }
    }

    private void later(Duration time, Runnable next) {
        backstage.vertx().setTimer(Math.max(1, time.toMillis()), timer -> next.run());
    }
}
