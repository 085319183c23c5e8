package dev.ringback.outbox;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.ServiceLoader;

/**
 * Loads the listener of the crash points, a service on the class path. A listener exists only in the proof that kills the
 * packaged application at each crash point.
 */
class CrashPointHooks {
    @Produces
    @Singleton
    @DefaultBean
    CrashPointListener crashPoints() {
        return ServiceLoader.load(CrashPointListener.class, CrashPointHooks.class.getClassLoader())
                .findFirst()
                .orElse((at, kind, entry) -> {});
    }
}
