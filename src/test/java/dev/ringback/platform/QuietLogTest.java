package dev.ringback.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class QuietLogTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // it overflows meanwhile
    private final QuietLog log = new QuietLog(nanos::get);
    private final List<String> written = new ArrayList<>();

    @Test
    void oneInTenSecondsIsWrittenAndTellsHowManyWereNot() {
        for (int i = 0; i < 100; i++) {
            log.say(suffix -> written.add("refused" + suffix));
        }
        assertThat(written).containsExactly("refused");
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());
        log.say(suffix -> written.add("refused" + suffix));
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());
        log.say(suffix -> written.add("refused" + suffix));
        assertThat(written).containsExactly("refused", "refused (and 99 more before this)", "refused");
    }
}
