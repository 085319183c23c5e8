package dev.ringback.intake.sources;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EventTypesTest {
    @ParameterizedTest
    @CsvSource({
        "SHOPIFY,orders/create,true",
        "SHOPIFY,order/create,false",
        "SHOPIFY,customers/redact,true",
        "SHOPIFY,customer.tags_added,true",
        "STRIPE,invoice.payment_failed,true",
        "STRIPE,v1.invoice.payment_failed,true",
        "STRIPE,v1.customer.subscription.past_due,true",
        "STRIPE,v2.core.event_destination.ping,true",
        "STRIPE,v2.invoice.payment_failed,false",
        "STRIPE,orders/create,false"
    })
    void knowsTheTypesOfAKind(Kind kind, String type, boolean isKnown) {
        assertThat(EventTypes.of(kind).contains(type)).isEqualTo(isKnown);
    }

    @ParameterizedTest
    @CsvSource({
        "SHOPIFY,orders/,true",
        "SHOPIFY,o,true",
        "SHOPIFY,'',true",
        "SHOPIFY,order/,false",
        "STRIPE,v1.,true",
        "STRIPE,v1.invoice.,true",
        "STRIPE,v1.order/,false",
        "STRIPE,v2.,true",
        "STRIPE,v3.,false"
    })
    void knowsTheBeginningsOfTypes(Kind kind, String beginning, boolean isKnown) {
        assertThat(EventTypes.of(kind).containsBeginning(beginning)).isEqualTo(isKnown);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void eachKindHasItsTable(Kind kind) {
        assertThat(EventTypes.of(kind).all())
                .hasSizeGreaterThan(200)
                .allMatch(type -> EventTypes.kindByForm(type).isPresent());
    }

    @Test
    void guessesByTheForm() {
        assertThat(EventTypes.kindByForm("orders/create")).contains(Kind.SHOPIFY);
        assertThat(EventTypes.kindByForm("invoice.paid")).contains(Kind.STRIPE);
        assertThat(EventTypes.kindByForm("paid")).isEmpty();
        assertThat(EventTypes.kindByForm("")).isEmpty();
    }
}
