package dev.ringback.proofs.mutations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The list of mutations cannot rot: each still has its place in the code, and its tests. */
class MutationsTest {
    @TestFactory
    Stream<DynamicTest> eachStillHasItsLineAndItsTests() {
        return Mutation.all().stream().map(mutation -> DynamicTest.dynamicTest(mutation.name(), () -> check(mutation)));
    }

    private static void check(Mutation mutation) {
        assertThat(mutation.breaks()).isNotBlank();
        assertThat(mutation.becomes()).isNotEqualTo(mutation.text());
        assertThat(mutation.occurrences()).as(mutation.text()).isOne();
        assertThat(mutation.fails()).isNotEmpty().allSatisfy(NamedTest::find);
    }
}
