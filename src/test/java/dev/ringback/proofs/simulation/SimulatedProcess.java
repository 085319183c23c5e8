package dev.ringback.proofs.simulation;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ringback.calls.lawful.HoursInForce;
import dev.ringback.calls.lawful.HoursOfTests;
import dev.ringback.calls.lawful.Numbers;
import dev.ringback.calls.lawful.Whereabouts;
import dev.ringback.calls.lawful.Zones;
import dev.ringback.hub.Hub;
import dev.ringback.hub.HubConfig;
import dev.ringback.hub.ModelHub;
import dev.ringback.intake.sources.SourcesConfig;
import dev.ringback.outbox.BeforeClaim;
import dev.ringback.outbox.Claim;
import dev.ringback.outbox.CrashPointListener;
import dev.ringback.outbox.DialTurns;
import dev.ringback.outbox.Jitter;
import dev.ringback.outbox.NumberCheck;
import dev.ringback.outbox.Outbox;
import dev.ringback.outbox.OutboxConfig;
import dev.ringback.outbox.OutboxEntry;
import dev.ringback.outbox.Outcome;
import dev.ringback.outbox.Sender;
import dev.ringback.outbox.SimulatedGuard;
import dev.ringback.outbox.SimulatedLanes;
import dev.ringback.outbox.SimulatedLeases;
import dev.ringback.outbox.SimulatedTurns;
import dev.ringback.outbox.drafts.CampaignsConfig;
import dev.ringback.outbox.drafts.DraftsConfig;
import dev.ringback.outbox.drafts.SimulatedPoller;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.SmallRyeConfig;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.hibernate.Session;

/** One replica of the simulation: real beans of its own over the shared database and the model of the Hub. */
final class SimulatedProcess {
    private static final int PERMITS = 3; // of each lane

    private final Beans beans;
    private final Map<OutboxEntry.Kind, Sender> senders = new EnumMap<>(OutboxEntry.Kind.class);
    private final UUID worker;
    private final SimulatedPoller watch;
    private final SimulatedLanes lanes;

    /**
     * Starts one.
     *
     * @param hub what a request does, and what becomes of it
     * @param step called at each moment at the wire at which others may come in between
     * @param millis the time, since 1970
     * @param crashPoints told of the moments of each write
     */
    SimulatedProcess(
            SimulatedDatabase database,
            SmallRyeConfig config,
            ModelHub.Model hub,
            Consumer<String> step,
            LongSupplier millis,
            SimulatedGuard guard,
            CrashPointListener crashPoints) {
        InstantSource clock = () -> Instant.ofEpochMilli(millis.getAsLong());
        Map<Class<?>, Object> given = new HashMap<>();
        given.put(Session.class, database.transactions().session());
        given.put(HubConfig.class, config.getConfigMapping(HubConfig.class));
        given.put(OutboxConfig.class, config.getConfigMapping(OutboxConfig.class));
        given.put(MeterRegistry.class, new SimpleMeterRegistry());
        given.put(ObjectMapper.class, new ObjectMapper());
        given.put(InstantSource.class, clock);
        given.put(CrashPointListener.class, crashPoints);
        given.put(Jitter.class, new Jitter() {
            @Override
            public Duration upTo(Duration most) {
                return most.dividedBy(2); // all chance is the seed's
            }
        });
        given.put(SimulatedLeases.type(), new SimulatedLeases(config.getConfigMapping(OutboxConfig.class), millis));
        given.put(SimulatedGuard.type(), guard);
        given.put(DialTurns.class, new SimulatedTurns());
        given.put(CampaignsConfig.class, config.getConfigMapping(CampaignsConfig.class));
        given.put(DraftsConfig.class, config.getConfigMapping(DraftsConfig.class));
        given.put(SourcesConfig.class, config.getConfigMapping(SourcesConfig.class));
        given.put(TransactionSynchronizationRegistry.class, nobodyWaitsForTheCommit());
        given.put(Hub.class, new ModelHub(config.getConfigMapping(HubConfig.class), clock, hub, step));
        given.put(Zones.class, HoursOfTests.ZONES);
        given.put(Whereabouts.class, HoursOfTests.whereabouts());
        given.put(Numbers.class, HoursOfTests.numbers());
        given.put(NumberCheck.class, HoursOfTests.numbers());
        given.put(HoursInForce.class, HoursOfTests.HOURS);
        this.beans = new Beans(database.classes(), config, given);
        beans.all(Sender.class).forEach(sender -> sender.kinds().forEach(kind -> senders.put(kind, sender)));
        this.worker = register();
        this.watch = new SimulatedPoller(beans.get(Hub.class), beans::get);
        this.lanes = new SimulatedLanes(beans.get(Outbox.class), PERMITS);
    }

    SimulatedPoller watch() {
        return watch;
    }

    List<BeforeClaim> beforeClaim() {
        return beans.all(BeforeClaim.class);
    }

    private static Object nobodyWaitsForTheCommit() {
        Class<?> type = TransactionSynchronizationRegistry.class;
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> null);
    }

    /** As the event of a start does. */
    private UUID register() {
        try {
            Class<?> type = Class.forName("dev.ringback.outbox.WorkerIdentity");
            Object self = beans.get(type);
            Method register = type.getDeclaredMethod("register", StartupEvent.class);
            register.setAccessible(true);
            register.invoke(self, new StartupEvent());
            Method id = type.getDeclaredMethod("id");
            id.setAccessible(true);
            return (UUID) id.invoke(self);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    <T> T the(Class<T> bean) {
        return beans.get(bean);
    }

    /** As {@link #the}, for types that only their own package can name. */
    Object bean(Class<?> type) {
        return beans.get(type);
    }

    UUID worker() {
        return worker;
    }

    SimulatedLanes lanes() {
        return lanes;
    }

    Outcome send(Claim claim) {
        return senders.get(claim.kind()).send(claim);
    }
}
