package dev.ringback.rules;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.context.ApplicationScoped;

/** Activates texts of the rules file for tests of other packages. */
@ApplicationScoped
public class RulesChange {
    private final RulesActivation activation;

    RulesChange(RulesActivation activation) {
        this.activation = activation;
    }

    /** Activates a text without errors. */
    public void to(String text) {
        assertThat(activation.activate(text)).isEmpty();
    }
}
