package dev.ringback.calls.settlement;

import dev.ringback.platform.Loopback;
import dev.ringback.platform.Startup;
import dev.ringback.privacy.PhoneNumber;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hibernate.Session;

/** Holds the configured carrier accounts, and finds the account of a caller number. A wrong setting fails at start. */
@ApplicationScoped
class Carriers {
    private static final String SID = "[A-Za-z0-9]{2,64}";

    private final CarriersConfig config;
    private final Session database;
    private final Map<PhoneNumber, Carrier> byNumber = new HashMap<>();
    private Carrier ofAllOthers;

    Carriers(CarriersConfig config, Session database) {
        this.config = config;
        this.database = database;
        config.all().forEach(this::add);
    }

    /** An account, by its configured name. */
    record Carrier(String name, CarrierLog log) {}

    /** Returns the account that carries a caller number's calls; empty if none is configured for it. */
    Optional<Carrier> carrying(PhoneNumber callerNumber) {
        return Optional.ofNullable(byNumber.getOrDefault(callerNumber, ofAllOthers));
    }

    /** Fails if the clock is shifted and a log is not an emulated one, since a carrier's log has real times. */
    @Transactional
    void start(@Observes @Priority(Startup.HUB) StartupEvent event) {
        boolean isClockShifted = database.createNativeQuery(
                        "SELECT clock_offset <> interval '0' FROM installation", Boolean.class)
                .getSingleResult();
        config.all().forEach((name, account) -> {
            if (isClockShifted && !Loopback.is(address(account))) {
                throw wrong(
                        name,
                        "url",
                        "is a real carrier, but this installation's clock is shifted"
                                + " (ringback.clock.start-at): its log would prove nothing. Remove one of the two.");
            }
        });
    }

    private void add(String name, CarriersConfig.Account account) {
        Carrier carrier = new Carrier(name, log(name, account));
        if (account.numbers().isEmpty()) {
            if (ofAllOthers != null) {
                throw wrong(
                        name,
                        "numbers",
                        "is absent, as it is for " + ofAllOthers.name()
                                + ": only one account may carry all other numbers. Name its caller numbers.");
            }
            ofAllOthers = carrier;
        }
        for (String number : account.numbers().orElse(List.of())) {
            if (!PhoneNumber.isE164(number)) {
                throw wrong(name, "numbers", "has one that is not E.164: a plus sign and 7 to 15 digits.");
            }
            Carrier other = byNumber.put(new PhoneNumber(number), carrier);
            if (other != null) {
                throw wrong(
                        name,
                        "numbers",
                        "shares a caller number with " + other.name() + ": each goes over one account.");
            }
        }
    }

    private static CarrierLog log(String name, CarriersConfig.Account account) {
        URI address = address(account);
        boolean isSafe =
                "https".equals(address.getScheme()) || "http".equals(address.getScheme()) && Loopback.is(address);
        if (!isSafe || address.getHost() == null || address.getRawUserInfo() != null || address.getRawQuery() != null) {
            throw wrong(name, "url", "must be an https address without user or query.");
        }
        if (!account.account().matches(SID)) {
            throw wrong(name, "account", "must be the Account SID (Twilio) or Auth ID (Plivo): letters and digits.");
        }
        return switch (account.kind()) {
            case TWILIO ->
                new TwilioLog(account.account(), pages(account, account.key().orElse(account.account())));
            case PLIVO -> {
                if (account.key().isPresent()) {
                    throw wrong(name, "key", "is set, but Plivo has none: set the auth token as .secret alone.");
                }
                yield new PlivoLog(account.account(), pages(account, account.account()));
            }
        };
    }

    private static LogPages pages(CarriersConfig.Account account, String user) {
        return new LogPages(address(account), user, account.secret(), account.timeout());
    }

    private static URI address(CarriersConfig.Account account) {
        return account.url().orElse(account.kind().address());
    }

    private static IllegalStateException wrong(String name, String key, String text) {
        return new IllegalStateException("ringback.carriers." + name + "." + key + " " + text);
    }
}
