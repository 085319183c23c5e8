package dev.ringback.outbox.drafts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The names of campaigns at the Hub, among which other people's may be anything. */
class DraftNameTest {
    private static final UUID OURS = UUID.fromString("01a22255-5327-71a7-9f7b-a31defacbef3");

    @Test
    void aNameIsReadAsItWasWritten() {
        DraftName name = new DraftName(OURS, UUID.fromString("01a22262-7347-7f75-88c7-7546c9abd2df"), 17);
        assertThat(DraftName.of(OURS, name.text())).contains(name);
        assertThat(DraftName.of(UUID.fromString("02a22255-5327-71a7-9f7b-a31defacbef3"), name.text()))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Spring",
                "ringback-01a22255-------------------------------------1",
                "ringback-01a22255-01a2226273477f7588c77546c9abd2df0000-1",
                "ringback-01a22255-01a22262-7347-7f75-88c7-7546c9abd2df-",
                "ringback-01a22255-01a22262-7347-7f75-88c7-7546c9abd2df-9999999999",
            })
    void anyOtherNameIsNoneOfOursAndDoesNotEndASweep(String name) {
        assertThat(DraftName.of(OURS, name)).isEmpty();
    }
}
