package dev.ringback.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostedRulesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "version: 1\n",
                "",
                "version: 1\n---\nversion: 1\n",
                "version: 1\n---\nfiles: 1\n",
                "version: 1\n---\n{\n",
                "a: |\n  x\n---\nb: 1\n---\nfiles: {}\n"
            })
    void anythingElseIsAllRulesFile(String body) {
        assertThat(PostedRules.of(body).text()).isEqualTo(body);
        assertThat(PostedRules.of(body).files()).isEmpty();
    }
}
