package dev.ringback.hub;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ringback.platform.Loopback;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/** Reads the Hub's agents and numbers outside the container, for a command, by the service's settings. */
public final class StandaloneHub {
    private static final String DEFAULT = "https://api.kataven.ai/v1";
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
            .build();

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();
    private final String address;
    private final String key;
    private final Optional<String> account;

    private StandaloneHub(String address, String key, Optional<String> account) {
        this.address = address;
        this.key = key;
        this.account = account;
    }

    /** Reports an answer that is no list. */
    private static final class UnansweredException extends Exception {
        UnansweredException(String why) {
            super(why);
        }
    }

    /** Reads both lists; empty if no key is set, so that nobody is to be asked. */
    public static Optional<HubDirectory.Reading> read(Config config) {
        return config.getOptionalValue("ringback.hub.api-key", String.class)
                .or(() -> config.getOptionalValue("KATAVEN_API_KEY", String.class))
                .map(String::strip)
                .filter(key -> !key.isEmpty())
                .map(key -> read(
                        config.getOptionalValue("ringback.hub.url", String.class)
                                .orElse(DEFAULT),
                        key,
                        config.getOptionalValue("ringback.hub.account", String.class)));
    }

    private static HubDirectory.Reading read(String url, String key, Optional<String> account) {
        String bare = url.strip().replaceAll("/+$", "");
        StandaloneHub hub = new StandaloneHub(bare.endsWith("/v1") ? bare : bare + "/v1", key, account);
        try {
            return new HubDirectory.Reading.Known(new HubDirectory.Listed(
                    hub.rows("/agents", new TypeReference<Rows<AgentsClient.Agent>>() {})
                            .items(),
                    hub.rows("/telephony/numbers", new TypeReference<Rows<TelephonyClient.Number>>() {})
                            .items()));
        } catch (UnansweredException e) {
            return new HubDirectory.Reading.Unavailable(e.getMessage());
        } catch (IllegalArgumentException e) { // its message may quote the key
            return new HubDirectory.Reading.Unavailable(
                    "the key or the address has a character that no request can carry");
        }
    }

    private <T> Rows<T> rows(String path, TypeReference<Rows<T>> type) throws UnansweredException {
        URI uri = URI.create(address + path);
        if (!"https".equals(uri.getScheme()) && !Loopback.is(uri)) {
            throw new UnansweredException("ringback.hub.url is no https address");
        }
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).timeout(ANSWER).header("Authorization", "Bearer " + key);
        account.ifPresent(name -> request.header("X-Account-ID", name));
        try {
            HttpResponse<byte[]> answer = client.send(request.build(), BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                throw new UnansweredException("the Hub answers " + answer.statusCode() + " to " + path);
            }
            return JSON.readValue(answer.body(), type);
        } catch (IOException e) {
            throw new UnansweredException(
                    "the Hub does not answer (" + e.getClass().getSimpleName() + ")");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnansweredException("interrupted");
        }
    }
}
