package dev.ringback.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.ServiceDriver;
import dev.ringback.intake.sources.Sources;
import dev.ringback.platform.PostgresResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.hibernate.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class SourceSilenceTest {
    private final ServiceDriver world;
    private final Session database;
    private final Sources sources;

    SourceSilenceTest(ServiceDriver world, Session database, Sources sources) {
        this.world = world;
        this.database = database;
        this.sources = sources;
    }

    @BeforeEach
    void start() {
        world.reset();
    }

    private SourceSilence watching(String source) {
        var settings = new PropertiesConfigSource(
                Map.of("ringback.alerts.source-silent." + source, "PT2H", "ringback.alerts.every", "off"), "test", 100);
        var config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(AlertsConfig.class)
                .withSources(settings)
                .build();
        return new SourceSilence(database, sources, config.getConfigMapping(AlertsConfig.class));
    }

    private List<Finding> silent(SourceSilence silence) {
        return QuarkusTransaction.requiringNew().call(silence::silent);
    }

    @Test
    void aSourceIsSilentOnceItsNewestEventOfAnyTypeIsTooOld() {
        var silence = watching("shop");
        world.shopify("orders/create", world.order(1, null)).then().statusCode(200);
        world.advance(Duration.ofMinutes(90));
        world.shopify("checkouts/update", "{}").then().statusCode(200);
        world.stripe("invoice.paid", "{}").then().statusCode(200);
        world.advance(Duration.ofMinutes(119));
        assertThat(silent(silence)).isEmpty();
        world.advance(Duration.ofMinutes(2));
        assertThat(silent(silence)).singleElement().satisfies(found -> {
            assertThat(found.kind()).isEqualTo(Kind.SOURCE_SILENT);
            assertThat(found.object()).isEqualTo("shop");
            assertThat(Duration.between(found.since(), world.now()))
                    .isBetween(Duration.ofMinutes(121), Duration.ofMinutes(122));
        });
    }

    @Test
    void anOtherSourcesEventsDoNotSpeakForIt() {
        world.shopify("orders/create", world.order(1, null)).then().statusCode(200);
        world.advance(Duration.ofHours(3));
        world.stripe("invoice.paid", "{}").then().statusCode(200);
        assertThat(silent(watching("shop"))).hasSize(1);
        assertThat(silent(watching("billing"))).isEmpty();
    }

    @Test
    void aSourceThatNeverSentIsSilentWhenTheInstallationIsOldEnough() {
        assertThat(silent(watching("shop"))).isEmpty();
        world.run("UPDATE installation SET created_at = created_at - interval '1 day'");
        try {
            assertThat(silent(watching("shop")))
                    .singleElement()
                    .satisfies(found -> assertThat(found.detail()).isEqualTo("no event ever came"));
        } finally {
            world.run("UPDATE installation SET created_at = created_at + interval '1 day'");
        }
    }

    @Test
    void watchingASourceThatIsNotConfiguredIsRefused() {
        assertThatThrownBy(() -> watching("shpo"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ringback.alerts.source-silent.shpo");
    }
}
