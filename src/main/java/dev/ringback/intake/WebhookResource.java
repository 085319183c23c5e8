package dev.ringback.intake;

import dev.ringback.intake.sources.Delivery;
import dev.ringback.intake.sources.Sources;
import dev.ringback.intake.sources.UnverifiedException;
import dev.ringback.platform.DatabaseTrouble;
import dev.ringback.platform.Problem;
import dev.ringback.platform.QuietLog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.RestPath;

/** Receives deliveries of senders. A 200 confirms that the event is stored; its decision follows later. */
@Path("/webhooks/{source}")
public class WebhookResource {
    private static final int RETRY_AFTER_SECONDS = 5;
    private static final List<String> OUTCOMES = List.of("received", "duplicate", "refused", "unavailable");

    private final Sources sources;
    private final EventRepository events;
    private final EndReader ends;
    private final jakarta.enterprise.event.Event<EventStored> stored;
    private final MeterRegistry metrics;
    private final int largestBody;
    private final QuietLog unstored = new QuietLog();

    WebhookResource(
            Sources sources,
            EventRepository events,
            EndReader ends,
            jakarta.enterprise.event.Event<EventStored> stored,
            MeterRegistry metrics,
            @ConfigProperty(name = "ringback.webhooks.max-body-size") MemorySize largestBody) {
        this.sources = sources;
        this.events = events;
        this.ends = ends;
        this.stored = stored;
        this.metrics = metrics;
        this.largestBody = Math.toIntExact(largestBody.asLongValue());
    }

    /** @param duplicate whether this delivery was stored before; {@code event} is then the first copy's id */
    public record Receipt(UUID event, boolean duplicate) {}

    /** Registers the counters at zero, since Prometheus sees no increase in a counter that begins at one. */
    void countFromZero(@Observes StartupEvent event) {
        for (String source : sources.names()) {
            OUTCOMES.forEach(outcome -> counter(source, outcome));
        }
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @RunOnVirtualThread
    public Receipt receive(@RestPath String source, @Context HttpHeaders headers, InputStream body) throws IOException {
        Sources.Source sender =
                sources.named(source).orElseThrow(() -> Problem.notFound("There is no source of this name."));
        Delivery delivery = Delivery.of(headers::getRequestHeader, bounded(source, body));
        Delivery.Authentic authentic = verified(sender, delivery);
        EventRepository.Stored result = store(source, authentic, delivery.body());
        count(source, result.isNew() ? "received" : "duplicate");
        if (result.isNew()) {
            stored.fire(new EventStored(result.event()));
        }
        return new Receipt(result.event(), !result.isNew());
    }

    /** Refuses OPTIONS: the framework's default answer would invite browsers, but senders only post. */
    @OPTIONS
    public Receipt options() {
        throw new NotAllowedException("POST");
    }

    private byte[] bounded(String source, InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(largestBody + 1);
        if (bytes.length > largestBody) {
            count(source, "refused");
            throw Problem.of(
                            Status.REQUEST_ENTITY_TOO_LARGE,
                            "body-too-large",
                            "A delivery may have at most " + largestBody
                                    + " bytes; ringback.webhooks.max-body-size sets this.")
                    .thrown();
        }
        return bytes;
    }

    private Delivery.Authentic verified(Sources.Source sender, Delivery delivery) {
        try {
            return sender.verify(delivery);
        } catch (UnverifiedException e) {
            count(sender.name(), "refused");
            Log.warnf("refused a delivery to source %s: %s", sender.name(), e.getMessage());
            throw Problem.of(
                            Status.UNAUTHORIZED,
                            "not-authentic",
                            "The signature could not be verified: " + e.getMessage() + ".")
                    .thrown();
        }
    }

    /** Stores a delivery. After any failure the answer is 503, since nothing was confirmed yet and the sender can retry. */
    private EventRepository.Stored store(String source, Delivery.Authentic delivery, byte[] body) {
        try {
            return events.insertIfNew(source, delivery, body, ends.of(source, delivery.type(), body));
        } catch (RuntimeException e) {
            count(source, "unavailable");
            tellUnstored(source, e);
            throw Problem.of(
                            Status.SERVICE_UNAVAILABLE,
                            "not-stored",
                            "The delivery could not be stored; send it again.")
                    .thrownWithRetryAfter(RETRY_AFTER_SECONDS);
        }
    }

    private void tellUnstored(String source, RuntimeException e) {
        Optional<String> absence = DatabaseTrouble.in(e);
        unstored.say(left -> absence.ifPresentOrElse(
                why -> Log.warnf("a delivery to source %s could not be stored: %s%s", source, why, left),
                () -> Log.errorf(e, "a delivery to source %s could not be stored%s", source, left)));
    }

    private void count(String source, String outcome) {
        counter(source, outcome).increment();
    }

    private Counter counter(String source, String outcome) {
        return metrics.counter("ringback.deliveries", "source", source, "outcome", outcome);
    }
}
