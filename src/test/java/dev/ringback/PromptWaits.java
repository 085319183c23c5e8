package dev.ringback;

import io.quarkus.test.junit.callback.QuarkusTestBeforeClassCallback;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.pollinterval.IterativePollInterval;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Lets Awaitility look at once, and again after 2 ms and growing intervals of at most 100 ms. Its own first wait of 100 ms was
 * a third of the time that the tests took. Applies to every test class: JUnit finds the extension by its service file (a
 * setting in pom.xml), and Quarkus calls it in the class loader of its tests.
 */
public final class PromptWaits implements BeforeAllCallback, QuarkusTestBeforeClassCallback {
    private static final Duration FIRST = Duration.ofMillis(2);
    private static final Duration LONGEST = Duration.ofMillis(100);

    @Override
    public void beforeAll(ExtensionContext context) {
        apply();
    }

    @Override
    public void beforeClass(Class<?> testClass) {
        apply();
    }

    private static void apply() {
        Awaitility.setDefaultPollDelay(Duration.ZERO);
        Awaitility.setDefaultPollInterval(IterativePollInterval.iterative(PromptWaits::longer, FIRST));
    }

    private static Duration longer(Duration last) {
        Duration next = last.multipliedBy(3).dividedBy(2);
        return next.compareTo(LONGEST) < 0 ? next : LONGEST;
    }
}
