package dev.ringback.outbox;

import dev.ringback.platform.Startup;
import dev.ringback.platform.Supervisor;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.Session;

/** The identity of this process, as its claims name it, and proofs of the death of other processes. */
@ApplicationScoped
public class WorkerIdentity {
    private static final Path MACHINE_ID = Path.of("/etc/machine-id");
    private static final Path PID_NAMESPACE = Path.of("/proc/self/ns/pid");
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    // Only the container's main process has pid 1. A process started in the container by hand succeeds no other
    // process.
    private static final long CONTAINERS_FIRST = 1;

    private static final Duration BOUND = Duration.ofMinutes(1);
    private static final Duration CLOCK_STEP = Duration.ofSeconds(5);

    private final Session database;
    private final UUID id = UUID.randomUUID();
    private final String host;
    private final String boot;
    private final Optional<String> pod;

    WorkerIdentity(Session database, @ConfigProperty(name = "ringback.pod") Optional<String> pod) {
        this.database = database;
        this.pod = pod.filter(uid -> ProcessHandle.current().pid() == CONTAINERS_FIRST);
        try {
            // A host name alone is not unique, and a pid means nothing in another container.
            host = String.join(
                    "|",
                    InetAddress.getLocalHost().getHostName(),
                    Files.exists(MACHINE_ID) ? Files.readString(MACHINE_ID).strip() : "",
                    Files.exists(PID_NAMESPACE)
                            ? Files.readSymbolicLink(PID_NAMESPACE).toString()
                            : "");
            boot = Files.exists(BOOT_ID) ? Files.readString(BOOT_ID).strip() : "";
        } catch (IOException e) {
            throw new UncheckedIOException("this host does not know its name", e);
        }
    }

    /** Returns the id of this process, new at each start. Its row in {@code worker} is committed at {@link Startup#HUB}. */
    public UUID id() {
        return id;
    }

    @Transactional
    void register(@Observes @Priority(Startup.HUB) StartupEvent event) {
        ProcessHandle self = ProcessHandle.current();
        database.createNativeMutationQuery(
                        "INSERT INTO worker (id, host, boot, pid, started_at, pod) VALUES (:id, :host, :boot, :pid, :at, :pod)")
                .setParameter("id", id)
                .setParameter("host", host)
                .setParameter("boot", boot)
                .setParameter("pid", self.pid())
                .setParameter("at", startOf(self).orElseGet(Instant::now))
                .setParameter("pod", pod.orElse(null), String.class)
                .executeUpdate();
    }

    void start(
            @Observes @Priority(Startup.WORKERS) StartupEvent event,
            Supervisor supervisor,
            @ConfigProperty(name = "ringback.hub.breaker.look") String every) {
        supervisor.every("worker-beat", every, BOUND, pulse -> beat());
    }

    /** Records that this process runs. Other processes count its dials for the breaker only while this record is recent. */
    @Transactional
    void beat() {
        database.createNativeMutationQuery("UPDATE worker SET seen_at = ringback_now() WHERE id = :id")
                .setParameter("id", id)
                .executeUpdate();
    }

    /** @param isSucceeded whether a later process of the same pod has registered */
    private record Registered(String host, String boot, long pid, Instant startedAt, boolean isSucceeded) {}

    /**
     * Returns whether a process is proved dead. Its own host proves it by a reboot or by the process table. Kubernetes
     * proves it too: it restarts a pod's container only after the former container ended (its manual, "Pod Lifecycle"). A
     * lost database session proves nothing, since a frozen process loses it too and may wake. Runs in the caller's
     * transaction.
     */
    boolean isProvedDead(UUID worker) {
        return database.createNativeQuery("""
                        SELECT w.host, w.boot, w.pid, w.started_at,
                               EXISTS (SELECT FROM worker successor WHERE successor.pod = w.pod
                                       AND successor.number > w.number)
                        FROM worker w WHERE w.id = :worker
                        """, Registered.class)
                .setParameter("worker", worker)
                .getResultStream()
                .anyMatch(process -> process.isSucceeded || isProvedDeadByThisHost(process));
    }

    private boolean isProvedDeadByThisHost(Registered process) {
        if (!process.host.equals(host)) {
            return false;
        }
        if (!process.boot.equals(boot)) {
            return true;
        }
        Optional<Instant> start = ProcessHandle.of(process.pid).flatMap(WorkerIdentity::startOf);
        // The start is given by the wall clock, which may have been set between two readings of the same process.
        return ProcessHandle.of(process.pid).isEmpty()
                || start.isPresent()
                        && Duration.between(start.get(), process.startedAt)
                                        .abs()
                                        .compareTo(CLOCK_STEP)
                                > 0;
    }

    private static Optional<Instant> startOf(ProcessHandle process) {
        return process.info().startInstant().map(at -> at.truncatedTo(ChronoUnit.MILLIS));
    }
}
