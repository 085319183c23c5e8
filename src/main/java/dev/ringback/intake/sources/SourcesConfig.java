package dev.ringback.intake.sources;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Configures the systems that may send webhooks, by the name in their address. */
@ConfigMapping(prefix = "ringback.sources")
public interface SourcesConfig {
    @WithParentName
    Map<String, @Valid Source> all();

    /** Configures one endpoint of a sender, such as a shop or a Stripe account. */
    interface Source {
        Kind kind();

        /**
         * Returns the party behind the source. A thing is rung about once per sender, whatever the number of its sources. By
         * default the source is its own sender.
         */
        Optional<String> sender();

        /** Returns one or more secrets. Any of them may match, so that a rotation loses no delivery. */
        @NotEmpty
        List<@NotBlank String> secrets();

        /** Returns the only shop that a Shopify delivery's unsigned header may name, such as {@code x.myshopify.com}. */
        Optional<String> shop();

        /** Returns whether events with Shopify's {@code test:true} or Stripe's {@code livemode:false} may cause calls. */
        @WithDefault("false")
        boolean acceptTestEvents();

        /** Returns the maximum age of a signed timestamp; Stripe's own libraries use five minutes. */
        @WithDefault("5m")
        Duration tolerance();
    }
}
