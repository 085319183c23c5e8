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

/** The systems that may send us webhooks, by the name in their address. */
@ConfigMapping(prefix = "ringback.sources")
public interface SourcesConfig {
    @WithParentName
    Map<String, @Valid Source> all();

    /** One configured endpoint of a sender: a shop, a Stripe account. */
    interface Source {
        Kind kind();

        /**
         * The party behind the source: a thing rings once per sender, whatever the number of its sources. By default the
         * source stands for itself.
         */
        Optional<String> sender();

        /** One or more; any one may match, so that a secret can be rotated without losing a delivery. */
        @NotEmpty
        List<@NotBlank String> secrets();

        /** The only shop a Shopify delivery may name in its unsigned header, such as {@code x.myshopify.com}. */
        Optional<String> shop();

        /** Whether Shopify's {@code test:true} and Stripe's {@code livemode:false} may lead to calls. */
        @WithDefault("false")
        boolean acceptTestEvents();

        /** How old a signed timestamp may be; Stripe's own libraries use five minutes. */
        @WithDefault("5m")
        Duration tolerance();
    }
}
