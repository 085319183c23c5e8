package dev.ringback.platform;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;

/** Liveness fails while a background loop is stuck, since only a new process can restart the loop. */
@Liveness
@ApplicationScoped
class LoopHealth implements HealthCheck {
    private final Supervisor supervisor;

    LoopHealth(Supervisor supervisor) {
        this.supervisor = supervisor;
    }

    @Override
    public HealthCheckResponse call() {
        List<Supervisor.Worker> stuck =
                supervisor.workers().stream().filter(Supervisor.Worker::isStuck).toList();
        HealthCheckResponseBuilder answer =
                HealthCheckResponse.named("Background loops").status(stuck.isEmpty());
        stuck.forEach(worker ->
                answer.withData(worker.name(), "silent for " + worker.silent().toSeconds() + " s"));
        return answer.build();
    }
}
