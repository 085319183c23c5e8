package dev.ringback.outbox;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.ServiceLoader;

/**
 * Finds who watches the boundaries: whoever stands on the class path as a service, and nobody does but in a proof that
 * kills the packaged application there.
 */
class BoundaryWatch {
    @Produces
    @Singleton
    @DefaultBean
    Boundaries boundaries() {
        return ServiceLoader.load(Boundaries.class, BoundaryWatch.class.getClassLoader())
                .findFirst()
                .orElse((at, kind, entry) -> {});
    }
}
