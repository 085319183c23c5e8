package dev.ringback.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The compact tables and keys of a trial. */
class TrialTableTest {
    @Test
    void keepsEachRecordWhileItGrows() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        TrialTable table = new TrialTable(2);
        Map<Long, Long> expected = new HashMap<>();
        for (int i = 0; i < 50_000; i++) {
            long key = new TrialKeys(1).of("thing " + random.nextInt(30_000));
            long place = table.add(key);
            table.set(place, 2, table.get(place, 2) + 1);
            expected.merge(key, 1L, Long::sum);
        }
        assertThat(table.size()).as("seed %d", seed).isEqualTo(expected.size());
        assertThat(expected)
                .allSatisfy((key, count) -> assertThat(table.get(table.find(key), 2))
                        .as("seed %d", seed)
                        .isEqualTo(count));
        assertThat(table.find(new TrialKeys(1).of("another"))).isEqualTo(TrialTable.NONE);
    }

    @Test
    void givesEachNameAKeyOfItsOwn() {
        TrialKeys keys = new TrialKeys();
        assertThat(Stream.iterate(0, i -> i < 100_000, i -> i + 1)
                        .flatMap(i -> Stream.of(keys.of("in_" + i), keys.of(i, 1), keys.of(1, i + 2L)))
                        .distinct())
                .hasSize(300_000);
        assertThat(keys.of("in_1")).isNotEqualTo(new TrialKeys().of("in_1"));
    }

    @Test
    void ordersDeliveriesOfOneInstantAsTheirIds() {
        TrialKeys keys = new TrialKeys();
        assertThat(Stream.of("evt_a", "evt_Zz", "evt_10", "evt_1", "evt_b0", "evt_9", "evt_az")
                        .sorted(Comparator.comparingLong(keys::tie)))
                .containsExactly("evt_1", "evt_10", "evt_9", "evt_Zz", "evt_a", "evt_az", "evt_b0");
        assertThat(keys.tie("9f7c2b1e-0000-4000-8000-000000000000"))
                .isLessThan(1L << TrialKeys.TIE_BITS)
                .isGreaterThan(keys.tie("9f6c2b1e-0000-4000-8000-000000000000"))
                .isNotNegative();
    }
}
