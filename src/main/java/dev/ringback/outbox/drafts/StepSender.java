package dev.ringback.outbox.drafts;

import dev.ringback.hub.CampaignsClient;
import dev.ringback.hub.Hub;
import dev.ringback.hub.HubAnswer;
import dev.ringback.hub.HubConfig;
import dev.ringback.hub.RequestBudget.Urgency;
import dev.ringback.outbox.Claim;
import dev.ringback.outbox.DialTurns;
import dev.ringback.outbox.OutboxEntry;
import dev.ringback.outbox.OutboxEntry.Kind;
import dev.ringback.outbox.Outcome;
import dev.ringback.outbox.Outcome.Stops;
import dev.ringback.outbox.Sender;
import dev.ringback.privacy.PhoneNumber;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Sends the steps of a draft to the Hub, and classifies each answer. A 409 is never believed before the state is read. */
@ApplicationScoped
class StepSender implements Sender {
    private static final Duration TURN = Duration.ofSeconds(20); // until the account's concurrency may have room

    private final Hub hub;
    private final HubConfig config;
    private final Directory directory;
    private final DraftRepository drafts;
    private final DraftLifecycle lifecycle;
    private final OutcomeClassifier conclusions;
    private final DialTurns turns;

    StepSender(
            Hub hub,
            HubConfig config,
            Directory directory,
            DraftRepository drafts,
            DraftLifecycle lifecycle,
            OutcomeClassifier conclusions,
            DialTurns turns) {
        this.hub = hub;
        this.config = config;
        this.directory = directory;
        this.drafts = drafts;
        this.lifecycle = lifecycle;
        this.conclusions = conclusions;
        this.turns = turns;
    }

    @Override
    public Set<Kind> kinds() {
        return EnumSet.of(Kind.CREATE, Kind.START, Kind.STOP, Kind.DELETE);
    }

    @Override
    public Outcome send(Claim claim) {
        DraftRepository.Facts draft = drafts.facts(claim.draft(), claim.attempt());
        return switch (claim.kind()) {
            case CREATE -> create(claim, draft);
            case START ->
                turns.inTurn(
                        claim,
                        () -> step(
                                claim,
                                draft,
                                client -> client.start(draft.hubId()),
                                conflict -> unstarted(draft, conflict)));
            case STOP ->
                step(claim, draft, client -> client.stop(draft.hubId()), conflict -> unstopped(draft, conflict));
            case DELETE -> delete(claim, draft);
            case ORIGINATE, CONTACT -> throw new IllegalArgumentException(claim.kind() + " is no step of a draft");
        };
    }

    private Outcome create(Claim claim, DraftRepository.Facts draft) {
        return switch (directory.number(new PhoneNumber(draft.fromNumber()))) {
            case Directory.Found.Known(var number) -> upload(claim, draft, number);
            case Directory.Found.Missing() ->
                new Outcome.Refused(404, "the caller number is none of the account's that may call out");
            case Directory.Found.Unavailable(var why) -> new Outcome.NotSent(why);
        };
    }

    private Outcome upload(Claim claim, DraftRepository.Facts draft, String number) {
        Path file = ContactsCsv.write(drafts.rowsToUpload(claim.draft()));
        try {
            var campaign =
                    CampaignsClient.NewCampaign.draft(draft.name(), draft.agent(), number, draft.maxConcurrent(), file);
            return conclusions.of(
                    hub.once(
                            CampaignsClient.class,
                            client -> client.create(campaign),
                            claim.lease()::stands,
                            config.uploadTimeout()),
                    body -> body.map(CampaignsClient.Campaign::id).orElse(null),
                    conflict -> new Outcome.Unknown("409 is not described for a create: " + conflict));
        } finally {
            delete(file);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException("a draft's file cannot be deleted", e);
        }
    }

    /** Sends a step other than a create. The answers are not documented, so the receipt is the campaign's own id. */
    private Outcome step(
            Claim claim,
            DraftRepository.Facts draft,
            Function<CampaignsClient, String> step,
            Function<String, Outcome> conflict) {
        return conclusions.of(
                hub.once(CampaignsClient.class, step, claim.lease()::stands), body -> draft.hubId(), conflict);
    }

    /** 409 of a start means that the account's concurrency has no room, or that the campaign was started before. */
    private Outcome unstarted(DraftRepository.Facts draft, String text) {
        return switch (status(draft)) {
            case DRAFT -> conclusions.postponed(Stops.NOTHING_ELSE, text, TURN, TURN);
            case RUNNING, PAUSED, COMPLETED, FAILED ->
                new Outcome.HadStarted("campaign " + draft.hubId() + " had been started");
            case SCHEDULED, UNRECOGNISED -> new Outcome.Unknown("409, and its state could not be read: " + text);
        };
    }

    /** 409 of a stop means that the campaign has ended, or that it is paused and the stop must be repeated. */
    private Outcome unstopped(DraftRepository.Facts draft, String text) {
        CampaignsClient.Status status = status(draft);
        return status.isTerminal()
                ? new Outcome.Done(draft.hubId())
                : new Outcome.Unknown("409, it is " + status + ": " + text);
    }

    private Outcome delete(Claim claim, DraftRepository.Facts draft) {
        Outcome outcome = step(claim, draft, client -> client.delete(draft.hubId()), text -> undeleted(draft, text));
        boolean isGone = outcome instanceof Outcome.Refused(var status, var text) && status == 404;
        return !isGone
                ? outcome
                : draft.isOurs()
                        ? new Outcome.Done(draft.hubId())
                        : new Outcome.Unknown("404, but under another key or address than it was made with");
    }

    private Outcome undeleted(DraftRepository.Facts draft, String text) {
        return switch (status(draft)) {
            case RUNNING, PAUSED, COMPLETED, FAILED ->
                new Outcome.HadStarted("campaign " + draft.hubId() + " had started: " + text);
            case DRAFT, SCHEDULED, UNRECOGNISED -> new Outcome.Unknown("409, and its state could not be read: " + text);
        };
    }

    /** Returns the campaign's status; unrecognised if the status cannot be read. */
    private CampaignsClient.Status status(DraftRepository.Facts draft) {
        HubAnswer<CampaignsClient.Campaign> answer =
                hub.read(CampaignsClient.class, client -> client.get(draft.hubId()), Urgency.URGENT);
        return answer instanceof HubAnswer.Done<CampaignsClient.Campaign>(var code, var body)
                ? body.map(CampaignsClient.Campaign::status).orElse(CampaignsClient.Status.UNRECOGNISED)
                : CampaignsClient.Status.UNRECOGNISED;
    }

    @Override
    public Next next(OutboxEntry entry, Instant earliest) {
        return new Next.Repeat(earliest);
    }

    @Override
    public void moved(OutboxEntry entry, Move move) {
        lifecycle.moved(entry, move);
    }

    @Override
    public void answeredLate(OutboxEntry entry, Optional<String> receipt) {
        lifecycle.answeredLate(entry, receipt);
    }
}
