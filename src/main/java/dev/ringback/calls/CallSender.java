package dev.ringback.calls;

import dev.ringback.hub.CallsClient;
import dev.ringback.hub.Hub;
import dev.ringback.outbox.CallOrigin;
import dev.ringback.outbox.Claim;
import dev.ringback.outbox.DialTurns;
import dev.ringback.outbox.EndReason.Word;
import dev.ringback.outbox.OutboxEntry;
import dev.ringback.outbox.OutboxEntry.Kind;
import dev.ringback.outbox.Outcome;
import dev.ringback.outbox.Sender;
import dev.ringback.outbox.drafts.OutcomeClassifier;
import dev.ringback.platform.AfterCommit;
import dev.ringback.privacy.Redaction;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Sends single calls by {@code POST /calls/originate}, and updates calls to the state of their entries, of either kind. */
@ApplicationScoped
class CallSender implements Sender {
    private final Hub hub;
    private final CallPlan plans;
    private final CallRepository calls;
    private final Cancellations cancellations;
    private final OptOutRepository optOuts;
    private final OutcomeClassifier conclusions;
    private final Dispatches dispatches;
    private final Withdrawals withdrawals;
    private final RuleNames rules;
    private final DialTurns turns;
    private final AfterCommit afterCommit;

    CallSender(
            Hub hub,
            CallPlan plans,
            CallRepository calls,
            Cancellations cancellations,
            OptOutRepository optOuts,
            OutcomeClassifier conclusions,
            Dispatches dispatches,
            Withdrawals withdrawals,
            RuleNames rules,
            DialTurns turns,
            AfterCommit afterCommit) {
        this.hub = hub;
        this.plans = plans;
        this.calls = calls;
        this.cancellations = cancellations;
        this.optOuts = optOuts;
        this.conclusions = conclusions;
        this.dispatches = dispatches;
        this.withdrawals = withdrawals;
        this.rules = rules;
        this.turns = turns;
        this.afterCommit = afterCommit;
    }

    @Override
    public Set<Kind> kinds() {
        return EnumSet.of(Kind.ORIGINATE, Kind.CONTACT);
    }

    @Override
    public Outcome send(Claim claim) {
        if (claim.kind() != Kind.ORIGINATE) {
            throw new IllegalArgumentException("a row is sent with its draft");
        }
        CallsClient.NewCall call = plans.read(claim.payload());
        return turns.inTurn(
                claim,
                () -> conclusions.of(
                        hub.once(CallsClient.class, client -> client.originate(call), claim.lease()::stands),
                        body -> body.map(CallsClient.Originated::session).orElse(null),
                        conflict -> new Outcome.Unknown("409 is not described for a call: " + conflict)));
    }

    @Override
    public Next next(OutboxEntry entry, Instant earliest) {
        Call call = calls.findById(entry.call());
        calls.flush();
        calls.getSession()
                .refresh(call); // an activation, which locks entries first, may have renamed its rule meanwhile
        if (isNextTakenInItsCampaign(call)) {
            return new Next.Ended(Word.ALREADY_CALLED.because("its newest fact's person has a call in the campaign"));
        }
        call.takeOverNext();
        if (optOuts.containsAnyOf(List.of(call.person))) {
            return new Next.Ended(Word.OPTED_OUT.alone());
        }
        Optional<String> end =
                cancellations.known(call); // a newer fact may have named this person since the last attempt
        if (end.isPresent()) {
            return new Next.Ended(Word.CALLS_TO_PERSON_ENDED_BY_EVENT.because(end.get()));
        }
        Dispatches.CampaignTerms terms = call.campaign() == null ? null : dispatches.of(call.campaign());
        if (terms != null && terms.over() != null) {
            return new Next.Ended(terms.over());
        }
        return plans.plan(call, terms, earliest).<Next>map(Next.Send::new).orElseGet(Next.Expired::new);
    }

    /** Whether the person of a call's newest fact has the one place in the campaign by another call. */
    private boolean isNextTakenInItsCampaign(Call call) {
        return call.campaign != null
                && call.next != null
                && calls.inCampaign(call.campaign, call.next.person())
                        .filter(other -> other != call)
                        .isPresent();
    }

    /** Withdraws other open calls about the thing, under any name of the rule: each would be a second ring. */
    @Override
    public void rangAfterAll(OutboxEntry entry) {
        Call rang = calls.findById(entry.call());
        for (Call other : calls.othersOpenAbout(rang)) {
            if (areAboutOneThing(rang, other)) {
                withdrawals.forGood(other, Word.ALREADY_CALLED.because("call " + rang.id + " rang after all"));
            }
        }
    }

    /** Returns whether two calls of one sender and subject are about one thing. Each upload has things of its own. */
    private boolean areAboutOneThing(Call one, Call other) {
        return switch (one.origin) {
            case CallOrigin.ByRule(var rule) ->
                other.origin instanceof CallOrigin.ByRule(var another) && rules.isOneThing(rule, another);
            case CallOrigin.ByUpload upload -> upload.equals(other.origin);
        };
    }

    @Override
    public void claimed(List<OutboxEntry> entries) {
        calls.sending(entries.stream().map(OutboxEntry::call).toList());
    }

    @Override
    public void lifted(OutboxEntry entry, Instant now) {
        Call call = calls.findById(entry.call());
        if (call.notBefore.isAfter(now)) {
            call.notBefore = now; // its own wait was over before it was first claimed
            call.waitsUntil = now;
        }
    }

    @Override
    public void moved(OutboxEntry entry, Move move) {
        calls.follow(entry, move);
        switch (entry.state()) {
            case UNKNOWN, REFUSED -> {
                String state = entry.state().name().toLowerCase(Locale.ROOT);
                afterCommit.run(() -> Log.warnf("call %s is %s: %s", entry.call(), state, Redaction.of(move.reason())));
            }
            case DUE, SENDING, STARTED, DONE, CANCELLED, EXPIRED -> { // regular course or a request: no warning
            }
        }
    }
}
