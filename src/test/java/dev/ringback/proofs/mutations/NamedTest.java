package dev.ringback.proofs.mutations;

import dev.ringback.ServiceDriver;
import jakarta.enterprise.inject.spi.CDI;
import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A plain test of ours, run where it stands: in the service that is running already. */
final class NamedTest {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private NamedTest() {}

    /** @param name {@code package.Class.method} below dev.ringback */
    static Method find(String name) {
        int dot = name.lastIndexOf('.');
        try {
            Class<?> type = Class.forName(
                    "dev.ringback." + name.substring(0, dot),
                    true,
                    Thread.currentThread().getContextClassLoader());
            Method method = type.getDeclaredMethod(name.substring(dot + 1));
            if (!method.isAnnotationPresent(Test.class)) {
                throw new IllegalArgumentException(name + " is no @Test");
            }
            return method;
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("there is no test " + name, e);
        }
    }

    /** Returns why it failed; empty if it passed. */
    static Optional<Throwable> run(String name) {
        Method test = find(name);
        Thread watch = watch();
        try {
            Object instance = instance(test.getDeclaringClass());
            try {
                callAll(instance, BeforeEach.class);
                call(instance, test);
            } finally {
                callAll(instance, AfterEach.class);
            }
            return Optional.empty();
        } catch (InvocationTargetException e) {
            return Optional.of(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        } finally {
            watch.interrupt();
            Thread.interrupted();
        }
    }

    /** A mutation may make a test wait for itself: whoever waits for a lock, in the database or here, is let go. */
    private static Thread watch() {
        Thread watched = Thread.currentThread();
        ServiceDriver world = CDI.current().select(ServiceDriver.class).get();
        return Thread.ofVirtual().start(() -> {
            try {
                if (!watched.join(LONGEST)) {
                    world.number(
                            "SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
                    watched.interrupt();
                }
            } catch (InterruptedException e) { // it has ended
                Thread.currentThread().interrupt();
            }
        });
    }

    private static Object instance(Class<?> type) throws ReflectiveOperationException {
        Constructor<?> constructor = type.getDeclaredConstructors()[0];
        constructor.setAccessible(true);
        return constructor.newInstance(Arrays.stream(constructor.getParameterTypes())
                .map(wanted -> (Object) CDI.current().select(wanted).get())
                .toArray());
    }

    private static void callAll(Object instance, Class<? extends Annotation> annotation)
            throws ReflectiveOperationException {
        for (Method method : instance.getClass().getDeclaredMethods()) {
            if (method.isAnnotationPresent(annotation)) {
                call(instance, method);
            }
        }
    }

    private static void call(Object instance, Method method) throws ReflectiveOperationException {
        method.setAccessible(true);
        method.invoke(instance);
    }
}
