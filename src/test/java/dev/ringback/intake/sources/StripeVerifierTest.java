package dev.ringback.intake.sources;

import static dev.ringback.intake.sources.Signing.delivery;
import static dev.ringback.intake.sources.Signing.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.intake.sources.Signing.Settings;
import dev.ringback.platform.Sha256;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class StripeVerifierTest {
    private static final Instant NOW = Instant.parse("2026-11-22T18:00:00Z");
    private static final byte[] BODY = utf8("{\"id\":\"evt_1\",\"type\":\"invoice.paid\"}");

    private static StripeVerifier verifier(String... secrets) {
        return new StripeVerifier(Settings.of(Kind.STRIPE, secrets), () -> NOW);
    }

    private static String code(String secret, long at, byte[] body) {
        byte[] prefix = utf8(at + ".");
        byte[] content = new byte[prefix.length + body.length];
        System.arraycopy(prefix, 0, content, 0, prefix.length);
        System.arraycopy(body, 0, content, prefix.length, body.length);
        return HexFormat.of().formatHex(Signing.hmac(secret, content));
    }

    private static String code(String secret) {
        return code(secret, NOW.getEpochSecond(), BODY);
    }

    private static String at() {
        return "t=" + NOW.getEpochSecond();
    }

    private static Delivery.Authentic verify(StripeVerifier verifier, String header) {
        Map<String, String> headers = new HashMap<>();
        headers.put("Stripe-Signature", header);
        return verifier.verify(delivery(headers, BODY));
    }

    private static void assertRefused(StripeVerifier verifier, String header, String why) {
        assertThatThrownBy(() -> verify(verifier, header))
                .isInstanceOf(UnverifiedException.class)
                .hasMessage(why);
    }

    /** From the Node SDK's tests of its HMAC. */
    @ParameterizedTest
    @CsvSource({
        "'', f7f9bd47fb987337b5796fdc1fdb9ba221d0d5396814bfcaf9521f43fd8927fd",
        "'{\"obj1\":\"hello\",\"obj2\":\"world\"}', bebb1a643997f419b315ddba19e6f5411e1ce7f810ba6d3617ce72823092f363",
        "😀, 837da296d05c4fe31f61d5d7ead035099d9585a5bcde87de952012a78f0b0c43"
    })
    void makesTheCodesOfStripesOwnVectors(String content, String code) {
        Hmac hmac = new Hmac(List.of("test_secret"));
        assertThat(hmac.matches(List.of(HexFormat.of().parseHex(code)), utf8(content)))
                .isTrue();
        assertThat(hmac.matches(List.of(HexFormat.of().parseHex(code)), utf8(content + " ")))
                .isFalse();
    }

    @Test
    void readsIdAndTypeFromTheBody() {
        assertThat(verify(verifier("whsec_a"), at() + ",v1=" + code("whsec_a")))
                .isEqualTo(new Delivery.Authentic("evt_1", "invoice.paid"));
    }

    @Test
    void takesTheSecretWholeWithItsPrefix() {
        assertRefused(verifier("whsec_a"), at() + ",v1=" + code("a"), "wrong signature");
    }

    @Test
    void anyOneOfTheSecretsMayHaveSigned() {
        StripeVerifier both = verifier("whsec_new", "whsec_old");
        assertThatCode(() -> verify(both, at() + ",v1=" + code("whsec_new"))).doesNotThrowAnyException();
        assertThatCode(() -> verify(both, at() + ",v1=" + code("whsec_old"))).doesNotThrowAnyException();
        assertRefused(both, at() + ",v1=" + code("whsec_older"), "wrong signature");
    }

    @Test
    void anyOneOfTheCodesMayMatch() {
        StripeVerifier verifier = verifier("whsec_a");
        String wrong = code("whsec_b");
        String right = code("whsec_a");
        assertThatCode(() -> verify(verifier, at() + ",v1=" + wrong + ",v1=" + right))
                .doesNotThrowAnyException();
        assertThatCode(() -> verify(verifier, at() + ",v1=" + right + ",v1=" + wrong))
                .doesNotThrowAnyException();
        assertThatCode(() -> verify(verifier, " v1=" + right + " , v2=zzz, " + at() + ",x"))
                .doesNotThrowAnyException();
        assertRefused(verifier, at() + ",v1=" + wrong + ",v1=" + wrong, "wrong signature");
    }

    @Test
    void ignoresEveryOtherVersion() {
        StripeVerifier verifier = verifier("whsec_a");
        String none = "signature header without t and v1";
        assertRefused(verifier, at() + ",v0=" + code("whsec_a"), none);
        assertRefused(verifier, at() + ",v2=" + code("whsec_a"), none);
        assertRefused(verifier, at() + ",V1=" + code("whsec_a"), none);
        assertRefused(verifier, at() + ",v0=" + code("whsec_a") + ",v1=" + code("whsec_b"), "wrong signature");
    }

    /** The bytes are what counts; Stripe itself writes lower case. */
    @Test
    void readsHexadecimalInEitherCase() {
        assertThatCode(() -> verify(
                        verifier("whsec_a"), at() + ",v1=" + code("whsec_a").toUpperCase(Locale.ROOT)))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "  "})
    void refusesWhatIsNotSigned(String header) {
        assertRefused(verifier("whsec_a"), header, "no signature");
    }

    @Test
    void aGarbledCodeDoesNotSpoilAGoodOneBesideIt() {
        assertThatCode(() -> verify(verifier("whsec_a"), at() + ",v1=zz,v1=" + code("whsec_a")))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"zz", "0", "0x12", "äö"})
    void refusesACodeThatIsNotHexadecimal(String code) {
        assertRefused(verifier("whsec_a"), at() + ",v1=" + code, "signature header without t and v1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "t=,",
                "t=now,",
                "t=-1795370400,",
                "t=+1795370400,",
                "t=1795370400.0,",
                "t= 1795370400,",
                "t=１７９５３７０４００,",
                "t=9999999999999999999,",
                "T=1795370400,"
            })
    void refusesATimeThatIsNotInSeconds(String time) {
        assertRefused(verifier("whsec_a"), time + "v1=" + code("whsec_a"), "signature header without t and v1");
    }

    /** Two headers that a proxy joined, of which nobody can say which the sender meant. */
    @Test
    void refusesTwoTimesThatDiffer() {
        String one = at() + ",v1=" + code("whsec_a");
        assertRefused(verifier("whsec_a"), "t=1," + one, "signature header with two times that differ");
        assertThatCode(() -> verify(verifier("whsec_a"), one + "," + one)).doesNotThrowAnyException();
    }

    // --- Age

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 299, 300})
    void acceptsWhatWasSignedUpToFiveMinutesAgo(long secondsAgo) {
        assertThatCode(() -> verifySignedAt(NOW.getEpochSecond() - secondsAgo)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(longs = {301, 3600, 1795370400})
    void refusesWhatWasSignedLongerAgo(long secondsAgo) {
        assertThatThrownBy(() -> verifySignedAt(NOW.getEpochSecond() - secondsAgo))
                .isInstanceOf(UnverifiedException.class)
                .hasMessage("signed longer ago than the tolerance");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 300, 301, 86_400, 999_999_999_999_999_999L - 1795370400})
    void acceptsATimeAheadOfOurs(long seconds) {
        assertThatCode(() -> verifySignedAt(NOW.getEpochSecond() + seconds)).doesNotThrowAnyException();
    }

    private static void verifySignedAt(long at) {
        verify(verifier("whsec_a"), "t=" + at + ",v1=" + code("whsec_a", at, BODY));
    }

    @Test
    void aTimeCannotBeExchanged() {
        String header = "t=" + (NOW.getEpochSecond() + 1) + ",v1=" + code("whsec_a");
        assertRefused(verifier("whsec_a"), header, "wrong signature");
    }

    @Test
    void judgesTheSignatureBeforeItsAge() {
        long old = NOW.getEpochSecond() - 900;
        assertRefused(verifier("whsec_a"), "t=" + old + ",v1=" + code("whsec_b", old, BODY), "wrong signature");
    }

    // --- Bodies that cannot be read are authentic all the same

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"id\":\"evt_2\",\"type\":\"a.b\",\"data\":{ | evt_2 | a.b",
                "{\"data\":{\"id\":\"in_1\",\"type\":\"x\"},\"type\":\"a.b\",\"id\":\"evt_2\"} | evt_2 | a.b",
                "{\"id\":\"evt_2\",\"id\":\"evt_3\",\"type\":\"a.b\",\"type\":\"c.d\"} | evt_2 | a.b",
                "{\"id\":\"evt_2\"} | evt_2 | unknown",
                "{\"id\":\"evt_2\",\"type\":\" \"} | evt_2 | unknown",
                "{\"type\":\"a.b\"} | sha256 | a.b",
                "{\"id\":7,\"type\":\"a.b\"} | sha256 | a.b",
                "{\"id\":\"\",\"type\":null} | sha256 | unknown",
                "[{\"id\":\"evt_2\"}] | sha256 | unknown",
                "null | sha256 | unknown",
                "'' | sha256 | unknown"
            })
    void namesEventsByWhatCanBeRead(String body, String id, String type) {
        byte[] bytes = utf8(body);
        String header = at() + ",v1=" + code("whsec_a", NOW.getEpochSecond(), bytes);
        Delivery.Authentic authentic = verifier("whsec_a").verify(delivery(Map.of("Stripe-Signature", header), bytes));
        assertThat(authentic.type()).isEqualTo(type);
        assertThat(authentic.id())
                .isEqualTo(id.equals("sha256") ? "sha256:" + HexFormat.of().formatHex(Sha256.of(bytes)) : id);
    }
}
