package dev.ringback.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BaseAddressTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.kataven.ai",
                "https://api.kataven.ai/",
                "https://api.kataven.ai/v1",
                "https://api.kataven.ai/v1//"
            })
    void endsWithTheVersionWhetherOrNotItWasSaid(String configured) {
        assertThat(Clients.base(URI.create(configured))).hasToString("https://api.kataven.ai/v1");
    }

    @Test
    void keepsThePrefixOfTheOtherHost() {
        assertThat(Clients.base(URI.create("https://hub.kataven.ai/hub-api/api/v1")))
                .hasToString("https://hub.kataven.ai/hub-api/api/v1");
    }
}
